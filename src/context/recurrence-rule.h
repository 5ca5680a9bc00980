/*
 * One RRULE (or EXRULE), expanded on civil times; context/time-zone.h makes moments of them afterwards. rule-walk.c walks the rule, libical
 * where it speaks of another calendar than the Gregorian. What both leave to their caller is here: COUNT, UNTIL compared as the moment it is, and
 * that a rule which names seconds for centuries or a 30th of February ends with a message instead of keeping a processor busy.
 * Source: RFC 5545 section 3.3.10.
 */

#pragma once

#include <glib.h>

#include "base/duration.h"
#include "context/civil-time.h"
#include "context/time-zone.h"

/* What all the rules of one calendar may cost together, in microseconds: ten times what 50,000 honest events take. */
#define RAIL_RECURRENCE_ALLOWANCE (5 * RAIL_SECOND)

/*
 * Appends to @civils (gint64) the times of @rule that begin at @start in @zone and lie in [@from, @to], in order; @start itself only
 * if the rule names it. The time it took is taken from @allowance. On FALSE with RAIL_ERROR_INVALID nothing was appended,
 * with RAIL_ERROR_TOO_LARGE what was found up to the limit is.
 */
gboolean rail_recurrence_rule_expand (const char *rule,
                                      const RailCivilTime *start,
                                      const RailTimeZone *zone,
                                      gint64 from,
                                      gint64 to,
                                      gint64 *allowance,
                                      GArray *civils,
                                      GError **error);
