#include "config.h"

#include "journal/own-triggers.h"

#include "journal/journal-private.h"

/* A trigger on its way to the writer. */
typedef struct
{
  RailOwnTrigger trigger;
  gint64 made_at;
} Change;

void
rail_own_trigger_free (RailOwnTrigger *self)
{
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->trigger);
  g_free (self->when);
  g_free (self);
}

static void
free_change (gpointer data)
{
  Change *change = data;

  g_free (change->trigger.pack);
  g_free (change->trigger.aid);
  g_free (change->trigger.trigger);
  g_free (change->trigger.when);
  g_free (change);
}

static Change *
new_change (const char *pack,
            const char *aid,
            const char *trigger)
{
  Change *change = g_new0 (Change, 1);

  change->trigger.pack = g_strdup (pack);
  change->trigger.aid = g_strdup (aid);
  change->trigger.trigger = g_strdup (trigger);

  return change;
}

static gboolean
run_change (RailDatabase *database,
            const char *sql,
            const Change *change,
            GError **error)
{
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, change->trigger.pack);
  rail_statement_bind_text (statement, 2, change->trigger.aid);
  rail_statement_bind_text (statement, 3, change->trigger.trigger);
  if (change->trigger.when != NULL)
    {
      rail_statement_bind_text (statement, 4, change->trigger.when);
      rail_statement_bind_int64 (statement, 5, change->made_at);
    }
  return rail_statement_run (statement, error);
}

static gboolean
write_addition (RailDatabase *database,
                gconstpointer data,
                GError **error)
{
  return run_change (database,
                     "INSERT INTO own_triggers (pack, aid, trigger, condition, made_at) VALUES (?1, ?2, ?3, ?4, ?5)"
                     " ON CONFLICT DO UPDATE SET condition = excluded.condition",
                     data,
                     error);
}

static gboolean
write_removal (RailDatabase *database,
               gconstpointer data,
               GError **error)
{
  return run_change (database, "DELETE FROM own_triggers WHERE pack = ?1 AND aid = ?2 AND trigger = ?3", data, error);
}

void
rail_own_triggers_add (RailJournal *journal,
                       const RailOwnTrigger *trigger,
                       gint64 now)
{
  Change *change = new_change (trigger->pack, trigger->aid, trigger->trigger);

  change->trigger.when = g_strdup (trigger->when);
  change->made_at = rail_journal_cut_to_minute (now);
  rail_journal_write (journal, write_addition, change, free_change);
}

void
rail_own_triggers_remove (RailJournal *journal,
                          const char *pack,
                          const char *aid,
                          const char *trigger)
{
  rail_journal_write (journal, write_removal, new_change (pack, aid, trigger), free_change);
}

GPtrArray *
rail_own_triggers_load (RailJournal *journal,
                        GError **error)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_own_trigger_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (journal),
                                                    "SELECT pack, aid, trigger, condition FROM own_triggers ORDER BY id",
                                                    error);

  if (statement == NULL)
    return NULL;

  while (rail_statement_step (statement, &local_error))
    {
      RailOwnTrigger *trigger = g_new0 (RailOwnTrigger, 1);

      trigger->pack = g_strdup (rail_statement_get_text (statement, 0));
      trigger->aid = g_strdup (rail_statement_get_text (statement, 1));
      trigger->trigger = g_strdup (rail_statement_get_text (statement, 2));
      trigger->when = g_strdup (rail_statement_get_text (statement, 3));
      g_ptr_array_add (triggers, trigger);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&triggers);
}
