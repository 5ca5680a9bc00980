#include "config.h"

#include "context/occurrence-rows.h"

#include "base/error.h"

/* 2: the names of an event's people. Nothing is carried over: a server that says “not modified” would leave them out for good. */
#define VERSION 2

/* "id" is the digest of what the caller calls the calendar; a series is what the instances of one event have in common, once. */
static const char schema[] =
    "CREATE TABLE calendars ("
    "  number INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  name TEXT NOT NULL,"
    "  etag TEXT,"
    "  last_modified TEXT,"
    "  read_at INTEGER NOT NULL,"
    "  window_from INTEGER NOT NULL,"
    "  window_to INTEGER NOT NULL"
    ");"
    "CREATE TABLE series ("
    "  number INTEGER PRIMARY KEY,"
    "  calendar INTEGER NOT NULL REFERENCES calendars (number) ON DELETE CASCADE,"
    "  calendar_name TEXT NOT NULL,"
    "  uid TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  description TEXT NOT NULL,"
    "  location TEXT NOT NULL,"
    "  categories TEXT NOT NULL,"
    "  organizer TEXT NOT NULL,"
    "  organizer_role INTEGER NOT NULL,"
    "  response INTEGER NOT NULL,"
    "  attendees INTEGER NOT NULL,"
    "  cancelled INTEGER NOT NULL,"
    "  tentative INTEGER NOT NULL,"
    "  people TEXT NOT NULL"
    ");"
    "CREATE INDEX series_by_calendar ON series (calendar);"
    "CREATE TABLE occurrences ("
    "  series INTEGER NOT NULL REFERENCES series (number) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  recurrence_id TEXT,"
    "  all_day INTEGER NOT NULL,"
    "  recurring INTEGER NOT NULL,"
    "  starts INTEGER NOT NULL,"
    "  ends INTEGER NOT NULL,"
    "  PRIMARY KEY (series, position)"
    ") WITHOUT ROWID;";

