#include "config.h"

#include "journal/gap-list.h"

#include "journal/journal-private.h"
#include "journal/text-line.h"

#define TO_TEXT(x) #x
#define LITERAL(x) TO_TEXT (x)

void
rail_gap_free (RailGap *self)
{
  g_free (self->words);
  g_free (self);
}

static RailGap *
new_gap (const char *words,
         gint64 noted)
{
  RailGap *gap = g_new0 (RailGap, 1);

  gap->words = rail_text_line_new (words, RAIL_GAP_MAX_CHARS);
  gap->noted = noted;

  return gap;
}

static gboolean
write_addition (RailDatabase *database,
                gconstpointer data,
                GError **error)
{
  const RailGap *gap = data;
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO gaps (words, noted_at) VALUES (?1, ?2)"
                                                    " ON CONFLICT (words) DO UPDATE SET noted_at = excluded.noted_at",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, gap->words);
  rail_statement_bind_int64 (statement, 2, gap->noted);
  if (!rail_statement_run (statement, error))
    return FALSE;

  return rail_database_execute (database,
                                "DELETE FROM gaps WHERE id NOT IN (SELECT id FROM gaps ORDER BY noted_at DESC, id DESC LIMIT " LITERAL (RAIL_GAP_LIST_MAX) ")",
                                error);
}

static gboolean
write_removal (RailDatabase *database,
               gconstpointer data,
               GError **error)
{
  const RailGap *gap = data;
  RailStatement *statement = rail_database_prepare (database, "DELETE FROM gaps WHERE words = ?1", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, gap->words);
  return rail_statement_run (statement, error);
}

void
rail_gap_list_add (RailJournal *journal,
                   const char *words,
                   gint64 now)
{
  g_autoptr (RailGap) gap = new_gap (words, rail_journal_cut_to_minute (now));

  if (gap->words[0] != '\0')
    rail_journal_write (journal, write_addition, g_steal_pointer (&gap), (GDestroyNotify) rail_gap_free);
}

void
rail_gap_list_remove (RailJournal *journal,
                      const char *words)
{
  rail_journal_write (journal, write_removal, new_gap (words, 0), (GDestroyNotify) rail_gap_free);
}

GPtrArray *
rail_gap_list_load (RailJournal *journal,
                    GError **error)
{
  g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_gap_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (journal),
                                                    "SELECT words, noted_at FROM gaps ORDER BY noted_at, id",
                                                    error);

  if (statement == NULL)
    return NULL;

  while (rail_statement_step (statement, &local_error))
    {
      RailGap *gap = g_new0 (RailGap, 1);

      gap->words = g_strdup (rail_statement_get_text (statement, 0));
      gap->noted = rail_statement_get_int64 (statement, 1);
      g_ptr_array_add (gaps, gap);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&gaps);
}
