/* The people of several meetings: each once, so many of them, the nearest first. */

#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "context/occurrence.h"
#include "context/people-list.h"

static void
add_meeting (GPtrArray *meetings,
             gint64 start,
             const char *people)
{
  RailOccurrence *meeting = rail_occurrence_new ();

  meeting->start = start;
  meeting->end = start + RAIL_HOUR;
  rail_occurrence_set_people (meeting, people);
  g_ptr_array_add (meetings, meeting);
}

static void
test_each_once (void)
{
  g_autoptr (RailPeopleList) people = rail_people_list_new ();
  static const char *const wanted[] = { "Ada Ny", "Zoe", "Bo", NULL };
  g_auto (GStrv) names = NULL;

  g_assert_true (rail_people_list_add (people, ""));
  g_assert_true (rail_people_list_add (people, "Ada Ny\nZoe"));
  g_assert_true (rail_people_list_add (people, "ADA NY\nBo\nZoe"));

  names = rail_people_list_dup_names (people);
  g_assert_cmpstrv (names, (char **) wanted);
}

static void
test_nearest_stay (void)
{
  g_autoptr (RailPeopleList) people = rail_people_list_new ();
  g_autoptr (GPtrArray) meetings = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (GString) crowd = g_string_new (NULL);
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < RAIL_PEOPLE_LIST_MAX_NAMES; i++)
    g_string_append_printf (crowd, "%sPerson %u", i > 0 ? "\n" : "", i);
  add_meeting (meetings, -6 * RAIL_DAY, crowd->str);
  add_meeting (meetings, 2 * RAIL_DAY, "Tomorrow Too");
  add_meeting (meetings, -RAIL_HOUR, "Just Now");
  rail_people_list_add_occurrences (people, meetings, 0);

  names = rail_people_list_dup_names (people);
  g_assert_cmpuint (g_strv_length (names), ==, RAIL_PEOPLE_LIST_MAX_NAMES);
  g_assert_cmpstr (names[0], ==, "Just Now");
  g_assert_cmpstr (names[1], ==, "Tomorrow Too");
  g_assert_false (rail_people_list_add (people, "One More"));
}

static void
test_bytes (void)
{
  g_autoptr (RailPeopleList) people = rail_people_list_new ();
  g_autofree char *long_name = g_strnfill (1000, 'x');
  g_auto (GStrv) names = NULL;
  gboolean room = TRUE;
  gsize sum = 0;

  for (guint i = 0; room && i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u%s", i, long_name);

      room = rail_people_list_add (people, name);
    }

  names = rail_people_list_dup_names (people);
  for (guint i = 0; names[i] != NULL; i++)
    sum += strlen (names[i]);
  g_assert_false (room);
  g_assert_cmpuint (sum, <=, RAIL_PEOPLE_LIST_MAX_BYTES);
  g_assert_cmpuint (sum, >, RAIL_PEOPLE_LIST_MAX_BYTES - 2000);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/people-list/each-name-stands-once", test_each_once);
  g_test_add_func ("/people-list/of-too-many-the-nearest-stay", test_nearest_stay);
  g_test_add_func ("/people-list/so-many-bytes", test_bytes);

  return g_test_run ();
}
