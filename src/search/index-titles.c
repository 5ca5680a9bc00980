#include "config.h"

#include "search/index-titles.h"

#include "library/pack.h"
#include "search/index-rowids.h"
#include "search/index-summary.h"
#include "search/index-words.h"
#include "search/search-text.h"

/* How many aids are written between two looks at the cancellable: a few milliseconds. */
#define CANCEL_STRIDE 128

/* From one change to so many aids on, all titles are indexed anew: to forget words costs some times what it costs to learn them. */
#define REBUILD_SHARE 4

/* One aid to write or remove. */
typedef struct
{
  gint64 rowid;
  gboolean is_there;  /* under this rowid, and is replaced or removed */
  const RailAid *aid; /* NULL: only removed */
} Change;

typedef struct
{
  RailDatabase *database;
  RailIndexRowids *rowids;
  GArray *changes;  /* Change */
  GArray *pending;  /* gint64: rowids whose bodies are to be read */
  GPtrArray *gone;  /* char *: ids of packs that are no longer there */
  GPtrArray *packs; /* const RailPack *: those that differ */
  gboolean rebuild; /* the word index is made anew from the rows: for a large part of them that costs less than to forget and learn */
} Plan;

static void
plan_clear (Plan *self)
{
  g_clear_pointer (&self->rowids, rail_index_rowids_free);
  g_clear_pointer (&self->changes, g_array_unref);
  g_clear_pointer (&self->pending, g_array_unref);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static void
plan_init (Plan *self,
           RailDatabase *database)
{
  self->database = database;
  self->rowids = rail_index_rowids_new (database);
  self->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  self->pending = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->packs = g_ptr_array_new ();
}

/* ---- what an aid is in the tables ---- */

/* As written, one a line: a line end inside one is nobody's keyword. */
static char *
dup_keywords (const RailAid *aid)
{
  GString *lines = g_string_new (NULL);

  for (gsize i = 0; aid->keywords[i] != NULL; i++)
    {
      g_autofree char *line = g_strdelimit (g_strdup (aid->keywords[i]), "\n", ' ');

      g_string_append (lines, i > 0 ? "\n" : "");
      g_string_append (lines, line);
    }

  return g_string_free (lines, FALSE);
}

static char *
dup_title_tokens (const RailAid *aid)
{
  GString *tokens = g_string_new (NULL);

  rail_search_text_append_tokens (tokens, aid->title);
  return g_string_free (tokens, FALSE);
}

static char *
dup_keyword_tokens (const RailAid *aid)
{
  GString *tokens = g_string_new (NULL);

  for (gsize i = 0; aid->keywords[i] != NULL; i++)
    rail_search_text_append_tokens (tokens, aid->keywords[i]);
  return g_string_free (tokens, FALSE);
}

static gint64
get_reviewed (const RailAid *aid)
{
  return g_date_valid (&aid->reviewed) ? (gint64) g_date_get_julian (&aid->reviewed) : 0;
}

/* The row as the SELECT of compare_pack() has it. */
static gboolean
is_same (RailStatement *row,
         const RailAid *aid)
{
  g_autofree char *keywords = dup_keywords (aid);

  return g_str_equal (rail_statement_get_text (row, 2), aid->title) &&
         rail_statement_get_int64 (row, 3) == (gint64) aid->kind &&
         g_str_equal (rail_statement_get_text (row, 4), aid->task) &&
         g_str_equal (rail_statement_get_text (row, 5), keywords) &&
         rail_statement_get_int64 (row, 6) == (gint64) rail_aid_get_reading_seconds (aid) &&
         rail_statement_get_int64 (row, 7) == get_reviewed (aid) &&
         rail_statement_get_int64 (row, 8) == (gint64) aid->review_every &&
         rail_statement_get_int64 (row, 9) == aid->priority &&
         rail_statement_get_int64 (row, 10) == aid->high_stakes;
}

/* ---- what is to be done ---- */

static void
add_change (Plan *self,
            gint64 rowid,
            gboolean is_there,
            const RailAid *aid)
{
  const Change change = { .rowid = rowid, .is_there = is_there, .aid = aid };

  g_array_append_val (self->changes, change);
}

static gboolean
plan_new_aid (Plan *self,
              const RailAid *aid,
              GError **error)
{
  gint64 rowid;

  if (!rail_index_rowids_allot (self->rowids, aid, 0, &rowid, error))
    return FALSE;

  add_change (self, rowid, FALSE, aid);
  g_array_append_val (self->pending, rowid);
  return TRUE;
}

static gboolean
plan_known_aid (Plan *self,
                RailStatement *row,
                const RailAid *aid,
                GError **error)
{
  gint64 current = rail_statement_get_int64 (row, 0);
  gint64 rowid;

  if (!rail_index_rowids_allot (self->rowids, aid, current, &rowid, error))
    return FALSE;

  if (rowid != current)
    {
      add_change (self, current, TRUE, NULL);
      add_change (self, rowid, FALSE, aid);
    }
  else if (!is_same (row, aid))
    {
      add_change (self, current, TRUE, aid);
    }
  g_array_append_val (self->pending, rowid);

  return TRUE;
}

/* Whatever the table holds of a pack, beside what the pack holds now; NULL: it is gone. */
static gboolean
compare_pack (Plan *self,
              const char *id,
              const RailPack *pack,
              GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) local_error = NULL;
  RailStatement *row = rail_database_prepare (self->database,
                                              "SELECT rowid, aid, title, kind, task, keywords, reading, reviewed, review_every, priority, stakes FROM aids WHERE pack = ?",
                                              error);

  if (row == NULL)
    return FALSE;

  rail_statement_bind_text (row, 1, id);
  while (rail_statement_step (row, &local_error))
    {
      const RailAid *aid = pack != NULL ? rail_pack_get_aid (pack, rail_statement_get_text (row, 1)) : NULL;

      if (aid == NULL || !g_hash_table_add (known, (gpointer) aid))
        add_change (self, rail_statement_get_int64 (row, 0), TRUE, NULL);
      else if (!plan_known_aid (self, row, aid, &local_error))
        break;
    }
  rail_statement_reset (row);

  for (guint i = 0; local_error == NULL && pack != NULL && i < pack->aids->len; i++)
    {
      if (!g_hash_table_contains (known, g_ptr_array_index (pack->aids, i)))
        plan_new_aid (self, g_ptr_array_index (pack->aids, i), &local_error);
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
compare_packs (Plan *self,
               GHashTable *packs,
               GError **error)
{
  g_autoptr (GHashTable) same = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) local_error = NULL;
  RailStatement *row = rail_database_prepare (self->database, "SELECT pack, digest, folder FROM packs", error);
  GHashTableIter iter;
  const RailPack *pack = NULL;

  if (row == NULL)
    return FALSE;

  while (rail_statement_step (row, &local_error))
    {
      const char *id = rail_statement_get_text (row, 0);

      pack = g_hash_table_lookup (packs, id);
      if (pack == NULL)
        g_ptr_array_add (self->gone, g_strdup (id));
      else if (g_str_equal (pack->digest, rail_statement_get_text (row, 1)) && g_str_equal (pack->folder, rail_statement_get_text (row, 2)))
        g_hash_table_add (same, (gpointer) pack);
    }

  for (guint i = 0; local_error == NULL && i < self->gone->len; i++)
    compare_pack (self, g_ptr_array_index (self->gone, i), NULL, &local_error);

  g_hash_table_iter_init (&iter, packs);
  while (local_error == NULL && g_hash_table_iter_next (&iter, NULL, (gpointer *) &pack))
    {
      if (g_hash_table_contains (same, pack))
        continue;
      g_ptr_array_add (self->packs, (gpointer) pack);
      compare_pack (self, pack->id, pack, &local_error);
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* ---- doing it ---- */

static gboolean
run_for (RailDatabase *database,
         const char *sql,
         gint64 rowid,
         GError **error)
{
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, rowid);
  return rail_statement_run (statement, error);
}

static gboolean
remove_row (const Plan *self,
            gint64 rowid,
            GError **error)
{
  return (self->rebuild || rail_index_words_forget_titles (self->database, rowid, error)) &&
         run_for (self->database, "DELETE FROM aids WHERE rowid = ?", rowid, error);
}

static gboolean
remove_aid (const Plan *self,
            gint64 rowid,
            GError **error)
{
  return remove_row (self, rowid, error) &&
         rail_index_words_forget_body (self->database, rowid, error) &&
         run_for (self->database, "DELETE FROM pending WHERE rowid = ?", rowid, error);
}

static gboolean
write_row (RailDatabase *database,
           gint64 rowid,
           const RailAid *aid,
           const char *title_tokens,
           const char *keyword_tokens,
           GError **error)
{
  g_autofree char *keywords = dup_keywords (aid);
  RailStatement *statement = rail_database_prepare (database, "INSERT INTO aids VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, rowid);
  rail_statement_bind_text (statement, 2, aid->pack);
  rail_statement_bind_text (statement, 3, aid->id);
  rail_statement_bind_text (statement, 4, aid->title);
  rail_statement_bind_int64 (statement, 5, aid->kind);
  rail_statement_bind_text (statement, 6, aid->task);
  rail_statement_bind_text (statement, 7, keywords);
  rail_statement_bind_int64 (statement, 8, rail_aid_get_reading_seconds (aid));
  rail_statement_bind_int64 (statement, 9, get_reviewed (aid));
  rail_statement_bind_int64 (statement, 10, aid->review_every);
  rail_statement_bind_int64 (statement, 11, aid->priority);
  rail_statement_bind_int64 (statement, 12, aid->high_stakes);
  rail_statement_bind_text (statement, 13, title_tokens);
  rail_statement_bind_text (statement, 14, keyword_tokens);

  return rail_statement_run (statement, error);
}

static gboolean
index_titles (RailDatabase *database,
              gint64 rowid,
              const char *title_tokens,
              const char *keyword_tokens,
              GError **error)
{
  RailStatement *statement = rail_database_prepare (database, "INSERT INTO title_index (rowid, title_tokens, keyword_tokens) VALUES (?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, rowid);
  rail_statement_bind_text (statement, 2, title_tokens);
  rail_statement_bind_text (statement, 3, keyword_tokens);
  return rail_statement_run (statement, error);
}

static gboolean
write_change (const Plan *self,
              const Change *change,
              GError **error)
{
  g_autofree char *title_tokens = NULL;
  g_autofree char *keyword_tokens = NULL;

  if (change->aid == NULL)
    return remove_aid (self, change->rowid, error);

  title_tokens = dup_title_tokens (change->aid);
  keyword_tokens = dup_keyword_tokens (change->aid);
  return (!change->is_there || remove_row (self, change->rowid, error)) &&
         write_row (self->database, change->rowid, change->aid, title_tokens, keyword_tokens, error) &&
         (self->rebuild || index_titles (self->database, change->rowid, title_tokens, keyword_tokens, error));
}

/* What is removed makes room before anything is put there. */
static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  const Change *left = a;
  const Change *right = b;

  if (left->rowid != right->rowid)
    return left->rowid < right->rowid ? -1 : 1;

  return (left->aid != NULL) - (right->aid != NULL);
}

static gboolean
decide (Plan *self,
        GError **error)
{
  gint64 n_aids;

  if (!rail_database_read_int64 (self->database, "SELECT count(*) FROM aids", &n_aids, error))
    return FALSE;

  self->rebuild = (gint64) self->changes->len * REBUILD_SHARE > n_aids;
  return TRUE;
}

/* In ascending order: FTS5 writes out what it holds whenever a rowid falls, which made an update fifteen times as slow. */
static gboolean
write_changes (Plan *self,
               GCancellable *cancellable,
               GError **error)
{
  if (!decide (self, error))
    return FALSE;

  g_array_sort (self->changes, compare_changes);
  for (guint i = 0; i < self->changes->len; i++)
    {
      if (i % CANCEL_STRIDE == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!write_change (self, &g_array_index (self->changes, Change, i), error))
        return FALSE;
    }

  if (self->rebuild && !rail_database_execute (self->database, "INSERT INTO title_index (title_index) VALUES ('rebuild')", error))
    return FALSE;

  for (guint i = 0; i < self->pending->len; i++)
    {
      if (!run_for (self->database, "INSERT OR IGNORE INTO pending VALUES (?)", g_array_index (self->pending, gint64, i), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_pack (RailDatabase *database,
            const RailPack *pack,
            GError **error)
{
  RailStatement *statement = rail_database_prepare (database, "INSERT OR REPLACE INTO packs VALUES (?, ?, ?, ?, ?, 0)", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, pack->id);
  rail_statement_bind_text (statement, 2, pack->title);
  rail_statement_bind_int64 (statement, 3, (gint64) pack->version);
  rail_statement_bind_text (statement, 4, pack->digest);
  rail_statement_bind_text (statement, 5, pack->folder);
  return rail_statement_run (statement, error);
}

static gboolean
write_packs (Plan *self,
             GError **error)
{
  for (guint i = 0; i < self->gone->len; i++)
    {
      RailStatement *statement = rail_database_prepare (self->database, "DELETE FROM packs WHERE pack = ?", error);

      if (statement == NULL)
        return FALSE;
      rail_statement_bind_text (statement, 1, g_ptr_array_index (self->gone, i));
      if (!rail_statement_run (statement, error))
        return FALSE;
    }

  for (guint i = 0; i < self->packs->len; i++)
    {
      if (!write_pack (self->database, g_ptr_array_index (self->packs, i), error))
        return FALSE;
    }

  return TRUE;
}

/* An index that holds nothing because there is nothing differs from one that nobody has filled yet. */
static gboolean
is_new (RailDatabase *database)
{
  gint64 generation;

  return rail_database_read_int64 (database, "SELECT generation FROM meta", &generation, NULL) && generation == 0;
}

gboolean
rail_index_titles_refresh (RailDatabase *database,
                           GHashTable *packs,
                           GCancellable *cancellable,
                           gboolean *changed,
                           GError **error)
{
  g_auto (Plan) plan = { 0 };

  plan_init (&plan, database);
  if (!compare_packs (&plan, packs, error))
    return FALSE;
  if (plan.gone->len == 0 && plan.packs->len == 0 && !is_new (database))
    return TRUE;

  if (!rail_database_begin (database, error))
    return FALSE;
  if (!write_changes (&plan, cancellable, error) ||
      !write_packs (&plan, error) ||
      !rail_index_summary_write_steps (database, error) ||
      !rail_database_execute (database, "UPDATE meta SET generation = generation + 1", error))
    {
      rail_database_rollback (database);
      return FALSE;
    }
  if (!rail_database_commit (database, error))
    return FALSE;

  *changed = TRUE;
  return TRUE;
}
