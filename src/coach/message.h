/*
 * One message of a conversation, as the pane shows it and ctl prints it. An object, because an answer grows while it comes: "changed" tells.
 */

#pragma once

#include <glib-object.h>

#include "coach/citations.h"
#include "coach/guard.h"
#include "coach/guided.h"

typedef enum
{
  RAIL_MESSAGE_USER,   /* what the user said */
  RAIL_MESSAGE_COACH,  /* an answer of a model, or the guided coach's words */
  RAIL_MESSAGE_PERSON, /* this belongs to a person: contact, hand-off draft */
  RAIL_MESSAGE_NOTICE, /* of the program: why there is no answer, and the way on */
} RailMessageKind;

typedef enum
{
  RAIL_MESSAGE_COMING, /* more may come */
  RAIL_MESSAGE_WHOLE,
  RAIL_MESSAGE_STOPPED, /* by the user */
  RAIL_MESSAGE_CUT,     /* by the guard, the model's limit, or the connection: @notice says which */
} RailMessageState;

#define RAIL_TYPE_MESSAGE (rail_message_get_type ())
G_DECLARE_FINAL_TYPE (RailMessage, rail_message, RAIL, MESSAGE, GObject)

/* Read by everybody, written by the conversation and its pending answer only. Signal "changed". */
struct _RailMessage
{
  GObject parent_instance;

  RailMessageKind kind;
  RailMessageState state;
  GPtrArray *sentences;   /* RailCitedSentence; never NULL */
  GPtrArray *passages;    /* RailPassage it was given or shows; never NULL */
  RailGuidedTurn *turn;   /* of the guided coach, or the offer to prepare for a person and its questions; else NULL */
  RailGuardResult *guard; /* of the question or answer, else NULL */
  char *contact_name;     /* a person to turn to, or NULL */
  char *contact_email;
  char *contact_note;
  char *deeper_title; /* where to go on instead, from a reviewed aid, or NULL */
  char *deeper_url;
  char *draft;  /* a hand-off text the user may copy or send, or NULL */
  char *notice; /* one sentence for people, or NULL */
  gboolean from_model;
};

RailMessage *rail_message_new (RailMessageKind kind,
                               const char *text);

/* One more sentence, of the program or the user; empty ones are not added. */
void rail_message_add_text (RailMessage *self,
                            const char *text);

/* For who writes the answer, who tells of it afterwards; each replaces what was there, and NULL takes it away. */
void rail_message_set_notice (RailMessage *self,
                              const char *notice);
void rail_message_set_contact (RailMessage *self,
                               const char *name,
                               const char *email,
                               const char *note);
void rail_message_set_deeper (RailMessage *self,
                              const char *title,
                              const char *url);

/* The first @n_passages of them. */
void rail_message_set_passages (RailMessage *self,
                                GPtrArray *passages,
                                guint n_passages);

/* The sentences joined; transfer full. */
char *rail_message_dup_text (RailMessage *self);

/* Nothing in it names an approved source, though it came from a model. */
gboolean rail_message_lacks_source (RailMessage *self);
