/*
 * Reads the `triggers:` list of an aid's front matter. The aid parser calls it; so will the store of the user's own triggers.
 *
 * A trigger without `id:` is named after what it says. Its canonical condition is one line:
 *
 *   all(X,Y) any(X,Y) not(X)    the parts sorted by their own canonical text
 *   window(K=V;K=V)             and calendar, time: only the keys the author wrote, sorted
 *
 * where lists are sorted and without repetitions, every pattern carries its length ("6:review"), and values are normalised: spans in
 * microseconds, days as a bit set, both ends of a range. So neither layout nor order, nor "300s" for "5m", changes the id; a
 * default that Handrail may change one day is not in it.
 */

#pragma once

#include "base/yaml-tree.h"
#include "rules/rule.h"

typedef struct
{
  const char *file; /* named in problems */
  const char *pack;
  const char *aid;
  int default_priority; /* the aid's */
} RailRuleSource;

/*
 * One trigger from one mapping. NULL after adding errors (each with file, line and mend) to @problems; the caller goes on
 * with the next trigger. Warnings do not make it fail.
 */
RailTrigger *rail_rule_parse (const RailYaml *node,
                              const RailRuleSource *source,
                              GPtrArray *problems);

/* All triggers of a sequence that can be read: GPtrArray of RailTrigger, never NULL. Two equal ids: the second is an error. */
GPtrArray *rail_rule_parse_list (const RailYaml *node,
                                 const RailRuleSource *source,
                                 GPtrArray *problems);
