/*
 * How far a plain recurrence rule can reach, by arithmetic instead of following it: most series of an old calendar have ended, and walking through
 * each of them is most of what they cost. Asked by event-glance.h. Source: RFC 5545 section 3.3.10.
 */

#pragma once

#include <glib.h>

#include "context/civil-time.h"

/*
 * TRUE when @rule is one that recurrence-rule.h has nothing to complain about, ends (UNTIL, COUNT) and names nothing later than *@last, counted
 * from @start; the distance between two time zones is not in it. FALSE for everything else.
 */
gboolean rail_rule_reach (const char *rule,
                          const RailCivilTime *start,
                          gint64 *last);
