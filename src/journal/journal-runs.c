#include "config.h"

#include "base/error.h"
#include "journal/journal-private.h"

typedef struct
{
  char *pack;
  char *aid;
  char *occurrence_key;
  char *day;
  char *series_key;
  char **items;
  char *item;
  gboolean ticked;
  gint64 when;
} Tick;

static void
free_tick (gpointer data)
{
  Tick *tick = data;

  g_free (tick->pack);
  g_free (tick->aid);
  g_free (tick->occurrence_key);
  g_free (tick->day);
  g_free (tick->series_key);
  g_strfreev (tick->items);
  g_free (tick->item);
  g_free (tick);
}

void
rail_checklist_run_free (RailChecklistRun *self)
{
  g_hash_table_unref (self->ticked);
  g_free (self);
}

/* What a run without an occurrence hangs on: the day as the person lives it. '' for the others. */
static char *
choose_day (const char *occurrence_key,
            gint64 now)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (occurrence_key[0] != '\0')
    return g_strdup ("");

  zone = g_time_zone_new_local ();
  utc = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  local = g_date_time_to_timezone (utc, zone);
  return g_date_time_format (local, "%Y-%m-%d");
}

static gboolean
find_run (RailDatabase *database,
          const char *pack,
          const char *aid,
          const char *occurrence_key,
          const char *day,
          gint64 *id,
          gint64 *started,
          GError **error)
{
  RailStatement *statement = rail_database_prepare (database,
                                                    "SELECT id, started FROM runs"
                                                    " WHERE pack = ?1 AND aid = ?2 AND occurrence_key = ?3 AND day = ?4",
                                                    error);
  gboolean found;

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, pack);
  rail_statement_bind_text (statement, 2, aid);
  rail_statement_bind_text (statement, 3, occurrence_key);
  rail_statement_bind_text (statement, 4, day);
  found = rail_statement_step (statement, error);
  if (found)
    {
      *id = rail_statement_get_int64 (statement, 0);
      *started = rail_statement_get_int64 (statement, 1);
      rail_statement_reset (statement);
    }

  return found;
}

/* ---- ticking ---- */

static gboolean
begin_run (RailDatabase *database,
           const Tick *tick,
           gint64 *run,
           GError **error)
{
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO runs (pack, aid, occurrence_key, day, series_key, started)"
                                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, tick->pack);
  rail_statement_bind_text (statement, 2, tick->aid);
  rail_statement_bind_text (statement, 3, tick->occurrence_key);
  rail_statement_bind_text (statement, 4, tick->day);
  rail_statement_bind_text (statement, 5, tick->series_key);
  rail_statement_bind_int64 (statement, 6, tick->when);
  if (!rail_statement_run (statement, error))
    return FALSE;

  *run = rail_database_get_last_rowid (database);
  return TRUE;
}

static gboolean
write_item (RailDatabase *database,
            const char *sql,
            gint64 run,
            const char *item,
            gint64 value,
            GError **error)
{
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, run);
  rail_statement_bind_text (statement, 2, item);
  rail_statement_bind_int64 (statement, 3, value);
  return rail_statement_run (statement, error);
}

/* The open items become those of the aid as it is shown now: one that an update took away is not "left open". */
static gboolean
write_items (RailDatabase *database,
             gint64 run,
             const Tick *tick,
             GError **error)
{
  RailStatement *statement = rail_database_prepare (database, "DELETE FROM items WHERE run = ?1 AND ticked = 0", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, run);
  if (!rail_statement_run (statement, error))
    return FALSE;

  for (guint i = 0; tick->items[i] != NULL; i++)
    {
      if (!write_item (database,
                       "INSERT INTO items (run, item, position, ticked) VALUES (?1, ?2, ?3, 0)"
                       " ON CONFLICT DO UPDATE SET position = excluded.position",
                       run,
                       tick->items[i],
                       i,
                       error))
        return FALSE;
    }

  return write_item (database,
                     "INSERT INTO items (run, item, position, ticked)"
                     " VALUES (?1, ?2, (SELECT coalesce (max (position), -1) + 1 FROM items WHERE run = ?1), ?3)"
                     " ON CONFLICT DO UPDATE SET ticked = excluded.ticked",
                     run,
                     tick->item,
                     tick->ticked,
                     error);
}

