#include "config.h"

#include "journal/next-steps.h"

#include "base/error.h"
#include "journal/journal-private.h"
#include "journal/text-line.h"

#define TO_TEXT(x) #x
#define LITERAL(x) TO_TEXT (x)

RailNextStep *
rail_next_step_copy (const RailNextStep *self)
{
  RailNextStep *copy = g_memdup2 (self, sizeof *self);

  copy->text = g_strdup (self->text);
  copy->pack = g_strdup (self->pack);
  copy->aid = g_strdup (self->aid);

  return copy;
}

void
rail_next_step_free (RailNextStep *self)
{
  g_free (self->text);
  g_free (self->pack);
  g_free (self->aid);
  g_free (self);
}

/* ---- reading ---- */

static RailNextStep *
read_step (RailStatement *statement)
{
  RailNextStep *step = g_new0 (RailNextStep, 1);

  step->id = rail_statement_get_int64 (statement, 0);
  step->text = g_strdup (rail_statement_get_text (statement, 1));
  step->pack = g_strdup (rail_statement_get_text (statement, 2));
  step->aid = g_strdup (rail_statement_get_text (statement, 3));
  step->created = rail_statement_get_int64 (statement, 4);
  step->remind_at = rail_statement_get_int64 (statement, 5);
  step->done = rail_statement_get_int64 (statement, 6);

  return step;
}

GPtrArray *
rail_next_steps_load (RailJournal *journal,
                      GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_next_step_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (journal),
                                                    "SELECT id, text, pack, aid, created_at, remind_at, done_at FROM next_steps ORDER BY id",
                                                    error);

  if (statement == NULL)
    return NULL;

  while (rail_statement_step (statement, &local_error))
    g_ptr_array_add (steps, read_step (statement));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&steps);
}

/* ---- writing ---- */

/* NULL stands for 0, which is a moment too. */
static void
bind_moment (RailStatement *statement,
             int parameter,
             gint64 moment)
{
  if (moment != 0)
    rail_statement_bind_int64 (statement, parameter, moment);
  else
    rail_statement_bind_text (statement, parameter, NULL);
}

/* A statement that answers one number, or 0 where it answers none; FALSE with @error. */
static gboolean
ask_number (RailStatement *statement,
            gint64 *number,
            GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *number = rail_statement_step (statement, &local_error) ? rail_statement_get_int64 (statement, 0) : 0;
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  rail_statement_reset (statement);
  return TRUE;
}

static gboolean
find_open (RailDatabase *database,
           const RailNextStep *step,
           gint64 *id,
           GError **error)
{
  RailStatement *statement = rail_database_prepare (database,
                                                    "SELECT id FROM next_steps WHERE done_at IS NULL AND text = ?1 AND pack = ?2 AND aid = ?3",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, step->text);
  rail_statement_bind_text (statement, 2, step->pack);
  rail_statement_bind_text (statement, 3, step->aid);
  return ask_number (statement, id, error);
}

static gboolean
has_room (RailDatabase *database,
          GError **error)
{
  gint64 count;

  if (!rail_database_read_int64 (database, "SELECT count(*) FROM next_steps WHERE done_at IS NULL", &count, error))
    return FALSE;

  if (count >= RAIL_NEXT_STEPS_MAX)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "there are %d next steps already", RAIL_NEXT_STEPS_MAX);
      return FALSE;
    }

  return TRUE;
}

static gboolean
write_reminder (RailDatabase *database,
                gconstpointer data,
                GError **error)
{
  const RailNextStep *step = data;
  RailStatement *statement = rail_database_prepare (database, "UPDATE next_steps SET remind_at = ?2 WHERE id = ?1 AND done_at IS NULL", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, step->id);
  bind_moment (statement, 2, step->remind_at);
  return rail_statement_run (statement, error);
}

