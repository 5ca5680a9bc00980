/*
 * What can only be found out while rules run: regular expressions that ran into their limits on a real title and were switched off.
 */

#pragma once

#include "rules/rule.h"

/* Adds one error for every pattern among @triggers (RailTrigger) that is switched off now. The title it met is not told. */
void rail_rule_health_add_problems (GPtrArray *triggers,
                                    GPtrArray *problems);
