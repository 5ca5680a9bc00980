#define G_LOG_DOMAIN "handrail-database"

#include "config.h"

#include "base/database.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/database-private.h"
#include "base/error.h"

#define BUSY_TIMEOUT_MS 5000
#define OPEN_TRIES 5

/* A write-ahead log that one large change has blown up is cut back to this when it starts over. */
#define DERIVED_LOG_BYTES "4194304"

/* What a file is made of, and how precious it is. */
typedef struct
{
  const char *const *migrations; /* of a derived file: its schema, once */
  guint version;                 /* and the number of migrations, unless the file is derived */
  gboolean derived;
} Recipe;

/* One number or word from a PRAGMA, which has no business in the statement cache. NULL with @error. */
static char *
ask (RailDatabase *self,
     const char *sql,
     GError **error)
{
  sqlite3_stmt *statement = NULL;
  g_autofree char *answer = NULL;
  int code = sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  if (answer == NULL)
    rail_database_set_error (self, code, error);
  sqlite3_finalize (statement);

  return g_steal_pointer (&answer);
}

static gboolean
read_number (RailDatabase *self,
             const char *sql,
             guint64 *number,
             GError **error)
{
  g_autofree char *answer = ask (self, sql, error);

  if (answer == NULL)
    return FALSE;

  /* A negative user_version is nobody's; as a huge number it is refused as newer. */
  *number = g_ascii_strtoull (answer, NULL, 10);
  return TRUE;
}

/* ---- opening ---- */

static gboolean
create_file (const char *path,
             GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, RAIL_ERROR, rail_database_is_out_of_space (errno) ? RAIL_ERROR_FULL : RAIL_ERROR_FAILED, "%s: the folder cannot be created: %s", folder, g_strerror (errno));
      return FALSE;
    }

  /*
   * Only ever with O_EXCL: closing a descriptor of a file that SQLite has open elsewhere in this process would drop SQLite's
   * POSIX locks on it.
   */
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0)
    return g_close (fd, error);
  if (errno == EEXIST)
    {
      GStatBuf status;

      if (g_stat (path, &status) == 0 && S_ISREG (status.st_mode) && (status.st_mode & 0077) != 0)
        g_chmod (path, 0600);
      return TRUE;
    }

  g_set_error (error, RAIL_ERROR, rail_database_is_out_of_space (errno) ? RAIL_ERROR_FULL : RAIL_ERROR_FAILED, "%s: the file cannot be created: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
connect_file (RailDatabase *self,
              RailDatabaseMode mode,
              GError **error)
{
  int flags = (mode == RAIL_DATABASE_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  int code = sqlite3_open_v2 (self->path != NULL ? self->path : ":memory:", &self->handle, flags, NULL);

  if (code != SQLITE_OK)
    {
      rail_database_set_error (self, code, error);
      return FALSE;
    }

  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);

  /* The file may have been tampered with: its schema runs nothing but plain SQL. */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);

  /* Until the file has proved to be ours and sound, closing must not write its WAL back into it. */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

  return TRUE;
}

static gboolean
check_version (RailDatabase *self,
               guint64 version,
               guint n_migrations,
               GError **error)
{
  if (version <= n_migrations)
    return TRUE;

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_NEWER, "%s: written by a newer Handrail (version %" G_GUINT64_FORMAT ", this one knows %u): upgrade Handrail", self->path, version, n_migrations);
  return FALSE;
}

static gboolean
check_file (RailDatabase *self,
            guint n_migrations,
            guint64 *version,
            GError **error)
{
  g_autofree char *verdict = NULL;

  if (!read_number (self, "PRAGMA user_version", version, error) || !check_version (self, *version, n_migrations, error))
    return FALSE;

  verdict = ask (self, "PRAGMA quick_check (1)", error);
  if (verdict == NULL)
    return FALSE;

  if (!g_str_equal (verdict, "ok"))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "%s: the database is damaged: %s", self->path, verdict);
      return FALSE;
    }

  return TRUE;
}

/*
 * SQLite refuses one of two connections that switch a new file to WAL at the same moment, without waiting for the busy timeout: so they
 * queue for the folder. Not for the file, because closing a descriptor of it would drop SQLite's own locks.
 */
static char *
switch_to_wal (RailDatabase *self,
               GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  char *mode;

  while (fd >= 0 && flock (fd, LOCK_EX) != 0 && errno == EINTR)
    ;

  mode = ask (self, "PRAGMA journal_mode = WAL", error);
  if (fd >= 0)
    g_close (fd, NULL);

  return mode;
}

