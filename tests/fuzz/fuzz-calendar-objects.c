/*
 * Events as a calendar service hands them out: texts ended by NUL, of which one that begins with "-" names an event that is gone. What is kept stays
 * within its bounds, is one whole event each, and can be expanded together with all the others.
 */

#include <string.h>

#include "base/duration.h"
#include "base/problem.h"
#include "context/recurrence.h"
#include "fuzz-target.h"
#include "platform/calendar-objects.h"

/* 2026-10-01T00:00:00Z */
#define FROM (1790812800 * RAIL_SECOND)
#define TO (FROM + 35 * RAIL_DAY)

/* The bus lets nothing through that is not UTF-8. */
static void
hand_out (RailCalendarObjects *objects,
          const char *bytes,
          gsize length)
{
  g_autofree char *text = g_utf8_make_valid (bytes, (gssize) length);

  if (*text == '-')
    rail_calendar_objects_remove (objects, text + 1);
  else
    rail_calendar_objects_put (objects, text);
}

static void
check_text (const char *text)
{
  g_assert_cmpuint (strlen (text), <=, RAIL_CALENDAR_OBJECT_MAX_BYTES + 64);
  g_assert_true (g_ascii_strncasecmp (text, "BEGIN", strlen ("BEGIN")) == 0);
  g_assert_true (g_str_has_suffix (text, "\r\n"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (RailCalendarObjects) objects = rail_calendar_objects_new (FROM, TO);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GString) calendar = g_string_new ("BEGIN:VCALENDAR\r\n");
  const RailCalendarReading reading = { .file = "work", .calendar = "work", .zone = zone };

  for (const char *start = (const char *) data, *end = start + size; start < end;)
    {
      gsize length = strnlen (start, (gsize) (end - start));

      hand_out (objects, start, length);
      start += length + 1;
    }

  texts = rail_calendar_objects_dup_texts (objects);
  g_assert_cmpuint (texts->len, <=, RAIL_CALENDAR_OBJECTS_MAX);
  g_assert_cmpuint (rail_calendar_objects_get_zone_names (objects)->len, <=, RAIL_CALENDAR_OBJECTS_MAX_ZONES);
  for (guint i = 0; i < texts->len; i++)
    {
      check_text (g_ptr_array_index (texts, i));
      g_string_append (calendar, g_ptr_array_index (texts, i));
    }
  g_string_append (calendar, "END:VCALENDAR\r\n");

  occurrences = rail_recurrence_expand (&reading, calendar->str, calendar->len, FROM, TO, problems);
  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);

      g_assert_true (occurrence->start < TO && occurrence->end >= occurrence->start);
    }

  return 0;
}
