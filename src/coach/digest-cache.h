/*
 * The digests of a library that is small enough to be read as a whole: made when they are first asked for, kept while the library holds the same aids.
 * Reference counted; any thread. Used by retrieval.
 */

#pragma once

#include "coach/aid-digest.h"

typedef struct _RailDigestCache RailDigestCache;

RailDigestCache *rail_digest_cache_new (void);
RailDigestCache *rail_digest_cache_ref (RailDigestCache *self);
void rail_digest_cache_unref (RailDigestCache *self);

/*
 * RailAidDigest, one for each of @aids (RailAid), in their order. @load reads the one of that place with its body, transfer full; NULL where it cannot: then the front
 * matter has to do, and it is read again the next time. What is not among @aids is forgotten. Waits for another thread that reads. Transfer full.
 */
GPtrArray *rail_digest_cache_dup_all (RailDigestCache *self,
                                      GPtrArray *aids,
                                      RailAid *(*load) (guint i,
                                                        gpointer user_data),
                                      gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailDigestCache, rail_digest_cache_unref)
