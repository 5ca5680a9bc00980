/*
 * The first half of a refresh: packs, aids, titles and keywords, in one transaction. What an aid says is left to search/index-bodies.h, for
 * which this notes whose bodies to read. For the index.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

/*
 * @packs: pack id -> RailPack. Packs whose digest is the one indexed are not touched. Rolls back on errors, G_IO_ERROR_CANCELLED among them;
 * @changed is set where something was written.
 */
gboolean rail_index_titles_refresh (RailDatabase *database,
                                    GHashTable *packs,
                                    GCancellable *cancellable,
                                    gboolean *changed,
                                    GError **error);
