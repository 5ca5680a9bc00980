/* Real files on a real disk, changed while the main loop runs. */

#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "base/iso-time.h"
#include "platform/calendar-file.h"
#include "testlib/scratch-folder.h"

/* Long enough for a busy two-core machine; nothing waits this long when all is well. */
#define LIMIT_SECONDS 30

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScratchFolder, scratch_folder_free)

typedef struct
{
  RailCalendarSource *file;
  guint changes;
  gboolean late;
} Watch;

static void
changed_cb (Watch *watch)
{
  watch->changes++;
}

static void
late_cb (gpointer data)
{
  ((Watch *) data)->late = TRUE;
}

static gint64
moment (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 result;

  g_assert_true (rail_iso_time_parse (text, utc, &result, NULL));
  return result;
}

static RailCalendarStatus
get_status (Watch *watch)
{
  RailCalendarStatus status;

  rail_calendar_source_get_status (watch->file, &status);
  return status;
}

static Watch *
watch_file (const char *folder,
            const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  Watch *watch = g_new0 (Watch, 1);

  watch->file = rail_calendar_file_new (path, NULL);
  g_signal_connect_swapped (watch->file, "changed", G_CALLBACK (changed_cb), watch);
  return watch;
}

static void
watch_free (Watch *self)
{
  g_signal_handlers_disconnect_by_data (self->file, self);
  g_assert_finalize_object (self->file);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

static void
set_october (Watch *watch)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  rail_calendar_source_set_window (watch->file, moment ("2026-10-01"), moment ("2026-11-01"), utc);
}

/* Runs the main loop until the titles are @expected, joined by commas, and the state is @state. */
static void
wait_for (Watch *watch,
          const char *expected,
          RailProviderState state)
{
  guint limit = g_timeout_add_once (LIMIT_SECONDS * 1000, late_cb, watch);
  g_autofree char *titles = NULL;

  watch->late = FALSE;
  for (;;)
    {
      GPtrArray *occurrences = rail_calendar_source_get_occurrences (watch->file);
      g_autoptr (GPtrArray) parts = g_ptr_array_new ();

      for (guint i = 0; i < occurrences->len; i++)
        g_ptr_array_add (parts, ((RailOccurrence *) g_ptr_array_index (occurrences, i))->title);
      g_ptr_array_add (parts, NULL);

      g_free (titles);
      titles = g_strjoinv (",", (char **) parts->pdata);
      if (watch->late || (g_str_equal (titles, expected) && get_status (watch).state == state && watch->changes > 0))
        break;
      g_main_context_iteration (NULL, TRUE);
    }

  g_assert_cmpstr (titles, ==, expected);
  g_assert_cmpint (get_status (watch).state, ==, state);
  g_source_remove (limit);
}

static void
write_event (const char *folder,
             const char *name,
             const char *title)
{
  g_autofree char *text = g_strdup_printf ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261005T090000Z\nSUMMARY:%s\nEND:VEVENT\nEND:VCALENDAR\n",
                                           title);

  scratch_folder_write (folder, name, text);
}

/* Without a rename: the same file, opened and written again. */
static void
write_in_place (const char *folder,
                const char *name,
                const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *stream = g_fopen (path, "w");

  g_assert_nonnull (stream);
  g_assert_cmpint (fputs (text, stream), >=, 0);
  g_assert_cmpint (fclose (stream), ==, 0);
}

static void
test_reads (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autoptr (Watch) watch = NULL;
  const char *detail = NULL;

  write_event (folder, "work.ics", "Review");
  watch = watch_file (folder, "work.ics");
  g_assert_cmpuint (rail_calendar_source_get_occurrences (watch->file)->len, ==, 0);
  g_assert_cmpint (get_status (watch).read_at, ==, 0);

  set_october (watch);
  wait_for (watch, "Review", RAIL_PROVIDER_OK);
  detail = get_status (watch).detail;
  g_assert_cmpstr (detail, ==, "");
  g_assert_cmpint (get_status (watch).read_at, >, 0);
  g_assert_cmpuint (rail_calendar_source_get_problems (watch->file)->len, ==, 0);
}

static void
test_follows_changes (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autoptr (Watch) watch = NULL;

  write_event (folder, "work.ics", "First");
  watch = watch_file (folder, "work.ics");
  set_october (watch);
  wait_for (watch, "First", RAIL_PROVIDER_OK);

  /* g_file_set_contents() writes beside it and renames, as calendar programs do. */
  write_event (folder, "work.ics", "Second");
  wait_for (watch, "Second", RAIL_PROVIDER_OK);

  write_in_place (folder, "work.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261005T090000Z\nSUMMARY:Third\nEND:VEVENT\nEND:VCALENDAR\n");
  wait_for (watch, "Third", RAIL_PROVIDER_OK);
}

