/*
 * library.db: what search reads. Derived from the packs and rebuilt whenever it is missing, damaged or of another version; it holds nothing that
 * is not in a pack. Only the holder of the lock writes: the agent, or handrailctl when no agent runs. Everybody reads.
 *
 *   meta(generation)            one row; grows with every change that readers should notice
 *   packs(pack, title, version, digest, folder, titles_done, bodies_done)
 *   aids(rowid, pack, aid, title, kind, task, keywords, reading, reviewed, review_every, priority, stakes,
 *        title_tokens, keyword_tokens, body_tokens)      keywords: as written, one a line; tokens: search/search-text.h
 *   title_index                 FTS5 over title_tokens, keyword_tokens     } external content, detail=none, prefix='1 2 3 4 5 6'
 *   body_index                  FTS5 over body_tokens                      }
 *   title_words, body_words     fts5vocab rows of the two
 *
 * Rowids fall with rank: priority bands first, so that rowid order is static rank order and FTS5 stops early.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

/* $XDG_CACHE_HOME/handrail/library.db; transfer full. */
char *rail_search_index_dup_default_path (void);

typedef struct _RailSearchIndex RailSearchIndex;

/*
 * For writing; takes the lock "library.lock" beside it (RAIL_ERROR_BUSY where somebody else holds it) and keeps it. A damaged file or one of another version is
 * removed and made anew. NULL as @path: in memory, for one process and one query (rail_search_index_get_database()). Blocks: for a worker thread.
 */
RailSearchIndex *rail_search_index_open (const char *path,
                                         GError **error);
void rail_search_index_close (RailSearchIndex *self);

/* The writer's own connection: for searching in an index in memory. Borrowed. */
RailDatabase *rail_search_index_get_database (RailSearchIndex *self);

/*
 * Makes the index hold @packs (RailPack; aids without bodies will do, their folders are read again where the digest differs) and nothing else. First all titles in one
 * transaction, then the bodies in slices of at most 200 aids, so that a reader is never kept waiting and a cancelled run goes on where it
 * stopped. @changed: whether readers will find something else than before.
 */
gboolean rail_search_index_refresh (RailSearchIndex *self,
                                    GPtrArray *packs,
                                    GCancellable *cancellable,
                                    gboolean *changed,
                                    GError **error);

/* The same from packs that are complete in memory (with bodies) and have no folder to read again. */
gboolean rail_search_index_refresh_from_memory (RailSearchIndex *self,
                                                GPtrArray *packs,
                                                GCancellable *cancellable,
                                                gboolean *changed,
                                                GError **error);

/* A reader's connection. RAIL_ERROR_NOT_FOUND, _DAMAGED or _NEWER/_FAILED (other version) where there is nothing to search in yet. */
RailDatabase *rail_search_index_open_reader (const char *path,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchIndex, rail_search_index_close)
