#include "config.h"

#include "journal/journal.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/database.h"
#include "base/duration.h"
#include "base/error.h"
#include "base/iso-time.h"
#include "journal/egress-ledger.h"

/*
 * The journal as three programs use it: on disk, from several processes, killed, out of room, damaged. Some tests start this very
 * program again in a role (see the end of the file).
 */

static const char *self_path;

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("handrail-journal-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "journal.db", NULL);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }

  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static RailJournal *
open_journal (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;
  RailJournal *journal = rail_journal_open (path, &set_aside, &error);

  g_assert_no_error (error);
  g_assert_nonnull (journal);
  g_assert_null (set_aside);
  return journal;
}

static gint64
at (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 moment = 0;

  g_assert_true (rail_iso_time_parse (text, utc, &moment, NULL));
  return moment;
}

static void
result_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static gboolean
finish_tick (RailJournal *journal,
             GAsyncResult **slot,
             GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  result = g_steal_pointer (slot);
  return rail_journal_tick_finish (journal, result, error);
}

static gboolean
tick (RailJournal *journal,
      const char *occurrence_key,
      const char *series_key,
      const char *const *items,
      const char *item,
      gboolean ticked,
      gint64 now,
      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rail_journal_tick_async (journal, "managers", "one-to-one", occurrence_key, series_key, items, item, ticked, now, NULL, result_cb, &result);
  return finish_tick (journal, &result, error);
}

static void
assert_ticked (RailJournal *journal,
               const char *occurrence_key,
               gint64 now,
               const char *const *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailChecklistRun) run = rail_journal_load_run (journal, "managers", "one-to-one", occurrence_key, now, &error);

  g_assert_no_error (error);
  g_assert_nonnull (run);
  g_assert_cmpuint (g_hash_table_size (run->ticked), ==, g_strv_length ((char **) expected));
  for (guint i = 0; expected[i] != NULL; i++)
    g_assert_true (g_hash_table_contains (run->ticked, expected[i]));
}

static void
assert_left_open (RailJournal *journal,
                  const char *occurrence_key,
                  const char *series_key,
                  gint64 now,
                  const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) items = rail_journal_load_left_open (journal, "managers", "one-to-one", occurrence_key, series_key, now, &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  joined = g_strjoinv (" ", items);
  g_assert_cmpstr (joined, ==, expected);
}

static void
show (RailJournal *journal,
      const char *trigger,
      const char *occurrence_key,
      gint64 occurrence_start,
      RailShown shown,
      gint64 when)
{
  RailShowing showing = {
    .pack = (char *) "managers",
    .aid = (char *) "one-to-one",
    .trigger = (char *) trigger,
    .occurrence_key = (char *) occurrence_key,
    .occurrence_start = occurrence_start,
    .shown = shown,
    .when = when,
  };

  rail_journal_record_showing (journal, &showing);
}

static void
end (RailJournal *journal,
     const char *reason,
     gint64 when)
{
  rail_journal_record_closing (journal, "managers", "one-to-one", "t", "", reason, when);
}

static guint
count_dismissals (RailJournal *journal)
{
  return rail_journal_count_dismissals (journal, "managers", "one-to-one", "t");
}

static JsonObject *
export_object (RailJournal *journal,
               JsonNode **root)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = rail_journal_export (journal, &error);

  g_assert_no_error (error);
  *root = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_node_get_object (*root);
}

/* Everything the journal has on disk, log included. */
static gboolean
disk_contains (Fixture *fixture,
               const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      for (gsize i = 0; i + strlen (needle) <= length; i++)
        {
          if (memcmp (contents + i, needle, strlen (needle)) == 0)
            return TRUE;
        }
    }

  return FALSE;
}

static char *
find_name (Fixture *fixture,
           const char *part,
           guint *count)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  *count = 0;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (strstr (name, part) == NULL || g_str_has_suffix (name, "-wal") || g_str_has_suffix (name, "-shm"))
        continue;
      (*count)++;
      g_free (found);
      found = g_build_filename (fixture->folder, name, NULL);
    }

  return g_steal_pointer (&found);
}

static GSubprocess *
start_role (GSubprocessFlags flags,
            const char *role,
            const char *path,
            const char *argument)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (flags, &error, self_path, role, path, argument, NULL);

  g_assert_no_error (error);
  return process;
}

/* ---- showings, closings, mutes ---- */

