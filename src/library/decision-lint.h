/*
 * Lint for decision trees: links to nodes that are not there, nodes nobody reaches, rounds without a way out, trees too broad or too deep
 * to be answered under pressure. Called by lint.
 */

#pragma once

#include "library/aid.h"

void rail_decision_lint (const RailAid *aid,
                         const char *file,
                         GPtrArray *problems);
