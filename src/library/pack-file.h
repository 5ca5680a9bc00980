/*
 * Files of a pack folder, which anybody may have written: regular files only, capped, and never by a symbolic link that leads out of the
 * pack. Called by the pack.
 */

#pragma once

#include <glib.h>

/* The folder without symbolic links, to be handed to the others; NULL with @error. Transfer full. */
char *rail_pack_file_dup_root (const char *folder,
                               GError **error);

/* Whether @name, relative to the pack, is a regular file inside @root: else RAIL_ERROR_NOT_FOUND or RAIL_ERROR_INVALID. */
gboolean rail_pack_file_check (const char *root,
                               const char *name,
                               GError **error);

/* At most @max bytes, else RAIL_ERROR_TOO_LARGE; a null byte follows them. Transfer full. */
char *rail_pack_file_read (const char *root,
                           const char *name,
                           gsize max,
                           gsize *length,
                           GError **error);
