/*
 * A trigger of the user's own, as "Show this here..." asks about it: one window or one kind of meeting, in a few words. What the present
 * moment suggests is proposed; the draft becomes a trigger through the same parser as an author's, and can say beforehand what of a day it
 * would have matched. Pure; nothing is kept here.
 */

#pragma once

#include "context/context.h"
#include "rules/rule.h"

typedef enum
{
  RAIL_DRAFT_WINDOW,
  RAIL_DRAFT_BEFORE, /* minutes before a meeting */
  RAIL_DRAFT_DURING,
  RAIL_DRAFT_AFTER, /* for minutes after a meeting */
} RailDraftKind;

typedef struct
{
  RailDraftKind kind;
  char *app;     /* of a window: one of its ids, "" = any */
  char *title;   /* a pattern as authors write it, of the window or the meeting; "" = any */
  guint minutes; /* of BEFORE and AFTER */
} RailTriggerDraft;

RailTriggerDraft *rail_trigger_draft_new (RailDraftKind kind,
                                          const char *app,
                                          const char *title,
                                          guint minutes);
void rail_trigger_draft_free (RailTriggerDraft *self);

/* "window", "before", "during", "after"; FALSE for a word that is none. */
const char *rail_draft_kind_to_string (RailDraftKind kind);
gboolean rail_draft_kind_from_string (const char *text,
                                      RailDraftKind *kind);

/* What fits the window in front and the meeting that runs or comes next, the most particular first: RailTriggerDraft, transfer full. */
GPtrArray *rail_trigger_draft_propose (RailContext *context);

/* The condition as one line of YAML, as an aid's `when` would have it; transfer full. */
char *rail_trigger_draft_dup_when (const RailTriggerDraft *self);

/* The trigger of @pack/@aid that a kept @when stands for. NULL with RAIL_ERROR_INVALID that says what is wrong with it; transfer full. */
RailTrigger *rail_trigger_parse_when (const char *when,
                                      const char *pack,
                                      const char *aid,
                                      GError **error);

/* What @trigger says as a draft; NULL if it says more than a draft can. Transfer full. */
RailTriggerDraft *rail_trigger_draft_new_from_trigger (const RailTrigger *trigger);

/* The meetings among @occurrences that touch [from, to) and that @trigger asks for: RailOccurrence, transfer container and references. */
GPtrArray *rail_trigger_preview (const RailTrigger *trigger,
                                 GPtrArray *occurrences,
                                 gint64 from,
                                 gint64 to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTriggerDraft, rail_trigger_draft_free)
