#include "config.h"

#include "search/aid-rows.h"

/*
 * All that are missing in one go and in ascending order: neighbours are on the same page, and a statement that is run for each costs more than
 * the row (measured: half of a keystroke). CROSS JOIN keeps SQLite from turning it round.
 */
#define ROWS_QUERY                                                                                               \
  "SELECT a.rowid, title_tokens, keyword_tokens, keywords, title, pack, aid, reviewed + review_every, priority " \
  "FROM json_each (?1) CROSS JOIN aids a ON a.rowid = value"
#define BODIES_QUERY "SELECT b.rowid, body_tokens FROM json_each (?1) CROSS JOIN bodies b ON b.rowid = value"

/* The candidates of some ten keys. */
#define MAX_KEPT 2048

#define BLOCK_BYTES 65536

typedef struct
{
  gint64 rowid;
  RailAidRow row;
  gboolean has_body; /* as far as there is one */
} Entry;

struct _RailAidRows
{
  RailDatabase *database;
  GHashTable *entries; /* rowid -> Entry, which holds it */
  GStringChunk *texts;
};

RailAidRows *
rail_aid_rows_new (RailDatabase *database)
{
  RailAidRows *self = g_new0 (RailAidRows, 1);

  self->database = database;
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->texts = g_string_chunk_new (BLOCK_BYTES);

  return self;
}

void
rail_aid_rows_free (RailAidRows *self)
{
  g_hash_table_unref (self->entries);
  g_string_chunk_free (self->texts);
  g_free (self);
}

void
rail_aid_rows_reset (RailAidRows *self)
{
  g_hash_table_remove_all (self->entries);
  g_string_chunk_clear (self->texts);
}

void
rail_aid_rows_trim (RailAidRows *self)
{
  if (g_hash_table_size (self->entries) > MAX_KEPT)
    rail_aid_rows_reset (self);
}

/* ---- reading ---- */

/* Rows of a file that somebody has tampered with may lack what the schema demands. */
static const char *
keep_text (RailAidRows *self,
           RailStatement *statement,
           int column)
{
  const char *text = rail_statement_get_text (statement, column);

  return text != NULL ? g_string_chunk_insert (self->texts, text) : "";
}

static void
add_row (RailAidRows *self,
         RailStatement *statement)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->rowid = rail_statement_get_int64 (statement, 0);
  entry->row.title_tokens = keep_text (self, statement, 1);
  entry->row.keyword_tokens = keep_text (self, statement, 2);
  entry->row.keywords = keep_text (self, statement, 3);
  entry->row.title = keep_text (self, statement, 4);
  entry->row.title_length = g_utf8_strlen (entry->row.title, -1);
  entry->row.pack = keep_text (self, statement, 5);
  entry->row.aid = keep_text (self, statement, 6);
  entry->row.due = rail_statement_get_int64 (statement, 7);
  entry->row.priority = rail_statement_get_int64 (statement, 8);
  g_hash_table_insert (self->entries, &entry->rowid, entry);
}

static void
add_body (RailAidRows *self,
          RailStatement *statement)
{
  gint64 rowid = rail_statement_get_int64 (statement, 0);
  Entry *entry = g_hash_table_lookup (self->entries, &rowid);

  if (entry != NULL)
    entry->row.body_tokens = keep_text (self, statement, 1);
}

static char *
format_list (const GArray *rowids)
{
  GString *list = g_string_sized_new (24 * (rowids->len + 1));

  g_string_append_c (list, '[');
  for (guint i = 0; i < rowids->len; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (rowids, gint64, i));
  g_string_append_c (list, ']');

  return g_string_free (list, FALSE);
}

static gboolean
read_missing (RailAidRows *self,
              const char *sql,
              const GArray *missing,
              void (*add) (RailAidRows *self, RailStatement *statement),
              GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *list = NULL;
  RailStatement *statement = NULL;

  if (missing->len == 0)
    return TRUE;

  statement = rail_database_prepare (self->database, sql, error);
  if (statement == NULL)
    return FALSE;

  list = format_list (missing);
  rail_statement_bind_text (statement, 1, list);
  while (rail_statement_step (statement, &local_error))
    add (self, statement);

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gint
compare_rowids_cb (gconstpointer one,
                   gconstpointer other)
{
  gint64 a = *(const gint64 *) one;
  gint64 b = *(const gint64 *) other;

  return (a > b) - (a < b);
}

static gboolean
read_rows (RailAidRows *self,
           const GArray *rowids,
           GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < rowids->len; i++)
    if (!g_hash_table_contains (self->entries, &g_array_index (rowids, gint64, i)))
      g_array_append_val (missing, g_array_index (rowids, gint64, i));

  return read_missing (self, ROWS_QUERY, missing, add_row, error);
}

static gboolean
read_bodies (RailAidRows *self,
             const GArray *rowids,
             GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < rowids->len; i++)
    {
      const Entry *entry = g_hash_table_lookup (self->entries, &g_array_index (rowids, gint64, i));

      if (entry != NULL && !entry->has_body)
        g_array_append_val (missing, entry->rowid);
    }

  if (!read_missing (self, BODIES_QUERY, missing, add_body, error))
    return FALSE;

  for (guint i = 0; i < missing->len; i++)
    ((Entry *) g_hash_table_lookup (self->entries, &g_array_index (missing, gint64, i)))->has_body = TRUE;

  return TRUE;
}

gboolean
rail_aid_rows_read (RailAidRows *self,
                    GArray *rowids,
                    gboolean bodies,
                    GError **error)
{
  g_array_sort (rowids, compare_rowids_cb);

  return read_rows (self, rowids, error) && (!bodies || read_bodies (self, rowids, error));
}

const RailAidRow *
rail_aid_rows_get (const RailAidRows *self,
                   gint64 rowid)
{
  const Entry *entry = g_hash_table_lookup (self->entries, &rowid);

  return entry != NULL ? &entry->row : NULL;
}
