/*
 * Reads the three leaves of a condition tree: what stands under `window:`, `calendar:` and `time:`. Only the rule parser calls it.
 * What is wrong is added to the problems, and reading goes on, so that an author hears of everything at once. Every key that was
 * written adds its normalised "key=value" to @canonical, unsorted (rule-parser.h).
 */

#pragma once

#include "base/yaml-tree.h"
#include "rules/rule.h"

void rail_leaf_parse_window (RailWindowCondition *self,
                             const RailYaml *node,
                             const char *file,
                             GPtrArray *canonical,
                             GPtrArray *problems);

void rail_leaf_parse_calendar (RailCalendarCondition *self,
                               const RailYaml *node,
                               const char *file,
                               GPtrArray *canonical,
                               GPtrArray *problems);

void rail_leaf_parse_time (RailTimeCondition *self,
                           const RailYaml *node,
                           const char *file,
                           GPtrArray *canonical,
                           GPtrArray *problems);