static gboolean
configure (RailDatabase *self,
           RailDatabaseMode mode,
           gboolean derived,
           GError **error)
{
  g_autofree char *journal_mode = ask (self, "PRAGMA journal_mode", error);

  if (journal_mode == NULL)
    return FALSE;

  if (mode == RAIL_DATABASE_READ_WRITE && self->path != NULL && !g_str_equal (journal_mode, "wal"))
    {
      g_free (journal_mode);
      journal_mode = switch_to_wal (self, error);
      if (journal_mode == NULL)
        return FALSE;

      /* A file system without shared memory keeps the rollback journal: slower for readers, as safe. */
      if (!g_str_equal (journal_mode, "wal"))
        g_debug ("no write-ahead log here, journal mode is %s", journal_mode);
    }

  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  /* What can be made anew may lose its last commits to a power cut, but not its consistency; and it holds nobody's secrets. */
  if (derived)
    return rail_database_execute (self, "PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = " DERIVED_LOG_BYTES, error);

  return rail_database_execute (self, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON", error);
}

/* ---- migrations ---- */

/* Copies page by page in one read transaction and syncs, which VACUUM INTO would not. */
static gboolean
copy_database (sqlite3 *source,
               const char *path,
               GError **error)
{
  g_autoptr (RailDatabase) target = rail_database_new (path);
  sqlite3_backup *backup;
  int code;

  code = sqlite3_open_v2 (path, &target->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
  if (code == SQLITE_OK)
    {
      backup = sqlite3_backup_init (target->handle, "main", source, "main");
      if (backup != NULL)
        {
          sqlite3_backup_step (backup, -1);
          sqlite3_backup_finish (backup);
        }
      code = sqlite3_extended_errcode (target->handle);
    }
  if (code != SQLITE_OK)
    rail_database_set_error (target, code, error);

  return code == SQLITE_OK;
}

/*
 * Called while @self holds the write lock, so that nobody migrates between the reading of the version and the copy. The copy needs a
 * second connection because SQLite does not back up from one that is inside a write transaction.
 */
static gboolean
keep_old_file (RailDatabase *self,
               guint64 version,
               GError **error)
{
  g_autofree char *kept = g_strdup_printf ("%s.v%" G_GUINT64_FORMAT, self->path, version);
  g_autofree char *partial = g_strconcat (kept, ".part", NULL);
  g_autoptr (RailDatabase) source = rail_database_new (self->path);

  g_unlink (partial);

  if (!connect_file (source, RAIL_DATABASE_READ_ONLY, error) || !create_file (partial, error) || !copy_database (source->handle, partial, error))
    {
      g_unlink (partial);
      g_prefix_error (error, "the old file could not be kept: ");
      return FALSE;
    }

  if (g_rename (partial, kept) != 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: the old file could not be kept: %s", kept, g_strerror (errno));
      g_unlink (partial);
      return FALSE;
    }

  return TRUE;
}

/* Inside the write lock: one step from whatever version the file has by now. *@done when there is none left to take. */
static gboolean
take_step (RailDatabase *self,
           const char *const *migrations,
           guint n_migrations,
           gboolean first,
           gboolean *done,
           GError **error)
{
  g_autofree char *set_version = NULL;
  guint64 version;
  guint64 n_objects;

  if (!read_number (self, "PRAGMA user_version", &version, error) || !check_version (self, version, n_migrations, error))
    return FALSE;

  *done = version == n_migrations;
  if (*done)
    return TRUE;

  if (!read_number (self, "SELECT count(*) FROM sqlite_schema", &n_objects, error))
    return FALSE;
  if (first && n_objects > 0 && !keep_old_file (self, version, error))
    return FALSE;

  set_version = g_strdup_printf ("PRAGMA user_version = %" G_GUINT64_FORMAT, version + 1);
  if (!rail_database_execute (self, migrations[version], error) || !rail_database_execute (self, set_version, error))
    {
      g_prefix_error (error, "step to version %" G_GUINT64_FORMAT ": ", version + 1);
      return FALSE;
    }

  return TRUE;
}

static gboolean
migrate (RailDatabase *self,
         const char *const *migrations,
         guint n_migrations,
         GError **error)
{
  gboolean done = FALSE;

  for (gboolean first = TRUE; !done; first = FALSE)
    {
      if (!rail_database_begin (self, error))
        return FALSE;

      if (!take_step (self, migrations, n_migrations, first, &done, error))
        {
          rail_database_rollback (self);
          return FALSE;
        }

      if (!rail_database_commit (self, error))
        return FALSE;
    }

  return TRUE;
}

/* The schema in one transaction: whoever reads finds all of it or nothing. */
static gboolean
create_schema (RailDatabase *self,
               const Recipe *recipe,
               GError **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %u", recipe->version);

  if (!rail_database_begin (self, error))
    return FALSE;

  if (!rail_database_execute (self, recipe->migrations[0], error) || !rail_database_execute (self, set_version, error))
    {
      rail_database_rollback (self);
      return FALSE;
    }

  return rail_database_commit (self, error);
}

static gboolean
prepare_derived (RailDatabase *self,
                 RailDatabaseMode mode,
                 const Recipe *recipe,
                 GError **error)
{
  guint64 version = 0;
  guint64 n_objects = 0;

  if (!connect_file (self, mode, error) || !read_number (self, "PRAGMA user_version", &version, error) || !check_version (self, version, recipe->version, error))
    return FALSE;
  if (!read_number (self, "SELECT count(*) FROM sqlite_schema", &n_objects, error))
    return FALSE;

  if (n_objects == 0 && mode == RAIL_DATABASE_READ_ONLY)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "%s: nothing is in it yet", self->path);
      return FALSE;
    }
  if (n_objects > 0 && version != recipe->version)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "%s: of another version (%" G_GUINT64_FORMAT ", this Handrail reads %u)", self->path, version, recipe->version);
      return FALSE;
    }

  /* Readers open often, and their file was checked by its writer. */
  if (mode == RAIL_DATABASE_READ_WRITE && self->path != NULL && !check_file (self, recipe->version, &version, error))
    return FALSE;

  return configure (self, mode, TRUE, error) && (n_objects > 0 || create_schema (self, recipe, error));
}

