#include "config.h"

#include "search/aid-rows.h"

#include <string.h>

#include "search/index-rowids.h"

/*
 * All that are missing in one go and in ascending order: neighbours are on the same page, and a statement that is run for each costs more than
 * the row (measured: half of a keystroke). CROSS JOIN keeps SQLite from turning it round.
 */
#define ROWS_QUERY                                                                                   \
  "SELECT a.rowid, title_tokens, keyword_tokens, keywords, title, pack, aid, task, priority, kind, " \
  "reading, reviewed, review_every, stakes FROM json_each (?1) CROSS JOIN aids a ON a.rowid = value"
#define BODIES_QUERY "SELECT b.rowid, body_tokens FROM json_each (?1) CROSS JOIN bodies b ON b.rowid = value"
#define PACKS_QUERY "SELECT pack, title FROM packs"

/* The candidates of a hundred keys or so; kept only while somebody searches. */
#define MAX_SHELF_BYTES (4 << 20)

#define BLOCK_BYTES 65536

typedef struct
{
  GHashTable *entries; /* rowid -> Entry, which holds it */
  GStringChunk *texts;
  gsize bytes;
} Shelf;

typedef struct
{
  gint64 rowid;
  RailAidRow row;
  Shelf *shelf;      /* that its texts are on */
  gboolean has_body; /* as far as there is one */
} Entry;

struct _RailAidRows
{
  RailDatabase *database;
  Shelf *young;
  Shelf *old;              /* NULL until the young one was full for the first time */
  GHashTable *pack_titles; /* pack -> char *; NULL until they are read */
};

static Shelf *
shelf_new (void)
{
  Shelf *self = g_new0 (Shelf, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->texts = g_string_chunk_new (BLOCK_BYTES);

  return self;
}

static void
shelf_free (Shelf *self)
{
  g_hash_table_unref (self->entries);
  g_string_chunk_free (self->texts);
  g_free (self);
}

/* Rows of a file that somebody has tampered with may lack what the schema demands. */
static const char *
shelf_keep (Shelf *self,
            const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0)
    return "";

  self->bytes += length + 1;
  return g_string_chunk_insert_len (self->texts, text, (gssize) length);
}

RailAidRows *
rail_aid_rows_new (RailDatabase *database)
{
  RailAidRows *self = g_new0 (RailAidRows, 1);

  self->database = database;
  self->young = shelf_new ();

  return self;
}

void
rail_aid_rows_free (RailAidRows *self)
{
  shelf_free (self->young);
  g_clear_pointer (&self->old, shelf_free);
  g_clear_pointer (&self->pack_titles, g_hash_table_unref);
  g_free (self);
}

void
rail_aid_rows_reset (RailAidRows *self)
{
  shelf_free (self->young);
  self->young = shelf_new ();
  g_clear_pointer (&self->old, shelf_free);
  g_clear_pointer (&self->pack_titles, g_hash_table_unref);
}

void
rail_aid_rows_trim (RailAidRows *self)
{
  if (self->young->bytes <= MAX_SHELF_BYTES)
    return;

  g_clear_pointer (&self->old, shelf_free);
  self->old = self->young;
  self->young = shelf_new ();
}

static Entry *
find_entry (const RailAidRows *self,
            gint64 rowid)
{
  Entry *entry = g_hash_table_lookup (self->young->entries, &rowid);

  return entry == NULL && self->old != NULL ? g_hash_table_lookup (self->old->entries, &rowid) : entry;
}

/* ---- reading ---- */

static gboolean
read_pack_titles (RailAidRows *self,
                  GError **error)
{
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = NULL;

  if (self->pack_titles != NULL)
    return TRUE;

  statement = rail_database_prepare (self->database, PACKS_QUERY, error);
  if (statement == NULL)
    return FALSE;

  while (rail_statement_step (statement, &local_error))
    g_hash_table_insert (titles, g_strdup (rail_statement_get_text (statement, 0)), g_strdup (rail_statement_get_text (statement, 1)));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  self->pack_titles = g_steal_pointer (&titles);
  return TRUE;
}

static const char *
get_pack_title (const RailAidRows *self,
                const char *pack)
{
  const char *title = g_hash_table_lookup (self->pack_titles, pack);

  return title != NULL ? title : "";
}

