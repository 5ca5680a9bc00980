/*
 * library.db: what search reads. Derived from the packs and rebuilt whenever it is missing, damaged or of another version; it holds nothing that
 * is not in a pack. Only the holder of the lock writes: the agent, or handrailctl when no agent runs. Everybody reads.
 *
 *   meta(generation)            one row; grows when titles or keywords have changed, and once more when all bodies are in
 *   packs(pack, title, version, digest, folder, bodies_done)
 *   aids(rowid, pack, aid, title, kind, task, keywords, reading, reviewed, review_every, priority, stakes,
 *        title_tokens, keyword_tokens)      kind: RailAidKind; keywords: as written, one a line; reading: seconds; reviewed: Julian day;
 *                                           review_every: days; stakes: 1 = high; tokens: search/search-text.h
 *   bodies(rowid, body_tokens)              apart, so that ranking two hundred aids touches a tenth of the pages
 *   title_index(title_tokens, keyword_tokens)   FTS5, content=aids    } external content, detail=none, prefix='1 2 3 4 5 6'
 *   body_index(body_tokens)                     FTS5, content=bodies  }
 *   title_words, body_words     fts5vocab "row" tables of the two
 *   aid_names, title_tokens     ordinary indices over aids(pack, aid) and aids(title_tokens): a whole title is found at once
 *
 * A lower rowid is a better rank: priority bands first, short titles first inside a band, so that rowid order is static rank order and FTS5
 * stops early.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

/* $XDG_CACHE_HOME/handrail/library.db; transfer full. */
char *rail_search_index_dup_default_path (void);

typedef struct _RailSearchIndex RailSearchIndex;

/*
 * For writing; takes the lock "library.lock" beside it (RAIL_ERROR_BUSY where somebody else holds it) and keeps it. A damaged file or one of another version is
 * removed and made anew. NULL as @path: in memory, for one process (rail_search_index_get_database()). Blocks: for a worker thread; may be
 * used from several, one after the other.
 */
RailSearchIndex *rail_search_index_open (const char *path,
                                         GError **error);
void rail_search_index_close (RailSearchIndex *self);

/* The connection of an index in memory, to search in; borrowed. */
RailDatabase *rail_search_index_get_database (RailSearchIndex *self);

/*
 * Makes the index hold @packs (RailPack; aids without bodies will do, their files are read again where the pack's digest differs) and nothing
 * else. First all titles in one transaction, then the bodies in slices of at most 2,000 aids, so that a reader is never kept waiting and a
 * cancelled run goes on where it stopped. @changed: whether readers will find something else than before. A file that has vanished, or turns
 * out to be damaged, is made anew, once a call. RAIL_ERROR_NOT_FOUND: it was taken away while it was written; the lock may have gone with it.
 * No connection is held between two calls.
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

/*
 * Reads the whole file and the word indices through, and makes the file anew where they do not hold: for when a reader has met damage. The next refresh
 * fills it.
 */
gboolean rail_search_index_verify (RailSearchIndex *self,
                                   GError **error);

/* A reader's connection. RAIL_ERROR_NOT_FOUND, _DAMAGED, or _NEWER or _INVALID (other version) where there is nothing to search in yet. */
RailDatabase *rail_search_index_open_reader (const char *path,
                                             GError **error);

/* Whether readers find a file whose pages are in order; the words are not read through. For behind a run: nobody else notices what happens during it. */
gboolean rail_search_index_check (const char *path,
                                  GError **error);

/*
 * A reader has met damage: leaves a note beside the file at @path, since who keeps the file may be another process. Taking it away says whether there
 * was one; look closely then. dup_note_path(): what to watch for; transfer full.
 */
void rail_search_index_report_damage (const char *path);
gboolean rail_search_index_take_damage_report (const char *path);
char *rail_search_index_dup_note_path (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchIndex, rail_search_index_close)