static gboolean
prepare_file (RailDatabase *self,
              RailDatabaseMode mode,
              const Recipe *recipe,
              GError **error)
{
  guint64 version = 0;

  if (recipe->derived)
    return prepare_derived (self, mode, recipe, error);

  if (!connect_file (self, mode, error) || !check_file (self, recipe->version, &version, error) || !configure (self, mode, FALSE, error))
    return FALSE;

  if (version == recipe->version)
    return TRUE;

  if (mode == RAIL_DATABASE_READ_ONLY)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: written by an older Handrail (version %" G_GUINT64_FORMAT ", this one reads %u): it must be opened for writing first", self->path, version, recipe->version);
      return FALSE;
    }

  return migrate (self, recipe->migrations, recipe->version, error);
}

/* Another program may set a damaged file aside while this one is opening it (journal/journal.c does). */
static gboolean
has_moved (RailDatabase *self)
{
  int moved = 0;

  if (self->path == NULL)
    return FALSE;
  if ((sqlite3_errcode (self->handle) & 0xff) == SQLITE_CANTOPEN && sqlite3_system_errno (self->handle) == ENOENT)
    return TRUE;
  if (sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved)
    return TRUE;

  return !g_file_test (self->path, G_FILE_TEST_EXISTS);
}

static RailDatabase *
open_once (const char *path,
           RailDatabaseMode mode,
           const Recipe *recipe,
           gboolean *moved,
           GError **error)
{
  g_autoptr (RailDatabase) self = rail_database_new (path);
  gboolean prepared;

  prepared = prepare_file (self, mode, recipe, error);
  *moved = has_moved (self);
  if (prepared && *moved)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: moved away while it was opened", path);

  return prepared && !*moved ? g_steal_pointer (&self) : NULL;
}

static RailDatabase *
open_file (const char *path,
           RailDatabaseMode mode,
           const Recipe *recipe,
           GError **error)
{
  for (guint tries = 1; TRUE; tries++)
    {
      g_autoptr (GError) local_error = NULL;
      RailDatabase *self;
      gboolean moved;

      if (path != NULL && mode == RAIL_DATABASE_READ_ONLY && !g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "%s: there is no such file", path);
          return NULL;
        }
      if (path != NULL && mode == RAIL_DATABASE_READ_WRITE && !create_file (path, error))
        return NULL;

      self = open_once (path, mode, recipe, &moved, &local_error);
      if (self != NULL)
        return self;

      if (!moved || tries == OPEN_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }
}

RailDatabase *
rail_database_open (const char *path,
                    RailDatabaseMode mode,
                    const char *const *migrations,
                    guint n_migrations,
                    GError **error)
{
  const Recipe recipe = { .migrations = migrations, .version = n_migrations };

  g_return_val_if_fail (path != NULL, NULL);

  return open_file (path, mode, &recipe, error);
}

RailDatabase *
rail_database_open_derived (const char *path,
                            RailDatabaseMode mode,
                            const char *schema,
                            guint version,
                            GError **error)
{
  const Recipe recipe = { .migrations = &schema, .version = version, .derived = TRUE };

  return open_file (path, mode, &recipe, error);
}

gboolean
rail_database_has_moved (RailDatabase *self)
{
  return has_moved (self);
}
