/*
 * A thin layer over one SQLite connection: open with checks and numbered migrations, prepared statements with bound
 * parameters, transactions. One connection belongs to one thread at a time. SQLite's error text is kept in the GError, its codes
 * become RAIL_ERROR_DAMAGED, _NEWER, _FULL, _NOT_FOUND or _FAILED; an interruption is G_IO_ERROR_CANCELLED.
 */

#pragma once

#include <glib.h>

typedef struct _RailDatabase RailDatabase;
typedef struct _RailStatement RailStatement;

typedef enum
{
  RAIL_DATABASE_READ_ONLY,  /* a missing file is RAIL_ERROR_NOT_FOUND, one of an older version RAIL_ERROR_FAILED */
  RAIL_DATABASE_READ_WRITE, /* created with mode 0600 where it is missing, its folders with 0700 */
} RailDatabaseMode;

/*
 * Opens @path: WAL, synchronous=FULL, foreign keys on, busy timeout 5 s; applies migrations[user_version ...] in one immediate
 * transaction each (array of @n SQL scripts: migrations[i] leads from version i to i+1). The old file is kept as
 * "<path>.v<old>" before the first migration of an existing file. A file from a newer version is RAIL_ERROR_NEWER, one that is
 * no database or fails quick_check RAIL_ERROR_DAMAGED; neither is touched. Several processes may open, create and migrate at once.
 */
RailDatabase *rail_database_open (const char *path,
                                  RailDatabaseMode mode,
                                  const char *const *migrations,
                                  guint n_migrations,
                                  GError **error);

/*
 * The same for a file that can be made anew from something else: WAL, synchronous=NORMAL, one @schema under one @version (from 1) and no
 * migrations. A file of a newer version is RAIL_ERROR_NEWER, of an older one _INVALID; both are left alone. Only who opens it for writing pays for a check of
 * all its pages; a reader finds damage where it steps on it. NULL as @path: in memory, READ_WRITE.
 */
RailDatabase *rail_database_open_derived (const char *path,
                                          RailDatabaseMode mode,
                                          const char *schema,
                                          guint version,
                                          GError **error);

void rail_database_close (RailDatabase *self);

/* Whether another file, or none, stands under the path by now. */
gboolean rail_database_has_moved (RailDatabase *self);

/* Ends what runs on the connection with G_IO_ERROR_CANCELLED. From any thread, as long as nobody closes it meanwhile. */
void rail_database_interrupt (RailDatabase *self);

/* Runs one or more statements without parameters; rows are thrown away. */
gboolean rail_database_execute (RailDatabase *self,
                                const char *sql,
                                GError **error);

/* The first column of the one row that @sql, a constant without parameters, gives. FALSE with @error, or without where there is no row. */
gboolean rail_database_read_int64 (RailDatabase *self,
                                   const char *sql,
                                   gint64 *number,
                                   GError **error);

/* BEGIN IMMEDIATE; end with exactly one of commit and rollback. A failed commit has rolled back. */
gboolean rail_database_begin (RailDatabase *self,
                              GError **error);
gboolean rail_database_commit (RailDatabase *self,
                               GError **error);
void rail_database_rollback (RailDatabase *self);

gint64 rail_database_get_last_rowid (RailDatabase *self);

/* Prepared once per SQL text and kept; the statement comes back reset and is borrowed. SQL texts are constants. */
RailStatement *rail_database_prepare (RailDatabase *self,
                                      const char *sql,
                                      GError **error);

/* Parameters count from 1, columns from 0, as in SQLite. Texts are copied; NULL binds NULL. A failed bind is reported by the next step. */
void rail_statement_bind_text (RailStatement *self,
                               int parameter,
                               const char *text);
void rail_statement_bind_int64 (RailStatement *self,
                                int parameter,
                                gint64 value);

/* TRUE while there is a row; FALSE at the end, or with @error set. Resets itself at the end and on errors. */
gboolean rail_statement_step (RailStatement *self,
                              GError **error);

/* Ends a statement that still has rows: until then this connection goes on reading the past as it was at the first row. */
void rail_statement_reset (RailStatement *self);

/* Runs to the end, for statements without rows. */
gboolean rail_statement_run (RailStatement *self,
                             GError **error);

/* Borrowed until the next step or reset; NULL for SQL NULL. */
const char *rail_statement_get_text (RailStatement *self,
                                     int column);
gint64 rail_statement_get_int64 (RailStatement *self,
                                 int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailDatabase, rail_database_close)
