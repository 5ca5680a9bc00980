#define G_LOG_DOMAIN "handrail-occurrence-cache"

#include "config.h"

#include "context/occurrence-cache.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>

#include "base/database.h"
#include "base/error.h"
#include "context/occurrence-rows.h"

/* Of a validator, a name or one text of an occurrence: what the readers of calendars let through is far shorter. */
#define MAX_FIELD_BYTES ((gsize) 64 * 1024)

struct _RailOccurrenceCache
{
  RailDatabase *database;
};

/* ---- opening ---- */

char *
rail_occurrence_cache_dup_default_path (const char *name)
{
  return g_build_filename (g_get_user_cache_dir (), "handrail", name, NULL);
}

static gboolean
is_spoilt (const GError *error)
{
  return g_error_matches (error, RAIL_ERROR, RAIL_ERROR_DAMAGED) || g_error_matches (error, RAIL_ERROR, RAIL_ERROR_NEWER) ||
         g_error_matches (error, RAIL_ERROR, RAIL_ERROR_INVALID);
}

static gboolean
delete_with_companions (const char *path,
                        GError **error)
{
  static const char *const endings[] = { "-wal", "-shm", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      if (g_unlink (name) != 0 && errno != ENOENT)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: cannot be used, and cannot be deleted: %s", name, g_strerror (errno));
          return FALSE;
        }
    }
  return TRUE;
}

/* Of several that find the file spoilt at one moment the first to hold the lock deletes it; the others look again. */
static gboolean
delete_spoilt (const char *path,
               GError **error)
{
  g_autoptr (RailDatabase) probe = NULL;
  g_autoptr (GError) probe_error = NULL;
  gboolean deleted = TRUE;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    return TRUE;

  while (flock (fd, LOCK_EX) != 0 && errno == EINTR)
    ;

  probe = rail_occurrence_rows_open (path, &probe_error);
  g_clear_pointer (&probe, rail_database_close);
  if (is_spoilt (probe_error))
    {
      g_message ("what calendars last held is read anew: %s", probe_error->message);
      deleted = delete_with_companions (path, error);
    }

  g_close (fd, NULL);
  return deleted;
}

RailOccurrenceCache *
rail_occurrence_cache_open (const char *path,
                            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailDatabase *database = rail_occurrence_rows_open (path, &local_error);
  RailOccurrenceCache *self;

  if (database == NULL && !is_spoilt (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (database == NULL && !delete_spoilt (path, error))
    return NULL;
  if (database == NULL)
    database = rail_occurrence_rows_open (path, error);
  if (database == NULL)
    return NULL;

  self = g_new0 (RailOccurrenceCache, 1);
  self->database = database;
  return self;
}

void
rail_occurrence_cache_close (RailOccurrenceCache *self)
{
  rail_database_close (self->database);
  g_free (self);
}

/* ---- storing ---- */

static char *
digest (const char *calendar_id)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, calendar_id, -1);
}

static gboolean
refuse_size (const char *what,
             GError **error)
{
  g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "the calendar %s to be kept for later", what);
  return FALSE;
}

static gboolean
add_length (const char *text,
            gsize *sum)
{
  gsize length = text != NULL ? strlen (text) : 0;

  *sum += length;
  return length <= MAX_FIELD_BYTES;
}

static gboolean
add_lengths (const RailOccurrence *series,
             gsize *sum)
{
  gboolean fits = add_length (series->calendar, sum) && add_length (series->uid, sum) && add_length (series->title, sum) &&
                  add_length (series->description, sum) && add_length (series->location, sum) && add_length (series->organizer, sum) && add_length (series->people, sum);

  for (guint i = 0; fits && series->categories[i] != NULL; i++)
    fits = add_length (series->categories[i], sum) && i < MAX_FIELD_BYTES;
  return fits;
}

static gboolean
check_size (const RailCachedCalendar *calendar,
            GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gsize sum = 0;
  gboolean fits = add_length (calendar->name, &sum) && add_length (calendar->etag, &sum) && add_length (calendar->last_modified, &sum);

  if (calendar->occurrences->len > RAIL_OCCURRENCE_CACHE_MAX_OCCURRENCES)
    return refuse_size ("has too many events", error);

  for (guint i = 0; fits && i < calendar->occurrences->len && sum <= RAIL_OCCURRENCE_CACHE_MAX_TEXT_BYTES; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (calendar->occurrences, i);
      const RailOccurrence *series = occurrence->series != NULL ? occurrence->series : occurrence;

      fits = add_length (occurrence->recurrence_id, &sum);
      if (fits && g_hash_table_add (seen, (gpointer) series))
        fits = add_lengths (series, &sum);
    }
  return fits && sum <= RAIL_OCCURRENCE_CACHE_MAX_TEXT_BYTES ? TRUE : refuse_size ("has texts that are too long", error);
}

