/* The events of a view, kept small. */

#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "platform/calendar-objects.h"

/* 2026-10-01 to 2026-11-01 */
#define FROM (1790812800 * RAIL_SECOND)
#define TO (1793491200 * RAIL_SECOND)

static void
put (RailCalendarObjects *objects,
     const char *uid,
     const char *lines)
{
  g_autofree char *text = g_strdup_printf ("BEGIN:VEVENT\r\nUID:%s\r\n%s\r\nEND:VEVENT\r\n", uid, lines);

  rail_calendar_objects_put (objects, text);
}

/* All texts, sorted, one after another. */
static int
compare (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (RailCalendarObjects *objects)
{
  g_autoptr (GPtrArray) texts = rail_calendar_objects_dup_texts (objects);
  GString *joined = g_string_new (NULL);

  g_ptr_array_sort (texts, compare);
  for (guint i = 0; i < texts->len; i++)
    g_string_append (joined, g_ptr_array_index (texts, i));
  return g_string_free (joined, FALSE);
}

static guint
count (RailCalendarObjects *objects)
{
  g_autoptr (GPtrArray) texts = rail_calendar_objects_dup_texts (objects);

  return texts->len;
}

static void
test_ballast (void)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);
  g_autofree char *text = NULL;

  put (objects,
       "a",
       "DTSTART:20261005T090000Z\r\nSUMMARY:Re\r\n view\r\nX-ALT-DESC;FMTTYPE=text/html:<b>\r\n long</b>\r\nATTACH:data\r\n"
       "BEGIN:VALARM\r\nUID:other\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org");
  text = join (objects);
  g_assert_cmpstr (text,
                   ==,
                   "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261005T090000Z\r\nSUMMARY:Review\r\nATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org\r\nEND:VEVENT\r\n");
}

static void
test_replaces (void)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);
  g_autofree char *text = NULL;

  put (objects, "a", "DTSTART:20261005T090000Z");
  put (objects, "a", "DTSTART:20261006T090000Z");
  put (objects, "a", "RECURRENCE-ID:20261007T090000Z\r\nDTSTART:20261007T100000Z");
  g_assert_cmpuint (count (objects), ==, 2);
  rail_calendar_objects_remove (objects, "a\n20261007T090000Z");
  text = join (objects);
  g_assert_cmpstr (text, ==, "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261006T090000Z\r\nEND:VEVENT\r\n");
  rail_calendar_objects_remove (objects, "a");
  rail_calendar_objects_remove (objects, "a");
  g_assert_cmpuint (count (objects), ==, 0);
}

static void
test_relevance (void)
{
  static const struct
  {
    const char *lines;
    gboolean kept;
  } cases[] = {
    { "DTSTART:20261005T090000Z", TRUE },
    { "DTSTART:20271005T090000Z", FALSE },
    { "DTSTART:20101005T090000Z\r\nRRULE:FREQ=WEEKLY", TRUE },
    { "DTSTART:20101005T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5", TRUE },
    { "DTSTART:20101005T090000Z\r\nRRULE:FREQ=WEEKLY;until=20110101T000000Z", FALSE },
    { "DTSTART:20101005T090000Z\r\nRRULE:FREQ=WEEKLY;UNTIL=20261003", TRUE },
    { "DTSTART:20101005T090000Z\r\nRRULE:FREQ=WEEKLY;UNTIL=20110101\r\nRRULE:FREQ=DAILY", TRUE },
    { "DTSTART:20101005T090000Z\r\nRRULE:FREQ=WEEKLY;UNTIL=20110101\r\nRDATE:20261005T090000Z", TRUE },
    { "DTSTART:20101005T090000Z\r\nRRULE:FREQ=WEEKLY;UNTIL=nonsense", TRUE },
    { "RECURRENCE-ID:20101005T090000Z\r\nDTSTART:20101006T090000Z", FALSE },
    { "RECURRENCE-ID:20101005T090000Z\r\nDTSTART:20261006T090000Z", TRUE },
    { "RECURRENCE-ID:20261005T090000Z\r\nDTSTART:20281006T090000Z", TRUE },
    { "RECURRENCE-ID;RANGE=THISANDFUTURE:20101005T090000Z\r\nDTSTART:20101006T090000Z", TRUE },
    { "RECURRENCE-ID:nonsense\r\nDTSTART:20101006T090000Z", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);

      g_test_message ("%s", cases[i].lines);
      put (objects, "a", cases[i].lines);
      g_assert_cmpuint (count (objects), ==, cases[i].kept ? 1 : 0);
      g_assert_cmpuint (rail_calendar_objects_get_left_out (objects), ==, 0);
    }
}

