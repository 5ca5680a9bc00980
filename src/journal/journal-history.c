#include "config.h"

#include "base/duration.h"
#include "base/error.h"
#include "journal/journal-private.h"

#define KEPT_IN_DETAIL (30 * RAIL_DAY)

static const char *const shown_words[] = {
  [RAIL_SHOWN_CARD] = "card",
  [RAIL_SHOWN_NOTIFICATION] = "notification",
  [RAIL_SHOWN_BADGE] = "badge",
};

/* ---- showings ---- */

void
rail_showing_free (RailShowing *self)
{
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->trigger);
  g_free (self->occurrence_key);
  g_free (self);
}

static gboolean
write_showing (RailDatabase *database,
               gconstpointer data,
               GError **error)
{
  const RailShowing *showing = data;
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO showings (pack, aid, trigger, occurrence_key, occurrence_start, shown, shown_at)"
                                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, showing->pack);
  rail_statement_bind_text (statement, 2, showing->aid);
  rail_statement_bind_text (statement, 3, showing->trigger);
  rail_statement_bind_text (statement, 4, showing->occurrence_key);
  rail_statement_bind_int64 (statement, 5, showing->occurrence_start);
  rail_statement_bind_text (statement, 6, shown_words[showing->shown]);
  rail_statement_bind_int64 (statement, 7, showing->when);
  return rail_statement_run (statement, error);
}

void
rail_journal_record_showing (RailJournal *self,
                             const RailShowing *showing)
{
  RailShowing *copy = g_new0 (RailShowing, 1);

  copy->pack = g_strdup (showing->pack);
  copy->aid = g_strdup (showing->aid);
  copy->trigger = g_strdup (showing->trigger);
  copy->occurrence_key = g_strdup (showing->occurrence_key != NULL ? showing->occurrence_key : "");
  copy->occurrence_start = showing->occurrence_start;
  copy->shown = showing->shown;
  copy->when = rail_journal_cut_to_minute (showing->when);

  rail_journal_write (self, write_showing, copy, (GDestroyNotify) rail_showing_free);
}

static RailShowing *
read_showing (RailStatement *statement)
{
  RailShowing *showing = g_new0 (RailShowing, 1);
  const char *word = rail_statement_get_text (statement, 5);

  showing->pack = g_strdup (rail_statement_get_text (statement, 0));
  showing->aid = g_strdup (rail_statement_get_text (statement, 1));
  showing->trigger = g_strdup (rail_statement_get_text (statement, 2));
  showing->occurrence_key = g_strdup (rail_statement_get_text (statement, 3));
  showing->occurrence_start = rail_statement_get_int64 (statement, 4);
  showing->when = rail_statement_get_int64 (statement, 6);

  /* The schema admits no other word. */
  for (gsize i = 0; i < G_N_ELEMENTS (shown_words); i++)
    {
      if (g_strcmp0 (word, shown_words[i]) == 0)
        showing->shown = (RailShown) i;
    }

  return showing;
}

GPtrArray *
rail_journal_load_showings (RailJournal *self,
                            gint64 since,
                            GError **error)
{
  g_autoptr (GPtrArray) showings = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_showing_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (self),
                                                    "SELECT pack, aid, trigger, occurrence_key, occurrence_start, shown, shown_at"
                                                    " FROM showings WHERE shown_at >= ?1 ORDER BY shown_at, id",
                                                    error);

  if (statement == NULL)
    return NULL;

  rail_statement_bind_int64 (statement, 1, rail_journal_cut_to_minute (since));
  while (rail_statement_step (statement, &local_error))
    g_ptr_array_add (showings, read_showing (statement));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&showings);
}

/* ---- closings ---- */

typedef struct
{
  char *pack;
  char *aid;
  char *trigger;
  char *occurrence_key;
  char *reason;
  gint64 when;
} Closing;

static void
free_closing (gpointer data)
{
  Closing *closing = data;

  g_free (closing->pack);
  g_free (closing->aid);
  g_free (closing->trigger);
  g_free (closing->occurrence_key);
  g_free (closing->reason);
  g_free (closing);
}

