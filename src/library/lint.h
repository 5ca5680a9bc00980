/*
 * What the parser lets pass but an author should hear: broken decision trees, aids too long for their moment, contacts and aids that do not
 * exist, overdue reviews. `handrailctl lint` prints the problems of loading and these together. Never changes a file.
 */

#pragma once

#include "library/pack.h"

/* Checks @pack as of @now (local day in @zone); appends to @problems. */
void rail_lint_pack (const RailPack *pack,
                     gint64 now,
                     GTimeZone *zone,
                     GPtrArray *problems);
