#include "config.h"

#include <glib/gstdio.h>

#include "unit/calendar-fixture.h"

#define NEW_YORK "America/New_York"
#define BERLIN "Europe/Berlin"

/* The dates of tests/fixtures/calendars/rfc5545-rules.txt are local; so are these. */
static char *
list_starts (GPtrArray *occurrences,
             const char *zone_name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (occurrence->start / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
      g_autofree char *start = g_date_time_format (local, "%Y%m%dT%H%M%S");

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", start);
    }
  return g_string_free (text, FALSE);
}

static void
check_rfc_rule (const char *start,
                const char *rule,
                const char *dates)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  gboolean goes_on = g_str_has_suffix (dates, " ...");
  g_autofree char *expected = g_strndup (dates, strlen (dates) - (goes_on ? strlen (" ...") : 0));
  g_autofree char *last = g_strdup (expected + strlen (expected) - strlen ("19970902T090000"));
  g_autofree char *to = goes_on ? g_strdup_printf ("%.4s-%.2s-%.2sT23:59:59Z", last, last + 4, last + 6) : g_strdup ("2030-01-01");
  /* The one example that needs it: its start is no Friday the 13th. */
  const char *excluded = strstr (rule, "BYDAY=FR;BYMONTHDAY=13") != NULL ? "EXDATE;TZID=America/New_York:19970902T090000\r\n" : "";
  g_autofree char *text = g_strdup_printf ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=America/New_York:%s\r\n"
                                           "RRULE:%s\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n",
                                           start,
                                           rule,
                                           excluded);
  g_autofree char *found = NULL;

  occurrences = calendar_expand (text, -1, "UTC", "1990-01-01", to, problems);
  found = list_starts (occurrences, NEW_YORK);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_rfc_rules (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "calendars", "rfc5545-rules.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  const char *start = NULL;
  const char *rule = NULL;
  guint checked = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "start "))
        start = lines[i] + strlen ("start ");
      else if (g_str_has_prefix (lines[i], "rule "))
        rule = lines[i] + strlen ("rule ");
      else if (g_str_has_prefix (lines[i], "dates "))
        {
          g_test_message ("%s", rule);
          check_rfc_rule (start, rule, lines[i] + strlen ("dates "));
          checked++;
        }
    }
  g_assert_cmpuint (checked, ==, 42);
}