RailDatabase *
rail_occurrence_rows_open (const char *path,
                           GError **error)
{
  RailDatabase *database = rail_database_open_derived (path, RAIL_DATABASE_READ_WRITE, schema, VERSION, error);

  /* Here as in a file that is precious: what is deleted is gone, and of a calendar nothing is left behind. */
  if (database == NULL || rail_database_execute (database, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON", error))
    return database;

  rail_database_close (database);
  return NULL;
}

void
rail_cached_calendar_free (RailCachedCalendar *self)
{
  g_free (self->name);
  g_free (self->etag);
  g_free (self->last_modified);
  g_ptr_array_unref (self->occurrences);
  g_free (self);
}

/* ---- writing ---- */

static gboolean
insert_calendar (RailDatabase *database,
                 const char *id,
                 const RailCachedCalendar *calendar,
                 GError **error)
{
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO calendars (id, name, etag, last_modified, read_at, window_from, window_to)"
                                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, id);
  rail_statement_bind_text (statement, 2, calendar->name != NULL ? calendar->name : "");
  rail_statement_bind_text (statement, 3, calendar->etag);
  rail_statement_bind_text (statement, 4, calendar->last_modified);
  rail_statement_bind_int64 (statement, 5, calendar->read_at);
  rail_statement_bind_int64 (statement, 6, calendar->from);
  rail_statement_bind_int64 (statement, 7, calendar->to);
  return rail_statement_run (statement, error);
}

static gboolean
insert_series (RailDatabase *database,
               gint64 calendar,
               const RailOccurrence *series,
               GError **error)
{
  g_autoptr (GVariant) categories = g_variant_ref_sink (g_variant_new_strv ((const char *const *) series->categories, -1));
  g_autofree char *categories_text = g_variant_print (categories, FALSE);
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO series (calendar, calendar_name, uid, title, description, location, categories, organizer,"
                                                    " organizer_role, response, attendees, cancelled, tentative, people)"
                                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, calendar);
  rail_statement_bind_text (statement, 2, series->calendar);
  rail_statement_bind_text (statement, 3, series->uid);
  rail_statement_bind_text (statement, 4, series->title);
  rail_statement_bind_text (statement, 5, series->description);
  rail_statement_bind_text (statement, 6, series->location);
  rail_statement_bind_text (statement, 7, categories_text);
  rail_statement_bind_text (statement, 8, series->organizer);
  rail_statement_bind_int64 (statement, 9, series->organizer_role);
  rail_statement_bind_int64 (statement, 10, series->response);
  rail_statement_bind_int64 (statement, 11, series->attendees);
  rail_statement_bind_int64 (statement, 12, series->cancelled != FALSE);
  rail_statement_bind_int64 (statement, 13, series->tentative != FALSE);
  rail_statement_bind_text (statement, 14, series->people);
  return rail_statement_run (statement, error);
}

static gboolean
insert_occurrence (RailDatabase *database,
                   gint64 series,
                   guint position,
                   const RailOccurrence *occurrence,
                   GError **error)
{
  RailStatement *statement = rail_database_prepare (database,
                                                    "INSERT INTO occurrences (series, position, recurrence_id, all_day, recurring, starts, ends)"
                                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                                    error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, series);
  rail_statement_bind_int64 (statement, 2, position);
  rail_statement_bind_text (statement, 3, occurrence->recurrence_id);
  rail_statement_bind_int64 (statement, 4, occurrence->all_day != FALSE);
  rail_statement_bind_int64 (statement, 5, occurrence->recurring != FALSE);
  rail_statement_bind_int64 (statement, 6, occurrence->start);
  rail_statement_bind_int64 (statement, 7, occurrence->end);
  return rail_statement_run (statement, error);
}

static gboolean
insert_occurrences (RailDatabase *database,
                    gint64 calendar,
                    GPtrArray *occurrences,
                    GError **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);
      const RailOccurrence *series = occurrence->series != NULL ? occurrence->series : occurrence;
      gint64 *number = g_hash_table_lookup (numbers, series);

      if (number == NULL)
        {
          if (!insert_series (database, calendar, series, error))
            return FALSE;
          number = g_new (gint64, 1);
          *number = rail_database_get_last_rowid (database);
          g_hash_table_insert (numbers, (gpointer) series, number);
        }
      if (!insert_occurrence (database, *number, i, occurrence, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
rail_occurrence_rows_insert (RailDatabase *database,
                             const char *id,
                             const RailCachedCalendar *calendar,
                             GError **error)
{
  return insert_calendar (database, id, calendar, error) &&
         insert_occurrences (database, rail_database_get_last_rowid (database), calendar->occurrences, error);
}

/* ---- reading ---- */

void
rail_occurrence_rows_refuse_unknown (GError **error)
{
  g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "nothing is known of this calendar from earlier");
}

static gboolean
refuse_row (GError **error)
{
  g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "what the calendar last held cannot be understood");
  return FALSE;
}

/* FALSE for what this program never wrote. */
static gboolean
take_text (RailStatement *statement,
           int column,
           char **text)
{
  const char *value = rail_statement_get_text (statement, column);

  if (value == NULL || !g_utf8_validate (value, -1, NULL))
    return FALSE;

  g_free (*text);
  *text = g_strdup (value);
  return TRUE;
}

static gboolean
take_categories (RailStatement *statement,
                 int column,
                 char ***categories)
{
  g_autofree char *text = NULL;
  g_autoptr (GVariant) list = NULL;

  if (!take_text (statement, column, &text))
    return FALSE;
  list = g_variant_parse (G_VARIANT_TYPE_STRING_ARRAY, text, NULL, NULL, NULL);
  if (list == NULL)
    return FALSE;

  g_strfreev (*categories);
  *categories = g_variant_dup_strv (list, NULL);
  return TRUE;
}

static gboolean
take_number (RailStatement *statement,
             int column,
             gint64 minimum,
             gint64 maximum,
             gint64 *number)
{
  *number = rail_statement_get_int64 (statement, column);
  return *number >= minimum && *number <= maximum;
}

static RailOccurrence *
read_series (RailStatement *statement,
             GError **error)
{
  g_autoptr (RailOccurrence) series = rail_occurrence_new ();
  g_autofree char *people = NULL;
  gint64 role, response, attendees;

  if (!take_text (statement, 1, &series->calendar) || !take_text (statement, 2, &series->uid) || !take_text (statement, 3, &series->title) ||
      !take_text (statement, 4, &series->description) || !take_text (statement, 5, &series->location) ||
      !take_categories (statement, 6, &series->categories) || !take_text (statement, 7, &series->organizer) ||
      !take_number (statement, 8, RAIL_ORGANIZER_UNKNOWN, RAIL_ORGANIZER_OTHER, &role) ||
      !take_number (statement, 9, RAIL_RESPONSE_NONE, RAIL_RESPONSE_DELEGATED, &response) ||
      !take_number (statement, 10, 1, G_MAXINT32, &attendees) || !take_text (statement, 13, &people))
    {
      refuse_row (error);
      return NULL;
    }

  series->organizer_role = (RailOrganizer) role;
  series->response = (RailResponse) response;
  series->attendees = (guint) attendees;
  series->cancelled = rail_statement_get_int64 (statement, 11) != 0;
  series->tentative = rail_statement_get_int64 (statement, 12) != 0;
  rail_occurrence_set_people (series, people);
  return g_steal_pointer (&series);
}

/* number -> RailOccurrence; NULL with @error. */
static GHashTable *
load_series (RailDatabase *database,
             gint64 calendar,
             GError **error)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) rail_occurrence_unref);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (database,
                                                    "SELECT number, calendar_name, uid, title, description, location, categories, organizer,"
                                                    " organizer_role, response, attendees, cancelled, tentative, people FROM series WHERE calendar = ?1",
                                                    error);

  if (statement == NULL)
    return NULL;

  rail_statement_bind_int64 (statement, 1, calendar);
  while (local_error == NULL && rail_statement_step (statement, &local_error))
    {
      gint64 number = rail_statement_get_int64 (statement, 0);
      RailOccurrence *series = read_series (statement, &local_error);

      if (series != NULL)
        g_hash_table_insert (all, g_memdup2 (&number, sizeof number), series);
    }
  if (local_error == NULL)
    return g_steal_pointer (&all);

  rail_statement_reset (statement);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static gboolean
