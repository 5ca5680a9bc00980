/*
 * Calendars written in a test, and their occurrences as lines to compare: "uid start/end", with "@recurrence-id", "all-day" and
 * "cancelled" behind it where they apply; moments in UTC.
 */

#pragma once

#include <string.h>

#include "base/iso-time.h"
#include "base/problem.h"
#include "context/recurrence.h"

static inline GPtrArray *
calendar_expand (const char *text,
                 gssize length,
                 const char *zone_name,
                 const char *from,
                 const char *to,
                 GPtrArray *problems)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  RailCalendarReading reading = { .file = "work.ics", .zone = zone };
  gint64 from_moment, to_moment;

  g_assert_nonnull (zone);
  g_assert_true (rail_iso_time_parse (from, utc, &from_moment, NULL));
  g_assert_true (rail_iso_time_parse (to, utc, &to_moment, NULL));
  return rail_recurrence_expand (&reading, text, length < 0 ? strlen (text) : (gsize) length, from_moment, to_moment, problems);
}

static inline char *
calendar_format_moment (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);

  return g_date_time_format (time, "%Y%m%dT%H%M%SZ");
}

static inline char *
calendar_describe (GPtrArray *occurrences)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);
      g_autofree char *start = calendar_format_moment (occurrence->start);
      g_autofree char *end = calendar_format_moment (occurrence->end);

      g_string_append_printf (text, "%s %s/%s", occurrence->uid, start, end);
      if (occurrence->recurrence_id != NULL)
        g_string_append_printf (text, " @%s", occurrence->recurrence_id);
      g_string_append (text, occurrence->all_day ? " all-day" : "");
      g_string_append (text, occurrence->cancelled ? " cancelled" : "");
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* @events stands inside a VCALENDAR; there must be no problem. */
static inline void
assert_occurrences (const char *events,
                    const char *zone,
                    const char *from,
                    const char *to,
                    const char *expected)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *text = g_strconcat ("BEGIN:VCALENDAR\n", events, "END:VCALENDAR\n", NULL);
  g_autoptr (GPtrArray) occurrences = calendar_expand (text, -1, zone, from, to, problems);
  g_autofree char *described = calendar_describe (occurrences);

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *problem = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", problem);
    }
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (described, ==, expected);
}

#define EVENT(uid, lines) "BEGIN:VEVENT\nUID:" uid "\n" lines "END:VEVENT\n"
