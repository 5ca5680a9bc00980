/*
 * An answer of the coach that is on its way into its message: passages are looked up, and then shown, given to a model, or followed to where to go
 * instead. Used by the conversation, which has one at a time, and none while it is idle.
 */

#pragma once

#include "coach/coach-parts.h"
#include "coach/exchange-list.h"
#include "coach/message.h"
#include "coach/redactor.h"
#include "coach/way-on.h"

typedef struct _RailPendingAnswer RailPendingAnswer;

/* It has come to its end, and its message says how; not called for one that was closed. */
typedef void (*RailPendingAnswerEndedFunc) (RailPendingAnswer *self,
                                            gpointer owner);

typedef struct
{
  const RailCoachParts *parts;
  RailRedactor *redactor;
  RailExchangeList *exchanges; /* gets what a model was asked and said */
  GPtrArray *sent;             /* gets the body of each request that left, as GBytes */
  RailGuard *guard;
  RailAid *aid;                     /* the conversation began with; NULL = an open question */
  const char *pack;                 /* whose people can help, or NULL */
  const char *words;                /* the question as it was said */
  gboolean without_model;           /* by the user's choice: nobody has to be told that there is none */
  gboolean may_guide;               /* a coach aid that is about the question may take over */
  GObject *owner;                   /* must close the answer before it goes, and outlives what is borrowed here: it is kept while anybody is told of anything */
  RailPendingAnswerEndedFunc ended; /* gets @owner */
} RailPendingAnswerRequest;

/*
 * Strings are copied, the aid and the guard referenced, the rest is borrowed from @owner. @verdict, what the guard said of the question, is taken over by the
 * message. Nothing happens before one of the three below is called, once. Transfer full.
 */
RailPendingAnswer *rail_pending_answer_new (const RailPendingAnswerRequest *request,
                                            RailMessageKind kind,
                                            RailGuardResult *verdict);
void rail_pending_answer_unref (RailPendingAnswer *self);

/* Borrowed. */
RailMessage *rail_pending_answer_get_message (RailPendingAnswer *self);

/* Reviewed passages about @topic, below what the message says already. */
void rail_pending_answer_show_passages (RailPendingAnswer *self,
                                        const char *topic);

/* What the aids, or with @from_model a model that has read them, say to the question. */
void rail_pending_answer_look_up (RailPendingAnswer *self,
                                  gboolean from_model);

/* Where to go instead, for @need or because the guard refused. */
void rail_pending_answer_find_way_on (RailPendingAnswer *self,
                                      RailWayOnNeed need);

/* Ends it from outside: whatever still comes goes nowhere, and the message stays as it is. */
void rail_pending_answer_close (RailPendingAnswer *self);

/* Once it has ended: whether it is the last of the exchanges, and the coach aid that took over (transfer full, NULL if none did). */
gboolean rail_pending_answer_is_remembered (RailPendingAnswer *self);
RailGuided *rail_pending_answer_steal_guided (RailPendingAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPendingAnswer, rail_pending_answer_unref)