static void
test_showings (Fixture *fixture,
               gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GPtrArray) showings = NULL;
  g_autoptr (GError) error = NULL;
  const RailShowing *showing;

  show (journal, "late", NULL, 0, RAIL_SHOWN_BADGE, at ("2026-10-01T10:30:59Z"));
  show (journal, "early", "00ff", at ("2026-10-01T09:05:30Z"), RAIL_SHOWN_CARD, at ("2026-10-01T09:00:17Z"));
  show (journal, "middle", "", 0, RAIL_SHOWN_NOTIFICATION, at ("2026-10-01T10:00:00Z"));

  /* The very next read sees them, in the order of time, cut to the minute; the start is exact. */
  showings = rail_journal_load_showings (journal, at ("2026-10-01T09:00:45Z"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (showings->len, ==, 3);
  showing = g_ptr_array_index (showings, 0);
  g_assert_cmpstr (showing->pack, ==, "managers");
  g_assert_cmpstr (showing->aid, ==, "one-to-one");
  g_assert_cmpstr (showing->trigger, ==, "early");
  g_assert_cmpstr (showing->occurrence_key, ==, "00ff");
  g_assert_cmpint (showing->occurrence_start, ==, at ("2026-10-01T09:05:30Z"));
  g_assert_cmpint (showing->shown, ==, RAIL_SHOWN_CARD);
  g_assert_cmpint (showing->when, ==, at ("2026-10-01T09:00:00Z"));
  showing = g_ptr_array_index (showings, 1);
  g_assert_cmpint (showing->shown, ==, RAIL_SHOWN_NOTIFICATION);
  showing = g_ptr_array_index (showings, 2);
  g_assert_cmpint (showing->shown, ==, RAIL_SHOWN_BADGE);
  g_assert_cmpstr (showing->occurrence_key, ==, "");
  g_clear_pointer (&showings, g_ptr_array_unref);

  showings = rail_journal_load_showings (journal, at ("2026-10-01T10:01:00Z"), &error);
  g_assert_cmpuint (showings->len, ==, 1);
}

static void
test_dismissals (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  gint64 now = at ("2026-10-01T09:00:00Z");

  g_assert_cmpuint (count_dismissals (journal), ==, 0);
  end (journal, "dismissed", now);
  end (journal, "done", now);
  end (journal, "dismissed", now);
  end (journal, "dismissed", now);
  rail_journal_record_closing (journal, "managers", "one-to-one", "another", "", "done", now);
  g_assert_cmpuint (count_dismissals (journal), ==, 2);
  end (journal, "dismissed", now);
  g_assert_cmpuint (count_dismissals (journal), ==, 3);
  end (journal, "snoozed", now);
  g_assert_cmpuint (count_dismissals (journal), ==, 0);
}

static void
test_mutes (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) none = rail_journal_load_mutes (journal, &error);
  g_auto (GStrv) mutes = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (none), ==, 0);

  rail_journal_set_muted (journal, "b/a/t", TRUE, 1);
  rail_journal_set_muted (journal, "a/a/t", TRUE, 1);
  rail_journal_set_muted (journal, "a/a/t", TRUE, 2);
  rail_journal_set_muted (journal, "c/a/t", TRUE, 3);
  rail_journal_set_muted (journal, "b/a/t", FALSE, 4);
  rail_journal_set_muted (journal, "never/was/muted", FALSE, 4);

  rail_journal_close (journal);
  g_clear_object (&journal);
  journal = open_journal (fixture->path);
  mutes = rail_journal_load_mutes (journal, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (mutes), ==, 2);
  g_assert_cmpstr (mutes[0], ==, "a/a/t");
  g_assert_cmpstr (mutes[1], ==, "c/a/t");
}

/* ---- checklist runs ---- */

static const char *const abc[] = { "a", "b", "c", NULL };

static void
test_runs (Fixture *fixture,
           gconstpointer data)
{
  static const char *const a_c[] = { "a", "c", NULL };
  static const char *const only_c[] = { "c", NULL };
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailChecklistRun) run = NULL;
  gint64 now = at ("2026-10-01T09:00:17Z");

  g_assert_null (rail_journal_load_run (journal, "managers", "one-to-one", "k1", now, &error));
  g_assert_no_error (error);

  g_assert_true (tick (journal, "k1", "s", abc, "a", TRUE, now, &error));
  g_assert_true (tick (journal, "k1", "s", abc, "c", TRUE, now + RAIL_DAY, &error));
  g_assert_true (tick (journal, "k2", "s", abc, "b", TRUE, now, &error));
  assert_ticked (journal, "k1", now, a_c);
  g_assert_true (tick (journal, "k1", "s", abc, "a", FALSE, now, &error));
  assert_ticked (journal, "k1", now, only_c);

  /* A run of an occurrence is the same on any day and began with its first tick. */
  run = rail_journal_load_run (journal, "managers", "one-to-one", "k1", now + 3 * RAIL_DAY, &error);
  g_assert_nonnull (run);
  g_assert_cmpint (run->started, ==, at ("2026-10-01T09:00:00Z"));
}

static void
test_run_of_a_day (Fixture *fixture,
                   gconstpointer data)
{
  static const char *const only_a[] = { "a", NULL };
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *zone = g_strdup (g_getenv ("TZ"));

  g_setenv ("TZ", "Pacific/Auckland", TRUE);
  journal = open_journal (fixture->path);

  /* Half past eleven in the evening of the second of October there, and one hour later. */
  g_assert_true (tick (journal, "", "", abc, "a", TRUE, at ("2026-10-02T23:30:00+13:00"), &error));
  assert_ticked (journal, "", at ("2026-10-02T00:10:00+13:00"), only_a);
  g_assert_null (rail_journal_load_run (journal, "managers", "one-to-one", "", at ("2026-10-03T00:30:00+13:00"), &error));
  g_assert_null (rail_journal_load_run (journal, "managers", "one-to-one", "", at ("2026-10-01T23:30:00+13:00"), &error));
  g_assert_no_error (error);
  assert_left_open (journal, "", "", at ("2026-10-03T00:30:00+13:00"), "b c");

  rail_journal_close (journal);
  if (zone != NULL)
    g_setenv ("TZ", zone, TRUE);
  else
    g_unsetenv ("TZ");
}

static void
test_left_open (Fixture *fixture,
                gconstpointer data)
{
  static const char *const cbx[] = { "c", "b", "x", NULL };
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GError) error = NULL;
  gint64 first = at ("2026-09-01T09:00:00Z");
  gint64 second = first + 7 * RAIL_DAY;
  gint64 third = second + 7 * RAIL_DAY;

  assert_left_open (journal, "k1", "s", first, "");
  g_assert_true (tick (journal, "k1", "s", abc, "b", TRUE, first, &error));
  g_assert_true (tick (journal, "elsewhere", "other", abc, "a", TRUE, first + RAIL_DAY, &error));

  /* Neither this meeting's own run nor another series, unless any will do. */
  assert_left_open (journal, "k1", "s", first, "");
  assert_left_open (journal, "k2", "s", second, "a c");
  assert_left_open (journal, "k2", "", second, "b c");
  assert_left_open (journal, "k2", "unheard-of", second, "");

  /* The aid changed between: what it lost is not open, and the order is the new one. */
  g_assert_true (tick (journal, "k2", "s", abc, "a", TRUE, second, &error));
  g_assert_true (tick (journal, "k2", "s", cbx, "x", TRUE, second, &error));
  assert_left_open (journal, "k3", "s", third, "c b");

  /* Seen from the second meeting it is still the first that came before. */
  assert_left_open (journal, "k2", "s", third, "a c");

  /* All done is an answer too, and no older run is asked. */
  g_assert_true (tick (journal, "k2", "s", cbx, "c", TRUE, second, &error));
  g_assert_true (tick (journal, "k2", "s", cbx, "b", TRUE, second, &error));
  assert_left_open (journal, "k3", "s", third, "");
}