static gboolean
write_closing (RailDatabase *database,
               gconstpointer data,
               GError **error)
{
  const Closing *closing = data;
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO closings (pack, aid, trigger, occurrence_key, reason, closed_at)"
                                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, closing->pack);
  rail_statement_bind_text (statement, 2, closing->aid);
  rail_statement_bind_text (statement, 3, closing->trigger);
  rail_statement_bind_text (statement, 4, closing->occurrence_key);
  rail_statement_bind_text (statement, 5, closing->reason);
  rail_statement_bind_int64 (statement, 6, closing->when);
  return rail_statement_run (statement, error);
}

void
rail_journal_record_closing (RailJournal *self,
                             const char *pack,
                             const char *aid,
                             const char *trigger,
                             const char *occurrence_key,
                             const char *reason,
                             gint64 when)
{
  Closing *closing = g_new0 (Closing, 1);

  closing->pack = g_strdup (pack);
  closing->aid = g_strdup (aid);
  closing->trigger = g_strdup (trigger);
  closing->occurrence_key = g_strdup (occurrence_key != NULL ? occurrence_key : "");
  closing->reason = g_strdup (reason);
  closing->when = rail_journal_cut_to_minute (when);

  rail_journal_write (self, write_closing, closing, free_closing);
}

/* Goes on into the rolled-up days only while nothing newer ended the row; a day that saw another reason too ends it. */
static const char count_dismissals[] =
    "WITH"
    " ended (id) AS (SELECT coalesce (max (id), 0) FROM closings"
    "   WHERE pack = ?1 AND aid = ?2 AND trigger = ?3 AND reason <> 'dismissed'),"
    " ended_on (day) AS (SELECT coalesce (max (day), '') FROM days"
    "   WHERE pack = ?1 AND aid = ?2 AND trigger = ?3 AND action GLOB 'closed:*' AND action <> 'closed:dismissed') "
    "SELECT"
    " (SELECT count (*) FROM closings"
    "   WHERE pack = ?1 AND aid = ?2 AND trigger = ?3 AND id > (SELECT id FROM ended))"
    " + (SELECT coalesce (sum (count), 0) FROM days"
    "   WHERE pack = ?1 AND aid = ?2 AND trigger = ?3 AND action = 'closed:dismissed'"
    "   AND (SELECT id FROM ended) = 0 AND day > (SELECT day FROM ended_on))";

guint
rail_journal_count_dismissals (RailJournal *self,
                               const char *pack,
                               const char *aid,
                               const char *trigger)
{
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (self), count_dismissals, NULL);
  guint count = 0;

  if (statement == NULL)
    return 0;

  rail_statement_bind_text (statement, 1, pack);
  rail_statement_bind_text (statement, 2, aid);
  rail_statement_bind_text (statement, 3, trigger);
  if (rail_statement_step (statement, NULL))
    count = (guint) rail_statement_get_int64 (statement, 0);
  rail_statement_reset (statement);

  return count;
}

/* ---- mutes ---- */

typedef struct
{
  char *trigger_path;
  gboolean muted;
  gint64 when;
} Mute;

static void
free_mute (gpointer data)
{
  Mute *mute = data;

  g_free (mute->trigger_path);
  g_free (mute);
}

static gboolean
write_mute (RailDatabase *database,
            gconstpointer data,
            GError **error)
{
  const Mute *mute = data;
  RailStatement *statement;

  if (mute->muted)
    statement = rail_database_prepare (database, "INSERT INTO mutes (trigger_path, muted_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", error);
  else
    statement = rail_database_prepare (database, "DELETE FROM mutes WHERE trigger_path = ?1", error);
  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, mute->trigger_path);
  if (mute->muted)
    rail_statement_bind_int64 (statement, 2, mute->when);
  return rail_statement_run (statement, error);
}

void
rail_journal_set_muted (RailJournal *self,
                        const char *trigger_path,
                        gboolean muted,
                        gint64 when)
{
  Mute *mute = g_new0 (Mute, 1);

  mute->trigger_path = g_strdup (trigger_path);
  mute->muted = muted;
  mute->when = rail_journal_cut_to_minute (when);

  rail_journal_write (self, write_mute, mute, free_mute);
}

char **
rail_journal_load_mutes (RailJournal *self,
                         GError **error)
{
  g_autoptr (GStrvBuilder) mutes = g_strv_builder_new ();
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (rail_journal_get_reader (self), "SELECT trigger_path FROM mutes ORDER BY trigger_path", error);

  if (statement == NULL)
    return NULL;

  while (rail_statement_step (statement, &local_error))
    g_strv_builder_add (mutes, rail_statement_get_text (statement, 0));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_strv_builder_end (mutes);
}

