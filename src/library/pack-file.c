#include "config.h"

#include "library/pack-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static char *
resolve (const char *path,
         GError **error)
{
  g_autofree char *real = realpath (path, NULL);
  int saved = errno;

  if (real != NULL)
    return g_steal_pointer (&real);

  g_set_error (error, RAIL_ERROR, saved == ENOENT || saved == ENOTDIR ? RAIL_ERROR_NOT_FOUND : RAIL_ERROR_FAILED, "%s", g_strerror (saved));
  return NULL;
}

char *
rail_pack_file_dup_root (const char *folder,
                         GError **error)
{
  g_autofree char *root = resolve (folder, error);

  if (root == NULL)
    return NULL;
  if (!g_file_test (root, G_FILE_TEST_IS_DIR))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "it is not a folder");
      return NULL;
    }

  return g_steal_pointer (&root);
}

/* The real path of @name, if that is inside @root. */
static char *
resolve_inside (const char *root,
                const char *name,
                GError **error)
{
  g_autofree char *path = g_build_filename (root, name, NULL);
  g_autofree char *real = resolve (path, error);
  gsize length = strlen (root);

  if (real == NULL)
    return NULL;
  if (strncmp (real, root, length) != 0 || real[length] != '/')
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "it leads out of the pack");
      return NULL;
    }

  return g_steal_pointer (&real);
}

gboolean
rail_pack_file_check (const char *root,
                      const char *name,
                      GError **error)
{
  g_autofree char *real = resolve_inside (root, name, error);

  if (real == NULL)
    return FALSE;
  if (g_file_test (real, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "it is not a file");
  return FALSE;
}

/* Opened without waiting: a named pipe in the place of a file must not hold the caller up. */
static int
open_regular (const char *path,
              GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
  int saved = errno;
  struct stat info;

  if (fd < 0)
    {
      g_set_error (error, RAIL_ERROR, saved == ENOENT ? RAIL_ERROR_NOT_FOUND : RAIL_ERROR_FAILED, "%s", g_strerror (saved));
      return -1;
    }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;

  close (fd);
  g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "it is not a file");
  return -1;
}

/* Up to @size bytes; fewer only at the end of the file. -1 with errno. */
static gssize
read_up_to (int fd,
            char *buffer,
            gsize size)
{
  gsize total = 0;

  while (total < size)
    {
      gssize n = read (fd, buffer + total, size - total);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      total += (gsize) n;
    }

  return (gssize) total;
}

char *
rail_pack_file_read (const char *root,
                     const char *name,
                     gsize max,
                     gsize *length,
                     GError **error)
{
  g_autofree char *real = resolve_inside (root, name, error);
  g_autofree char *buffer = NULL;
  gssize n = 0;
  int saved = 0;
  int fd = -1;

  if (real == NULL)
    return NULL;
  fd = open_regular (real, error);
  if (fd < 0)
    return NULL;

  /* One byte more than allowed tells a file at the limit from one beyond it, whatever fstat() said a moment ago. */
  buffer = g_malloc (max + 2);
  n = read_up_to (fd, buffer, max + 1);
  saved = errno;
  close (fd);

  if (n < 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s", g_strerror (saved));
      return NULL;
    }
  if ((gsize) n > max)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "it is larger than %" G_GSIZE_FORMAT " KiB", max / 1024);
      return NULL;
    }

  buffer[n] = '\0';
  *length = (gsize) n;
  return g_steal_pointer (&buffer);
}
