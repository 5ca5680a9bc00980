/*
 * Which rowid an aid gets in the index, so that rowid order is its rank before anything is asked: by falling priority, then by the length of
 * the title (of two that match, the shorter one says less besides). Allotted while the index is written.
 */

#pragma once

#include "base/database.h"
#include "library/aid.h"

typedef struct _RailIndexRowids RailIndexRowids;

/* @database is borrowed; nobody else may add aids while this is in use. */
RailIndexRowids *rail_index_rowids_new (RailDatabase *database);
void rail_index_rowids_free (RailIndexRowids *self);

/* @current (0: none) is kept while the priority is the same. */
gboolean rail_index_rowids_allot (RailIndexRowids *self,
                                  const RailAid *aid,
                                  gint64 current,
                                  gint64 *rowid,
                                  GError **error);

/* Of two gint64 in an array, for g_array_sort(). */
gint rail_index_rowids_compare (gconstpointer one,
                                gconstpointer other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailIndexRowids, rail_index_rowids_free)
