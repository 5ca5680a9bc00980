/*
 * One offer of one aid at one moment, from the gate's verdict until it is closed with a reason. Card, notifier and tray all watch
 * the same list of nudges; whoever ends one says why, and delivery hears it.
 */

#pragma once

#include <glib-object.h>

#include "rules/rule-engine.h"

typedef enum
{
  RAIL_NUDGE_WAITING,  /* behind the badge: held, collapsed, or meant for it */
  RAIL_NUDGE_CARD,     /* on screen as a card: at most one nudge at a time */
  RAIL_NUDGE_NOTIFIED, /* given to the notification server */
  RAIL_NUDGE_CLOSED,
} RailNudgeState;

typedef enum
{
  RAIL_NUDGE_CLOSED_DONE,
  RAIL_NUDGE_CLOSED_DISMISSED,
  RAIL_NUDGE_CLOSED_NOT_HELPFUL, /* and its trigger is muted */
  RAIL_NUDGE_CLOSED_SNOOZED,
  RAIL_NUDGE_CLOSED_EXPIRED,
  RAIL_NUDGE_CLOSED_REPLACED,
  RAIL_NUDGE_CLOSED_OPENED_COACH,
} RailCloseReason;

/* "done", "dismissed", "not-helpful", ...: the words of D-Bus and journal; FALSE for a word that is none. */
const char *rail_close_reason_to_string (RailCloseReason reason);
gboolean rail_close_reason_from_string (const char *text,
                                        RailCloseReason *reason);

#define RAIL_TYPE_NUDGE (rail_nudge_get_type ())
G_DECLARE_FINAL_TYPE (RailNudge, rail_nudge, RAIL, NUDGE, GObject)

/* Signals: "changed" (state or texts differ), "closed" (once; the reason is set). */
RailNudge *rail_nudge_new (RailTrigger *trigger,
                           RailOccurrence *occurrence,
                           gint64 created);

/* Unique in this run of the agent; not guessable from outside. */
const char *rail_nudge_get_id (RailNudge *self);
RailTrigger *rail_nudge_get_trigger (RailNudge *self);
RailOccurrence *rail_nudge_get_occurrence (RailNudge *self);
gint64 rail_nudge_get_created (RailNudge *self);

RailNudgeState rail_nudge_get_state (RailNudge *self);
void rail_nudge_set_state (RailNudge *self,
                           RailNudgeState state);

/* Whether texts must leave out titles and names until the user opens it. */
gboolean rail_nudge_get_neutral (RailNudge *self);
void rail_nudge_set_neutral (RailNudge *self,
                             gboolean neutral);

/* Why it came or waits: a gate reason's word, such as "show" or "budget"; borrowed. */
const char *rail_nudge_get_gate_reason (RailNudge *self);
void rail_nudge_set_gate_reason (RailNudge *self,
                                 const char *reason);

/* The moment it was first shown as card or notification; 0 = not yet. */
gint64 rail_nudge_get_shown (RailNudge *self);
void rail_nudge_set_shown (RailNudge *self,
                           gint64 when);

/*
 * The moment an untouched card of it goes behind the badge, as far as the clock decides: two minutes into its meeting. 0 = half a minute
 * after the card is painted.
 */
gint64 rail_nudge_get_collapse_at (RailNudge *self,
                                   gint64 now);

/* How many more came with it while the computer slept, and wait behind the badge; 0 = none. */
guint rail_nudge_get_others (RailNudge *self);
void rail_nudge_set_others (RailNudge *self,
                            guint count);

/* The snapshot it came from: the card's "why" reads it, nothing else keeps it. */
RailContext *rail_nudge_get_context (RailNudge *self);
void rail_nudge_set_context (RailNudge *self,
                             RailContext *context);

void rail_nudge_close (RailNudge *self,
                       RailCloseReason reason);
RailCloseReason rail_nudge_get_close_reason (RailNudge *self);
