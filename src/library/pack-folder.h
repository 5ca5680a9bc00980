/*
 * A folder that holds pack folders, side by side: what is in it. Shared by the library, which reads them, and the watch.
 */

#pragma once

#include <glib.h>

#define RAIL_PACK_FOLDER_MAX_PACKS 1000

/*
 * The paths of its subfolders, sorted; symbolic links to folders count (an author's checkout), hidden ones do not. Empty where there is no
 * such folder; @error is set where there is one that cannot be read, or that holds more than RAIL_PACK_FOLDER_MAX_PACKS (the rest is left
 * out). Never NULL, transfer full.
 */
GPtrArray *rail_pack_folder_list (const char *folder,
                                  GError **error);

/* Whether @path is a pack rather than a folder like any other, which may be on its way to become one: it has a pack.yaml. */
gboolean rail_pack_folder_is_pack (const char *path);