static gboolean
write_addition (RailDatabase *database,
                gconstpointer data,
                GError **error)
{
  const RailNextStep *step = data;
  RailNextStep known = *step;
  RailStatement *statement;

  if (!find_open (database, step, &known.id, error))
    return FALSE;
  if (known.id != 0)
    return step->remind_at == 0 || write_reminder (database, &known, error);
  if (!has_room (database, error))
    return FALSE;

  statement = rail_database_prepare (database,
                                     "INSERT INTO next_steps (text, pack, aid, created_at, remind_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                                     error);
  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, step->text);
  rail_statement_bind_text (statement, 2, step->pack);
  rail_statement_bind_text (statement, 3, step->aid);
  rail_statement_bind_int64 (statement, 4, step->created);
  bind_moment (statement, 5, step->remind_at);
  return rail_statement_run (statement, error);
}

static gboolean
write_done (RailDatabase *database,
            gconstpointer data,
            GError **error)
{
  const RailNextStep *step = data;
  RailStatement *statement = rail_database_prepare (database, "UPDATE next_steps SET done_at = ?2, remind_at = NULL WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, step->id);
  bind_moment (statement, 2, step->done);
  if (!rail_statement_run (statement, error))
    return FALSE;

  return rail_database_execute (database,
                                "DELETE FROM next_steps WHERE done_at IS NOT NULL AND id NOT IN"
                                " (SELECT id FROM next_steps WHERE done_at IS NOT NULL ORDER BY done_at DESC, id DESC LIMIT " LITERAL (RAIL_NEXT_STEPS_MAX) ")",
                                error);
}

static gboolean
write_removal (RailDatabase *database,
               gconstpointer data,
               GError **error)
{
  const RailNextStep *step = data;
  RailStatement *statement = rail_database_prepare (database, "DELETE FROM next_steps WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, step->id);
  return rail_statement_run (statement, error);
}

static gboolean
write_removal_of_all (RailDatabase *database,
                      gconstpointer data,
                      GError **error)
{
  return rail_database_execute (database, "DELETE FROM next_steps", error);
}

/* Takes @step. */
static void
write_step (RailJournal *journal,
            RailJournalWrite write,
            RailNextStep *step,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (journal, NULL, callback, user_data);

  g_task_set_source_tag (task, write_step);
  rail_journal_write_for (journal, write, step, (GDestroyNotify) rail_next_step_free, task);
}

static RailNextStep *
new_step (gint64 id)
{
  RailNextStep *step = g_new0 (RailNextStep, 1);

  step->id = id;

  return step;
}

void
rail_next_steps_add_async (RailJournal *journal,
                           const char *text,
                           const char *pack,
                           const char *aid,
                           gint64 remind_at,
                           gint64 now,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (RailNextStep) step = new_step (0);

  step->text = rail_text_line_new (text, RAIL_NEXT_STEP_MAX_CHARS);
  step->pack = g_strdup (pack);
  step->aid = g_strdup (aid);
  step->created = rail_journal_cut_to_minute (now);
  step->remind_at = remind_at;
  if (*step->text == '\0')
    g_task_report_new_error (journal, callback, user_data, write_step, RAIL_ERROR, RAIL_ERROR_INVALID, "a next step without words");
  else
    write_step (journal, write_addition, g_steal_pointer (&step), callback, user_data);
}

void
rail_next_steps_set_done_async (RailJournal *journal,
                                gint64 id,
                                gboolean done,
                                gint64 now,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  RailNextStep *step = new_step (id);

  step->done = done ? rail_journal_cut_to_minute (now) : 0;
  write_step (journal, write_done, step, callback, user_data);
}

void
rail_next_steps_set_reminder_async (RailJournal *journal,
                                    gint64 id,
                                    gint64 remind_at,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  RailNextStep *step = new_step (id);

  step->remind_at = remind_at;
  write_step (journal, write_reminder, step, callback, user_data);
}

void
rail_next_steps_remove_async (RailJournal *journal,
                              gint64 id,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  write_step (journal, write_removal, new_step (id), callback, user_data);
}

void
rail_next_steps_remove_all_async (RailJournal *journal,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  write_step (journal, write_removal_of_all, new_step (0), callback, user_data);
}

gboolean
rail_next_steps_finish (RailJournal *journal,
                        GAsyncResult *result,
                        GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
