/*
 * Lint for coach aids: links that lead nowhere, nodes nobody reaches, rounds without a way out, conversations without an end that helps. Called
 * by lint.
 */

#pragma once

#include "library/aid.h"

void rail_coach_lint (const RailAid *aid,
                      const char *file,
                      GPtrArray *problems);
