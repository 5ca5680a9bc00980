/*
 * What has been shown lately, in memory, in the form the gate asks for. Loaded once from the journal's showings, then kept in step by delivery.
 * A badge is remembered for its trigger and meeting but does not count as an interruption.
 */

#pragma once

#include "base/duration.h"
#include "delivery/gate.h"
#include "journal/journal.h"

/* How far back showings matter: a meeting's nudge comes at most seven days early, and cool-downs longer than this end with it. */
#define RAIL_BUDGET_MEMORY (30 * RAIL_DAY)

typedef struct _RailBudget RailBudget;

RailBudget *rail_budget_new (void);
void rail_budget_free (RailBudget *self);

void rail_budget_add (RailBudget *self,
                      const RailShowing *showing);

/* Everything of @history that comes from showings; @muted and @card_open are the caller's. @occurrence_key "" = not bound. */
void rail_budget_read (RailBudget *self,
                       const RailTrigger *trigger,
                       const char *occurrence_key,
                       gint64 now,
                       GTimeZone *zone,
                       RailHistory *history);

/* Cards and notifications since local midnight. */
guint rail_budget_count_today (RailBudget *self,
                               gint64 now,
                               GTimeZone *zone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailBudget, rail_budget_free)
