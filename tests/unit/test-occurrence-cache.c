/* What calendars last held, on disk: what comes back, what is refused, and that what is forgotten is gone. */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "base/duration.h"
#include "base/error.h"
#include "context/occurrence-cache.h"

#define CANARY "canary-7f3e-title"
#define ADDRESS "https://calendar.example.org/private-51c9ab/basic.ics"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *self,
        gconstpointer data)
{
  self->folder = g_dir_make_tmp ("handrail-cache-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "calendars.db", NULL);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->path);
}

static RailOccurrenceCache *
open_cache (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  RailOccurrenceCache *cache = rail_occurrence_cache_open (self->path, &error);

  g_assert_no_error (error);
  return cache;
}

static void
replace (char **text,
         const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

/* An occurrence no field of which is what it is by default. */
static RailOccurrence *
new_full_occurrence (void)
{
  RailOccurrence *self = rail_occurrence_new ();
  const char *const categories[] = { "People", "it's, \"quoted\" \\ and\nbroken", "Ünïcode 🕐", NULL };

  replace (&self->calendar, "Work");
  replace (&self->uid, "review@example.org");
  self->recurrence_id = g_strdup ("20261001T130000Z");
  replace (&self->title, CANARY);
  replace (&self->description, "Line one\nline two");
  replace (&self->location, "Room 4");
  g_strfreev (self->categories);
  self->categories = g_strdupv ((char **) categories);
  replace (&self->organizer, "Ada <ada@example.org>");
  rail_occurrence_set_people (self, "Ada\nGrete Hönig");
  self->organizer_role = RAIL_ORGANIZER_OTHER;
  self->response = RAIL_RESPONSE_TENTATIVE;
  self->attendees = 7;
  self->all_day = TRUE;
  self->recurring = TRUE;
  self->cancelled = TRUE;
  self->tentative = TRUE;
  self->start = 100 * RAIL_DAY;
  self->end = 101 * RAIL_DAY + 1;
  return self;
}

static RailCachedCalendar *
new_calendar (void)
{
  RailCachedCalendar *self = g_new0 (RailCachedCalendar, 1);

  self->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  self->name = g_strdup ("Work");
  self->etag = g_strdup ("W/\"abc\"");
  self->last_modified = g_strdup ("Thu, 01 Oct 2026 12:00:00 GMT");
  self->read_at = 90 * RAIL_DAY + 3;
  self->from = 89 * RAIL_DAY;
  self->to = 124 * RAIL_DAY;
  return self;
}

static void
store (RailOccurrenceCache *cache,
       const char *id,
       const RailCachedCalendar *calendar)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rail_occurrence_cache_store (cache, id, calendar, &error));
  g_assert_no_error (error);
}

static RailCachedCalendar *
load (RailOccurrenceCache *cache,
      const char *id)
{
  g_autoptr (GError) error = NULL;
  RailCachedCalendar *calendar = rail_occurrence_cache_load (cache, id, &error);

  g_assert_no_error (error);
  return calendar;
}

static void
assert_unknown (RailOccurrenceCache *cache,
                const char *id)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rail_occurrence_cache_load (cache, id, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
}

static int
compare_names (const void *a,
               const void *b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
assert_equal (const RailOccurrence *a,
              const RailOccurrence *b)
{
  g_assert_cmpstr (a->calendar, ==, b->calendar);
  g_assert_cmpstr (a->uid, ==, b->uid);
  g_assert_cmpstr (a->recurrence_id, ==, b->recurrence_id);
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->description, ==, b->description);
  g_assert_cmpstr (a->location, ==, b->location);
  g_assert_cmpstrv (a->categories, b->categories);
  g_assert_cmpstr (a->organizer, ==, b->organizer);
  g_assert_cmpstr (a->people, ==, b->people);
  g_assert_cmpint (a->organizer_role, ==, b->organizer_role);
  g_assert_cmpint (a->response, ==, b->response);
  g_assert_cmpuint (a->attendees, ==, b->attendees);
  g_assert_cmpint (a->all_day, ==, b->all_day);
  g_assert_cmpint (a->recurring, ==, b->recurring);
  g_assert_cmpint (a->cancelled, ==, b->cancelled);
  g_assert_cmpint (a->tentative, ==, b->tentative);
  g_assert_cmpint (a->start, ==, b->start);
  g_assert_cmpint (a->end, ==, b->end);
}

