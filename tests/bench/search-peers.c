#include "config.h"

#include "search-peers.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "library/pack.h"
#include "search/search-text.h"

/* As many as a result shows; one more says that there are more. */
#define LIMIT "20"
#define MORE "21"

static gint64
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

gint64
rail_peer_get_nanoseconds (void)
{
  return read_clock (CLOCK_MONOTONIC);
}

gint64
rail_peer_get_spent (void)
{
  return read_clock (CLOCK_THREAD_CPUTIME_ID);
}

static void
check (sqlite3 *database,
       int code)
{
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
    return;

  fprintf (stderr, "SQLite: %s\n", sqlite3_errmsg (database));
  exit (1);
}

static sqlite3 *
open_database (const char *path)
{
  sqlite3 *database = NULL;

  check (database, sqlite3_open (path, &database));
  /* As Handrail's own. */
  check (database, sqlite3_exec (database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", NULL, NULL, NULL));

  return database;
}

static sqlite3_stmt *
prepare (sqlite3 *database,
         const char *sql)
{
  sqlite3_stmt *statement = NULL;

  check (database, sqlite3_prepare_v2 (database, sql, -1, &statement, NULL));
  return statement;
}

/* ---- building ---- */

static void
insert_lines (sqlite3 *database,
              sqlite3_stmt *statement,
              char *contents)
{
  sqlite3_int64 number = 0;

  for (char *line = contents, *end; (end = strchr (line, '\n')) != NULL; line = end + 1, number++)
    {
      const char *tab = memchr (line, '\t', (size_t) (end - line));

      check (database, sqlite3_bind_int64 (statement, 1, number));
      check (database, sqlite3_bind_text (statement, 2, line, (int) (tab - line), SQLITE_STATIC));
      check (database, sqlite3_bind_text (statement, 3, tab + 1, (int) (end - tab - 1), SQLITE_STATIC));
      check (database, sqlite3_step (statement));
      check (database, sqlite3_reset (statement));
    }
}

static double
fill (sqlite3 *database,
      const char *table,
      const char *insertion,
      char *contents)
{
  gint64 start = rail_peer_get_nanoseconds ();
  sqlite3_stmt *statement = NULL;

  check (database, sqlite3_exec (database, table, NULL, NULL, NULL));
  check (database, sqlite3_exec (database, "BEGIN", NULL, NULL, NULL));
  statement = prepare (database, insertion);
  insert_lines (database, statement, contents);
  sqlite3_finalize (statement);
  check (database, sqlite3_exec (database, "COMMIT", NULL, NULL, NULL));

  return (double) (rail_peer_get_nanoseconds () - start) / 1e6;
}

static gint64
read_number (sqlite3 *database,
             const char *sql)
{
  sqlite3_stmt *statement = prepare (database, sql);
  gint64 number;

  check (database, sqlite3_step (statement));
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return number;
}

void
rail_peer_build (const char *texts,
                 const char *path)
{
  g_autofree char *contents = NULL;
  sqlite3 *database = NULL;
  double milliseconds;

  if (!g_file_get_contents (texts, &contents, NULL, NULL))
    exit (1);

  g_unlink (path);
  database = open_database (path);
  milliseconds = fill (database, "CREATE VIRTUAL TABLE whole USING fts5 (title, body)", "INSERT INTO whole (rowid, title, body) VALUES (?, ?, ?)", contents);
  printf ("%.1f %" G_GINT64_FORMAT "\n", milliseconds, read_number (database, "SELECT sum (length (block)) FROM whole_data"));
  fill (database, "CREATE VIRTUAL TABLE titles USING fts5 (title)", "INSERT INTO titles (rowid, title) SELECT ?1, ?2 WHERE ?3 IS NOT NULL", contents);
  fill (database, "CREATE TABLE texts (number INTEGER PRIMARY KEY, title TEXT, body TEXT)", "INSERT INTO texts VALUES (?, ?, ?)", contents);
  check (database, sqlite3_exec (database, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL));
  check (database, sqlite3_close (database));
}

/* ---- asking ---- */

typedef struct
{
  const char *name;
  const char *sql;
  gboolean like;
  gboolean all_prefixes;
} Peer;

static const Peer peers[] = {
  { "rank", "SELECT rowid, title FROM whole WHERE whole MATCH ? ORDER BY rank LIMIT " LIMIT, FALSE, FALSE },
  { "title-rank", "SELECT rowid, title FROM titles WHERE titles MATCH ? ORDER BY rank LIMIT " LIMIT, FALSE, FALSE },
  { "like-title", "SELECT number, title FROM texts WHERE title LIKE ? LIMIT " LIMIT, TRUE, FALSE },
  { "like", "SELECT number, title FROM texts WHERE title LIKE ?1 OR body LIKE ?1 LIMIT " LIMIT, TRUE, FALSE },
  { "prefixes", "SELECT rowid, title FROM whole WHERE whole MATCH ? LIMIT " MORE, FALSE, TRUE },
};

/* Keys are words of a-z and 0-9: all of them, the last one a beginning. */
static char *
make_expression (const Peer *peer,
                 const char *key)
{
  g_auto (GStrv) words = g_strsplit (key, " ", -1);
  GString *expression = g_string_new (NULL);

  if (peer->like)
    {
      g_string_free (expression, TRUE);
      return g_strdup_printf ("%%%s%%", key);
    }

  for (gsize i = 0; words[i] != NULL; i++)
    g_string_append_printf (expression, "\"%s\"%s ", words[i], peer->all_prefixes || words[i + 1] == NULL ? "*" : "");

  return g_string_free (expression, FALSE);
}

static void
ask (sqlite3 *database,
     sqlite3_stmt *statement,
     const Peer *peer,
     const char *key)
{
  g_autoptr (GString) found = g_string_new (NULL);
  gint64 start = rail_peer_get_spent ();
  g_autofree char *expression = make_expression (peer, key);
  guint hits = 0;
  int code;

  check (database, sqlite3_bind_text (statement, 1, expression, -1, SQLITE_STATIC));
  for (; (code = sqlite3_step (statement)) == SQLITE_ROW; hits++)
    {
      if (peer->all_prefixes)
        g_string_append_printf (found, " %06lld", sqlite3_column_int64 (statement, 0));
    }
  check (database, code);
  check (database, sqlite3_reset (statement));

  printf ("%" G_GINT64_FORMAT " %u%s\n", rail_peer_get_spent () - start, hits, found->str);
}

void
rail_peer_time (const char *path,
                double seconds,
                const char *how)
{
  sqlite3 *database = open_database (path);
  gint64 end = rail_peer_get_nanoseconds () + (gint64) (seconds * 1e9);

  for (gsize i = 0; i < G_N_ELEMENTS (peers); i++)
    {
      const Peer *peer = &peers[i];
      sqlite3_stmt *statement = NULL;
      char line[4096];

      if (!g_str_equal (peer->name, how))
        continue;
      statement = prepare (database, peer->sql);
      while (rail_peer_get_nanoseconds () < end && fgets (line, sizeof line, stdin) != NULL)
        ask (database, statement, peer, g_strchomp (line));
      sqlite3_finalize (statement);
    }
  check (database, sqlite3_close (database));
}

/* ---- writing without an index ---- */

/* The rows that the index is made of, as library.db has them: which of them is new is not asked. */
static void
apply_aid (sqlite3 *database,
           sqlite3_stmt *removal,
           sqlite3_stmt *insertion,
           sqlite3_int64 rowid,
           const RailAid *aid)
{
  const RailBlock *body = g_ptr_array_index (aid->blocks, 0);
  g_autoptr (GString) title_tokens = g_string_new (NULL);
  const char *texts[] = { aid->pack, aid->id, aid->title, aid->task, NULL, body->text };

  rail_search_text_append_tokens (title_tokens, aid->title);
  texts[4] = title_tokens->str;

  check (database, sqlite3_bind_int64 (removal, 1, rowid));
  check (database, sqlite3_step (removal));
  check (database, sqlite3_reset (removal));
  check (database, sqlite3_bind_int64 (insertion, 1, rowid));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    check (database, sqlite3_bind_text (insertion, (int) i + 2, texts[i], -1, SQLITE_STATIC));
  check (database, sqlite3_step (insertion));
  check (database, sqlite3_reset (insertion));
}

double
rail_peer_apply (const char *path,
                 GPtrArray *packs)
{
  sqlite3 *database = open_database (path);
  sqlite3_stmt *removal = NULL;
  sqlite3_stmt *insertion = NULL;
  sqlite3_int64 rowid = 0;
  gint64 start;
  double milliseconds;

  check (database,
         sqlite3_exec (database,
                       "CREATE TABLE IF NOT EXISTS aids (number INTEGER PRIMARY KEY, pack TEXT, aid TEXT, title TEXT, task TEXT, title_tokens TEXT, body TEXT);"
                       "CREATE INDEX IF NOT EXISTS aid_names ON aids (pack, aid);"
                       "CREATE INDEX IF NOT EXISTS title_tokens ON aids (title_tokens)",
                       NULL,
                       NULL,
                       NULL));
  removal = prepare (database, "DELETE FROM aids WHERE number = ?");
  insertion = prepare (database, "INSERT INTO aids VALUES (?, ?, ?, ?, ?, ?, ?)");

  start = rail_peer_get_spent ();
  check (database, sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL));
  for (guint i = 0; i < packs->len; i++)
    {
      const RailPack *pack = g_ptr_array_index (packs, i);

      for (guint j = 0; j < pack->aids->len; j++)
        apply_aid (database, removal, insertion, ++rowid, g_ptr_array_index (pack->aids, j));
    }
  check (database, sqlite3_exec (database, "COMMIT", NULL, NULL, NULL));
  milliseconds = (double) (rail_peer_get_spent () - start) / 1e6;

  sqlite3_finalize (removal);
  sqlite3_finalize (insertion);
  check (database, sqlite3_close (database));

  return milliseconds;
}