static void
test_comes_later (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autoptr (Watch) watch = watch_file (folder, "not/yet/work.ics");
  const char *detail = NULL;

  set_october (watch);
  wait_for (watch, "", RAIL_PROVIDER_FAILED);
  detail = get_status (watch).detail;
  g_assert_nonnull (strstr (detail, "work.ics"));

  /* Its folders are missing too, and come with it. */
  write_event (folder, "not/yet/work.ics", "Here");
  wait_for (watch, "Here", RAIL_PROVIDER_OK);
  write_event (folder, "not/yet/work.ics", "Still here");
  wait_for (watch, "Still here", RAIL_PROVIDER_OK);
}

static void
test_keeps_what_it_held (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autoptr (Watch) watch = NULL;
  g_autofree char *path = g_build_filename (folder, "work.ics", NULL);
  const char *detail = NULL;
  gint64 read_at;

  write_event (folder, "work.ics", "Review");
  watch = watch_file (folder, "work.ics");
  set_october (watch);
  wait_for (watch, "Review", RAIL_PROVIDER_OK);
  read_at = get_status (watch).read_at;

  g_assert_cmpint (g_unlink (path), ==, 0);
  wait_for (watch, "Review", RAIL_PROVIDER_FAILED);
  detail = get_status (watch).detail;
  g_assert_nonnull (strstr (detail, "Its events are as of "));
  g_assert_cmpint (get_status (watch).read_at, ==, read_at);
  g_assert_cmpuint (rail_calendar_source_get_problems (watch->file)->len, ==, 1);

  write_event (folder, "work.ics", "Back");
  wait_for (watch, "Back", RAIL_PROVIDER_OK);

  scratch_folder_write (folder, "work.ics", "<html>Please sign in</html>");
  wait_for (watch, "Back", RAIL_PROVIDER_FAILED);
  detail = get_status (watch).detail;
  g_assert_nonnull (strstr (detail, "web page"));
}

static void
test_partly_broken (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autoptr (Watch) watch = NULL;
  const char *detail = NULL;

  scratch_folder_write (folder,
                        "work.ics",
                        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:never\nEND:VEVENT\n"
                        "BEGIN:VEVENT\nUID:b\nDTSTART:20261005T090000Z\nSUMMARY:Good\nEND:VEVENT\nEND:VCALENDAR\n");
  watch = watch_file (folder, "work.ics");
  set_october (watch);
  wait_for (watch, "Good", RAIL_PROVIDER_LIMITED);
  detail = get_status (watch).detail;
  g_assert_cmpstr (detail, ==, "One event of the calendar could not be read");
}

static void
test_latest_window_wins (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autoptr (Watch) watch = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  scratch_folder_write (folder,
                        "work.ics",
                        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261005T090000Z\nSUMMARY:October\nEND:VEVENT\n"
                        "BEGIN:VEVENT\nUID:b\nDTSTART:20261105T090000Z\nSUMMARY:November\nEND:VEVENT\nEND:VCALENDAR\n");
  watch = watch_file (folder, "work.ics");
  set_october (watch);
  rail_calendar_source_set_window (watch->file, moment ("2026-11-01"), moment ("2026-12-01"), utc);
  wait_for (watch, "November", RAIL_PROVIDER_OK);
  /* What was read for the first window was never shown. */
  g_assert_cmpuint (watch->changes, ==, 1);

  rail_calendar_source_set_window (watch->file, moment ("2026-10-01"), moment ("2026-12-01"), utc);
  wait_for (watch, "October,November", RAIL_PROVIDER_OK);
}

static void
test_freed_while_reading (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();

  write_event (folder, "work.ics", "Review");
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (Watch) watch = watch_file (folder, "work.ics");

      set_october (watch);
      write_event (folder, "work.ics", "Review");
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_a_folder_is_no_calendar (void)
{
  g_autoptr (ScratchFolder) folder = scratch_folder_new ();
  g_autoptr (Watch) watch = NULL;

  scratch_folder_write (folder, "work.ics/inside", "");
  watch = watch_file (folder, "work.ics");
  set_october (watch);
  wait_for (watch, "", RAIL_PROVIDER_FAILED);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar-file/reads-when-a-window-is-set", test_reads);
  g_test_add_func ("/calendar-file/follows-renames-and-writes", test_follows_changes);
  g_test_add_func ("/calendar-file/a-file-that-comes-later", test_comes_later);
  g_test_add_func ("/calendar-file/keeps-what-it-held-and-says-since-when", test_keeps_what_it_held);
  g_test_add_func ("/calendar-file/a-broken-event-limits-it", test_partly_broken);
  g_test_add_func ("/calendar-file/the-latest-window-wins", test_latest_window_wins);
  g_test_add_func ("/calendar-file/freed-while-reading", test_freed_while_reading);
  g_test_add_func ("/calendar-file/a-folder-is-no-calendar", test_a_folder_is_no_calendar);

  return g_test_run ();
}