static void
test_runs_of_one_minute (Fixture *fixture,
                         gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GError) error = NULL;
  gint64 now = at ("2026-10-01T09:00:10Z");

  g_assert_true (tick (journal, "k1", "s", abc, "a", TRUE, now, &error));
  g_assert_true (tick (journal, "k2", "s", abc, "b", TRUE, now + RAIL_SECOND, &error));
  assert_left_open (journal, "k3", "s", now + 2 * RAIL_SECOND, "a c");
  assert_left_open (journal, "k2", "s", now + 2 * RAIL_SECOND, "b c");
  assert_left_open (journal, "k1", "s", now + 2 * RAIL_SECOND, "");
}

static void
test_cancelled_tick (Fixture *fixture,
                     gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;
  static const char *const only_b[] = { "b", NULL };

  g_cancellable_cancel (cancellable);
  rail_journal_tick_async (journal, "managers", "one-to-one", "k", "", abc, "a", TRUE, 0, cancellable, result_cb, &refused);
  rail_journal_tick_async (journal, "managers", "one-to-one", "k", "", abc, "b", TRUE, 0, NULL, result_cb, &kept);

  g_assert_false (finish_tick (journal, &refused, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (finish_tick (journal, &kept, &error));
  assert_ticked (journal, "k", 0, only_b);
}

/* A program that ends right after the last click loses nothing. */
static void
test_close_waits (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (RailJournal) again = NULL;
  GAsyncResult *results[100] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailChecklistRun) run = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *item = g_strdup_printf ("item-%" G_GSIZE_FORMAT, i);
      const char *const items[] = { item, NULL };

      rail_journal_tick_async (journal, "managers", "one-to-one", "k", "", items, item, TRUE, 0, NULL, result_cb, &results[i]);
    }
  rail_journal_close (journal);

  again = open_journal (fixture->path);
  run = rail_journal_load_run (again, "managers", "one-to-one", "k", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (run->ticked), ==, G_N_ELEMENTS (results));

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    g_assert_true (finish_tick (journal, &results[i], &error));
}

/* The object may be let go at once: the write keeps it until the answer, and no answer ends it on the wrong thread. */
static void
test_let_go (Fixture *fixture,
             gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      RailJournal *journal = open_journal (fixture->path);

      rail_journal_set_muted (journal, "a/b/c", i % 2 == 0, i);
      g_object_add_weak_pointer (G_OBJECT (journal), (gpointer *) &journal);
      g_object_unref (journal);
      while (journal != NULL)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* ---- privacy ---- */

static void
test_key (Fixture *fixture,
          gconstpointer data)
{
  static const char uid[] = "canary-4711@calendar.example";
  g_autofree char *other_path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (RailJournal) other = open_journal (other_path);
  g_autofree char *identity = g_strconcat (uid, "\n20261001T120000Z", NULL);
  g_autofree char *key = rail_journal_dup_key (journal, identity);
  g_autofree char *series = rail_journal_dup_key (journal, uid);
  g_autofree char *elsewhere = rail_journal_dup_key (other, identity);
  g_autofree char *plain = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  g_autofree char *again = NULL;
  g_autoptr (GPtrArray) showings = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (key), ==, 32);
  g_assert_cmpuint (strspn (key, "0123456789abcdef"), ==, 32);
  g_assert_cmpstr (key, !=, series);
  g_assert_cmpstr (key, !=, elsewhere);
  g_assert_false (g_str_has_prefix (plain, key));

  g_assert_true (tick (journal, key, series, abc, "a", TRUE, 0, &error));
  show (journal, "t", key, 0, RAIL_SHOWN_CARD, 0);
  rail_journal_close (other);
  showings = rail_journal_load_showings (journal, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (showings->len, ==, 1);
  g_assert_true (disk_contains (fixture, key));
  g_assert_false (disk_contains (fixture, "canary"));
  g_assert_false (disk_contains (fixture, "calendar.example"));

  g_clear_object (&journal);
  journal = open_journal (fixture->path);
  again = rail_journal_dup_key (journal, identity);
  g_assert_cmpstr (key, ==, again);
}

static void
test_key_of_many (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *first = NULL;

  for (guint i = 0; i < 6; i++)
    g_ptr_array_add (processes, start_role (G_SUBPROCESS_FLAGS_STDOUT_PIPE, "--print-key", fixture->path, "uid"));

  for (guint i = 0; i < processes->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *output = NULL;

      g_assert_true (g_subprocess_communicate_utf8 (g_ptr_array_index (processes, i), NULL, NULL, &output, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_successful (g_ptr_array_index (processes, i)));
      g_assert_cmpuint (strlen (output), ==, 33);
      if (first == NULL)
        first = g_strdup (output);
      g_assert_cmpstr (output, ==, first);
    }
}

static void
test_roll_up (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GPtrArray) showings = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  JsonArray *days;
  gint64 old = at ("2026-08-01T09:17:00Z");
  gint64 now = at ("2026-10-01T09:00:00Z");

  show (journal, "t", "", 0, RAIL_SHOWN_CARD, old);
  show (journal, "t", "gone", old, RAIL_SHOWN_CARD, old + RAIL_HOUR);
  show (journal, "t", "to-come", now + RAIL_DAY, RAIL_SHOWN_CARD, old);
  show (journal, "t", "", 0, RAIL_SHOWN_BADGE, now - 29 * RAIL_DAY);
  end (journal, "done", old - RAIL_DAY);
  end (journal, "dismissed", old);
  end (journal, "dismissed", old);
  end (journal, "dismissed", now - RAIL_DAY);
  g_assert_true (tick (journal, "k1", "s", abc, "a", TRUE, old, &error));
  g_assert_true (tick (journal, "k2", "s", abc, "b", TRUE, old + RAIL_HOUR, &error));

  /* Twice, as on two days. */
  rail_journal_roll_up (journal, now - 20 * RAIL_DAY);
  rail_journal_roll_up (journal, now);

  /* What the gate asks for is there: the last month, and an occurrence still to come. */
  showings = rail_journal_load_showings (journal, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (showings->len, ==, 2);
  g_assert_cmpstr (((RailShowing *) g_ptr_array_index (showings, 0))->occurrence_key, ==, "to-come");

  /* The row of dismissals goes on across the cut. */
  g_assert_cmpuint (count_dismissals (journal), ==, 3);
  assert_left_open (journal, "k3", "s", now, "a c");

  object = export_object (journal, &root);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "closings")), ==, 1);
  days = json_object_get_array_member (object, "days");
  g_assert_cmpuint (json_array_get_length (days), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const expected[][2] = { { "2026-07-31", "closed:done" }, { "2026-08-01", "closed:dismissed" }, { "2026-08-01", "shown:card" } };
      JsonObject *day = json_array_get_object_element (days, i);

      g_assert_cmpstr (json_object_get_string_member (day, "day"), ==, expected[i][0]);
      g_assert_cmpstr (json_object_get_string_member (day, "action"), ==, expected[i][1]);
      g_assert_cmpint (json_object_get_int_member (day, "count"), ==, i == 0 ? 1 : 2);
    }
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (json_object_get_array_member (object, "runs"), 0), "started"), ==, "2026-08-01T00:00:00+00:00");
}