read_occurrence (RailStatement *statement,
                 GHashTable *series,
                 GPtrArray *occurrences,
                 GError **error)
{
  gint64 number = rail_statement_get_int64 (statement, 0);
  RailOccurrence *of = g_hash_table_lookup (series, &number);
  g_autoptr (RailOccurrence) occurrence = of != NULL ? rail_occurrence_new_instance (of) : NULL;

  if (occurrence == NULL || occurrences->len >= RAIL_OCCURRENCE_CACHE_MAX_OCCURRENCES)
    return refuse_row (error);
  if (rail_statement_get_text (statement, 1) != NULL && !take_text (statement, 1, &occurrence->recurrence_id))
    return refuse_row (error);

  occurrence->all_day = rail_statement_get_int64 (statement, 2) != 0;
  occurrence->recurring = rail_statement_get_int64 (statement, 3) != 0;
  occurrence->start = rail_statement_get_int64 (statement, 4);
  occurrence->end = rail_statement_get_int64 (statement, 5);
  if (occurrence->start > occurrence->end)
    return refuse_row (error);

  g_ptr_array_add (occurrences, g_steal_pointer (&occurrence));
  return TRUE;
}

static gboolean
load_occurrences (RailDatabase *database,
                  gint64 calendar,
                  GPtrArray *occurrences,
                  GError **error)
{
  g_autoptr (GHashTable) series = load_series (database, calendar, error);
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement;

  if (series == NULL)
    return FALSE;
  statement = rail_database_prepare (database,
                                     "SELECT series, recurrence_id, all_day, recurring, starts, ends FROM occurrences"
                                     " WHERE series IN (SELECT number FROM series WHERE calendar = ?1)",
                                     error);
  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, calendar);
  while (local_error == NULL && rail_statement_step (statement, &local_error))
    read_occurrence (statement, series, occurrences, &local_error);
  rail_statement_reset (statement);
  g_ptr_array_sort (occurrences, rail_occurrence_compare);

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* NULL with @error; *@number then means nothing. */
static RailCachedCalendar *
load_calendar (RailDatabase *database,
               const char *id,
               gint64 *number,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (RailCachedCalendar) calendar = NULL;
  RailStatement *statement = rail_database_prepare (database,
                                                    "SELECT number, name, etag, last_modified, read_at, window_from, window_to FROM calendars WHERE id = ?1",
                                                    error);

  if (statement == NULL)
    return NULL;

  rail_statement_bind_text (statement, 1, id);
  if (!rail_statement_step (statement, &local_error))
    {
      if (local_error != NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
      else
        rail_occurrence_rows_refuse_unknown (error);
      return NULL;
    }

  calendar = g_new0 (RailCachedCalendar, 1);
  calendar->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  *number = rail_statement_get_int64 (statement, 0);
  calendar->name = g_utf8_make_valid (rail_statement_get_text (statement, 1), -1);
  calendar->etag = g_strdup (rail_statement_get_text (statement, 2));
  calendar->last_modified = g_strdup (rail_statement_get_text (statement, 3));
  calendar->read_at = rail_statement_get_int64 (statement, 4);
  calendar->from = rail_statement_get_int64 (statement, 5);
  calendar->to = rail_statement_get_int64 (statement, 6);
  rail_statement_reset (statement);
  return g_steal_pointer (&calendar);
}

RailCachedCalendar *
rail_occurrence_rows_load (RailDatabase *database,
                           const char *id,
                           GError **error)
{
  gint64 number = 0;
  g_autoptr (RailCachedCalendar) calendar = load_calendar (database, id, &number, error);

  if (calendar == NULL || !load_occurrences (database, number, calendar->occurrences, error))
    return NULL;
  return g_steal_pointer (&calendar);
}