/* ---- growing old ---- */

/* Inserted and deleted by the same condition in one transaction; ?1 is the cut. */
#define OLD_SHOWINGS "shown_at < ?1 AND (occurrence_key = '' OR occurrence_start < ?1)"
#define OLD_CLOSINGS "closed_at < ?1"
#define OLD_EGRESS "sent_at < ?1"

static gboolean
run_with_cut (RailDatabase *database,
              const char *sql,
              gint64 cut,
              GError **error)
{
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, cut);
  return rail_statement_run (statement, error);
}

static gboolean
write_roll_up (RailDatabase *database,
               gconstpointer data,
               GError **error)
{
  static const char *const steps[] = {
    "INSERT INTO days (day, pack, aid, trigger, action, count)"
    " SELECT date (shown_at / 1000000, 'unixepoch', 'localtime'), pack, aid, trigger, 'shown:' || shown, count (*)"
    " FROM showings WHERE " OLD_SHOWINGS " GROUP BY 1, 2, 3, 4, 5"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count",
    "DELETE FROM showings WHERE " OLD_SHOWINGS,
    "INSERT INTO days (day, pack, aid, trigger, action, count)"
    " SELECT date (closed_at / 1000000, 'unixepoch', 'localtime'), pack, aid, trigger, 'closed:' || reason, count (*)"
    " FROM closings WHERE " OLD_CLOSINGS " GROUP BY 1, 2, 3, 4, 5"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count",
    "DELETE FROM closings WHERE " OLD_CLOSINGS,
    "INSERT INTO egress_days (day, purpose, origin, outcome, requests, bytes_sent, bytes_received)"
    " SELECT date (sent_at / 1000000, 'unixepoch', 'localtime'), purpose, origin, outcome, count (*), sum (bytes_sent), sum (bytes_received)"
    " FROM egress WHERE " OLD_EGRESS " GROUP BY 1, 2, 3, 4"
    " ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, bytes_sent = bytes_sent + excluded.bytes_sent,"
    " bytes_received = bytes_received + excluded.bytes_received",
    "DELETE FROM egress WHERE " OLD_EGRESS,
    /* Left-open items are asked for by order alone, and cutting all to the day (UTC) keeps it. */
    "UPDATE runs SET started = started - started % 86400000000 WHERE started < ?1 AND started % 86400000000 <> 0",
    "UPDATE aid_uses SET last_used = last_used - last_used % 86400000000 WHERE last_used < ?1 AND last_used % 86400000000 <> 0",
    "UPDATE gaps SET noted_at = noted_at - noted_at % 86400000000 WHERE noted_at < ?1 AND noted_at % 86400000000 <> 0",
    "DELETE FROM next_steps WHERE done_at < ?1",
  };
  const gint64 *now = data;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (!run_with_cut (database, steps[i], *now - KEPT_IN_DETAIL, error))
        return FALSE;
    }

  return TRUE;
}

void
rail_journal_roll_up (RailJournal *self,
                      gint64 now)
{
  gint64 *copy = g_new (gint64, 1);

  *copy = now;
  rail_journal_write (self, write_roll_up, copy, g_free);
}

/* ---- the end of it ---- */

static gboolean
write_deletion (RailDatabase *database,
                gconstpointer data,
                GError **error)
{
  return rail_database_execute (database,
                                "DELETE FROM showings; DELETE FROM closings; DELETE FROM items; DELETE FROM runs; DELETE FROM days;"
                                "DELETE FROM egress; DELETE FROM egress_days; DELETE FROM aid_uses; DELETE FROM gaps; DELETE FROM next_steps",
                                error);
}

gboolean
rail_journal_delete_history (RailJournal *self,
                             GError **error)
{
  if (!rail_journal_write_and_wait (self, write_deletion, NULL, error))
    return FALSE;

  /* The rows are gone (secure_delete); this gives their room back and empties the log that still holds how they came. */
  if (!rail_database_execute (rail_journal_get_reader (self), "VACUUM; PRAGMA wal_checkpoint (TRUNCATE)", error))
    {
      g_prefix_error (error, "the history is deleted, but the file could not be compacted: ");
      return FALSE;
    }

  return rail_journal_remove_copies (self, error);
}