static void
test_export (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *from_file = NULL;
  g_autofree char *text = NULL;
  JsonObject *object;
  JsonObject *row;

  show (journal, "t", "", 0, RAIL_SHOWN_CARD, at ("2026-10-01T09:00:17Z"));
  end (journal, "done", at ("2026-10-01T09:03:59Z"));
  rail_journal_set_muted (journal, "managers/x/t", TRUE, at ("2026-10-01T09:04:00Z"));
  g_assert_true (tick (journal, "k", "s", abc, "b", TRUE, at ("2026-10-01T09:01:00Z"), &error));

  object = export_object (journal, &root);
  row = json_array_get_object_element (json_object_get_array_member (object, "showings"), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "shown_at"), ==, "2026-10-01T09:00:00+00:00");
  g_assert_cmpstr (json_object_get_string_member (row, "shown"), ==, "card");
  g_assert_true (json_object_get_null_member (row, "occurrence_start"));
  row = json_array_get_object_element (json_object_get_array_member (object, "closings"), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "closed_at"), ==, "2026-10-01T09:03:00+00:00");
  g_assert_cmpstr (json_object_get_string_member (row, "reason"), ==, "done");
  row = json_array_get_object_element (json_object_get_array_member (object, "mutes"), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "trigger"), ==, "managers/x/t");
  row = json_array_get_object_element (json_object_get_array_member (object, "runs"), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "series_key"), ==, "s");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "items")), ==, 3);
  row = json_array_get_object_element (json_object_get_array_member (object, "items"), 1);
  g_assert_cmpstr (json_object_get_string_member (row, "item"), ==, "b");
  g_assert_true (json_object_get_boolean_member (row, "ticked"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "days")), ==, 0);

  /* Another program reads the same without a word to this one; neither gives the seat key away. */
  text = rail_journal_export (journal, &error);
  from_file = rail_journal_export_file (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (from_file, ==, text);
  g_assert_null (strstr (text, "seat-key"));
  g_assert_false (json_object_has_member (object, "meta"));
}

static void
test_delete (Fixture *fixture,
             gconstpointer data)
{
  g_autofree char *kept = g_strconcat (fixture->path, ".v1", NULL);
  g_autofree char *damaged = g_strconcat (fixture->path, ".damaged-20260101T000000", NULL);
  g_autofree char *stranger = g_strconcat (fixture->path, ".vault", NULL);
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autofree char *key = rail_journal_dup_key (journal, "uid");
  g_autofree char *key_after = NULL;
  g_auto (GStrv) mutes = NULL;
  g_autoptr (GPtrArray) showings = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (kept, "telltale", -1, NULL));
  g_assert_true (g_file_set_contents (damaged, "telltale", -1, NULL));
  g_assert_true (g_file_set_contents (stranger, "", -1, NULL));
  for (guint i = 0; i < 200; i++)
    show (journal, "telltale", key, 0, RAIL_SHOWN_CARD, i * RAIL_DAY);
  rail_journal_roll_up (journal, 100 * RAIL_DAY);
  end (journal, "telltale", 0);
  g_assert_true (tick (journal, key, "telltale", abc, "a", TRUE, 0, &error));
  rail_journal_set_muted (journal, "a/b/c", TRUE, 0);

  g_assert_true (rail_journal_delete_history (journal, &error));
  g_assert_no_error (error);

  showings = rail_journal_load_showings (journal, 0, &error);
  g_assert_cmpuint (showings->len, ==, 0);
  g_assert_null (rail_journal_load_run (journal, "managers", "one-to-one", key, 0, &error));
  g_assert_no_error (error);
  mutes = rail_journal_load_mutes (journal, &error);
  g_assert_cmpuint (g_strv_length (mutes), ==, 1);
  key_after = rail_journal_dup_key (journal, "uid");
  g_assert_cmpstr (key, ==, key_after);

  g_assert_false (disk_contains (fixture, "telltale"));
  g_assert_false (disk_contains (fixture, key));
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (damaged, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (stranger, G_FILE_TEST_EXISTS));
}

/* ---- what left this computer ---- */

static void
send (RailJournal *journal,
      RailHttpOutcome outcome,
      const char *digest,
      gint64 when)
{
  const RailHttpRecord record = {
    .when = when,
    .purpose = "calendar",
    .method = digest != NULL ? "POST" : "GET",
    .origin = "https://example.org",
    .body_sha256 = digest,
    .bytes_sent = 120,
    .bytes_received = 4000,
    .status = outcome == RAIL_HTTP_ANSWERED ? 304 : 0,
    .outcome = outcome,
  };

  rail_egress_ledger_record (journal, &record);
}

