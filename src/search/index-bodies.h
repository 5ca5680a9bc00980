/*
 * The second half of a refresh: what the aids say. In slices, each a short transaction of its own, so that nobody waits for long, the
 * memory it takes is small, and a run that was cancelled or killed goes on where it stopped. For the index.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

/*
 * Reads the bodies that search/index-titles.h left to be read. @packs: pack id -> RailPack; @in_memory: their aids have bodies, else the files
 * are read. An aid that cannot be read (any more) has no words until its pack changes again. @changed is set where something was written.
 */
gboolean rail_index_bodies_refresh (RailDatabase *database,
                                    GHashTable *packs,
                                    gboolean in_memory,
                                    GCancellable *cancellable,
                                    gboolean *changed,
                                    GError **error);
