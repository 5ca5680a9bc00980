#include "config.h"

#include "search/file-mark.h"

#include <glib/gstdio.h>

#include "base/duration.h"

gboolean
rail_file_mark_read (const char *path,
                     RailFileMark *mark)
{
  GStatBuf status;

  *mark = (RailFileMark){ 0 };
  if (g_stat (path, &status) != 0)
    return FALSE;

  mark->device = (guint64) status.st_dev;
  mark->inode = (guint64) status.st_ino;
  mark->size = (gint64) status.st_size;
  mark->modified = (gint64) status.st_mtim.tv_sec * RAIL_SECOND + status.st_mtim.tv_nsec / 1000;

  return TRUE;
}

gboolean
rail_file_mark_equal (const RailFileMark *a,
                      const RailFileMark *b)
{
  return a->device == b->device && a->inode == b->inode && a->size == b->size && a->modified == b->modified;
}
