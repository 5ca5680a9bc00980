#include "config.h"

#include "journal/egress-ledger.h"

#include "journal/journal-private.h"

static const char *const outcome_words[] = {
  [RAIL_HTTP_ANSWERED] = "answered",
  [RAIL_HTTP_FAILED] = "failed",
  [RAIL_HTTP_CANCELLED] = "cancelled",
  [RAIL_HTTP_REFUSED] = "refused",
};

void
rail_egress_free (RailEgress *self)
{
  g_free (self->purpose);
  g_free (self->method);
  g_free (self->origin);
  g_free (self->outcome);
  g_free (self->body_sha256);
  g_free (self);
}

static gboolean
write_egress (RailDatabase *database,
              gconstpointer data,
              GError **error)
{
  const RailEgress *egress = data;
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO egress (sent_at, purpose, method, origin, outcome, status, bytes_sent, bytes_received, body_sha256)"
                                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, egress->when);
  rail_statement_bind_text (statement, 2, egress->purpose);
  rail_statement_bind_text (statement, 3, egress->method);
  rail_statement_bind_text (statement, 4, egress->origin);
  rail_statement_bind_text (statement, 5, egress->outcome);
  rail_statement_bind_int64 (statement, 6, egress->status);
  rail_statement_bind_int64 (statement, 7, (gint64) egress->bytes_sent);
  rail_statement_bind_int64 (statement, 8, (gint64) egress->bytes_received);
  rail_statement_bind_text (statement, 9, egress->body_sha256);
  return rail_statement_run (statement, error);
}

void
rail_egress_ledger_record (RailJournal *journal,
                           const RailHttpRecord *record)
{
  RailEgress *egress = g_new0 (RailEgress, 1);

  egress->when = rail_journal_cut_to_minute (record->when);
  egress->purpose = g_strdup (record->purpose);
  egress->method = g_strdup (record->method);
  egress->origin = g_strdup (record->origin);
  egress->outcome = g_strdup (outcome_words[record->outcome]);
  egress->body_sha256 = g_strdup (record->body_sha256 != NULL ? record->body_sha256 : "");
  egress->status = record->status;
  egress->bytes_sent = record->bytes_sent;
  egress->bytes_received = record->bytes_received;

  rail_journal_write (journal, write_egress, egress, (GDestroyNotify) rail_egress_free);
}

static RailEgress *
read_egress (RailStatement *statement)
{
  RailEgress *egress = g_new0 (RailEgress, 1);

  egress->when = rail_statement_get_int64 (statement, 0);
  egress->purpose = g_strdup (rail_statement_get_text (statement, 1));
  egress->method = g_strdup (rail_statement_get_text (statement, 2));
  egress->origin = g_strdup (rail_statement_get_text (statement, 3));
  egress->outcome = g_strdup (rail_statement_get_text (statement, 4));
  egress->status = (guint) rail_statement_get_int64 (statement, 5);
  egress->bytes_sent = (guint64) rail_statement_get_int64 (statement, 6);
  egress->bytes_received = (guint64) rail_statement_get_int64 (statement, 7);
  egress->body_sha256 = g_strdup (rail_statement_get_text (statement, 8));
  return egress;
}

GPtrArray *
rail_egress_ledger_load (RailJournal *journal,
                         gint64 since,
                         GError **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_egress_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (journal),
                                                    "SELECT sent_at, purpose, method, origin, outcome, status, bytes_sent, bytes_received, body_sha256"
                                                    " FROM egress WHERE sent_at >= ?1 ORDER BY id",
                                                    error);

  if (statement == NULL)
    return NULL;

  rail_statement_bind_int64 (statement, 1, rail_journal_cut_to_minute (since));
  while (rail_statement_step (statement, &local_error))
    g_ptr_array_add (requests, read_egress (statement));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&requests);
}

/* ---- sums ---- */

void
rail_egress_day_free (RailEgressDay *self)
{
  g_free (self->day);
  g_free (self->purpose);
  g_free (self->origin);
  g_free (self->outcome);
  g_free (self);
}

static RailEgressDay *
read_day (RailStatement *statement)
{
  RailEgressDay *day = g_new0 (RailEgressDay, 1);

  day->day = g_strdup (rail_statement_get_text (statement, 0));
  day->purpose = g_strdup (rail_statement_get_text (statement, 1));
  day->origin = g_strdup (rail_statement_get_text (statement, 2));
  day->outcome = g_strdup (rail_statement_get_text (statement, 3));
  day->requests = (guint64) rail_statement_get_int64 (statement, 4);
  day->bytes_sent = (guint64) rail_statement_get_int64 (statement, 5);
  day->bytes_received = (guint64) rail_statement_get_int64 (statement, 6);
  return day;
}

GPtrArray *
rail_egress_ledger_load_days (RailJournal *journal,
                              GError **error)
{
  g_autoptr (GPtrArray) days = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_egress_day_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (journal),
                                                    "SELECT day, purpose, origin, outcome, requests, bytes_sent, bytes_received"
                                                    " FROM egress_days ORDER BY day, purpose, origin, outcome",
                                                    error);

  if (statement == NULL)
    return NULL;

  while (rail_statement_step (statement, &local_error))
    g_ptr_array_add (days, read_day (statement));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&days);
}

/* ---- the end of it ---- */

static gboolean
write_deletion (RailDatabase *database,
                gconstpointer data,
                GError **error)
{
  return rail_database_execute (database, "DELETE FROM egress; DELETE FROM egress_days", error);
}

void
rail_egress_ledger_delete_async (RailJournal *journal,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (journal, NULL, callback, user_data);

  g_task_set_source_tag (task, rail_egress_ledger_delete_async);
  rail_journal_write_for (journal, write_deletion, NULL, NULL, task);
}

gboolean
rail_egress_ledger_delete_finish (RailJournal *journal,
                                  GAsyncResult *result,
                                  GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
