/*
 * Restraint, as a pure function: may this aid interrupt now, and how? The order of its questions is the order of the reasons below;
 * the first that applies decides. The same function answers `handrailctl why`. Time is an argument, nothing is remembered here.
 */

#pragma once

#include <glib.h>

#include "context/presence.h"
#include "rules/rule.h"

/* An aid this long overdue is still found by search, but no longer comes by itself. */
#define RAIL_GATE_MAX_DAYS_OVERDUE 90

typedef enum
{
  RAIL_GATE_SHOW, /* nothing speaks against it */
  RAIL_GATE_PAUSED,
  RAIL_GATE_MUTED,
  RAIL_GATE_OVERDUE,  /* review overdue by more than 90 days */
  RAIL_GATE_EXCLUDED, /* the active window is one Handrail must not look at */
  RAIL_GATE_LOCKED,
  RAIL_GATE_QUIET_HOURS, /* after what cannot be helped, before what ends sooner than the night does */
  RAIL_GATE_SHARING,
  RAIL_GATE_DO_NOT_DISTURB,
  RAIL_GATE_FULLSCREEN,
  RAIL_GATE_ALREADY_SHOWN, /* for this occurrence, at this or an earlier start */
  RAIL_GATE_COOLDOWN,
  RAIL_GATE_MAX_PER_DAY,
  RAIL_GATE_BUDGET_HOUR,
  RAIL_GATE_BUDGET_DAY,
  RAIL_GATE_BADGE_ONLY, /* the author asked for no more */
  RAIL_GATE_AWAY,       /* it came while the computer slept, with others: one of them speaks for all */
  RAIL_GATE_ANOTHER_CARD,
} RailGateReason;

typedef enum
{
  RAIL_VERDICT_CARD,
  RAIL_VERDICT_NOTIFICATION,
  RAIL_VERDICT_BADGE,
  RAIL_VERDICT_HOLD, /* behind the badge; ask again when something changes, at @until at the latest */
  RAIL_VERDICT_DROP,
} RailVerdictKind;

typedef struct
{
  RailPresenceState locked;
  RailPresenceState sharing; /* screen shared or recorded */
  RailPresenceState do_not_disturb;
  RailPresenceState fullscreen; /* of the active window */
  gboolean with_people;         /* an occurrence with at least two attendees is running */
  gboolean window_excluded;
  gboolean cards_possible; /* this desktop can show a card without taking the focus */
} RailPresence;

/* What has been shown, as far as one candidate is concerned. */
typedef struct
{
  gboolean muted;
  gint64 last_shown;       /* of this trigger; 0 = never */
  guint shown_today;       /* of this trigger, since local midnight */
  gint64 occurrence_start; /* the start this trigger was last shown for in this occurrence; G_MININT64 = never */
  guint total_last_hour;   /* cards and notifications of all triggers */
  guint total_today;
  gint64 hour_free_at; /* when the oldest of the last hour leaves it; 0 if none */
  gint64 next_day;     /* the next local midnight */
  gboolean card_open;  /* another nudge is on screen as a card */
} RailHistory;

typedef struct
{
  guint per_hour; /* 0 = none at all */
  guint per_day;
  gint64 paused_until; /* 0 = not paused, G_MAXINT64 = until resumed */
  gboolean quiet_enabled;
  guint quiet_from; /* minutes since midnight, as in delivery/quiet-hours.h */
  guint quiet_to;
  gint64 quiet_until; /* when the quiet hours that hold now end; 0 = not quiet now. Delivery fills it in at each update. */
} RailLimits;

typedef struct
{
  const RailTrigger *trigger;
  gboolean has_occurrence;
  gint64 occurrence_start;
  int days_overdue;    /* of the aid's review */
  gboolean was_locked; /* it became due behind a locked screen */
  gboolean was_away;   /* it became due while the computer slept, and another of those is offered already */
  gboolean asked_for;  /* the user snoozed it until now: neither budgets, cool-downs nor quiet hours stand against it */
} RailCandidate;

typedef struct
{
  RailVerdictKind kind;
  RailGateReason reason;
  gint64 until;     /* HOLD: the latest moment to ask again; COOLDOWN, PAUSED and QUIET_HOURS: when it ends; else 0 */
  gboolean neutral; /* leave titles and names out of what is shown */
} RailVerdict;

RailVerdict rail_gate_decide (const RailCandidate *candidate,
                              const RailPresence *presence,
                              const RailHistory *history,
                              const RailLimits *limits,
                              gint64 now);

/* "show", "cool-down", ...: the word in JSON, on D-Bus and in tests. */
const char *rail_gate_reason_to_string (RailGateReason reason);

/* One sentence for people, with the numbers that decided; transfer full. */
char *rail_verdict_describe (const RailVerdict *verdict,
                             const RailCandidate *candidate,
                             const RailHistory *history,
                             const RailLimits *limits,
                             GTimeZone *zone);

/* "card", "notification", "badge", "hold", "drop". */
const char *rail_verdict_kind_to_string (RailVerdictKind kind);
