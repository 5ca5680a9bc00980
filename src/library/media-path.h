/*
 * The paths by which an aid may name a picture or a video: files below media/ of its own pack, in the formats a pack may hold. Only
 * the words are checked here; whether the file is there is the pack's question.
 */

#pragma once

#include <glib.h>

/* The path with percent escapes resolved, or NULL after adding an error; transfer full. */
char *rail_media_path_check (const char *target,
                             const char *file,
                             guint line,
                             GPtrArray *problems);

/* A video rather than a picture, by its name. */
gboolean rail_media_path_is_video (const char *path);
