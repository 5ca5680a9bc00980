#include "config.h"

#include "base/database.h"

#include <errno.h>
#include <gio/gio.h>

#include "base/database-private.h"
#include "base/error.h"

struct _RailStatement
{
  RailDatabase *database;
  sqlite3_stmt *handle;
  int bind_result; /* the first failed bind since the last reset, or SQLITE_OK */
};

static void
free_statement (gpointer data)
{
  RailStatement *self = data;

  sqlite3_finalize (self->handle);
  g_free (self);
}

RailDatabase *
rail_database_new (const char *path)
{
  RailDatabase *self = g_new0 (RailDatabase, 1);

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_statement);

  return self;
}

/* ---- errors ---- */

static int
last_errno (sqlite3 *handle,
            int file_pointer_code)
{
  sqlite3_file *file = NULL;
  int number = 0;

  if (sqlite3_file_control (handle, "main", file_pointer_code, &file) == SQLITE_OK && file != NULL && file->pMethods != NULL)
    file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &number);

  return number;
}

/*
 * What the system said, or 0. sqlite3_system_errno() alone does not know: it stays 0 when a COMMIT fails to write (SQLite 3.40), so that the log
 * and the file are asked themselves.
 */
static int
find_system_error (sqlite3 *handle,
                   int code)
{
  int number = 0;

  if ((code & 0xff) != SQLITE_IOERR && (code & 0xff) != SQLITE_CANTOPEN)
    return 0;

  number = sqlite3_system_errno (handle);
  if (number == 0)
    number = last_errno (handle, SQLITE_FCNTL_JOURNAL_POINTER);
  if (number == 0)
    number = last_errno (handle, SQLITE_FCNTL_FILE_POINTER);

  return number;
}

gboolean
rail_database_is_out_of_space (int system_error)
{
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

static RailError
translate_code (int code,
                int system_error)
{
  if ((code & 0xff) == SQLITE_FULL || rail_database_is_out_of_space (system_error))
    return RAIL_ERROR_FULL;
  if (code == SQLITE_IOERR_DATA || code == SQLITE_IOERR_CORRUPTFS || (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
    return RAIL_ERROR_DAMAGED;

  return RAIL_ERROR_FAILED;
}

void
rail_database_set_error (RailDatabase *self,
                         int code,
                         GError **error)
{
  int system_error = find_system_error (self->handle, code);

  if ((code & 0xff) == SQLITE_INTERRUPT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, sqlite3_errstr (SQLITE_INTERRUPT));
      return;
    }

  g_set_error (error,
               RAIL_ERROR,
               translate_code (code, system_error),
               "%s: %s%s%s",
               self->path != NULL ? self->path : "in memory",
               sqlite3_errmsg (self->handle),
               system_error != 0 ? ": " : "",
               system_error != 0 ? g_strerror (system_error) : "");
}

/* ---- the connection ---- */

void
rail_database_interrupt (RailDatabase *self)
{
  sqlite3_interrupt (self->handle);
}

void
rail_database_close (RailDatabase *self)
{
  g_clear_pointer (&self->statements, g_hash_table_unref);
  if (sqlite3_close (self->handle) != SQLITE_OK)
    g_critical ("a statement outlived its database");
  g_free (self->path);
  g_free (self);
}

/* ---- statements ---- */

gboolean
rail_database_execute (RailDatabase *self,
                       const char *sql,
                       GError **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    rail_database_set_error (self, code, error);

  return code == SQLITE_OK;
}

gboolean
rail_database_read_int64 (RailDatabase *self,
                          const char *sql,
                          gint64 *number,
                          GError **error)
{
  RailStatement *statement = rail_database_prepare (self, sql, error);

  if (statement == NULL || !rail_statement_step (statement, error))
    return FALSE;

  *number = rail_statement_get_int64 (statement, 0);
  rail_statement_reset (statement);
  return TRUE;
}

gboolean
rail_database_begin (RailDatabase *self,
                     GError **error)
{
  return rail_database_execute (self, "BEGIN IMMEDIATE", error);
}

gboolean
rail_database_commit (RailDatabase *self,
                      GError **error)
{
  if (rail_database_execute (self, "COMMIT", error))
    return TRUE;

  rail_database_rollback (self);
  return FALSE;
}

void
rail_database_rollback (RailDatabase *self)
{
  /* After a full disk or an I/O error SQLite has often rolled back by itself. */
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

gint64
rail_database_get_last_rowid (RailDatabase *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

RailStatement *
rail_database_prepare (RailDatabase *self,
                       const char *sql,
                       GError **error)
{
  RailStatement *statement = g_hash_table_lookup (self->statements, sql);
  sqlite3_stmt *handle = NULL;
  int code;

  if (statement != NULL)
    {
      rail_statement_reset (statement);
      sqlite3_clear_bindings (statement->handle);
      return statement;
    }

  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK)
    {
      rail_database_set_error (self, code, error);
      return NULL;
    }

  statement = g_new0 (RailStatement, 1);
  statement->database = self;
  statement->handle = handle;
  g_hash_table_insert (self->statements, g_strdup (sql), statement);

  return statement;
}

static void
note_bind (RailStatement *self,
           int code)
{
  if (self->bind_result == SQLITE_OK)
    self->bind_result = code;
}

void
rail_statement_bind_text (RailStatement *self,
                          int parameter,
                          const char *text)
{
  note_bind (self, sqlite3_bind_text (self->handle, parameter, text, -1, SQLITE_TRANSIENT));
}

void
rail_statement_bind_int64 (RailStatement *self,
                           int parameter,
                           gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->handle, parameter, value));
}

gboolean
rail_statement_step (RailStatement *self,
                     GError **error)
{
  int code = self->bind_result;

  if (code == SQLITE_OK)
    code = sqlite3_step (self->handle);
  if (code == SQLITE_ROW)
    return TRUE;

  if (code != SQLITE_DONE)
    rail_database_set_error (self->database, code, error);
  rail_statement_reset (self);

  return FALSE;
}

void
rail_statement_reset (RailStatement *self)
{
  sqlite3_reset (self->handle);
  self->bind_result = SQLITE_OK;
}

gboolean
rail_statement_run (RailStatement *self,
                    GError **error)
{
  g_autoptr (GError) local_error = NULL;

  while (rail_statement_step (self, &local_error))
    ;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

const char *
rail_statement_get_text (RailStatement *self,
                         int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

gint64
rail_statement_get_int64 (RailStatement *self,
                          int column)
{
  return sqlite3_column_int64 (self->handle, column);
}
