/*
 * In how many aids a word stands in title or keywords, from search's index (search/search-index.h): what is rare in a library too large to be read through. For a worker
 * thread, one question.
 */

#pragma once

#include <glib.h>

typedef struct _RailIndexCounts RailIndexCounts;

/* NULL where there is no index to read at @path. */
RailIndexCounts *rail_index_counts_open (const char *path);
void rail_index_counts_close (RailIndexCounts *self);

/*
 * @token: as search/search-text.h makes them. 0 where none has it, or the index is damaged. Of a long question the first ones are counted; the others
 * are taken to be as common as the most common of them.
 */
guint rail_index_counts_get (RailIndexCounts *self,
                             const char *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailIndexCounts, rail_index_counts_close)
