#include "config.h"

#include "search/index-schema.h"

#include <gio/gio.h>

#include "base/error.h"

/* Counts up with every change of the tables, of the tokens (search/search-text.h) or of the order of rowids: older files are made anew. */
#define VERSION 2

/* "HRli", so that a database that is something else is not taken for an index of the same version. */
#define APPLICATION_ID "1213361257"

/* The tokens come ready-made: the tokenizer splits at spaces and nowhere else. It takes all that is not ASCII for letters. */
#define TOKENIZE "tokenize = \"ascii tokenchars '!\"\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'\""

/* Without positions and sizes, since ranking is ours; prefixes up to six letters, behind which few words remain. */
#define INDEX_OPTIONS "detail = none, columnsize = 0, prefix = '1 2 3 4 5 6', " TOKENIZE

static const char schema[] =
    "PRAGMA application_id = " APPLICATION_ID ";"
    /* words_generation: the one whose words are in the vocabulary. */
    "CREATE TABLE meta (generation INTEGER NOT NULL, n_aids INTEGER NOT NULL, words_generation INTEGER NOT NULL);"
    "INSERT INTO meta VALUES (0, 0, -1);"
    "CREATE TABLE packs ("
    "  pack TEXT NOT NULL PRIMARY KEY,"
    "  title TEXT NOT NULL,"
    "  version INTEGER NOT NULL,"
    "  digest TEXT NOT NULL,"
    "  folder TEXT NOT NULL,"
    "  bodies_done INTEGER NOT NULL);"
    "CREATE TABLE aids ("
    "  rowid INTEGER PRIMARY KEY,"
    "  pack TEXT NOT NULL,"
    "  aid TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  kind INTEGER NOT NULL,"
    "  task TEXT NOT NULL,"
    "  keywords TEXT NOT NULL,"
    "  reading INTEGER NOT NULL,"
    "  reviewed INTEGER NOT NULL,"
    "  review_every INTEGER NOT NULL,"
    "  priority INTEGER NOT NULL,"
    "  stakes INTEGER NOT NULL,"
    "  title_tokens TEXT NOT NULL,"
    "  keyword_tokens TEXT NOT NULL);"
    /* Not unique: while an aid moves to another rowid it is there twice, inside the transaction. */
    "CREATE INDEX aid_names ON aids (pack, aid);"
    "CREATE INDEX title_tokens ON aids (title_tokens);"
    "CREATE TABLE bodies (rowid INTEGER PRIMARY KEY, body_tokens TEXT NOT NULL);"
    /* Aids whose bodies are to be read (again): what a cancelled run left to do. */
    "CREATE TABLE pending (rowid INTEGER PRIMARY KEY);"
    /* What is read through once for all readers (search/index-summary.h). */
    "CREATE TABLE steps (aid INTEGER PRIMARY KEY);"
    "CREATE TABLE vocabulary (slice INTEGER PRIMARY KEY, words TEXT NOT NULL);"
    "CREATE VIRTUAL TABLE title_index USING fts5 (title_tokens, keyword_tokens, content = 'aids', content_rowid = 'rowid', " INDEX_OPTIONS ");"
    "CREATE VIRTUAL TABLE body_index USING fts5 (body_tokens, content = 'bodies', content_rowid = 'rowid', " INDEX_OPTIONS ");"
    /* Sixteen times what FTS5 would gather before it writes: a slice is one segment then, and the memory is gone when it is written. */
    "INSERT INTO title_index (title_index, rank) VALUES ('hashsize', 16777216);"
    "INSERT INTO body_index (body_index, rank) VALUES ('hashsize', 16777216);"
    "CREATE VIRTUAL TABLE title_words USING fts5vocab (title_index, row);"
    "CREATE VIRTUAL TABLE body_words USING fts5vocab (body_index, row)";

static gboolean
is_index (RailDatabase *database,
          const char *path,
          GError **error)
{
  gint64 is_ours;

  if (!rail_database_read_int64 (database, "SELECT application_id = " APPLICATION_ID " FROM pragma_application_id", &is_ours, error))
    return FALSE;
  if (!is_ours)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "%s: not an index of aids", path);

  return is_ours != 0;
}

RailDatabase *
rail_index_schema_open (const char *path,
                        RailDatabaseMode mode,
                        GError **error)
{
  g_autoptr (RailDatabase) database = rail_database_open_derived (path, mode, schema, VERSION, error);

  if (database == NULL || !is_index (database, path, error))
    return NULL;

  return g_steal_pointer (&database);
}
