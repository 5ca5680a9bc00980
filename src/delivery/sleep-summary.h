/*
 * One nudge instead of a storm: of all that came due while the computer slept the first that is let through leads, and says how many others
 * wait behind the badge. Calendars that slept for days are read again at the return and tell what they found a little later: for two minutes
 * that too came meanwhile.
 */

#pragma once

#include "context/context.h"
#include "delivery/gate.h"
#include "delivery/nudge.h"

typedef struct _RailSleepSummary RailSleepSummary;

RailSleepSummary *rail_sleep_summary_new (void);
void rail_sleep_summary_free (RailSleepSummary *self);

/* The computer woke up; the update that follows is the return. */
void rail_sleep_summary_wake (RailSleepSummary *self);

/* At the beginning of every update. */
void rail_sleep_summary_follow (RailSleepSummary *self,
                                RailContext *context);

/* Whether @context is the return itself. */
gboolean rail_sleep_summary_returns (RailSleepSummary *self,
                                     RailContext *context);

/* Whether a firing in @context was due when the computer woke up. */
gboolean rail_sleep_summary_covers (RailSleepSummary *self,
                                    RailContext *context,
                                    RailTrigger *trigger,
                                    RailOccurrence *occurrence,
                                    gboolean asked_for);

/* Whether another nudge than @nudge (may be NULL) leads already. */
gboolean rail_sleep_summary_has_lead (RailSleepSummary *self,
                                      RailNudge *nudge);

/* @nudge came meanwhile, and this is what became of it. */
void rail_sleep_summary_add (RailSleepSummary *self,
                             RailNudge *nudge,
                             const RailVerdict *verdict);

/* Tells the lead how many others there are. */
void rail_sleep_summary_tell (RailSleepSummary *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSleepSummary, rail_sleep_summary_free)