/* Everything comes back, also in another connection, and instances that shared their texts share them again. */
static void
test_round_trip (Fixture *self,
                 gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailOccurrenceCache) other = NULL;
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) loaded = NULL;
  RailOccurrence *full = new_full_occurrence ();
  RailOccurrence *instance = rail_occurrence_new_instance (full);
  RailOccurrence *plain = rail_occurrence_new ();
  RailOccurrence *a, *b;
  GStatBuf status;

  instance->start = instance->end = 102 * RAIL_DAY;
  plain->start = plain->end = 103 * RAIL_DAY;
  g_ptr_array_add (calendar->occurrences, full);
  g_ptr_array_add (calendar->occurrences, instance);
  g_ptr_array_add (calendar->occurrences, plain);
  store (cache, ADDRESS, calendar);

  other = open_cache (self);
  loaded = load (other, ADDRESS);
  g_assert_cmpstr (loaded->name, ==, "Work");
  g_assert_cmpstr (loaded->etag, ==, "W/\"abc\"");
  g_assert_cmpstr (loaded->last_modified, ==, calendar->last_modified);
  g_assert_cmpint (loaded->read_at, ==, calendar->read_at);
  g_assert_cmpint (loaded->from, ==, calendar->from);
  g_assert_cmpint (loaded->to, ==, calendar->to);
  g_assert_cmpuint (loaded->occurrences->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    assert_equal (g_ptr_array_index (loaded->occurrences, i), g_ptr_array_index (calendar->occurrences, i));

  a = g_ptr_array_index (loaded->occurrences, 0);
  b = g_ptr_array_index (loaded->occurrences, 1);
  g_assert_true (a->title == b->title);
  g_assert_cmpint (g_stat (self->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  assert_unknown (other, "https://calendar.example.org/another.ics");
}

static void
test_replaced (Fixture *self,
               gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) later = new_calendar ();
  g_autoptr (RailCachedCalendar) loaded = NULL;

  g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  store (cache, ADDRESS, calendar);

  g_clear_pointer (&later->etag, g_free);
  g_clear_pointer (&later->last_modified, g_free);
  later->read_at++;
  store (cache, ADDRESS, later);

  loaded = load (cache, ADDRESS);
  g_assert_cmpuint (loaded->occurrences->len, ==, 0);
  g_assert_null (loaded->etag);
  g_assert_null (loaded->last_modified);
  g_assert_cmpint (loaded->read_at, ==, later->read_at);
}

static void
test_confirmed (Fixture *self,
                gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (rail_occurrence_cache_confirm (cache, ADDRESS, 5, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  store (cache, ADDRESS, calendar);
  g_assert_true (rail_occurrence_cache_confirm (cache, ADDRESS, 99 * RAIL_DAY, &error));
  g_assert_no_error (error);

  loaded = load (cache, ADDRESS);
  g_assert_cmpint (loaded->read_at, ==, 99 * RAIL_DAY);
  g_assert_cmpstr (loaded->etag, ==, calendar->etag);
  g_assert_cmpuint (loaded->occurrences->len, ==, 1);
}

static gboolean
contains (const char *data,
          gsize length,
          const char *text)
{
  gsize text_length = strlen (text);

  for (gsize i = 0; i + text_length <= length; i++)
    {
      if (memcmp (data + i, text, text_length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether any file of the cache holds @text. */
static gboolean
is_on_disk (Fixture *self,
            const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      found = found || contains (contents, length, text);
    }
  return found;
}

static void
test_forgotten (Fixture *self,
                gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) other = new_calendar ();
  g_autoptr (GError) error = NULL;
  RailOccurrence *kept = new_full_occurrence ();

  /* Enough of it to fill many pages, and stored twice, so that the log holds an older version too. */
  for (guint i = 0; i < 500; i++)
    g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  replace (&kept->title, "kept-0b1d-title");
  g_ptr_array_add (other->occurrences, kept);
  store (cache, ADDRESS, calendar);
  store (cache, "another", other);
  store (cache, ADDRESS, calendar);
  g_assert_true (is_on_disk (self, CANARY));
  g_assert_false (is_on_disk (self, "private-51c9ab"));

  g_assert_true (rail_occurrence_cache_forget (cache, ADDRESS, &error));
  g_assert_no_error (error);
  g_assert_false (is_on_disk (self, CANARY));
  g_assert_true (is_on_disk (self, "kept-0b1d-title"));
  assert_unknown (cache, ADDRESS);

  g_assert_true (rail_occurrence_cache_forget (cache, ADDRESS, &error));
  g_assert_no_error (error);
}

static void
test_forgotten_but_some (Fixture *self,
                         gconstpointer data)
{
  static const char *const kept[] = { "b", "never stored", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  store (cache, "a", calendar);
  store (cache, "b", calendar);
  store (cache, "c", calendar);

  g_assert_true (rail_occurrence_cache_forget_all_but (cache, kept, &error));
  g_assert_no_error (error);
  assert_unknown (cache, "a");
  assert_unknown (cache, "c");
  loaded = load (cache, "b");
  g_assert_cmpuint (loaded->occurrences->len, ==, 1);

  g_assert_true (rail_occurrence_cache_forget_all_but (cache, none, &error));
  g_assert_no_error (error);
  g_assert_false (is_on_disk (self, CANARY));
}

static void
assert_too_large (RailOccurrenceCache *cache,
                  const RailCachedCalendar *calendar)
{
  g_autoptr (RailCachedCalendar) known = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (rail_occurrence_cache_store (cache, ADDRESS, calendar, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);

  known = load (cache, ADDRESS);
  g_assert_cmpuint (known->occurrences->len, ==, 1);
}

static void
test_limits (Fixture *self,
             gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) crowded = new_calendar ();
  g_autoptr (RailCachedCalendar) wordy = new_calendar ();
  g_autoptr (RailCachedCalendar) endless = new_calendar ();
  g_autoptr (RailOccurrence) series = new_full_occurrence ();
  g_autofree char *page = g_strnfill (60000, 'x');
  g_autofree char *book = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  store (cache, ADDRESS, calendar);

  for (guint i = 0; i <= RAIL_OCCURRENCE_CACHE_MAX_OCCURRENCES; i++)
    g_ptr_array_add (crowded->occurrences, rail_occurrence_new_instance (series));
  assert_too_large (cache, crowded);

  for (guint i = 0; i <= RAIL_OCCURRENCE_CACHE_MAX_TEXT_BYTES / 60000; i++)
    {
      RailOccurrence *occurrence = rail_occurrence_new ();

      replace (&occurrence->description, page);
      g_ptr_array_add (wordy->occurrences, occurrence);
    }
  assert_too_large (cache, wordy);

  replace (&endless->etag, book);
  assert_too_large (cache, endless);

  for (guint i = 1; i < RAIL_OCCURRENCE_CACHE_MAX_CALENDARS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      store (cache, id, calendar);
    }
  g_assert_false (rail_occurrence_cache_store (cache, "one more", calendar, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);
  store (cache, "1", calendar);
}

static void
test_spoilt (Fixture *self,
             gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autofree char *contents = NULL;
  gsize length;

  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  store (cache, ADDRESS, calendar);
  g_clear_pointer (&cache, rail_occurrence_cache_close);

  /* Pages in the middle of the file are no pages any more. */
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  g_assert_cmpuint (length, >, 6 * 4096);
  memset (contents + 2 * 4096, 0x5a, 4 * 4096);
  g_assert_true (g_file_set_contents (self->path, contents, (gssize) length, NULL));
  g_test_expect_message ("handrail-occurrence-cache", G_LOG_LEVEL_MESSAGE, "*read anew*");
  cache = open_cache (self);
  g_test_assert_expected_messages ();
  assert_unknown (cache, ADDRESS);
  g_assert_false (is_on_disk (self, CANARY));
  store (cache, ADDRESS, calendar);
  g_clear_pointer (&cache, rail_occurrence_cache_close);

  g_assert_true (g_file_set_contents (self->path, "BEGIN:VCALENDAR\nthis is no database at all\n", -1, NULL));
  g_test_expect_message ("handrail-occurrence-cache", G_LOG_LEVEL_MESSAGE, "*read anew*");
  cache = open_cache (self);
  g_test_assert_expected_messages ();
  assert_unknown (cache, ADDRESS);
}

/* A version from the future, written by SQLite itself. */
static void
test_newer (Fixture *self,
            gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  sqlite3 *handle = NULL;

  store (cache, ADDRESS, calendar);
  g_clear_pointer (&cache, rail_occurrence_cache_close);
  g_assert_cmpint (sqlite3_open (self->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);

  g_test_expect_message ("handrail-occurrence-cache", G_LOG_LEVEL_MESSAGE, "*read anew*newer*");
  cache = open_cache (self);
  g_test_assert_expected_messages ();
  assert_unknown (cache, ADDRESS);
  store (cache, ADDRESS, calendar);
}

/* As the version before wrote it, without the names of people. */
static void
test_older (Fixture *self,
            gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) loaded = NULL;
  sqlite3 *handle = NULL;

  g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  store (cache, ADDRESS, calendar);
  g_clear_pointer (&cache, rail_occurrence_cache_close);
  g_assert_cmpint (sqlite3_open (self->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "ALTER TABLE series DROP COLUMN people; PRAGMA user_version = 1", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);

  g_test_expect_message ("handrail-occurrence-cache", G_LOG_LEVEL_MESSAGE, "*read anew*");
  cache = open_cache (self);
  g_test_assert_expected_messages ();
  assert_unknown (cache, ADDRESS);
  /* Not even as a copy. */
  g_assert_false (is_on_disk (self, CANARY));

  store (cache, ADDRESS, calendar);
  loaded = load (cache, ADDRESS);
  assert_equal (g_ptr_array_index (loaded->occurrences, 0), g_ptr_array_index (calendar->occurrences, 0));
}

static void
test_people (Fixture *self,
             gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  g_autoptr (RailCachedCalendar) other = new_calendar ();
  g_autoptr (RailPeopleList) people = rail_people_list_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;
  RailOccurrence *late = new_full_occurrence ();
  RailOccurrence *again = new_full_occurrence ();

  late->start = late->end = 120 * RAIL_DAY;
  rail_occurrence_set_people (late, "Somebody Later");
  rail_occurrence_set_people (again, "grete hönig\nZoe Ahn");
  g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  g_ptr_array_add (calendar->occurrences, late);
  g_ptr_array_add (other->occurrences, again);
  store (cache, "a", calendar);
  store (cache, "b", other);

  g_assert_true (rail_occurrence_cache_add_people (cache, 90 * RAIL_DAY, 110 * RAIL_DAY, people, &error));
  g_assert_no_error (error);
  names = rail_people_list_dup_names (people);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  joined = g_strjoinv ("|", names);
  g_assert_true (g_str_equal (joined, "Ada|Grete Hönig|Zoe Ahn") || g_str_equal (joined, "Ada|Zoe Ahn|grete hönig"));
}

/* Sound as a database, yet not what this program writes. */
static void
test_tampered (Fixture *self,
               gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE series SET response = 77",
    "UPDATE series SET attendees = 0",
    "UPDATE series SET categories = 'oops'",
    "UPDATE series SET title = CAST (x'ff' AS TEXT)",
    "UPDATE occurrences SET starts = ends + 1",
  };
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();

  g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (RailOccurrenceCache) cache = open_cache (self);
      g_autoptr (RailCachedCalendar) loaded = NULL;
      g_autoptr (GError) error = NULL;
      sqlite3 *handle = NULL;

      store (cache, ADDRESS, calendar);
      g_assert_cmpint (sqlite3_open (self->path, &handle), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (handle, changes[i], NULL, NULL, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);

      g_assert_null (rail_occurrence_cache_load (cache, ADDRESS, &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED);
      store (cache, ADDRESS, calendar);
      loaded = load (cache, ADDRESS);
    }
}

static void
test_no_place (Fixture *self,
               gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "calendars.db", "below-a-file.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (self->path, "", 0, NULL));
  g_assert_null (rail_occurrence_cache_open (path, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
}

static gpointer
write_cb (gpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (data);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();

  for (guint i = 0; i < 40; i++)
    {
      g_ptr_array_add (calendar->occurrences, new_full_occurrence ());
      calendar->read_at = calendar->occurrences->len;
      store (cache, ADDRESS, calendar);
    }
  return NULL;
}

/* A calendar is either as it was before or as it is afterwards. */
static void
test_threads (Fixture *self,
              gconstpointer data)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (RailCachedCalendar) calendar = new_calendar ();
  gint64 seen = 0;
  GThread *thread;

  calendar->read_at = 0;
  store (cache, ADDRESS, calendar);
  thread = g_thread_new ("writer", write_cb, self);
  while (seen < 40)
    {
      g_autoptr (RailCachedCalendar) loaded = load (cache, ADDRESS);

      g_assert_cmpint (loaded->read_at, >=, seen);
      g_assert_cmpint (loaded->read_at, ==, loaded->occurrences->len);
      seen = loaded->read_at;
    }
  g_thread_join (thread);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/occurrence-cache/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("everything-comes-back", test_round_trip);
  ADD ("a-later-reading-replaces-an-earlier-one", test_replaced);
  ADD ("not-modified-is-remembered", test_confirmed);
  ADD ("what-is-forgotten-is-gone-from-the-file", test_forgotten);
  ADD ("forgets-all-but-some", test_forgotten_but_some);
  ADD ("limits", test_limits);
  ADD ("a-damaged-file-is-made-anew", test_spoilt);
  ADD ("a-newer-file-is-made-anew", test_newer);
  ADD ("an-older-file-is-made-anew", test_older);
  ADD ("who-takes-part-in-whatever-is-known", test_people);
  ADD ("what-nobody-wrote-is-refused", test_tampered);
  ADD ("no-place-to-write", test_no_place);
  ADD ("one-thread-writes-while-another-reads", test_threads);
#undef ADD

  return g_test_run ();
}
