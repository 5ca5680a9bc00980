/*
 * Tells one file under a path from the next, and from what somebody has made of it. For whoever keeps an eye on library.db.
 */

#pragma once

#include <glib.h>

/* All zero: there is no file. */
typedef struct
{
  guint64 device;
  guint64 inode;
  gint64 size;
  gint64 modified;
} RailFileMark;

/* FALSE, and zeros, where there is no file. */
gboolean rail_file_mark_read (const char *path,
                              RailFileMark *mark);

gboolean rail_file_mark_equal (const RailFileMark *a,
                               const RailFileMark *b);