static void
test_ledger (Fixture *fixture,
             gconstpointer data)
{
  static const char *const outcomes[] = { "answered", "failed", "cancelled", "refused" };
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *rows;

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    send (journal, (RailHttpOutcome) i, i == 1 ? "5e88" : NULL, at ("2026-10-01T09:00:17Z") + i * RAIL_SECOND);

  requests = rail_egress_ledger_load (journal, at ("2026-10-01T09:00:59Z"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (requests->len, ==, G_N_ELEMENTS (outcomes));
  rows = json_object_get_array_member (export_object (journal, &root), "egress");
  g_assert_cmpuint (json_array_get_length (rows), ==, G_N_ELEMENTS (outcomes));
  for (guint i = 0; i < requests->len; i++)
    {
      const RailEgress *request = g_ptr_array_index (requests, i);
      JsonObject *row = json_array_get_object_element (rows, i);

      g_assert_cmpint (request->when, ==, at ("2026-10-01T09:00:00Z"));
      g_assert_cmpstr (request->purpose, ==, "calendar");
      g_assert_cmpstr (request->method, ==, i == 1 ? "POST" : "GET");
      g_assert_cmpstr (request->origin, ==, "https://example.org");
      g_assert_cmpstr (request->outcome, ==, outcomes[i]);
      g_assert_cmpuint (request->status, ==, i == 0 ? 304 : 0);
      g_assert_cmpuint (request->bytes_sent, ==, 120);
      g_assert_cmpuint (request->bytes_received, ==, 4000);
      g_assert_cmpstr (request->body_sha256, ==, i == 1 ? "5e88" : "");
      g_assert_cmpstr (json_object_get_string_member (row, "sent_at"), ==, "2026-10-01T09:00:00+00:00");
      g_assert_cmpstr (json_object_get_string_member (row, "outcome"), ==, outcomes[i]);
      g_assert_cmpint (json_object_get_int_member (row, "bytes_received"), ==, 4000);
    }
}

static void
deleted_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean deleted = rail_egress_ledger_delete_finish (RAIL_JOURNAL (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = deleted;
}

/* The rest of what happened stays. */
static void
test_ledger_alone_is_deleted (Fixture *fixture,
                              gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GPtrArray) days = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) requests = NULL;
  g_auto (GStrv) mutes = NULL;
  gint64 old = at ("2026-08-01T09:17:00Z");
  gboolean deleted = FALSE;
  const RailEgressDay *day;

  send (journal, RAIL_HTTP_ANSWERED, NULL, old);
  send (journal, RAIL_HTTP_ANSWERED, NULL, old + RAIL_HOUR);
  send (journal, RAIL_HTTP_FAILED, NULL, at ("2026-10-01T09:00:00Z"));
  rail_journal_set_muted (journal, "a/b/c", TRUE, old);
  rail_journal_roll_up (journal, at ("2026-10-01T09:00:00Z"));
  days = rail_egress_ledger_load_days (journal, NULL);
  g_assert_cmpuint (days->len, ==, 1);
  day = g_ptr_array_index (days, 0);
  g_assert_cmpstr (day->day, ==, "2026-08-01");
  g_assert_cmpstr (day->purpose, ==, "calendar");
  g_assert_cmpstr (day->outcome, ==, "answered");
  g_assert_cmpuint (day->requests, ==, 2);
  g_assert_cmpuint (day->bytes_sent, ==, 240);

  rail_egress_ledger_delete_async (journal, deleted_cb, &deleted);
  while (!deleted)
    g_main_context_iteration (NULL, TRUE);
  requests = rail_egress_ledger_load (journal, 0, NULL);
  after = rail_egress_ledger_load_days (journal, NULL);
  mutes = rail_journal_load_mutes (journal, NULL);
  g_assert_cmpuint (requests->len + after->len, ==, 0);
  g_assert_cmpuint (g_strv_length (mutes), ==, 1);
}

static void
test_ledger_grows_old (Fixture *fixture,
                       gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) empty = NULL;
  g_autoptr (GError) error = NULL;
  gint64 old = at ("2026-08-01T09:17:00Z");
  gint64 now = at ("2026-10-01T09:00:00Z");
  JsonObject *object;
  JsonObject *day;

  send (journal, RAIL_HTTP_ANSWERED, NULL, old);
  send (journal, RAIL_HTTP_ANSWERED, NULL, old + RAIL_HOUR);
  send (journal, RAIL_HTTP_FAILED, NULL, now - 29 * RAIL_DAY);
  rail_journal_roll_up (journal, old + 30 * RAIL_DAY + RAIL_MINUTE);
  rail_journal_roll_up (journal, now);

  requests = rail_egress_ledger_load (journal, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (requests->len, ==, 1);
  object = export_object (journal, &root);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "egress_days")), ==, 1);
  day = json_array_get_object_element (json_object_get_array_member (object, "egress_days"), 0);
  g_assert_cmpstr (json_object_get_string_member (day, "day"), ==, "2026-08-01");
  g_assert_cmpstr (json_object_get_string_member (day, "origin"), ==, "https://example.org");
  g_assert_cmpint (json_object_get_int_member (day, "requests"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (day, "bytes_received"), ==, 8000);

  g_assert_true (rail_journal_delete_history (journal, &error));
  g_assert_no_error (error);
  object = export_object (journal, &empty);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "egress")), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "egress_days")), ==, 0);
  g_assert_false (disk_contains (fixture, "example.org"));
}

/* As the first version wrote it: today's file with the later tables taken away. */
static void
make_first_version (Fixture *fixture)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GSubprocess) shell = NULL;
  g_autoptr (GError) error = NULL;

  end (journal, "done", at ("2026-10-01T09:03:00Z"));
  rail_journal_set_muted (journal, "managers/x/t", TRUE, at ("2026-10-01T09:04:00Z"));
  rail_journal_close (journal);

  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                            &error,
                            "sqlite3",
                            fixture->path,
                            "DROP TABLE egress; DROP TABLE egress_days; DROP TABLE own_triggers; DROP TABLE aid_uses; DROP TABLE gaps; DROP TABLE next_steps; PRAGMA user_version = 1",
                            NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (shell, NULL, &error));
}

static void
test_upgrade (Fixture *fixture,
              gconstpointer data)
{
  g_autofree char *kept = g_strconcat (fixture->path, ".v1", NULL);
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mutes = NULL;

  make_first_version (fixture);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));

  journal = open_journal (fixture->path);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  send (journal, RAIL_HTTP_REFUSED, NULL, at ("2026-10-02T09:00:00Z"));
  requests = rail_egress_ledger_load (journal, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (requests->len, ==, 1);
  mutes = rail_journal_load_mutes (journal, &error);
  g_assert_cmpstr (mutes[0], ==, "managers/x/t");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (export_object (journal, &root), "closings")), ==, 1);
}