/* How many there are already does not matter to one that only changes. */
static gboolean
check_room (RailOccurrenceCache *self,
            const char *id,
            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (self->database, "SELECT count (*) FROM calendars WHERE id <> ?1", error);
  gint64 others;

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, id);
  if (!rail_statement_step (statement, &local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  others = rail_statement_get_int64 (statement, 0);
  rail_statement_reset (statement);

  return others < RAIL_OCCURRENCE_CACHE_MAX_CALENDARS ? TRUE : refuse_size ("is one too many", error);
}

static gboolean
delete_calendar (RailOccurrenceCache *self,
                 const char *id,
                 GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, "DELETE FROM calendars WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, id);
  return rail_statement_run (statement, error);
}

gboolean
rail_occurrence_cache_store (RailOccurrenceCache *self,
                             const char *calendar_id,
                             const RailCachedCalendar *calendar,
                             GError **error)
{
  g_autofree char *id = digest (calendar_id);

  if (!check_size (calendar, error) || !rail_database_begin (self->database, error))
    return FALSE;

  if (!check_room (self, id, error) || !delete_calendar (self, id, error) || !rail_occurrence_rows_insert (self->database, id, calendar, error))
    {
      rail_database_rollback (self->database);
      return FALSE;
    }
  return rail_database_commit (self->database, error);
}

gboolean
rail_occurrence_cache_confirm (RailOccurrenceCache *self,
                               const char *calendar_id,
                               gint64 read_at,
                               GError **error)
{
  g_autofree char *id = digest (calendar_id);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (self->database, "UPDATE calendars SET read_at = ?2 WHERE id = ?1 RETURNING number", error);
  gboolean known = FALSE;

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, id);
  rail_statement_bind_int64 (statement, 2, read_at);
  while (rail_statement_step (statement, &local_error))
    known = TRUE;
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (!known)
    rail_occurrence_rows_refuse_unknown (error);
  else
    return TRUE;
  return FALSE;
}

RailCachedCalendar *
rail_occurrence_cache_load (RailOccurrenceCache *self,
                            const char *calendar_id,
                            GError **error)
{
  g_autofree char *id = digest (calendar_id);
  RailCachedCalendar *calendar;

  /* One moment for all that is asked: another thread may store meanwhile. */
  if (!rail_database_execute (self->database, "BEGIN", error))
    return NULL;

  calendar = rail_occurrence_rows_load (self->database, id, error);
  rail_database_rollback (self->database);
  return calendar;
}

gboolean
rail_occurrence_cache_add_people (RailOccurrenceCache *self,
                                  gint64 from,
                                  gint64 to,
                                  RailPeopleList *people,
                                  GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (self->database,
                                                    "SELECT DISTINCT people FROM series WHERE number IN"
                                                    " (SELECT series FROM occurrences WHERE starts < ?2 AND (ends > ?1 OR starts = ?1))",
                                                    error);
  gboolean room = TRUE;

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, from);
  rail_statement_bind_int64 (statement, 2, to);
  while (room && rail_statement_step (statement, &local_error))
    {
      g_autofree char *names = g_utf8_make_valid (rail_statement_get_text (statement, 0), -1);

      room = rail_people_list_add (people, names);
    }
  rail_statement_reset (statement);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* ---- forgetting ---- */

/* The ids that are stored and not in @kept; NULL with @error. */
static GPtrArray *
list_others (RailOccurrenceCache *self,
             GHashTable *kept,
             GError **error)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (self->database, "SELECT id FROM calendars", error);

  if (statement == NULL)
    return NULL;

  while (rail_statement_step (statement, &local_error))
    {
      const char *id = rail_statement_get_text (statement, 0);

      if (!g_hash_table_contains (kept, id))
        g_ptr_array_add (others, g_strdup (id));
    }
  if (local_error == NULL)
    return g_steal_pointer (&others);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/*
 * Deleted rows are overwritten (base/database.h), yet the log still holds them as they were, and so may pages that were reorganised: so the
 * file is written anew and the log emptied, for which the other threads must not be reading.
 */
static gboolean
wipe (RailOccurrenceCache *self,
      GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement;
  gboolean busy;

  if (!rail_database_execute (self->database, "VACUUM", error))
    return FALSE;
  statement = rail_database_prepare (self->database, "PRAGMA wal_checkpoint (TRUNCATE)", error);
  if (statement == NULL)
    return FALSE;

  busy = rail_statement_step (statement, &local_error) && rail_statement_get_int64 (statement, 0) != 0;
  rail_statement_reset (statement);
  if (local_error == NULL && busy)
    g_set_error (&local_error, RAIL_ERROR, RAIL_ERROR_FAILED, "what was forgotten is still in use; it is erased the next time");
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
forget (RailOccurrenceCache *self,
        GPtrArray *ids,
        GError **error)
{
  if (!rail_database_begin (self->database, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      if (!delete_calendar (self, g_ptr_array_index (ids, i), error))
        {
          rail_database_rollback (self->database);
          return FALSE;
        }
    }
  return rail_database_commit (self->database, error) && wipe (self, error);
}

gboolean
rail_occurrence_cache_forget (RailOccurrenceCache *self,
                              const char *calendar_id,
                              GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (ids, digest (calendar_id));
  return forget (self, ids, error);
}

gboolean
rail_occurrence_cache_forget_all_but (RailOccurrenceCache *self,
                                      const char *const *calendar_ids,
                                      GError **error)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) others = NULL;

  for (gsize i = 0; calendar_ids[i] != NULL; i++)
    g_hash_table_add (kept, digest (calendar_ids[i]));

  others = list_others (self, kept, error);
  if (others == NULL)
    return FALSE;
  return others->len > 0 ? forget (self, others, error) : TRUE;
}
