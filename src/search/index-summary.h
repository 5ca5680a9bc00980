/*
 * What a reader would have to go through the whole index for, written down once instead: where the aids lie, and the words with how many aids hold
 * each. The first search of 64,000 texts took a tenth of a second without. For the index.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

/* How many aids lie between two rowids that are noted. */
#define RAIL_INDEX_STEP 64

/* Notes how many aids there are, and every so many-th rowid; part of the transaction that has changed them. */
gboolean rail_index_summary_write_steps (RailDatabase *database,
                                         GError **error);

/* Notes the words, if they are not those of this generation already; a transaction of its own. */
gboolean rail_index_summary_write_words (RailDatabase *database,
                                         GCancellable *cancellable,
                                         GError **error);