static void
add_row (RailAidRows *self,
         RailStatement *statement)
{
  Shelf *shelf = self->young;
  Entry *entry = g_new0 (Entry, 1);
  RailAidRow *row = &entry->row;

  entry->rowid = rail_statement_get_int64 (statement, 0);
  entry->shelf = shelf;
  row->title_tokens = shelf_keep (shelf, rail_statement_get_text (statement, 1));
  row->keyword_tokens = shelf_keep (shelf, rail_statement_get_text (statement, 2));
  row->keywords = shelf_keep (shelf, rail_statement_get_text (statement, 3));
  row->title = shelf_keep (shelf, rail_statement_get_text (statement, 4));
  row->title_length = g_utf8_strlen (row->title, -1);
  row->pack = shelf_keep (shelf, rail_statement_get_text (statement, 5));
  row->aid = shelf_keep (shelf, rail_statement_get_text (statement, 6));
  row->task = shelf_keep (shelf, rail_statement_get_text (statement, 7));
  row->pack_title = get_pack_title (self, row->pack);
  row->priority = rail_statement_get_int64 (statement, 8);
  row->kind = rail_statement_get_int64 (statement, 9);
  row->reading = rail_statement_get_int64 (statement, 10);
  row->reviewed = rail_statement_get_int64 (statement, 11);
  row->review_every = rail_statement_get_int64 (statement, 12);
  row->stakes = rail_statement_get_int64 (statement, 13);
  shelf->bytes += sizeof *entry;
  g_hash_table_insert (shelf->entries, &entry->rowid, entry);
}

static void
add_body (RailAidRows *self,
          RailStatement *statement)
{
  Entry *entry = find_entry (self, rail_statement_get_int64 (statement, 0));

  if (entry != NULL)
    entry->row.body_tokens = shelf_keep (entry->shelf, rail_statement_get_text (statement, 1));
}

static void
append_number (GString *list,
               gint64 number)
{
  char digits[24];
  char *at = digits + sizeof digits;
  guint64 rest = number < 0 ? -(guint64) number : (guint64) number;

  do
    *--at = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    *--at = '-';

  g_string_append_len (list, at, digits + sizeof digits - at);
}

/* By hand: with printf() a sixth of the time went into it that a keystroke took. */
static char *
format_list (const GArray *rowids)
{
  GString *list = g_string_sized_new (24 * (rowids->len + 1));

  for (guint i = 0; i < rowids->len; i++)
    {
      g_string_append_c (list, i == 0 ? '[' : ',');
      append_number (list, g_array_index (rowids, gint64, i));
    }
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

static gboolean
read_rows (RailAidRows *self,
           const GArray *rowids,
           GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < rowids->len; i++)
    if (find_entry (self, g_array_index (rowids, gint64, i)) == NULL)
      g_array_append_val (missing, g_array_index (rowids, gint64, i));

  return read_pack_titles (self, error) && read_missing (self, ROWS_QUERY, missing, add_row, error);
}

static gboolean
read_bodies (RailAidRows *self,
             const GArray *rowids,
             GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < rowids->len; i++)
    {
      const Entry *entry = find_entry (self, g_array_index (rowids, gint64, i));

      if (entry != NULL && !entry->has_body)
        g_array_append_val (missing, entry->rowid);
    }

  if (!read_missing (self, BODIES_QUERY, missing, add_body, error))
    return FALSE;

  for (guint i = 0; i < missing->len; i++)
    {
      Entry *entry = find_entry (self, g_array_index (missing, gint64, i));

      if (entry != NULL)
        entry->has_body = TRUE;
    }

  return TRUE;
}

gboolean
rail_aid_rows_read (RailAidRows *self,
                    GArray *rowids,
                    gboolean bodies,
                    GError **error)
{
  g_array_sort (rowids, rail_index_rowids_compare);

  return read_rows (self, rowids, error) && (!bodies || read_bodies (self, rowids, error));
}

const RailAidRow *
rail_aid_rows_get (const RailAidRows *self,
                   gint64 rowid)
{
  const Entry *entry = find_entry (self, rowid);

  return entry != NULL ? &entry->row : NULL;
}
