#include "config.h"

#include "search/index-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

struct _RailIndexLock
{
  int fd;
};

static void
set_system_error (const char *path,
                  int number,
                  GError **error)
{
  gboolean is_full = number == ENOSPC || number == EDQUOT;

  g_set_error (error, RAIL_ERROR, is_full ? RAIL_ERROR_FULL : RAIL_ERROR_FAILED, "%s cannot be written: %s", path, g_strerror (number));
}

/* Somebody may have removed the file between our opening and locking it: then the next one would lock another. */
static gboolean
still_stands (int fd,
              const char *path)
{
  struct stat ours;
  struct stat theirs;

  return fstat (fd, &ours) == 0 && stat (path, &theirs) == 0 && ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static int
lock_file (const char *path,
           GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  int result;

  if (fd < 0)
    {
      set_system_error (path, errno, error);
      return -1;
    }

  do
    result = flock (fd, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  if (result == 0)
    return fd;

  if (errno == EWOULDBLOCK)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_BUSY, "%s is held by another program", path);
  else
    set_system_error (path, errno, error);
  close (fd);

  return -1;
}

RailIndexLock *
rail_index_lock_take (const char *path,
                      GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  RailIndexLock *self = NULL;
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_system_error (folder, errno, error);
      return NULL;
    }

  while (fd < 0)
    {
      fd = lock_file (path, error);
      if (fd < 0)
        return NULL;
      if (!still_stands (fd, path))
        {
          close (fd);
          fd = -1;
        }
    }

  self = g_new0 (RailIndexLock, 1);
  self->fd = fd;
  return self;
}

void
rail_index_lock_release (RailIndexLock *self)
{
  close (self->fd);
  g_free (self);
}
