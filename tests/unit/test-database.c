#include "config.h"

#include "base/database.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* A product that grew from v1 to v3. */
static const char *const migrations[] = {
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL);",
  "ALTER TABLE notes ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'; UPDATE notes SET body = body || '!';",
  "CREATE TABLE tags (note INTEGER NOT NULL REFERENCES notes (id), tag TEXT NOT NULL);",
};

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("handrail-database-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "notes.db", NULL);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }

  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static RailDatabase *
open_at (const char *path,
         guint version)
{
  g_autoptr (GError) error = NULL;
  RailDatabase *database = rail_database_open (path, RAIL_DATABASE_READ_WRITE, migrations, version, &error);

  g_assert_no_error (error);
  g_assert_nonnull (database);
  return database;
}

static void
execute (RailDatabase *database,
         const char *sql)
{
  g_autoptr (GError) error = NULL;

  rail_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

/* The first column of the first row. */
static char *
ask (RailDatabase *database,
     const char *sql)
{
  g_autoptr (GError) error = NULL;
  RailStatement *statement = rail_database_prepare (database, sql, &error);
  char *answer;

  g_assert_no_error (error);
  g_assert_true (rail_statement_step (statement, &error));
  g_assert_no_error (error);
  answer = g_strdup (rail_statement_get_text (statement, 0));
  rail_statement_reset (statement);
  return answer;
}

static void
assert_answer (RailDatabase *database,
               const char *sql,
               const char *expected)
{
  g_autofree char *answer = ask (database, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static void
assert_refused (const char *path,
                RailDatabaseMode mode,
                guint version,
                int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailDatabase) database = rail_database_open (path, mode, migrations, version, &error);

  g_assert_error (error, RAIL_ERROR, code);
  g_assert_null (database);
  g_assert_nonnull (strstr (error->message, path));
}

static GBytes *
read_bytes (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static void
assert_mode (const char *path,
             guint mode)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, mode);
}

static void
fill_v1 (Fixture *fixture)
{
  g_autoptr (RailDatabase) database = open_at (fixture->path, 1);

  execute (database, "INSERT INTO notes (body) VALUES ('hello'), ('world')");
}

static void
test_durable (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (RailDatabase) database = open_at (fixture->path, 3);

  assert_answer (database, "PRAGMA journal_mode", "wal");
  assert_answer (database, "PRAGMA synchronous", "2");
  assert_answer (database, "PRAGMA foreign_keys", "1");
  assert_answer (database, "PRAGMA busy_timeout", "5000");
  assert_answer (database, "PRAGMA trusted_schema", "0");
  assert_answer (database, "PRAGMA user_version", "3");
}

static void
test_private (Fixture *fixture,
              gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "a", NULL);
  g_autofree char *inner = g_build_filename (folder, "b", NULL);
  g_autofree char *path = g_build_filename (inner, "notes.db", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);
  mode_t old_mask = umask (0);
  g_autoptr (RailDatabase) database = open_at (path, 3);

  umask (old_mask);
  execute (database, "INSERT INTO notes (body) VALUES ('x')");
  assert_mode (folder, 0700);
  assert_mode (inner, 0700);
  assert_mode (path, 0600);
  assert_mode (wal, 0600);
  assert_mode (shm, 0600);

  /* A file that somebody opened to the world is closed again. */
  g_clear_pointer (&database, rail_database_close);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  database = open_at (path, 3);
  assert_mode (path, 0600);

  g_clear_pointer (&database, rail_database_close);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (inner), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_defensive (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (RailDatabase) database = open_at (fixture->path, 1);
  g_autoptr (GError) error = NULL;

  /* A string in double quotes is a misspelt column, and the schema table is nobody's to write. */
  g_assert_null (rail_database_prepare (database, "SELECT \"nothing\"", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_clear_error (&error);

  execute (database, "PRAGMA writable_schema = ON");
  g_assert_false (rail_database_execute (database, "UPDATE sqlite_schema SET sql = 'x'", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_clear_error (&error);

  g_assert_false (rail_database_execute (database, "SELECT load_extension ('x')", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "not authorized"));
}

static void
test_migrates (Fixture *fixture,
               gconstpointer data)
{
  g_autofree char *kept_path = g_strconcat (fixture->path, ".v1", NULL);
  g_autofree char *kept_v2_path = g_strconcat (fixture->path, ".v2", NULL);
  g_autoptr (RailDatabase) database = NULL;
  g_autoptr (RailDatabase) kept = NULL;

  fill_v1 (fixture);
  database = open_at (fixture->path, 3);
  assert_answer (database, "PRAGMA user_version", "3");
  assert_answer (database, "SELECT group_concat (body || mood) FROM notes", "hello!calm,world!calm");
  execute (database, "INSERT INTO tags VALUES (1, 'x')");

  /* One copy, of the state before the first step. */
  assert_mode (kept_path, 0600);
  g_assert_false (g_file_test (kept_v2_path, G_FILE_TEST_EXISTS));
  kept = open_at (kept_path, 1);
  assert_answer (kept, "SELECT group_concat (body) FROM notes", "hello,world");
}

static void
test_keeps_what_only_the_log_holds (Fixture *fixture,
                                    gconstpointer data)
{
  g_autofree char *kept_path = g_strconcat (fixture->path, ".v1", NULL);
  g_autoptr (RailDatabase) old = open_at (fixture->path, 1);
  g_autoptr (RailDatabase) database = NULL;
  g_autoptr (RailDatabase) kept = NULL;

  /* The old program still runs: its rows are in the write-ahead log and not yet in the file. */
  execute (old, "INSERT INTO notes (body) VALUES ('late')");
  database = open_at (fixture->path, 2);
  kept = open_at (kept_path, 1);
  assert_answer (kept, "SELECT body FROM notes", "late");
}

static void
test_new_file_keeps_no_copy (Fixture *fixture,
                             gconstpointer data)
{
  g_autoptr (RailDatabase) database = open_at (fixture->path, 3);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_null (strstr (name, ".v"));
}

static void
test_failed_step (Fixture *fixture,
                  gconstpointer data)
{
  static const char *const broken[] = {
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL);",
    "UPDATE notes SET body = 'lost'; CREATE TABLE notes (id);",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailDatabase) database = NULL;

  fill_v1 (fixture);
  g_assert_null (rail_database_open (fixture->path, RAIL_DATABASE_READ_WRITE, broken, 2, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "version 2"));

  /* Nothing of the step is there, and a mended program goes on from where it was. */
  database = open_at (fixture->path, 1);
  assert_answer (database, "SELECT group_concat (body) FROM notes", "hello,world");
  g_clear_pointer (&database, rail_database_close);
  database = open_at (fixture->path, 3);
  assert_answer (database, "SELECT group_concat (body) FROM notes", "hello!,world!");
}

static void
test_newer (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (RailDatabase) holder = open_at (fixture->path, 3);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) wal_before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GBytes) wal_after = NULL;

  execute (holder, "INSERT INTO notes (body) VALUES ('from the future')");
  before = read_bytes (fixture->path);
  wal_before = read_bytes (wal);

  assert_refused (fixture->path, RAIL_DATABASE_READ_WRITE, 2, RAIL_ERROR_NEWER);
  assert_refused (fixture->path, RAIL_DATABASE_READ_ONLY, 2, RAIL_ERROR_NEWER);

  after = read_bytes (fixture->path);
  wal_after = read_bytes (wal);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_true (g_bytes_equal (wal_before, wal_after));
}

/* A newer program that was killed leaves its log behind; refusing must not write that log into the file either. */
static void
test_newer_after_crash (Fixture *fixture,
                        gconstpointer data)
{
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *copy_wal = g_strconcat (copy, "-wal", NULL);
  g_autoptr (RailDatabase) holder = open_at (fixture->path, 3);
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GBytes) log = NULL;
  g_autoptr (GBytes) file_after = NULL;
  g_autoptr (GBytes) log_after = NULL;

  execute (holder, "INSERT INTO notes (body) VALUES ('from the future')");
  file = read_bytes (fixture->path);
  log = read_bytes (wal);
  g_assert_true (g_file_set_contents (copy, g_bytes_get_data (file, NULL), g_bytes_get_size (file), NULL));
  g_assert_true (g_file_set_contents (copy_wal, g_bytes_get_data (log, NULL), g_bytes_get_size (log), NULL));

  assert_refused (copy, RAIL_DATABASE_READ_WRITE, 2, RAIL_ERROR_NEWER);
  file_after = read_bytes (copy);
  log_after = read_bytes (copy_wal);
  g_assert_true (g_bytes_equal (file, file_after));
  g_assert_true (g_bytes_equal (log, log_after));
}

typedef struct
{
  const char *name;
  goffset from;
  goffset to; /* -1: cut the file off at @from */
  const char *bytes;
} Damage;

static const Damage damages[] = {
  { "not-a-database", 0, 4096, "This is a shopping list. " },
  { "garbage-in-the-middle", 4096 + 16, 4096 * 3, "garbage" },
  { "truncated", 4096 * 2 + 100, -1, NULL },
  { "nonsense-header", 16, 40, "\xff" },
};

static void
test_damaged (Fixture *fixture,
              gconstpointer data)
{
  const Damage *damage = data;
  g_autoptr (RailDatabase) database = open_at (fixture->path, 3);
  g_autofree char *contents = NULL;
  gsize length;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  execute (database, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
                     " INSERT INTO notes (body) SELECT 'a note of some length, so that there are pages to damage: ' || i FROM n");
  g_clear_pointer (&database, rail_database_close);

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  g_assert_cmpuint (length, >, 4096 * 5);
  if (damage->to == -1)
    length = (gsize) damage->from;
  else
    for (goffset i = damage->from; i < damage->to; i++)
      contents[i] = damage->bytes[(gsize) i % strlen (damage->bytes)];
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));

  before = read_bytes (fixture->path);
  assert_refused (fixture->path, RAIL_DATABASE_READ_WRITE, 3, RAIL_ERROR_DAMAGED);
  assert_refused (fixture->path, RAIL_DATABASE_READ_ONLY, 3, RAIL_ERROR_DAMAGED);
  after = read_bytes (fixture->path);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_unopenable (Fixture *fixture,
                 gconstpointer data)
{
  g_autofree char *below_a_file = g_build_filename (fixture->path, "notes.db", NULL);
  g_autoptr (GError) error = NULL;

  assert_refused (fixture->path, RAIL_DATABASE_READ_ONLY, 3, RAIL_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  /* A folder where the file should be, and a file where a folder should be. */
  assert_refused (fixture->folder, RAIL_DATABASE_READ_WRITE, 3, RAIL_ERROR_FAILED);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  g_assert_null (rail_database_open (below_a_file, RAIL_DATABASE_READ_WRITE, migrations, 3, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
}

static void
test_read_only (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (RailDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  fill_v1 (fixture);
  assert_refused (fixture->path, RAIL_DATABASE_READ_ONLY, 3, RAIL_ERROR_FAILED);

  database = rail_database_open (fixture->path, RAIL_DATABASE_READ_ONLY, migrations, 1, &error);
  g_assert_no_error (error);
  assert_answer (database, "SELECT group_concat (body) FROM notes", "hello,world");
  g_assert_false (rail_database_execute (database, "DELETE FROM notes", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
}

static void
test_statements (Fixture *fixture,
                 gconstpointer data)
{
  static const char insert[] = "INSERT INTO notes (id, body) VALUES (?1, ?2)";
  g_autoptr (RailDatabase) database = open_at (fixture->path, 1);
  g_autoptr (GError) error = NULL;
  RailStatement *statement = rail_database_prepare (database, insert, &error);

  g_assert_no_error (error);
  rail_statement_bind_int64 (statement, 1, G_MAXINT64);
  rail_statement_bind_text (statement, 2, "Grüße");
  g_assert_true (rail_statement_run (statement, &error));
  g_assert_cmpint (rail_database_get_last_rowid (database), ==, G_MAXINT64);

  /* The same text is the same statement, without the values of the last time. */
  g_assert_true (rail_database_prepare (database, insert, &error) == statement);
  g_assert_false (rail_statement_run (statement, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "NOT NULL"));
  g_clear_error (&error);

  /* A value for a parameter that is not there is found out. */
  statement = rail_database_prepare (database, "SELECT id, body, NULL FROM notes WHERE id = ?1", &error);
  rail_statement_bind_int64 (statement, 2, 1);
  g_assert_false (rail_statement_step (statement, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_clear_error (&error);

  rail_statement_bind_int64 (statement, 1, G_MAXINT64);
  g_assert_true (rail_statement_step (statement, &error));
  g_assert_cmpint (rail_statement_get_int64 (statement, 0), ==, G_MAXINT64);
  g_assert_cmpstr (rail_statement_get_text (statement, 1), ==, "Grüße");
  g_assert_null (rail_statement_get_text (statement, 2));
  g_assert_false (rail_statement_step (statement, &error));
  g_assert_no_error (error);
}

static void
test_transactions (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (RailDatabase) database = open_at (fixture->path, 3);
  g_autoptr (RailDatabase) other = open_at (fixture->path, 3);
  g_autoptr (GError) error = NULL;

  g_assert_true (rail_database_begin (database, &error));
  execute (database, "INSERT INTO notes (body) VALUES ('a')");
  assert_answer (other, "SELECT count (*) FROM notes", "0");
  rail_database_rollback (database);
  assert_answer (database, "SELECT count (*) FROM notes", "0");

  g_assert_true (rail_database_begin (database, &error));
  execute (database, "INSERT INTO notes (body) VALUES ('a')");
  g_assert_true (rail_database_commit (database, &error));
  assert_answer (other, "SELECT count (*) FROM notes", "1");

  /* The writer that comes second waits its timeout out and hears why. */
  execute (other, "PRAGMA busy_timeout = 10");
  g_assert_true (rail_database_begin (database, &error));
  g_assert_false (rail_database_begin (other, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "locked"));
  g_clear_error (&error);
  rail_database_rollback (database);

  /* A deferred constraint fails at the commit, which then leaves no transaction open. */
  execute (database, "PRAGMA defer_foreign_keys = ON");
  g_assert_true (rail_database_begin (database, &error));
  execute (database, "PRAGMA defer_foreign_keys = ON");
  execute (database, "INSERT INTO tags VALUES (99, 'orphan')");
  g_assert_false (rail_database_commit (database, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (rail_database_begin (database, &error));
  rail_database_rollback (database);
}

static void
test_full (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (RailDatabase) database = open_at (fixture->path, 1);
  g_autoptr (GError) error = NULL;

  execute (database, "INSERT INTO notes (body) VALUES ('kept')");
  execute (database, "PRAGMA max_page_count = 4");

  g_assert_true (rail_database_begin (database, &error));
  g_assert_false (rail_database_execute (database, "INSERT INTO notes (body) VALUES (hex (zeroblob (100000)))", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FULL);
  rail_database_rollback (database);

  assert_answer (database, "SELECT group_concat (body) FROM notes", "kept");
  execute (database, "INSERT INTO notes (body) VALUES ('short')");
}

static gpointer
open_thread (gpointer data)
{
  const char *path = data;
  g_autoptr (RailDatabase) database = open_at (path, 3);

  execute (database, "INSERT INTO notes (body) VALUES ('mine')");
  return NULL;
}

static void
test_open_at_once (Fixture *fixture,
                   gconstpointer data)
{
  /* Creation and migration from nothing, ten times eight at once. */
  for (guint round = 0; round < 10; round++)
    {
      g_autofree char *name = g_strdup_printf ("%u.db", round);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autoptr (RailDatabase) database = NULL;
      GThread *threads[8];

      for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("open", open_thread, path);
      for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);

      database = open_at (path, 3);
      assert_answer (database, "SELECT count (*) FROM notes", "8");
    }
}

static gboolean
file_holds (const char *path,
            const char *text)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return memmem (data, length, text, strlen (text)) != NULL;
}

static void
test_forgets (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (RailDatabase) database = open_at (fixture->path, 1);

  execute (database, "INSERT INTO notes (body) VALUES ('a needle in the file'), ('hay')");
  execute (database, "PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_true (file_holds (fixture->path, "a needle in the file"));

  execute (database, "DELETE FROM notes WHERE body LIKE 'a needle%'");
  execute (database, "PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_false (file_holds (fixture->path, "a needle in the file"));
  g_assert_true (file_holds (fixture->path, "hay"));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test, data) g_test_add ("/database/" path, Fixture, data, set_up, test, tear_down)
  ADD ("open/is-durable-and-checks-references", test_durable, NULL);
  ADD ("open/is-readable-by-nobody-else", test_private, NULL);
  ADD ("open/trusts-no-schema", test_defensive, NULL);
  ADD ("open/by-many-at-once", test_open_at_once, NULL);
  ADD ("open/says-why-not", test_unopenable, NULL);
  ADD ("open/reading-only-writes-nothing", test_read_only, NULL);
  ADD ("migration/carries-rows-over-and-keeps-the-old-file", test_migrates, NULL);
  ADD ("migration/keeps-what-only-the-log-holds", test_keeps_what_only_the_log_holds, NULL);
  ADD ("migration/of-a-new-file-keeps-no-copy", test_new_file_keeps_no_copy, NULL);
  ADD ("migration/that-fails-changes-nothing", test_failed_step, NULL);
  ADD ("newer-file/is-refused-untouched", test_newer, NULL);
  ADD ("newer-file/is-refused-untouched-after-a-crash", test_newer_after_crash, NULL);
  ADD ("statement/binds-steps-and-is-used-again", test_statements, NULL);
  ADD ("transaction/is-all-or-nothing", test_transactions, NULL);
  ADD ("deleted-rows/are-gone-from-the-file", test_forgets, NULL);
  ADD ("full/is-said-and-survived", test_full, NULL);
#undef ADD

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/database/damaged-file/is-refused-untouched/%s", damages[i].name);

      g_test_add (path, Fixture, &damages[i], set_up, test_damaged, tear_down);
    }

  return g_test_run ();
}
