#include "config.h"

#include "search/index-summary.h"

#include "search/index-rowids.h"
#include "search/vocabulary.h"

/*
 * To say how many aids hold a word, SQLite counts through all its rows. Of bodies that is worth it only where they are few; in a large library
 * the titles and keywords alone know enough words.
 */
#define MAX_AIDS_FOR_BODIES 2000

/* Readers can be interrupted between two slices. */
#define SLICE_WORDS 4096

/* ---- steps ---- */

/* SQLite reads them from the smallest index, a tenth of the table, and therefore in another order than theirs. */
static GArray *
read_rowids (RailDatabase *database,
             GError **error)
{
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (database, "SELECT rowid FROM aids", error);

  if (statement == NULL)
    return NULL;

  while (rail_statement_step (statement, &local_error))
    {
      gint64 rowid = rail_statement_get_int64 (statement, 0);

      g_array_append_val (rowids, rowid);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  g_array_sort (rowids, rail_index_rowids_compare);
  return g_steal_pointer (&rowids);
}

static gboolean
write_step (RailDatabase *database,
            gint64 rowid,
            GError **error)
{
  RailStatement *statement = rail_database_prepare (database, "INSERT INTO steps VALUES (?)", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, rowid);
  return rail_statement_run (statement, error);
}

gboolean
rail_index_summary_write_steps (RailDatabase *database,
                                GError **error)
{
  g_autoptr (GArray) rowids = read_rowids (database, error);
  RailStatement *statement = NULL;

  if (rowids == NULL || !rail_database_execute (database, "DELETE FROM steps", error))
    return FALSE;

  for (guint i = 0; i < rowids->len; i += RAIL_INDEX_STEP)
    if (!write_step (database, g_array_index (rowids, gint64, i), error))
      return FALSE;

  statement = rail_database_prepare (database, "UPDATE meta SET n_aids = ?", error);
  if (statement == NULL)
    return FALSE;
  rail_statement_bind_int64 (statement, 1, rowids->len);

  return rail_statement_run (statement, error);
}

/* ---- words ---- */

static gboolean
add_words (RailVocabulary *vocabulary,
           RailDatabase *database,
           const char *sql,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  for (guint n = 0; rail_statement_step (statement, &local_error); n++)
    {
      rail_vocabulary_add (vocabulary, rail_statement_get_text (statement, 0), (guint) rail_statement_get_int64 (statement, 1));
      if (n % SLICE_WORDS == 0 && g_cancellable_set_error_if_cancelled (cancellable, &local_error))
        {
          rail_statement_reset (statement);
          break;
        }
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static RailVocabulary *
read_words (RailDatabase *database,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (RailVocabulary) vocabulary = rail_vocabulary_new ();
  gint64 n_aids;

  if (!rail_database_read_int64 (database, "SELECT n_aids FROM meta", &n_aids, error) ||
      !add_words (vocabulary, database, "SELECT term, doc FROM title_words", cancellable, error) ||
      (n_aids <= MAX_AIDS_FOR_BODIES && !add_words (vocabulary, database, "SELECT term, doc FROM body_words", cancellable, error)))
    return NULL;

  return g_steal_pointer (&vocabulary);
}

static gboolean
write_slices (RailDatabase *database,
              RailVocabulary *vocabulary,
              GError **error)
{
  guint size = rail_vocabulary_get_size (vocabulary);

  for (guint first = 0; first < size; first += SLICE_WORDS)
    {
      g_autofree char *words = rail_vocabulary_dup_words (vocabulary, first, SLICE_WORDS);
      RailStatement *statement = rail_database_prepare (database, "INSERT INTO vocabulary (words) VALUES (?)", error);

      if (statement == NULL)
        return FALSE;
      rail_statement_bind_text (statement, 1, words);
      if (!rail_statement_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

/* Only the one who holds the index's lock writes: between reading and writing nothing changes. */
gboolean
rail_index_summary_write_words (RailDatabase *database,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (RailVocabulary) vocabulary = NULL;
  gint64 is_known;

  if (!rail_database_read_int64 (database, "SELECT words_generation = generation FROM meta", &is_known, error))
    return FALSE;
  if (is_known)
    return TRUE;

  vocabulary = read_words (database, cancellable, error);
  if (vocabulary == NULL || !rail_database_begin (database, error))
    return FALSE;
  if (!rail_database_execute (database, "DELETE FROM vocabulary", error) ||
      !write_slices (database, vocabulary, error) ||
      !rail_database_execute (database, "UPDATE meta SET words_generation = generation", error))
    {
      rail_database_rollback (database);
      return FALSE;
    }

  return rail_database_commit (database, error);
}
