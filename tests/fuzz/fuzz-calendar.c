/* iCalendar text, expanded over five fixed weeks with a change of the clocks in them. */

#include <string.h>

#include "base/duration.h"
#include "base/problem.h"
#include "context/event-details.h"
#include "context/person-name.h"
#include "context/recurrence.h"
#include "fuzz-target.h"

/* 2026-10-01T00:00:00Z */
#define FROM (1790812800 * RAIL_SECOND)
#define TO (FROM + 35 * RAIL_DAY)

/* One name a line, each of them somebody, and no more of them than an event may have. */
static void
check_people (const char *people)
{
  g_auto (GStrv) names = g_strsplit (people, "\n", -1);

  g_assert_true (g_utf8_validate (people, -1, NULL));
  g_assert_cmpuint (strlen (people), <=, RAIL_EVENT_PEOPLE_MAX_BYTES);
  g_assert_cmpuint (g_strv_length (names), <=, RAIL_EVENT_MAX_PEOPLE);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (names[i]), <=, RAIL_PERSON_NAME_MAX_BYTES);
      for (const char *at = names[i]; *at != '\0'; at++)
        g_assert_false (g_ascii_iscntrl (*at));
    }
}

static const char *const my_addresses[] = { "me@example.org", NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  const RailCalendarReading reading = { .file = "work.ics", .my_addresses = my_addresses, .zone = zone };

  occurrences = rail_recurrence_expand (&reading, (const char *) data, size, FROM, TO, problems);

  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);

      g_assert_true (occurrence->start < TO);
      g_assert_true (occurrence->end > FROM || occurrence->start == FROM);
      g_assert_true (occurrence->end >= occurrence->start);
      g_assert_cmpuint (occurrence->attendees, >=, 1);
      g_assert_true (g_utf8_validate (occurrence->title, -1, NULL));
      g_assert_true (g_utf8_validate (occurrence->description, -1, NULL));
      g_assert_true (g_utf8_validate (occurrence->location, -1, NULL));
      check_people (occurrence->people);
      g_assert_true (i == 0 || rail_occurrence_compare (&g_ptr_array_index (occurrences, i - 1), &g_ptr_array_index (occurrences, i)) <= 0);
    }

  return 0;
}
