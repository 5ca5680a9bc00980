/*
 * Time leaves: days of the week, times of day, the nth weekday of a month, all by the clock on the wall of one time zone. A stretch
 * belongs to the day on which it starts. A time that the clocks skip is the moment after the skip; of a time they show twice the first
 * counts, so that a stretch neither gets lost nor comes twice. Moments outside the years 1 to 9999 are not asked for.
 */

#pragma once

#include "rules/rule.h"

/* Whether @self holds at @now; @until receives the next moment at which that changes, G_MAXINT64 if not within two years. */
gboolean rail_time_condition_evaluate (const RailTimeCondition *self,
                                       gint64 now,
                                       GTimeZone *zone,
                                       gint64 *until);
