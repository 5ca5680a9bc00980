#include "config.h"

#include "testlib/spoilt-disk.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#define PAGE_BYTES 4096

/* SQLite's file behind it. */
typedef struct
{
  sqlite3_file base;
  gboolean counts; /* the database or its log: what is written elsewhere is not looked at */
} File;

/* SQLite keeps one list of file systems for the whole program, and so does this. The plan may be read by a thread that writes. */
static struct
{
  GMutex mutex;
  sqlite3_vfs vfs;
  sqlite3_vfs *below;
  SpoiltDiskHarm harm;
  char *path;
  char *replacement;
  guint at;
  guint n_writes;
  gboolean struck;
  GRand *rand;
} disk;

static sqlite3_file *
get_below (sqlite3_file *file)
{
  return (sqlite3_file *) ((char *) file + sizeof (File));
}

/* ---- harm ---- */

static void
overwrite (const char *ending)
{
  g_autofree char *name = g_strconcat (disk.path, ending, NULL);
  guint32 noise[PAGE_BYTES / sizeof (guint32)];
  GStatBuf status;
  int fd;

  if (g_stat (name, &status) != 0 || status.st_size == 0)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (noise); i++)
    noise[i] = g_rand_int (disk.rand);
  fd = g_open (name, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, noise, sizeof noise, (off_t) g_rand_int_range (disk.rand, 0, (gint32) (status.st_size / PAGE_BYTES + 1)) * PAGE_BYTES), ==, sizeof noise);
  close (fd);
}

static void
replace (void)
{
  g_autofree char *part = g_strconcat (disk.path, ".other", NULL);
  g_autofree char *content = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (disk.replacement, &content, &length, NULL));
  g_assert_true (g_file_set_contents (part, content, (gssize) length, NULL));
  g_assert_cmpint (g_rename (part, disk.path), ==, 0);
}

static void
truncate_file (void)
{
  GStatBuf status;

  if (g_stat (disk.path, &status) == 0)
    g_assert_cmpint (truncate (disk.path, g_rand_int_range (disk.rand, 0, (gint32) status.st_size + 1)), ==, 0);
}

/* What SQLite is told of this write. */
static int
strike (void)
{
  disk.struck = TRUE;
  switch (disk.harm)
    {
    case SPOILT_DISK_PAGE:
    case SPOILT_DISK_EVERY_PAGE:
      overwrite ("");
      break;
    case SPOILT_DISK_LOG:
      overwrite ("-wal");
      break;
    case SPOILT_DISK_TRUNCATE:
      truncate_file ();
      break;
    case SPOILT_DISK_REMOVE:
      g_unlink (disk.path);
      break;
    case SPOILT_DISK_REPLACE:
      replace ();
      break;
    case SPOILT_DISK_IO:
      return SQLITE_IOERR_WRITE;
    case SPOILT_DISK_FULL:
      return SQLITE_FULL;
    case SPOILT_DISK_SOUND:
    default:
      break;
    }

  return SQLITE_OK;
}

static int
note_write (File *file)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk.mutex);
  gboolean lasts = disk.harm == SPOILT_DISK_FULL || disk.harm == SPOILT_DISK_EVERY_PAGE;
  guint n;

  if (!file->counts || disk.path == NULL)
    return SQLITE_OK;

  n = ++disk.n_writes;
  if (disk.at == 0 || n < disk.at || (n > disk.at && !lasts))
    return SQLITE_OK;

  return strike ();
}

/* ---- what SQLite asks of a file ---- */

static int
close_cb (sqlite3_file *file)
{
  return get_below (file)->pMethods->xClose (get_below (file));
}

static int
read_cb (sqlite3_file *file,
         void *data,
         int length,
         sqlite3_int64 offset)
{
  return get_below (file)->pMethods->xRead (get_below (file), data, length, offset);
}

static int
write_cb (sqlite3_file *file,
          const void *data,
          int length,
          sqlite3_int64 offset)
{
  int code = note_write ((File *) file);

  return code != SQLITE_OK ? code : get_below (file)->pMethods->xWrite (get_below (file), data, length, offset);
}

static int
truncate_cb (sqlite3_file *file,
             sqlite3_int64 size)
{
  return get_below (file)->pMethods->xTruncate (get_below (file), size);
}

static int
sync_cb (sqlite3_file *file,
         int flags)
{
  /* The disk is not what is tried here, and thousands of builds would wait for it. */
  return SQLITE_OK;
}

static int
file_size_cb (sqlite3_file *file,
              sqlite3_int64 *size)
{
  return get_below (file)->pMethods->xFileSize (get_below (file), size);
}

