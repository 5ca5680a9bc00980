/*
 * From typed words to ranked hits, on one connection of the index (search/search-index.h); blocks, for a worker thread. Candidates are fetched
 * in stages, each in rowid order and stopping early: exact titles, whole words, prefixes, then bodies, then mended typos; at most 200 are
 * ranked (search/search-rank.h). A word that stands somewhere, or begins another, is no typo unless one spelt nearly so is very much commoner; what a mended word
 * finds comes first only where nothing holds what was typed, and then it is said. What was typed never reaches MATCH as it is: only tokens do, quoted.
 */

#pragma once

#include "base/database.h"
#include "search/search-request.h"

typedef struct _RailSearchQuery RailSearchQuery;

/* Keeps what one connection needs between keys: statements, the vocabulary of the generation. @database is borrowed. */
RailSearchQuery *rail_search_query_new (RailDatabase *database);
void rail_search_query_free (RailSearchQuery *self);

/* NULL with @error: G_IO_ERROR_CANCELLED when interrupted, RAIL_ERROR_DAMAGED when the file is. */
RailSearchResult *rail_search_query_run (RailSearchQuery *self,
                                         const RailSearchRequest *request,
                                         GCancellable *cancellable,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchQuery, rail_search_query_free)