/* An event that no longer matters leaves what was kept of it before. */
static void
test_becomes_irrelevant (void)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);

  put (objects, "a", "DTSTART:20261005T090000Z");
  put (objects, "a", "DTSTART:20281005T090000Z");
  g_assert_cmpuint (count (objects), ==, 0);
}

static void
test_limit_of_number (void)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);

  for (guint i = 0; i < RAIL_CALENDAR_OBJECTS_MAX + 5; i++)
    {
      g_autofree char *uid = g_strdup_printf ("%u", i);

      put (objects, uid, "DTSTART:20261005T090000Z");
    }
  g_assert_cmpuint (count (objects), ==, RAIL_CALENDAR_OBJECTS_MAX);
  g_assert_cmpuint (rail_calendar_objects_get_left_out (objects), ==, 5);
}

static void
test_limits (void)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);
  g_autofree char *huge = g_strnfill (RAIL_CALENDAR_OBJECT_MAX_BYTES, 'x');
  g_autofree char *large = g_strnfill (RAIL_CALENDAR_OBJECT_MAX_BYTES / 2, 'x');
  g_autofree char *too_large = g_strconcat ("SUMMARY:", huge, NULL);
  g_autofree char *lines = g_strconcat ("DTSTART:20261005T090000Z\r\nSUMMARY:", large, NULL);

  rail_calendar_objects_put (objects, "");
  rail_calendar_objects_put (objects, "BEGIN:VEVENT\r\nDTSTART:20261005T090000Z\r\nEND:VEVENT\r\n");
  put (objects, huge, "DTSTART:20261005T090000Z");
  put (objects, "a", too_large);
  g_assert_cmpuint (count (objects), ==, 0);
  g_assert_cmpuint (rail_calendar_objects_get_left_out (objects), ==, 2);

  /* Mended, it counts; and all of them together are bounded. */
  for (guint i = 0; i < 2 * RAIL_CALENDAR_OBJECTS_MAX_BYTES / RAIL_CALENDAR_OBJECT_MAX_BYTES * 2; i++)
    {
      g_autofree char *uid = g_strdup_printf ("%u", i);

      put (objects, uid, lines);
    }
  put (objects, "a", "DTSTART:20261005T090000Z");
  g_assert_cmpuint (count (objects), <=, RAIL_CALENDAR_OBJECTS_MAX_BYTES / (RAIL_CALENDAR_OBJECT_MAX_BYTES / 2) + 1);
  g_assert_cmpuint (rail_calendar_objects_get_left_out (objects), >, 60);
}

/* No honest program names an event by a whole page. */
static void
test_limit_of_names (void)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);
  g_autofree char *name = g_strnfill (4096, 'x');

  put (objects, name, "DTSTART:20261005T090000Z");
  put (objects, "a", "DTSTART:20261005T090000Z");
  g_assert_cmpuint (count (objects), ==, 1);
  g_assert_cmpuint (rail_calendar_objects_get_left_out (objects), ==, 1);
}

static void
test_zones (void)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);
  GPtrArray *zones = rail_calendar_objects_get_zone_names (objects);

  put (objects, "a", "DTSTART;TZID=\"Our: own\":20261005T090000\r\nDTEND;TZID=Europe/Berlin:20261005T090000\r\nEXDATE;TZID=Third:20261005T090000");
  put (objects, "b", "DTSTART;TZID=Europe/Berlin:20261005T090000");
  g_assert_cmpuint (zones->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (zones, 0), ==, "Our: own");

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *line = g_strdup_printf ("DTSTART;TZID=%u:20261005T090000", i);

      put (objects, "c", line);
    }
  g_assert_cmpuint (zones->len, ==, RAIL_CALENDAR_OBJECTS_MAX_ZONES);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar-objects/ballast/is-dropped", test_ballast);
  g_test_add_func ("/calendar-objects/changes/replace-and-remove", test_replaces);
  g_test_add_func ("/calendar-objects/relevance/long-past-is-dropped", test_relevance);
  g_test_add_func ("/calendar-objects/relevance/can-end", test_becomes_irrelevant);
  g_test_add_func ("/calendar-objects/limits/are-kept-and-told", test_limits);
  g_test_add_func ("/calendar-objects/limits/so-many-and-no-more", test_limit_of_number);
  g_test_add_func ("/calendar-objects/limits/names-too-long-are-left-out", test_limit_of_names);
  g_test_add_func ("/calendar-objects/zones/are-listed-once", test_zones);

  return g_test_run ();
}
