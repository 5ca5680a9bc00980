/*
 * The right to write a file that several programs read: flock() on a file beside it, which the kernel takes back whatever becomes of its
 * holder. For the index.
 */

#pragma once

#include <glib.h>

typedef struct _RailIndexLock RailIndexLock;

/* Creates @path and its folders where they are missing. RAIL_ERROR_BUSY while another holds it, in this program or elsewhere. */
RailIndexLock *rail_index_lock_take (const char *path,
                                     GError **error);
void rail_index_lock_release (RailIndexLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailIndexLock, rail_index_lock_release)