static int
lock_cb (sqlite3_file *file,
         int level)
{
  return get_below (file)->pMethods->xLock (get_below (file), level);
}

static int
unlock_cb (sqlite3_file *file,
           int level)
{
  return get_below (file)->pMethods->xUnlock (get_below (file), level);
}

static int
check_reserved_lock_cb (sqlite3_file *file,
                        int *result)
{
  return get_below (file)->pMethods->xCheckReservedLock (get_below (file), result);
}

static int
file_control_cb (sqlite3_file *file,
                 int operation,
                 void *argument)
{
  return get_below (file)->pMethods->xFileControl (get_below (file), operation, argument);
}

static int
sector_size_cb (sqlite3_file *file)
{
  return get_below (file)->pMethods->xSectorSize (get_below (file));
}

static int
device_characteristics_cb (sqlite3_file *file)
{
  return get_below (file)->pMethods->xDeviceCharacteristics (get_below (file));
}

static int
shm_map_cb (sqlite3_file *file,
            int page,
            int page_size,
            int extend,
            void volatile **memory)
{
  return get_below (file)->pMethods->xShmMap (get_below (file), page, page_size, extend, memory);
}

static int
shm_lock_cb (sqlite3_file *file,
             int offset,
             int n,
             int flags)
{
  return get_below (file)->pMethods->xShmLock (get_below (file), offset, n, flags);
}

static void
shm_barrier_cb (sqlite3_file *file)
{
  get_below (file)->pMethods->xShmBarrier (get_below (file));
}

static int
shm_unmap_cb (sqlite3_file *file,
              int delete_it)
{
  return get_below (file)->pMethods->xShmUnmap (get_below (file), delete_it);
}

static int
open_cb (sqlite3_vfs *vfs,
         const char *name,
         sqlite3_file *file,
         int flags,
         int *out_flags)
{
  /* Of version 2: with shared memory, without mapped pages. */
  static const sqlite3_io_methods methods = {
    2,
    close_cb,
    read_cb,
    write_cb,
    truncate_cb,
    sync_cb,
    file_size_cb,
    lock_cb,
    unlock_cb,
    check_reserved_lock_cb,
    file_control_cb,
    sector_size_cb,
    device_characteristics_cb,
    shm_map_cb,
    shm_lock_cb,
    shm_barrier_cb,
    shm_unmap_cb,
    NULL,
    NULL,
  };
  File *self = (File *) file;
  int code = disk.below->xOpen (disk.below, name, get_below (file), flags, out_flags);

  /* SQLite closes whatever has methods, also where opening failed. */
  self->base.pMethods = get_below (file)->pMethods != NULL ? &methods : NULL;
  self->counts = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0;

  return code;
}

/* ---- for tests ---- */

void
spoilt_disk_begin (void)
{
  disk.below = sqlite3_vfs_find (NULL);
  disk.vfs = *disk.below;
  disk.vfs.zName = "spoilt-disk";
  disk.vfs.szOsFile = (int) sizeof (File) + disk.below->szOsFile;
  disk.vfs.pNext = NULL;
  disk.vfs.xOpen = open_cb;
  g_assert_cmpint (sqlite3_vfs_register (&disk.vfs, 1), ==, SQLITE_OK);
}

void
spoilt_disk_end (void)
{
  spoilt_disk_plan (SPOILT_DISK_SOUND, NULL, 0, 0, NULL);
  g_clear_pointer (&disk.rand, g_rand_free);
  sqlite3_vfs_unregister (&disk.vfs);
  g_assert_cmpint (sqlite3_vfs_register (disk.below, 1), ==, SQLITE_OK);
}

void
spoilt_disk_plan (SpoiltDiskHarm harm,
                  const char *path,
                  guint at,
                  guint32 seed,
                  const char *replacement)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk.mutex);

  disk.harm = harm;
  g_free (disk.path);
  disk.path = g_strdup (path);
  g_free (disk.replacement);
  disk.replacement = g_strdup (replacement);
  disk.at = harm == SPOILT_DISK_SOUND ? 0 : at;
  disk.n_writes = 0;
  disk.struck = FALSE;
  g_clear_pointer (&disk.rand, g_rand_free);
  disk.rand = g_rand_new_with_seed (seed);
}

void
spoilt_disk_mend (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk.mutex);

  disk.at = 0;
}

guint
spoilt_disk_count_writes (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk.mutex);

  return disk.n_writes;
}

gboolean
spoilt_disk_has_struck (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk.mutex);

  return disk.struck;
}