static void
test_start_counts (void)
{
  /* The start is no Monday: it belongs to the series all the same, and is the first of COUNT. */
  assert_occurrences (EVENT ("a", "DTSTART:20261001T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261001T090000Z/20261001T090000Z @20261001T090000Z\n"
                      "a 20261005T090000Z/20261005T090000Z @20261005T090000Z\n"
                      "a 20261012T090000Z/20261012T090000Z @20261012T090000Z\n");
}

static void
test_days_of_every_month (void)
{
  assert_occurrences (EVENT ("a", "DTSTART:20261031T090000Z\nRRULE:FREQ=YEARLY;BYMONTHDAY=-1\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-02-01",
                      "a 20261031T090000Z/20261031T090000Z @20261031T090000Z\n"
                      "a 20261130T090000Z/20261130T090000Z @20261130T090000Z\n"
                      "a 20261231T090000Z/20261231T090000Z @20261231T090000Z\n"
                      "a 20270131T090000Z/20270131T090000Z @20270131T090000Z\n");
}

static void
test_positions (void)
{
  /* The week of the start begins on the Monday before it, so its first Friday or Saturday is the start. */
  assert_occurrences (EVENT ("a", "DTSTART:20261002T090000Z\nRRULE:FREQ=WEEKLY;COUNT=2;BYDAY=FR,SA;BYSETPOS=1\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261002T090000Z/20261002T090000Z @20261002T090000Z\n"
                      "a 20261009T090000Z/20261009T090000Z @20261009T090000Z\n");
  /* Long ago, without a count: the positions are still those of whole weeks. */
  assert_occurrences (EVENT ("a", "DTSTART:19700105T090000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,SU;BYSETPOS=-1\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-10-20",
                      "a 20261012T090000Z/20261012T090000Z @20261012T090000Z\n");
}

static void
test_until (void)
{
  /* 07:00Z is 09:00 in Berlin before the clocks change and 08:00 after: the moment decides. */
  assert_occurrences (EVENT ("a", "DTSTART;TZID=Europe/Berlin:20261024T090000\nRRULE:FREQ=DAILY;UNTIL=20261025T080000Z\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261024T070000Z/20261024T070000Z @20261024T070000Z\n"
                      "a 20261025T080000Z/20261025T080000Z @20261025T080000Z\n");
  assert_occurrences (EVENT ("a", "DTSTART;TZID=Europe/Berlin:20261024T090000\nRRULE:FREQ=DAILY;UNTIL=20261025T075959Z\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261024T070000Z/20261024T070000Z @20261024T070000Z\n");
  assert_occurrences (EVENT ("a", "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY;UNTIL=20261002\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261001T000000Z/20261002T000000Z @20261001 all-day\n"
                      "a 20261002T000000Z/20261003T000000Z @20261002 all-day\n");
  /* A date where a time is wanted, as many programs write it: that whole day. */
  assert_occurrences (EVENT ("a", "DTSTART:20261001T230000Z\nRRULE:FREQ=DAILY;UNTIL=20261002\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261001T230000Z/20261001T230000Z @20261001T230000Z\n"
                      "a 20261002T230000Z/20261002T230000Z @20261002T230000Z\n");
}

static void
test_excluded (void)
{
  assert_occurrences (EVENT ("a",
                             "DTSTART;TZID=Europe/Berlin:20261001T090000\n"
                             "DTEND;TZID=Europe/Berlin:20261001T093000\n"
                             "RRULE:FREQ=DAILY;COUNT=7\n"
                             "EXDATE;TZID=Europe/Berlin:20261001T090000,20261003T090000\n"
                             "EXDATE:20261004T070000Z\n"
                             "EXDATE;TZID=America/New_York:20261005T030000\n"
                             "EXDATE;VALUE=DATE:20261006\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261002T070000Z/20261002T073000Z @20261002T070000Z\n"
                      "a 20261007T070000Z/20261007T073000Z @20261007T070000Z\n");
  assert_occurrences (EVENT ("a",
                             "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY;COUNT=3\n"
                             "EXDATE;VALUE=DATE:20261001\nEXDATE:20261003T000000\n"),
                      BERLIN,
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261001T220000Z/20261002T220000Z @20261002 all-day\n");
  assert_occurrences (EVENT ("a",
                             "DTSTART:20261001T090000Z\nRRULE:FREQ=DAILY;COUNT=4\nEXRULE:FREQ=DAILY;INTERVAL=2\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261002T090000Z/20261002T090000Z @20261002T090000Z\n"
                      "a 20261004T090000Z/20261004T090000Z @20261004T090000Z\n");
}

static void
test_extra_dates (void)
{
  assert_occurrences (EVENT ("a",
                             "DTSTART;TZID=Europe/Berlin:20261001T090000\nDURATION:PT30M\n"
                             "RDATE;TZID=Europe/Berlin:20261010T100000,20261001T090000\n"
                             "RDATE:20261011T070000Z\n"
                             "RDATE;VALUE=PERIOD:20261012T070000Z/20261012T090000Z,20261013T070000Z/PT2H\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20261001T070000Z/20261001T073000Z @20261001T070000Z\n"
                      "a 20261010T080000Z/20261010T083000Z @20261010T080000Z\n"
                      "a 20261011T070000Z/20261011T073000Z @20261011T070000Z\n"
                      "a 20261012T070000Z/20261012T090000Z @20261012T070000Z\n"
                      "a 20261013T070000Z/20261013T090000Z @20261013T070000Z\n");
  /* A period that began before the window and still goes on. */
  assert_occurrences (EVENT ("a", "DTSTART:20250101T090000Z\nRDATE;VALUE=PERIOD:20260901T000000Z/P60D\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-10-02",
                      "a 20260901T000000Z/20261031T000000Z @20260901T000000Z\n");
}

#define WEEKLY EVENT ("a", "DTSTART;TZID=Europe/Berlin:20261001T150000\nDTEND;TZID=Europe/Berlin:20261001T153000\nRRULE:FREQ=WEEKLY\n")

static void
test_replaced (void)
{
  /* The override may stand before its series, and in another VCALENDAR. */
  assert_occurrences (EVENT ("a",
                             "RECURRENCE-ID;TZID=Europe/Berlin:20261008T150000\n"
                             "DTSTART;TZID=Europe/Berlin:20261009T100000\nDTEND;TZID=Europe/Berlin:20261009T110000\n") "END:VCALENDAR\nBEGIN:VCALENDAR\n" WEEKLY,
                      "UTC",
                      "2026-10-01",
                      "2026-10-20",
                      "a 20261001T130000Z/20261001T133000Z @20261001T130000Z\n"
                      "a 20261009T080000Z/20261009T090000Z @20261008T130000Z\n"
                      "a 20261015T130000Z/20261015T133000Z @20261015T130000Z\n");
  assert_occurrences (WEEKLY EVENT ("a", "RECURRENCE-ID:20261008T130000Z\nDTSTART:20261008T130000Z\nSTATUS:CANCELLED\n"),
                      "UTC",
                      "2026-10-05",
                      "2026-10-12",
                      "a 20261008T130000Z/20261008T130000Z @20261008T130000Z cancelled\n");
}

static void
test_moved_across_the_window (void)
{
  /* The 22nd comes into the window, the 8th leaves it. */
  assert_occurrences (WEEKLY EVENT ("a", "RECURRENCE-ID:20261022T130000Z\nDTSTART:20261006T080000Z\nDURATION:PT1H\n")
                          EVENT ("a", "RECURRENCE-ID:20261008T130000Z\nDTSTART:20261101T080000Z\nDURATION:PT1H\n"),
                      "UTC",
                      "2026-10-05",
                      "2026-10-12",
                      "a 20261006T080000Z/20261006T090000Z @20261022T130000Z\n");
}

static void
test_replaced_without_series (void)
{
  assert_occurrences (EVENT ("a", "RECURRENCE-ID;TZID=Europe/Berlin:20261008T150000\nDTSTART:20261008T080000Z\nDURATION:PT1H\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-11-01",
                      "a 20261008T080000Z/20261008T090000Z @20261008T130000Z\n");
}

static void
test_later_revision_wins (void)
{
  assert_occurrences (EVENT ("a", "SEQUENCE:2\nDTSTART:20261001T100000Z\n")
                          EVENT ("a", "SEQUENCE:1\nDTSTART:20261001T090000Z\n")
                              EVENT ("b", "DTSTAMP:20260101T000000Z\nDTSTART:20261002T090000Z\n")
                                  EVENT ("b", "DTSTAMP:20260102T000000Z\nDTSTART:20261002T100000Z\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-11-01",
                      "a 20261001T100000Z/20261001T100000Z\n"
                      "b 20261002T100000Z/20261002T100000Z\n");
  assert_occurrences (WEEKLY EVENT ("a", "SEQUENCE:3\nRECURRENCE-ID:20261008T130000Z\nDTSTART:20261008T100000Z\n")
                          EVENT ("a", "SEQUENCE:2\nRECURRENCE-ID:20261008T130000Z\nDTSTART:20261008T110000Z\n"),
                      "UTC",
                      "2026-10-05",
                      "2026-10-12",
                      "a 20261008T100000Z/20261008T100000Z @20261008T130000Z\n");
}

static void
test_same_event_twice (void)
{
  assert_occurrences (EVENT ("a", "DTSTART:20261001T100000Z\n") "END:VCALENDAR\nBEGIN:VCALENDAR\n" EVENT ("a", "DTSTART:20261001T100000Z\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-11-01",
                      "a 20261001T100000Z/20261001T100000Z\n");
  /* Programs that number their files give different meetings one UID; none may be lost. */
  assert_occurrences (EVENT ("1", "DTSTART:20261001T100000Z\n") EVENT ("1", "DTSTART:20261002T100000Z\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-11-01",
                      "1 20261001T100000Z/20261001T100000Z\n"
                      "1 20261002T100000Z/20261002T100000Z\n");
}

static void
test_this_and_future (void)
{
  /* From the 15th an hour later and longer, on the wall clock: the change of the clocks on the 25th does not move it. */
  const char *events = WEEKLY EVENT ("a",
                                     "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261015T150000\n"
                                     "DTSTART;TZID=Europe/Berlin:20261015T160000\nDURATION:PT1H\n")
      EVENT ("a", "RECURRENCE-ID:20261105T140000Z\nDTSTART:20261106T090000Z\nDURATION:PT1H\n");

  assert_occurrences (events,
                      "UTC",
                      "2026-10-05",
                      "2026-11-13",
                      "a 20261008T130000Z/20261008T133000Z @20261008T130000Z\n"
                      "a 20261015T140000Z/20261015T150000Z @20261015T130000Z\n"
                      "a 20261022T140000Z/20261022T150000Z @20261022T130000Z\n"
                      "a 20261029T150000Z/20261029T160000Z @20261029T140000Z\n"
                      "a 20261106T090000Z/20261106T100000Z @20261105T140000Z\n"
                      "a 20261112T150000Z/20261112T160000Z @20261112T140000Z\n");
}

static void
test_this_and_future_into_the_window (void)
{
  /* Moved three weeks on: what touches the window was ruled to be long before it. */
  assert_occurrences (WEEKLY EVENT ("a",
                                    "RECURRENCE-ID;RANGE=THISANDFUTURE:20261008T130000Z\n"
                                    "DTSTART:20261029T130000Z\nDURATION:PT1H\n"),
                      "UTC",
                      "2026-11-19",
                      "2026-11-20",
                      "a 20261119T140000Z/20261119T150000Z @20261029T140000Z\n");
}

static void
test_this_and_future_twice (void)
{
  assert_occurrences (EVENT ("a", "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=WEEKLY;COUNT=4\n")
                          EVENT ("a", "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20261015\nDTSTART;VALUE=DATE:20261017\n")
                              EVENT ("a", "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20261008\nDTSTART;VALUE=DATE:20261009\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-12-01",
                      "a 20261001T000000Z/20261002T000000Z @20261001 all-day\n"
                      "a 20261009T000000Z/20261010T000000Z @20261008 all-day\n"
                      "a 20261017T000000Z/20261018T000000Z @20261015 all-day\n"
                      "a 20261024T000000Z/20261025T000000Z @20261022 all-day\n");
}

static void
test_length (void)
{
  assert_occurrences (EVENT ("day", "DTSTART;VALUE=DATE:20261001\n")
                          EVENT ("days", "DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261004\n")
                              EVENT ("instant", "DTSTART:20261001T100000Z\n")
                                  EVENT ("nominal", "DTSTART;VALUE=DATE:20261001\nDURATION:P2D\n")
                                      EVENT ("same-date", "DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261001\n"),
                      BERLIN,
                      "2026-10-01",
                      "2026-10-02",
                      "day 20260930T220000Z/20261001T220000Z all-day\n"
                      "same-date 20260930T220000Z/20261001T220000Z all-day\n"
                      "nominal 20260930T220000Z/20261002T220000Z all-day\n"
                      "days 20260930T220000Z/20261003T220000Z all-day\n"
                      "instant 20261001T100000Z/20261001T100000Z\n");
}

static void
test_length_over_a_clock_change (void)
{
  /* DTEND: so many hours each time. DURATION in days: the same time of day. */
  assert_occurrences (EVENT ("exact",
                             "DTSTART;TZID=Europe/Berlin:20261023T090000\nDTEND;TZID=Europe/Berlin:20261024T090000\n"
                             "RRULE:FREQ=DAILY;COUNT=2\n")
                          EVENT ("nominal", "DTSTART;TZID=Europe/Berlin:20261024T090000\nDURATION:P1D\n")
                              EVENT ("whole-day", "DTSTART;VALUE=DATE:20261025\n"),
                      BERLIN,
                      "2026-10-24T08:00:00Z",
                      "2026-10-25T12:00:00Z",
                      "exact 20261024T070000Z/20261025T070000Z @20261024T070000Z\n"
                      "nominal 20261024T070000Z/20261025T080000Z\n"
                      "whole-day 20261024T220000Z/20261025T230000Z all-day\n");
}

static void
test_window_edges (void)
{
  assert_occurrences (EVENT ("before", "DTSTART:20261001T090000Z\nDTEND:20261001T100000Z\n")
                          EVENT ("first-second", "DTSTART:20261001T100000Z\n")
                              EVENT ("last", "DTSTART:20261001T105959Z\nDURATION:P3D\n")
                                  EVENT ("after", "DTSTART:20261001T110000Z\n")
                                      EVENT ("running", "DTSTART:20260901T000000Z\nDTEND:20261001T100001Z\n"),
                      "UTC",
                      "2026-10-01T10:00:00Z",
                      "2026-10-01T11:00:00Z",
                      "running 20260901T000000Z/20261001T100001Z\n"
                      "first-second 20261001T100000Z/20261001T100000Z\n"
                      "last 20261001T105959Z/20261004T105959Z\n");
}

static void
test_zones_of_the_user (void)
{
  const char *events = EVENT ("day", "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY;COUNT=1\n")
      EVENT ("floating", "DTSTART:20261001T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=1\n");

  assert_occurrences (events,
                      NEW_YORK,
                      "2026-10-01",
                      "2026-10-02",
                      "day 20261001T040000Z/20261002T040000Z @20261001 all-day\n"
                      "floating 20261001T130000Z/20261001T140000Z @20261001T090000\n");
  assert_occurrences (events,
                      "Asia/Tokyo",
                      "2026-10-01",
                      "2026-10-02",
                      "day 20260930T150000Z/20261001T150000Z @20261001 all-day\n"
                      "floating 20261001T000000Z/20261001T010000Z @20261001T090000\n");
}

static void
test_hours_over_a_gap (void)
{
  /* 02:00 does not exist on that morning and is the same moment as 03:00: one occurrence, not two. */
  assert_occurrences (EVENT ("a", "DTSTART;TZID=Europe/Berlin:20260329T010000\nRRULE:FREQ=HOURLY;COUNT=4\n"),
                      "UTC",
                      "2026-03-28",
                      "2026-03-30",
                      "a 20260329T000000Z/20260329T000000Z @20260329T000000Z\n"
                      "a 20260329T010000Z/20260329T010000Z @20260329T010000Z\n"
                      "a 20260329T020000Z/20260329T020000Z @20260329T020000Z\n");
}

/* Centuries are stepped over, not walked through; the phase of the rule must survive it. */
static void
test_long_ago (void)
{
  static const struct
  {
    const char *start;
    const char *rule;
    const char *expected;
  } cases[] = {
    { "19000103T090000Z", "FREQ=DAILY;INTERVAL=3", "20261002 20261005 20261008 20261011" },
    { "19010107T090000Z", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "20261004" },
    { "19000115T090000Z", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "20261005" },
    { "19000131T090000Z", "FREQ=MONTHLY;BYMONTHDAY=-22", "20261010" },
    { "19001010T090000Z", "FREQ=YEARLY", "20261010" },
    { "19001010T090000Z", "FREQ=YEARLY;INTERVAL=4", "" },
    { "19021010T090000Z", "FREQ=YEARLY;INTERVAL=4", "20261010" },
    { "19001001T090000Z", "FREQ=HOURLY;INTERVAL=120;BYMONTH=10", "20261005 20261010" },
    { "00010101T000000Z", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=3", "20261003" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autofree char *text = g_strdup_printf ("BEGIN:VEVENT\nUID:a\nDTSTART:%s\nRRULE:%s\nEND:VEVENT\n", cases[i].start, cases[i].rule);
      g_autoptr (GPtrArray) occurrences = calendar_expand (text, -1, "UTC", "2026-10-01", "2026-10-12", problems);
      g_autofree char *found = list_starts (occurrences, "UTC");
      g_autoptr (GRegex) time_of_day = g_regex_new ("T[0-9]{6}", 0, 0, NULL);
      g_autofree char *dates = g_regex_replace (time_of_day, found, -1, 0, "", 0, NULL);

      g_test_message ("%s %s", cases[i].start, cases[i].rule);
      g_assert_cmpuint (problems->len, ==, 0);
      g_assert_cmpstr (dates, ==, cases[i].expected);
    }
}

static void
test_calendar_name (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  const char *named = "BEGIN:VCALENDAR\nX-WR-CALNAME:Team\\, north\nBEGIN:VEVENT\nUID:a\nDTSTART:20261001T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";
  const char *unnamed = "BEGIN:VEVENT\nUID:a\nDTSTART:20261001T090000Z\nEND:VEVENT\n";
  RailCalendarReading reading = { .file = "folder/work.ics", .zone = zone };
  const struct
  {
    const char *text;
    const char *given;
    const char *expected;
  } cases[] = {
    { named, NULL, "Team, north" },
    { named, "Mine", "Mine" },
    { unnamed, NULL, "work" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) occurrences = NULL;

      reading.calendar = cases[i].given;
      occurrences = rail_recurrence_expand (&reading, cases[i].text, strlen (cases[i].text), 0, G_MAXINT64, problems);
      g_assert_cmpuint (occurrences->len, ==, 1);
      g_assert_cmpstr (((RailOccurrence *) g_ptr_array_index (occurrences, 0))->calendar, ==, cases[i].expected);
    }
  g_assert_cmpuint (problems->len, ==, 0);
}

/* ---- calendars of full size ---- */

/* Events that are over are not read in full, yet they may be the later revision of one that is not. */
static void
test_revised_into_the_past (void)
{
  assert_occurrences (EVENT ("moved@example.org", "DTSTART:20261005T090000Z\n")
                          EVENT ("mo\n ved@exa\n\tmple.org", "SEQUENCE:3\nDTSTART:20250305T090000Z\n")
                              EVENT ("a\\,b", "DTSTART:20261006T090000Z\n")
                                  EVENT ("a,b", "SEQUENCE:1\nDTSTART;VALUE=DATE:20250101\n"),
                      "UTC",
                      "2026-10-01",
                      "2026-11-01",
                      "");
}

static void
test_any_order (void)
{
  assert_occurrences (EVENT ("series", "RECURRENCE-ID;TZID=Late/Zone:20261008T150000\nDTSTART;TZID=Late/Zone:20251009T160000\n")
                          EVENT ("series", "RECURRENCE-ID;TZID=Late/Zone:20251009T150000\nDTSTART;TZID=Late/Zone:20261009T160000\n")
                              EVENT ("other", "DTSTART:20200101T000000Z\n")
                                  EVENT ("series", "DTSTART;TZID=Late/Zone:20251002T150000\nRRULE:FREQ=WEEKLY\n") "BEGIN:VTIMEZONE\nTZID:Late/Zone\n"
                                                                                                                  "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0500\nEND:STANDARD\n"
                                                                                                                  "END:VTIMEZONE\n",
                      "UTC",
                      "2026-10-05",
                      "2026-10-20",
                      "series 20261009T110000Z/20261009T110000Z @20251009T100000Z\n"
                      "series 20261015T100000Z/20261015T100000Z @20261015T100000Z\n");
}

/* A zone is reported where it stands first, even in an event of last year. */
static void
test_unknown_zone_of_the_past (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  const RailProblem *problem;

  occurrences = calendar_expand ("BEGIN:VCALENDAR\n" EVENT ("a", "DTSTART:20261005T090000Z\n") EVENT ("old", "DTSTART;TZID=Mars/Olympus:20250110T090000\n")
                                     EVENT ("new", "DTSTART;TZID=Mars/Olympus:20261006T090000\n") "END:VCALENDAR\n",
                                 -1,
                                 "UTC",
                                 "2026-10-01",
                                 "2026-11-01",
                                 problems);
  g_assert_cmpuint (occurrences->len, ==, 2);
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->rule, ==, "calendar-time-zone");
  g_assert_cmpuint (problem->line, ==, 8);
}

static guint
count_on (GPtrArray *occurrences,
          const char *day)
{
  guint count = 0;

  for (guint i = 0; i < occurrences->len; i++)
    {
      g_autofree char *start = calendar_format_moment (((RailOccurrence *) g_ptr_array_index (occurrences, i))->start);

      count += g_str_has_prefix (start, day) ? 1 : 0;
    }
  return count;
}

static const RailProblem *
find_problem (GPtrArray *problems,
              const char *words)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      if (strstr (problem->message, words) != NULL)
        return problem;
    }
  g_assert_not_reached ();
}

/* 900 events a day, for a month before now and two after. */
static void
test_nearest_stay (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\n");
  RailCalendarReading reading = { .file = "work.ics", .zone = utc };
  gint64 from, to;

  for (guint i = 0; i < 900; i++)
    g_string_append_printf (text, "BEGIN:VEVENT\nUID:%u\nDTSTART:20260101T%02u%02u00Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n", i, i % 24, i % 60);
  g_string_append (text, "END:VCALENDAR\n");
  g_assert_true (rail_iso_time_parse ("2026-10-01", utc, &reading.now, NULL));
  g_assert_true (rail_iso_time_parse ("2026-09-01", utc, &from, NULL));
  g_assert_true (rail_iso_time_parse ("2026-12-01", utc, &to, NULL));

  occurrences = rail_recurrence_expand (&reading, text->str, text->len, from, to, problems);
  g_assert_cmpuint (occurrences->len, ==, RAIL_RECURRENCE_MAX_OCCURRENCES);
  g_assert_cmpuint (count_on (occurrences, "20260910"), ==, 0);
  g_assert_cmpuint (count_on (occurrences, "20260928"), ==, 900);
  g_assert_cmpuint (count_on (occurrences, "20261001"), ==, 900);
  g_assert_cmpuint (count_on (occurrences, "20261016"), ==, 900);
  g_assert_cmpuint (count_on (occurrences, "20261101"), ==, 0);
  for (guint i = 1; i < occurrences->len; i++)
    g_assert_cmpint (rail_occurrence_compare (&g_ptr_array_index (occurrences, i - 1), &g_ptr_array_index (occurrences, i)), <=, 0);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (find_problem (problems, "more than 20000 events")->rule, ==, "calendar-limit");

  /* Nobody said when now is: the window begins with it. */
  reading.now = 0;
  g_ptr_array_set_size (problems, 0);
  g_clear_pointer (&occurrences, g_ptr_array_unref);
  occurrences = rail_recurrence_expand (&reading, text->str, text->len, from, to, problems);
  g_assert_cmpuint (occurrences->len, ==, RAIL_RECURRENCE_MAX_OCCURRENCES);
  g_assert_cmpuint (count_on (occurrences, "20260901"), ==, 900);
  g_assert_cmpuint (count_on (occurrences, "20260921"), ==, 900);
  g_assert_cmpuint (count_on (occurrences, "20260925"), ==, 0);
}

/* An event of every minute costs its own later occurrences, not the meetings of everybody else. */
static void
test_flood (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\n");
  const RailProblem *problem;

  g_string_append (text, EVENT ("minutes", "DTSTART:20260101T000000Z\nRRULE:FREQ=MINUTELY\n"));
  for (guint i = 1; i <= 28; i++)
    g_string_append_printf (text, "BEGIN:VEVENT\nUID:%u\nDTSTART:202611%02uT093030Z\nEND:VEVENT\n", i, i);
  g_string_append (text, EVENT ("seconds", "DTSTART:20261001T000000Z\nRRULE:FREQ=SECONDLY\n") "END:VCALENDAR\n");

  occurrences = calendar_expand (text->str, -1, "UTC", "2026-10-01", "2026-12-01", problems);
  g_assert_cmpuint (occurrences->len, ==, 1000 + 28 + 1000);
  g_assert_cmpuint (count_on (occurrences, "202611"), ==, 28);
  problem = find_problem (problems, "repeats too often");
  g_assert_cmpstr (problem->rule, ==, "calendar-limit");
  g_assert_cmpuint (problem->line, ==, 2);
}

static void
assert_same_problems (GPtrArray *a,
                      GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      g_autofree char *left = rail_problem_to_string (g_ptr_array_index (a, i));
      g_autofree char *right = rail_problem_to_string (g_ptr_array_index (b, i));

      g_assert_cmpstr (left, ==, right);
    }
}

/* Several times what is read from a file at once, with lines longer than that, and all that comes last. */
static void
test_large_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-large-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "work.ics", NULL);
  g_autofree char *filler = g_strnfill (400 * 1024, 'x');
  g_autofree char *in_memory = NULL;
  g_autofree char *on_disk = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) memory_problems = rail_problems_new ();
  g_autoptr (GPtrArray) disk_problems = rail_problems_new ();
  g_autoptr (GPtrArray) from_memory = NULL;
  g_autoptr (GPtrArray) from_disk = NULL;
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\r\n");
  g_autoptr (GError) error = NULL;
  const RailCalendarReading reading = { .file = path, .zone = utc };
  gint64 from, to;

  for (guint i = 0; i < 6000; i++)
    {
      g_string_append_printf (text, "BEGIN:VEVENT\r\nUID:%u@exam\r\n ple.org\r\nDTSTART;TZID=Late/Zone:20%02u%02u%02uT%02u3000\r\n", i, 24 + i % 3, i % 12 + 1, i % 28 + 1, i % 24);
      g_string_append_printf (text, "DESCRIPTION:%.*s\r\nSUMMARY:Number %u\r\n", (int) (i % 500 == 0 ? 400 * 1024 : i % 300), filler, i);
      g_string_append (text, i % 1000 == 7 ? "no property\r\nEND:VEVENT\r\n" : "END:VEVENT\r\n");
    }
  g_string_append (text,
                   "BEGIN:VTIMEZONE\r\nTZID:Late/Zone\r\nBEGIN:STANDARD\r\nDTSTART:20000101T000000\r\nTZOFFSETFROM:+0500\r\n"
                   "TZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nX-WR-CALNAME:Lar\r\n ge\r\nEND:VCALENDAR");
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  g_assert_true (rail_iso_time_parse ("2026-09-01", utc, &from, NULL));
  g_assert_true (rail_iso_time_parse ("2026-12-01", utc, &to, NULL));

  from_memory = rail_recurrence_expand (&reading, text->str, text->len, from, to, memory_problems);
  from_disk = rail_recurrence_expand_file (&reading, from, to, disk_problems, &error);
  g_assert_no_error (error);
  in_memory = calendar_describe (from_memory);
  on_disk = calendar_describe (from_disk);
  /* A twelfth of the months and a third of the years: months 9, 10 and 11 of 2026. */
  g_assert_cmpuint (from_disk->len, >, 400);
  g_assert_cmpstr (on_disk, ==, in_memory);
  g_assert_cmpstr (((RailOccurrence *) g_ptr_array_index (from_disk, 0))->calendar, ==, "Large");
  g_assert_cmpuint (disk_problems->len, ==, 6);
  assert_same_problems (disk_problems, memory_problems);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recurrence/the-examples-of-rfc-5545", test_rfc_rules);
  g_test_add_func ("/recurrence/the-start-is-always-the-first", test_start_counts);
  g_test_add_func ("/recurrence/days-of-every-month-in-a-year", test_days_of_every_month);
  g_test_add_func ("/recurrence/positions-among-days-of-a-week", test_positions);
  g_test_add_func ("/recurrence/until-is-a-moment-or-a-date", test_until);
  g_test_add_func ("/recurrence/excluded-dates-and-rules", test_excluded);
  g_test_add_func ("/recurrence/extra-dates-and-periods", test_extra_dates);
  g_test_add_func ("/recurrence/an-instance-that-is-replaced", test_replaced);
  g_test_add_func ("/recurrence/an-instance-moved-into-or-out-of-the-window", test_moved_across_the_window);
  g_test_add_func ("/recurrence/one-instance-without-its-series", test_replaced_without_series);
  g_test_add_func ("/recurrence/the-later-revision-wins", test_later_revision_wins);
  g_test_add_func ("/recurrence/the-same-event-twice-is-one", test_same_event_twice);
  g_test_add_func ("/recurrence/this-and-future", test_this_and_future);
  g_test_add_func ("/recurrence/this-and-future-into-the-window", test_this_and_future_into_the_window);
  g_test_add_func ("/recurrence/this-and-future-again", test_this_and_future_twice);
  g_test_add_func ("/recurrence/length-from-end-duration-or-neither", test_length);
  g_test_add_func ("/recurrence/length-over-a-clock-change", test_length_over_a_clock_change);
  g_test_add_func ("/recurrence/what-touches-the-window", test_window_edges);
  g_test_add_func ("/recurrence/days-and-floating-times-are-the-users", test_zones_of_the_user);
  g_test_add_func ("/recurrence/hours-over-a-gap-come-once", test_hours_over_a_gap);
  g_test_add_func ("/recurrence/a-start-long-ago-keeps-its-phase", test_long_ago);
  g_test_add_func ("/recurrence/the-calendars-name", test_calendar_name);
  g_test_add_func ("/recurrence/revised-into-the-past", test_revised_into_the_past);
  g_test_add_func ("/recurrence/replacements-and-zones-in-any-order", test_any_order);
  g_test_add_func ("/recurrence/an-unknown-zone-of-the-past", test_unknown_zone_of_the_past);
  g_test_add_func ("/recurrence/of-too-many-the-nearest-stay", test_nearest_stay);
  g_test_add_func ("/recurrence/a-flood-does-not-push-others-out", test_flood);
  g_test_add_func ("/recurrence/a-large-file-piece-by-piece", test_large_file);

  return g_test_run ();
}