/* ---- several programs, and the bad days ---- */

static void
test_two_processes (Fixture *fixture,
                    gconstpointer data)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autoptr (GSubprocess) one = start_role (G_SUBPROCESS_FLAGS_NONE, "--tick-many", fixture->path, "one");
  g_autoptr (GSubprocess) two = start_role (G_SUBPROCESS_FLAGS_NONE, "--tick-many", fixture->path, "two");
  g_autoptr (RailChecklistRun) run = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *item = g_strdup_printf ("here-%u", i);
      const char *const items[] = { item, NULL };

      g_assert_true (tick (journal, "many", "", items, item, TRUE, 0, &error));
    }
  g_assert_true (g_subprocess_wait_check (one, NULL, &error));
  g_assert_true (g_subprocess_wait_check (two, NULL, &error));

  run = rail_journal_load_run (journal, "managers", "one-to-one", "many", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (run->ticked), ==, 120);
}

static void
test_killed (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261001);
  guint total = 0;

  for (guint round = 0; round < 12; round++)
    {
      g_autofree char *key = g_strdup_printf ("round-%u", round);
      g_autoptr (GSubprocess) process = start_role (G_SUBPROCESS_FLAGS_STDOUT_PIPE, "--tick-forever", fixture->path, key);
      g_autoptr (GDataInputStream) acknowledged = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (RailJournal) journal = NULL;
      g_autoptr (RailChecklistRun) run = NULL;
      g_autoptr (GError) error = NULL;
      gint kill_after = g_rand_int_range (random, 1, 60);
      char *line;

      while ((line = g_data_input_stream_read_line (acknowledged, NULL, NULL, &error)) != NULL)
        {
          g_ptr_array_add (lines, line);
          if ((gint) lines->len == kill_after)
            g_subprocess_force_exit (process);
        }
      g_assert_no_error (error);
      g_assert_true (g_subprocess_wait (process, NULL, &error));
      g_assert_true (g_subprocess_get_if_signaled (process));
      g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
      g_assert_cmpint ((gint) lines->len, >=, kill_after);

      journal = open_journal (fixture->path);
      run = rail_journal_load_run (journal, "managers", "one-to-one", key, 0, &error);
      g_assert_no_error (error);
      g_assert_nonnull (run);
      for (guint i = 0; i < lines->len; i++)
        g_assert_true (g_hash_table_contains (run->ticked, g_ptr_array_index (lines, i)));
      total += lines->len;
    }

  g_test_message ("%u acknowledged ticks were all there", total);
}

static void
test_full (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GSubprocess) process = start_role (G_SUBPROCESS_FLAGS_STDOUT_PIPE, "--fill-the-disk", fixture->path, "");
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (RailChecklistRun) run = NULL;
  g_autoptr (GError) error = NULL;
  guint acknowledged = 0;
  guint refused = 0;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  journal = open_journal (fixture->path);
  run = rail_journal_load_run (journal, "managers", "one-to-one", "full", 0, &error);
  g_assert_no_error (error);

  lines = g_strsplit (g_strchomp (output), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean there = g_hash_table_contains (run->ticked, lines[i] + 1);

      g_assert_true (lines[i][0] == '+' || lines[i][0] == '-');
      g_assert_cmpint (there, ==, lines[i][0] == '+');
      if (there)
        acknowledged++;
      else
        refused++;
    }
  g_assert_cmpuint (acknowledged, >=, 2);
  g_assert_cmpuint (refused, >=, 1);
}

static void
damage (Fixture *fixture)
{
  g_autoptr (RailJournal) journal = open_journal (fixture->path);
  g_autofree char *contents = NULL;
  gsize length;

  for (guint i = 0; i < 500; i++)
    show (journal, "precious", "", 0, RAIL_SHOWN_CARD, i * RAIL_DAY);
  g_clear_pointer (&journal, rail_journal_close);

  /* Let the answers go by, which hold the object. */
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  g_assert_cmpuint (length, >, 8 * 4096);
  memset (contents + 4096 + 40, 0x5a, 4096 * 3);
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
}

