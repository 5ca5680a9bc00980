/*
 * What `handrailctl search` asks: an index in memory of the packs that were named, or the user's own library. One index and one query object
 * serve a whole batch.
 */

#pragma once

#include "search/search-query.h"

typedef struct _RailSearchSession RailSearchSession;

/*
 * @folders: each a pack, or a folder of packs; nobody else's index is read or written. What is wrong with a pack is added to @problems and the rest goes
 * on; NULL with @error where a folder cannot be read or none of them has a pack.
 */
RailSearchSession *rail_search_session_new_for_folders (const char *const *folders,
                                                        GPtrArray *problems,
                                                        GError **error);

/*
 * The user's: library.db, brought up to date first unless the agent, who then does that, holds its lock. Where it can be neither written nor read
 * the packs are read into memory.
 */
RailSearchSession *rail_search_session_new_for_library (GPtrArray *problems,
                                                        GError **error);

void rail_search_session_free (RailSearchSession *self);

/* As rail_search_query_run(), without recent uses and without what fits now: a script gets the same answer every time. */
RailSearchResult *rail_search_session_run (RailSearchSession *self,
                                           const char *words,
                                           guint limit,
                                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSearchSession, rail_search_session_free)
