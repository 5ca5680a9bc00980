/*
 * Walks a recurrence rule of the Gregorian calendar: it tries the days (or hours, minutes, seconds) of one interval of the rule after another
 * against each BY part and then chooses by BYSETPOS. libical only reads the rule. Compared with python3-dateutil over invented rules.
 * Source: RFC 5545 section 3.3.10.
 */

#pragma once

#include <glib.h>
#include <libical/ical.h>

typedef struct _RailRuleWalk RailRuleWalk;

/*
 * @rule: Gregorian; its COUNT and UNTIL are the caller's. @start is the DTSTART, from which missing parts are taken; the walk begins at
 * the interval that holds @from, if that is later. It tries no more than @max_steps times. Transfer full.
 */
RailRuleWalk *rail_rule_walk_new (const struct icalrecurrencetype *rule,
                                  gint64 start,
                                  gint64 from,
                                  gint64 last,
                                  gint64 max_steps);

void rail_rule_walk_free (RailRuleWalk *self);

/* The next civil time not before @start nor after @last; FALSE at the end. */
gboolean rail_rule_walk_next (RailRuleWalk *self,
                              gint64 *civil);

/* Whether the end was the limit of steps. */
gboolean rail_rule_walk_was_cut_short (const RailRuleWalk *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRuleWalk, rail_rule_walk_free)
