#include "config.h"

#include "journal/aid-uses.h"

#include "journal/journal-private.h"

void
rail_aid_use_free (RailAidUse *self)
{
  g_free (self->pack);
  g_free (self->aid);
  g_free (self);
}

static gboolean
write_use (RailDatabase *database,
           gconstpointer data,
           GError **error)
{
  const RailAidUse *use = data;
  /* A clock that was set back does not make the newest use an older one. */
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO aid_uses (pack, aid, last_used, count) VALUES (?1, ?2, ?3, 1)"
                                                    " ON CONFLICT DO UPDATE SET last_used = max (last_used, excluded.last_used), count = count + 1",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, use->pack);
  rail_statement_bind_text (statement, 2, use->aid);
  rail_statement_bind_int64 (statement, 3, use->last_used);
  return rail_statement_run (statement, error);
}

void
rail_aid_uses_note (RailJournal *journal,
                    const char *pack,
                    const char *aid,
                    gint64 now)
{
  RailAidUse *use = g_new0 (RailAidUse, 1);

  use->pack = g_strdup (pack);
  use->aid = g_strdup (aid);
  use->last_used = rail_journal_cut_to_minute (now);
  rail_journal_write (journal, write_use, use, (GDestroyNotify) rail_aid_use_free);
}

GPtrArray *
rail_aid_uses_load (RailJournal *journal,
                    guint limit,
                    GError **error)
{
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_use_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (journal),
                                                    "SELECT pack, aid, last_used, count FROM aid_uses"
                                                    " ORDER BY last_used DESC, count DESC, pack, aid LIMIT ?1",
                                                    error);

  if (statement == NULL)
    return NULL;

  rail_statement_bind_int64 (statement, 1, limit);
  while (rail_statement_step (statement, &local_error))
    {
      RailAidUse *use = g_new0 (RailAidUse, 1);

      use->pack = g_strdup (rail_statement_get_text (statement, 0));
      use->aid = g_strdup (rail_statement_get_text (statement, 1));
      use->last_used = rail_statement_get_int64 (statement, 2);
      use->count = (guint) rail_statement_get_int64 (statement, 3);
      g_ptr_array_add (uses, use);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&uses);
}

GHashTable *
rail_aid_uses_to_table (GPtrArray *uses)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < uses->len; i++)
    {
      const RailAidUse *use = g_ptr_array_index (uses, i);

      g_hash_table_insert (table, g_strdup_printf ("%s/%s", use->pack, use->aid), g_memdup2 (&use->last_used, sizeof use->last_used));
    }

  return table;
}