static void
test_damaged (Fixture *fixture,
              gconstpointer data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *set_aside = NULL;
  g_autofree char *set_aside_wal = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *log_after = NULL;
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (GPtrArray) showings = NULL;
  g_autoptr (GError) error = NULL;
  gsize length_before;
  gsize length_after;

  damage (fixture);
  g_assert_true (g_file_set_contents (wal, "a log", -1, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &before, &length_before, NULL));

  /* Who only reads, says so and moves nothing. */
  g_assert_null (rail_journal_export_file (fixture->path, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED);
  g_clear_error (&error);

  journal = rail_journal_open (fixture->path, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (journal);
  g_assert_nonnull (set_aside);
  g_assert_true (g_str_has_prefix (set_aside, fixture->path));
  g_assert_true (g_regex_match_simple ("\\.damaged-[0-9]{8}T[0-9]{6}$", set_aside, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT));

  /* The old bytes are all there, and the new journal works. */
  g_assert_true (g_file_get_contents (set_aside, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
  set_aside_wal = g_strconcat (set_aside, "-wal", NULL);
  g_assert_true (g_file_get_contents (set_aside_wal, &log_after, NULL, NULL));
  g_assert_cmpstr (log_after, ==, "a log");
  show (journal, "t", "", 0, RAIL_SHOWN_CARD, 0);
  showings = rail_journal_load_showings (journal, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (showings->len, ==, 1);
}

static void
test_damage_met_by_many (Fixture *fixture,
                         gconstpointer data)
{
  g_autoptr (GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (RailChecklistRun) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;
  guint count;

  damage (fixture);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u", i);

      g_ptr_array_add (processes, start_role (G_SUBPROCESS_FLAGS_NONE, "--tick-many", fixture->path, name));
    }
  for (guint i = 0; i < processes->len; i++)
    {
      g_assert_true (g_subprocess_wait_check (g_ptr_array_index (processes, i), NULL, &error));
      g_assert_no_error (error);
    }

  /* One of them moved the one damaged file, and nobody moved the new one. */
  set_aside = find_name (fixture, ".damaged-", &count);
  g_assert_cmpuint (count, ==, 1);
  journal = open_journal (fixture->path);
  run = rail_journal_load_run (journal, "managers", "one-to-one", "many", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (run->ticked), ==, 4 * 40);
}

static void
test_newer (Fixture *fixture,
            gconstpointer data)
{
  static const char *const future[] = { "CREATE TABLE a (a);", "CREATE TABLE b (b);", "CREATE TABLE c (c);", "CREATE TABLE d (d);", "CREATE TABLE e (e);", "CREATE TABLE f (f);" };
  g_autoptr (RailDatabase) database = rail_database_open (fixture->path, RAIL_DATABASE_READ_WRITE, future, G_N_ELEMENTS (future), NULL);
  g_autofree char *set_aside = NULL;
  g_autofree char *damaged = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize length_before;
  gsize length_after;
  guint count;

  g_clear_pointer (&database, rail_database_close);
  g_assert_true (g_file_get_contents (fixture->path, &before, &length_before, NULL));

  g_assert_null (rail_journal_open (fixture->path, &set_aside, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_NEWER);
  g_assert_null (set_aside);
  damaged = find_name (fixture, ".damaged-", &count);
  g_assert_cmpuint (count, ==, 0);
  g_assert_true (g_file_get_contents (fixture->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
test_unopenable (Fixture *fixture,
                 gconstpointer data)
{
  g_autofree char *below_a_file = g_build_filename (fixture->path, "journal.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  g_assert_null (rail_journal_open (below_a_file, NULL, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, fixture->path));
}

static void
test_default_path (void)
{
  g_autofree char *path = rail_journal_dup_default_path ();
  g_autofree char *expected = g_build_filename (g_get_user_data_dir (), "handrail", "journal.db", NULL);

  g_assert_cmpstr (path, ==, expected);
}

/* ---- handrailctl journal ---- */

static char *
run_ctl (int expected_status,
         char **complaint,
         const char *const *words)
{
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_assert_nonnull (g_getenv ("HANDRAILCTL"));
  g_strv_builder_add_many (arguments, g_getenv ("HANDRAILCTL"), "journal", NULL);
  g_strv_builder_addv (arguments, (const char **) words);
  argv = g_strv_builder_end (arguments);

  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, "", NULL, &output, complaint, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, expected_status);
  return output;
}

static void
test_ctl_export (Fixture *fixture,
                 gconstpointer data)
{
  const char *const compact[] = { "export", "--json", "--file", fixture->path, NULL };
  const char *const pretty[] = { "--file", fixture->path, "export", NULL };
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (JsonNode) empty = NULL;
  g_autoptr (JsonNode) compact_root = NULL;
  g_autoptr (JsonNode) pretty_root = NULL;
  g_autofree char *nothing = run_ctl (0, NULL, compact);
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  g_autofree char *complaint = NULL;

  /* No journal yet: empty tables, and still no journal. */
  empty = json_from_string (nothing, NULL);
  g_assert_nonnull (empty);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (empty), "runs")), ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  journal = open_journal (fixture->path);
  show (journal, "t", "", 0, RAIL_SHOWN_CARD, 0);
  rail_journal_close (journal);

  line = run_ctl (0, NULL, compact);
  text = run_ctl (0, NULL, pretty);
  g_assert_true (strchr (line, '\n') == line + strlen (line) - 1);
  g_assert_nonnull (strstr (text, "\n  \"showings\""));
  compact_root = json_from_string (line, NULL);
  pretty_root = json_from_string (text, NULL);
  g_assert_true (json_node_equal (compact_root, pretty_root));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (compact_root), "showings")), ==, 1);

  g_assert_true (g_file_set_contents (fixture->path, "no database, only a few words that are longer than a header is", -1, NULL));
  g_free (run_ctl (3, &complaint, compact));
  g_assert_nonnull (strstr (complaint, fixture->path));
}

static void
test_ctl_delete (Fixture *fixture,
                 gconstpointer data)
{
  const char *const without_yes[] = { "delete", "--file", fixture->path, NULL };
  const char *const with_yes[] = { "delete", "--yes", "--json", "--file", fixture->path, NULL };
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (GPtrArray) showings = NULL;
  g_autofree char *complaint = NULL;
  g_autofree char *nothing_yet = run_ctl (0, NULL, with_yes);
  g_autofree char *refusal = NULL;
  g_autofree char *outcome = NULL;

  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  journal = open_journal (fixture->path);
  show (journal, "t", "", 0, RAIL_SHOWN_CARD, 0);
  showings = rail_journal_load_showings (journal, 0, NULL);
  g_assert_cmpuint (showings->len, ==, 1);
  g_clear_pointer (&showings, g_ptr_array_unref);

  /* Standard input is no terminal here. */
  refusal = run_ctl (2, &complaint, without_yes);
  g_assert_nonnull (strstr (complaint, "--yes"));
  g_assert_cmpstr (refusal, ==, "");
  showings = rail_journal_load_showings (journal, 0, NULL);
  g_assert_cmpuint (showings->len, ==, 1);
  g_clear_pointer (&showings, g_ptr_array_unref);

  /* While another program has it open. */
  outcome = run_ctl (0, NULL, with_yes);
  g_assert_nonnull (strstr (outcome, "\"deleted\":true"));
  showings = rail_journal_load_showings (journal, 0, NULL);
  g_assert_cmpuint (showings->len, ==, 0);
}

static void
test_ctl_usage (Fixture *fixture,
                gconstpointer data)
{
  const char *const none[] = { NULL };
  const char *const unknown[] = { "burn", NULL };
  const char *const both[] = { "export", "delete", NULL };

  g_free (run_ctl (2, NULL, none));
  g_free (run_ctl (2, NULL, unknown));
  g_free (run_ctl (2, NULL, both));
}

/* ---- the roles ---- */

static void
acknowledge_cb (GObject *source,
                GAsyncResult *result,
                gpointer user_data)
{
  g_autofree char *item = user_data;
  g_autoptr (GError) error = NULL;

  if (!rail_journal_tick_finish (RAIL_JOURNAL (source), result, &error))
    g_error ("%s: %s", item, error->message);

  /* One write per line, so that the parent never reads half of one. */
  printf ("%s\n", item);
  fflush (stdout);
}

/* Always some ticks under way, so that batches are cut in the middle too. */
G_NORETURN static void
tick_forever (RailJournal *journal,
              const char *occurrence_key)
{
  for (guint i = 0; TRUE; i++)
    {
      char *item = g_strdup_printf ("item-%u", i);
      const char *const items[] = { item, NULL };

      rail_journal_tick_async (journal, "managers", "one-to-one", occurrence_key, "", items, item, TRUE, 0, NULL, acknowledge_cb, item);
      if (i % 5 == 4)
        g_main_context_iteration (NULL, TRUE);
    }
}

static int
tick_many (RailJournal *journal,
           const char *name)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *item = g_strdup_printf ("%s-%u", name, i);
      const char *const items[] = { item, NULL };
      g_autoptr (GError) error = NULL;

      if (!tick (journal, "many", "", items, item, TRUE, 0, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
    }

  return 0;
}

static int
print_key (RailJournal *journal,
           const char *identity)
{
  g_autofree char *key = rail_journal_dup_key (journal, identity);

  printf ("%s\n", key);
  return 0;
}

static void
write_failed_cb (RailJournal *journal,
                 const GError *error,
                 gpointer user_data)
{
  GError **slot = user_data;

  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  g_clear_error (slot);
  *slot = g_error_copy (error);
}

static void
set_file_size_limit (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
tick_and_print (RailJournal *journal,
                guint number,
                GError **error)
{
  g_autofree char *item = g_strdup_printf ("item-%u", number);
  const char *const items[] = { item, NULL };
  gboolean ticked = tick (journal, "full", "", items, item, TRUE, 0, error);

  printf ("%c%s\n", ticked ? '+' : '-', item);
}

/* A file size limit is as real a write failure as a full disk, and needs no root. */
static int
fill_the_disk (RailJournal *journal,
               const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) lost = NULL;
  GStatBuf status;
  guint number = 0;

  signal (SIGXFSZ, SIG_IGN);
  g_signal_connect (journal, "write-failed", G_CALLBACK (write_failed_cb), &lost);

  tick_and_print (journal, number++, &error);
  g_assert_no_error (error);

  g_assert_cmpint (g_stat (wal, &status), ==, 0);
  set_file_size_limit ((rlim_t) status.st_size + 3 * 4096);
  while (error == NULL)
    tick_and_print (journal, number++, &error);
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FULL);
  g_clear_error (&error);

  show (journal, "t", "", 0, RAIL_SHOWN_CARD, 0);
  while (lost == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (lost, RAIL_ERROR, RAIL_ERROR_FULL);

  /* Room again: the same journal goes on. */
  set_file_size_limit (RLIM_INFINITY);
  tick_and_print (journal, number++, &error);
  g_assert_no_error (error);
  return 0;
}

static int
play_role (const char *role,
           const char *path,
           const char *argument)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailJournal) journal = rail_journal_open (path, NULL, &error);

  if (journal == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  if (g_str_equal (role, "--tick-forever"))
    tick_forever (journal, argument);
  if (g_str_equal (role, "--tick-many"))
    return tick_many (journal, argument);
  if (g_str_equal (role, "--print-key"))
    return print_key (journal, argument);
  if (g_str_equal (role, "--fill-the-disk"))
    return fill_the_disk (journal, path);

  g_assert_not_reached ();
}

int
main (int argc,
      char **argv)
{
  if (argc == 4)
    return play_role (argv[1], argv[2], argv[3]);

  self_path = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add ("/journal/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("showings/read-back-at-once-and-to-the-minute", test_showings);
  ADD ("closings/count-dismissals-in-a-row", test_dismissals);
  ADD ("mutes/are-kept-and-sorted", test_mutes);
  ADD ("runs/hang-on-the-occurrence", test_runs);
  ADD ("runs/without-occurrence-hang-on-the-local-day", test_run_of_a_day);
  ADD ("runs/of-one-minute-keep-their-order", test_runs_of_one_minute);
  ADD ("left-open/is-what-the-last-meeting-of-the-series-left", test_left_open);
  ADD ("tick/cancelled-before-its-turn-is-not-written", test_cancelled_tick);
  ADD ("close/waits-for-every-write", test_close_waits);
  ADD ("close/happens-on-the-owner's-thread", test_let_go);
  ADD ("privacy/keys-tell-nothing-and-stay", test_key);
  ADD ("privacy/one-seat-has-one-key", test_key_of_many);
  ADD ("privacy/old-rows-become-day-counts", test_roll_up);
  ADD ("privacy/export-holds-every-table-and-no-seat-key", test_export);
  ADD ("privacy/deleted-is-gone-from-the-disk", test_delete);
  ADD ("ledger/has-every-request", test_ledger);
  ADD ("ledger/becomes-days-and-is-deleted", test_ledger_grows_old);
  ADD ("ledger/is-deleted-by-itself", test_ledger_alone_is_deleted);
  ADD ("upgrade/from-the-first-version-keeps-the-old-file", test_upgrade);
  ADD ("several-programs/all-tick-at-once", test_two_processes);
  ADD ("killed/every-acknowledged-tick-is-there", test_killed);
  ADD ("full/is-answered-and-survived", test_full);
  ADD ("damaged/is-set-aside-and-named", test_damaged);
  ADD ("damaged/is-set-aside-once-by-many", test_damage_met_by_many);
  ADD ("newer/is-refused-untouched", test_newer);
  ADD ("unopenable/says-what", test_unopenable);
  ADD ("ctl/exports", test_ctl_export);
  ADD ("ctl/deletes-only-when-told", test_ctl_delete);
  ADD ("ctl/shows-its-usage", test_ctl_usage);
#undef ADD
  g_test_add_func ("/journal/default-path/is-in-the-data-folder", test_default_path);

  return g_test_run ();
}
