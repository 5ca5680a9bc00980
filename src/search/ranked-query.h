/*
 * What was typed, as everything that answers it wants it: the terms that must or may be found, and the tokens that a title would have which is called
 * just so. For search-query and title-scan, which prepare it, and search-rank, which reads it.
 */

#pragma once

#include "search/query-term.h"

typedef struct
{
  GPtrArray *terms; /* RailQueryTerm */
  char *tokens;     /* what was typed, as the index would hold it as a title */
} RailRankedQuery;

/* Any text; one without words has no terms. Transfer full. */
RailRankedQuery *rail_ranked_query_new (const char *words);
void rail_ranked_query_free (RailRankedQuery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRankedQuery, rail_ranked_query_free)
