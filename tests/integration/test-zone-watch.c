/* The zone's file as the system's tools treat it: a link that is replaced in one step, or made anew, or a copy written over. */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/problem.h"
#include "context/local-zone.h"
#include "context/recurrence.h"
#include "platform/zone-watch.h"

#define LIMIT_SECONDS 20

typedef struct
{
  char *folder;
  char *path;
  RailZoneWatch *watch;
  guint changes;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->changes++;
}

static void
link_to (const char *path,
         const char *zone)
{
  g_autofree char *target = g_strdup_printf ("/usr/share/zoneinfo/%s", zone);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("zone-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "localtime", NULL);
  link_to (fixture->path, "Europe/Berlin");
  fixture->watch = rail_zone_watch_new (fixture->path);
  g_signal_connect_swapped (fixture->watch, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_object_unref (fixture->watch);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited %d s for a change of the zone", LIMIT_SECONDS);

  return G_SOURCE_REMOVE;
}

static void
wait_for_changes (Fixture *fixture,
                  guint count)
{
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, NULL);

  while (fixture->changes < count)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit_id);
  g_assert_cmpuint (fixture->changes, ==, count);
}

static void
test_replaced (Fixture *fixture,
               gconstpointer data)
{
  g_autofree char *next = g_strconcat (fixture->path, ".next", NULL);

  link_to (next, "America/New_York");
  g_assert_cmpint (g_rename (next, fixture->path), ==, 0);
  wait_for_changes (fixture, 1);

  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  link_to (fixture->path, "Asia/Tokyo");
  wait_for_changes (fixture, 2);
}

static void
test_written (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, "TZif", 4, &error);
  g_assert_no_error (error);
  wait_for_changes (fixture, 1);
}

/* When the floating event of nine o'clock begins, in the zone that the link names now. */
static gint64
read_floating (const Fixture *fixture)
{
  static const char text[] = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:floating\nDTSTART:20261201T090000\nEND:VEVENT\nEND:VCALENDAR\n";
  const RailLocalZonePlaces places = { "", fixture->path, "/nowhere" };
  g_autoptr (GTimeZone) zone = rail_local_zone_new (&places);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  const RailCalendarReading reading = { .file = "work.ics", .zone = zone };
  gint64 middle = G_GINT64_CONSTANT (1796083200) * G_USEC_PER_SEC; /* 2026-12-01T00:00:00Z */
  g_autoptr (GPtrArray) occurrences = rail_recurrence_expand (&reading,
                                                              text,
                                                              strlen (text),
                                                              middle - 2 * G_TIME_SPAN_DAY,
                                                              middle + 2 * G_TIME_SPAN_DAY,
                                                              problems);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (occurrences->len, ==, 1);
  return (((const RailOccurrence *) g_ptr_array_index (occurrences, 0))->start - middle) / G_TIME_SPAN_MINUTE;
}

/* Who hears of the change and asks again has the new zone: GLib's own local zone would be the old one until the process ends. */
static void
test_floating (Fixture *fixture,
               gconstpointer data)
{
  g_autofree char *next = g_strconcat (fixture->path, ".next", NULL);

  g_assert_cmpint (read_floating (fixture), ==, 8 * 60);

  link_to (next, "Asia/Kolkata");
  g_assert_cmpint (g_rename (next, fixture->path), ==, 0);
  wait_for_changes (fixture, 1);
  g_assert_cmpint (read_floating (fixture), ==, 3 * 60 + 30);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/zone-watch/replaced-link/is-one-change", Fixture, NULL, set_up, test_replaced, tear_down);
  g_test_add ("/zone-watch/written-copy/is-one-change", Fixture, NULL, set_up, test_written, tear_down);
  g_test_add ("/zone-watch/replaced-link/moves-floating-events", Fixture, NULL, set_up, test_floating, tear_down);

  return g_test_run ();
}