static gboolean
write_tick (RailDatabase *database,
            gconstpointer data,
            GError **error)
{
  const Tick *tick = data;
  g_autoptr (GError) local_error = NULL;
  gint64 run;
  gint64 started;

  if (!find_run (database, tick->pack, tick->aid, tick->occurrence_key, tick->day, &run, &started, &local_error))
    {
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!begin_run (database, tick, &run, error))
        return FALSE;
    }

  return write_items (database, run, tick, error);
}

void
rail_journal_tick_async (RailJournal *self,
                         const char *pack,
                         const char *aid,
                         const char *occurrence_key,
                         const char *series_key,
                         const char *const *items,
                         const char *item,
                         gboolean ticked,
                         gint64 now,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  Tick *tick;

  g_return_if_fail (items != NULL && item != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  tick = g_new0 (Tick, 1);
  g_task_set_source_tag (task, rail_journal_tick_async);

  tick->pack = g_strdup (pack);
  tick->aid = g_strdup (aid);
  tick->occurrence_key = g_strdup (occurrence_key);
  tick->day = choose_day (occurrence_key, now);
  tick->series_key = g_strdup (series_key);
  tick->items = g_strdupv ((char **) items);
  tick->item = g_strdup (item);
  tick->ticked = ticked != FALSE;
  tick->when = rail_journal_cut_to_minute (now);

  rail_journal_write_for (self, write_tick, tick, free_tick, task);
}

gboolean
rail_journal_tick_finish (RailJournal *self,
                          GAsyncResult *result,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- reading ---- */

RailChecklistRun *
rail_journal_load_run (RailJournal *self,
                       const char *pack,
                       const char *aid,
                       const char *occurrence_key,
                       gint64 now,
                       GError **error)
{
  RailDatabase *database = rail_journal_get_reader (self);
  g_autofree char *day = choose_day (occurrence_key, now);
  g_autoptr (RailChecklistRun) run = NULL;
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement;
  gint64 id;
  gint64 started;

  if (!find_run (database, pack, aid, occurrence_key, day, &id, &started, error))
    return NULL;

  statement = rail_database_prepare (database, "SELECT item FROM items WHERE run = ?1 AND ticked = 1", error);
  if (statement == NULL)
    return NULL;

  run = g_new0 (RailChecklistRun, 1);
  run->id = id;
  run->started = started;
  run->ticked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  rail_statement_bind_int64 (statement, 1, id);
  while (rail_statement_step (statement, &local_error))
    g_hash_table_add (run->ticked, g_strdup (rail_statement_get_text (statement, 0)));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&run);
}

/* The order of runs is (started, id), for several may begin in one minute; ?6, ?7 is the run to stay before. */
static const char left_open[] =
    "SELECT item FROM items WHERE ticked = 0 AND run ="
    " (SELECT id FROM runs WHERE pack = ?1 AND aid = ?2"
    "   AND (?3 = '' OR series_key = ?3)"
    "   AND NOT (occurrence_key = ?4 AND day = ?5)"
    "   AND (started, id) < (?6, ?7)"
    "   ORDER BY started DESC, id DESC LIMIT 1) "
    "ORDER BY position";

char **
rail_journal_load_left_open (RailJournal *self,
                             const char *pack,
                             const char *aid,
                             const char *occurrence_key,
                             const char *series_key,
                             gint64 now,
                             GError **error)
{
  RailDatabase *database = rail_journal_get_reader (self);
  g_autofree char *day = choose_day (occurrence_key, now);
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement;
  gint64 id = G_MAXINT64;
  gint64 started = now;

  find_run (database, pack, aid, occurrence_key, day, &id, &started, &local_error);
  statement = local_error == NULL ? rail_database_prepare (database, left_open, &local_error) : NULL;

  if (statement != NULL)
    {
      rail_statement_bind_text (statement, 1, pack);
      rail_statement_bind_text (statement, 2, aid);
      rail_statement_bind_text (statement, 3, series_key);
      rail_statement_bind_text (statement, 4, occurrence_key);
      rail_statement_bind_text (statement, 5, day);
      rail_statement_bind_int64 (statement, 6, started);
      rail_statement_bind_int64 (statement, 7, id);
      while (rail_statement_step (statement, &local_error))
        g_strv_builder_add (items, rail_statement_get_text (statement, 0));
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_strv_builder_end (items);
}
