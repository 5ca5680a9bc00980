#include "config.h"

#include "context/civil-time.h"
#include "context/time-zone.h"
#include "context/zone-names.h"
#include "unit/calendar-fixture.h"

/* RFC 5545 section 3.3.5: a time left out is read with the offset before the gap, a time that comes twice is the first. */
static const struct
{
  const char *zone;
  const char *local;
  const char *utc;
} cases[] = {
  /* An ordinary time on either side. */
  { "Europe/Berlin", "20260701T120000", "20260701T100000Z" },
  { "Europe/Berlin", "20260101T120000", "20260101T110000Z" },
  /* The gap 02:00-03:00 and its edges. */
  { "Europe/Berlin", "20260329T015959", "20260329T005959Z" },
  { "Europe/Berlin", "20260329T020000", "20260329T010000Z" },
  { "Europe/Berlin", "20260329T023000", "20260329T013000Z" },
  { "Europe/Berlin", "20260329T030000", "20260329T010000Z" },
  /* The fold 02:00-03:00. */
  { "Europe/Berlin", "20261025T015959", "20261024T235959Z" },
  { "Europe/Berlin", "20261025T020000", "20261025T000000Z" },
  { "Europe/Berlin", "20261025T025959", "20261025T005959Z" },
  { "Europe/Berlin", "20261025T030000", "20261025T020000Z" },
  /* The examples of the RFC itself. */
  { "America/New_York", "20070311T023000", "20070311T073000Z" },
  { "America/New_York", "20071104T013000", "20071104T053000Z" },
  /* Half an hour: the gap 02:00-02:30 in October, the fold 01:30-02:00 in April. */
  { "Australia/Lord_Howe", "20261004T021500", "20261003T154500Z" },
  { "Australia/Lord_Howe", "20261004T023000", "20261003T153000Z" },
  { "Australia/Lord_Howe", "20260405T014500", "20260404T144500Z" },
  { "Australia/Lord_Howe", "20260405T020000", "20260404T153000Z" },
  /* Ramadan 2026: the clocks go back into what the zone data calls daylight time, and forward out of it. */
  { "Africa/Casablanca", "20260215T023000", "20260215T013000Z" },
  { "Africa/Casablanca", "20260215T030000", "20260215T030000Z" },
  { "Africa/Casablanca", "20260322T023000", "20260322T023000Z" },
  { "Africa/Casablanca", "20260322T030000", "20260322T020000Z" },
  /* The day that never was: all of 30 December 2011. */
  { "Pacific/Apia", "20111229T235959", "20111230T095959Z" },
  { "Pacific/Apia", "20111230T000000", "20111230T100000Z" },
  { "Pacific/Apia", "20111230T120000", "20111230T220000Z" },
  { "Pacific/Apia", "20111231T000000", "20111230T100000Z" },
};

static void
test_local_to_moment (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) system = g_time_zone_new_identifier (cases[i].zone);
      g_autoptr (RailTimeZone) zone = rail_time_zone_new (system);
      RailCivilTime local;
      RailCivilTime utc = { .is_utc = TRUE };
      g_autofree char *found = NULL;

      g_test_message ("%s %s", cases[i].zone, cases[i].local);
      g_assert_true (rail_civil_time_parse (cases[i].local, strlen (cases[i].local), &local));
      utc.seconds = rail_time_zone_get_moment (zone, local.seconds);
      found = rail_civil_time_format (&utc);
      g_assert_cmpstr (found, ==, cases[i].utc);
    }
}

static void
test_there_and_back (void)
{
  static const char *const names[] = { "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia" };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GTimeZone) system = g_time_zone_new_identifier (names[i]);
      g_autoptr (RailTimeZone) zone = rail_time_zone_new (system);

      for (guint j = 0; j < 5000; j++)
        {
          gint64 moment = (gint64) g_rand_int_range (random, 0, 70 * 365 * 24) * 3600;
          gint64 civil = rail_time_zone_get_civil (zone, moment);
          gint64 back = rail_time_zone_get_moment (zone, civil);

          /* Only the second of two readings comes back as the first. */
          g_assert_cmpint (rail_time_zone_get_civil (zone, back), ==, civil);
          g_assert_cmpint (back, <=, moment);
        }
    }
}

#define VTIMEZONE(tzid)                                                             \
  "BEGIN:VTIMEZONE\nTZID:" tzid "\n"                                                \
  "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n" \
  "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"              \
  "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n" \
  "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n"               \
  "END:VTIMEZONE\n"

static void
test_zone_of_the_file (void)
{
  /* The zone stands behind the event that uses it, and has the same gaps and folds as Berlin. */
  assert_occurrences (EVENT ("a", "DTSTART;TZID=\"Our: office\":20260329T023000\n")
                          EVENT ("b", "DTSTART;TZID=\"Our: office\":20260701T120000\n")
                              EVENT ("c", "DTSTART;TZID=\"Our: office\":20261025T023000\n") VTIMEZONE ("Our: office"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20260329T013000Z/20260329T013000Z\n"
                      "b 20260701T100000Z/20260701T100000Z\n"
                      "c 20261025T003000Z/20261025T003000Z\n");
}

static void
test_zone_with_dates (void)
{
  assert_occurrences ("BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:20200101T000000\nRDATE:20260601T000000\n"
                      "TZOFFSETFROM:-0330\nTZOFFSETTO:-033045\nEND:STANDARD\nEND:VTIMEZONE\n" EVENT ("a", "DTSTART;TZID=Odd:20260701T120000\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20260701T153045Z/20260701T153045Z\n");
}

static void
test_system_is_preferred (void)
{
  /* A file's own idea of a real zone may be decades old: this one says that Berlin is in Tokyo. */
  assert_occurrences ("BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
                      "TZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n" EVENT ("a", "DTSTART;TZID=Europe/Berlin:20260701T120000\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "a 20260701T100000Z/20260701T100000Z\n");
}

static void
test_names (void)
{
  assert_occurrences (EVENT ("iana-prefixed", "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260701T100000\n")
                          EVENT ("mozilla", "DTSTART;TZID=/mozilla.org/20050126_1/America/Argentina/Buenos_Aires:20260701T120000\n")
                              EVENT ("utc", "DTSTART;TZID=UTC:20260701T090000\n")
                                  EVENT ("windows", "DTSTART;TZID=Pacific Standard Time:20260701T100000\n"),
                      "UTC",
                      "2026-01-01",
                      "2027-01-01",
                      "iana-prefixed 20260701T080000Z/20260701T080000Z\n"
                      "utc 20260701T090000Z/20260701T090000Z\n"
                      "mozilla 20260701T150000Z/20260701T150000Z\n"
                      "windows 20260701T170000Z/20260701T170000Z\n");
}

static void
test_names_of_windows (void)
{
  static const struct
  {
    const char *name;
    const char *same_as;
  } aliases[] = {
    { "AUS Central Standard Time", "Australia/Darwin" },
    { "Yukon Standard Time", "America/Whitehorse" },
    { "West Pacific Standard Time", "Pacific/Port_Moresby" },
    { "Eastern Standard Time 1", "America/New_York" },
    { "(UTC+04:00) Abu Dhabi, Muscat", "Asia/Dubai" },
    { "(GMT-05.00) Eastern Time (US & Canada)", "America/New_York" },
    { "(UTC+04:00) Yerevan", "Asia/Yerevan" },
    { "GMT+0100", "+01:00" },
    { "GMT+1", "+01:00" },
    { "UTC-05:00", "-05:00" },
    { "UTC+5:30", "+05:30" },
    { "Z", "UTC" },
    { "tzone://Microsoft/Utc", "UTC" },
    { "Eastern Standard Time 12", NULL },
    { "(UTC+01:00) Nowhere", NULL },
    { "(UTC+01:00)", NULL },
    { "GMT+2500", NULL },
    { "GMT+", NULL },
    { "GMT+01:0", NULL },
    { "GMT", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    {
      g_autoptr (GTimeZone) zone = rail_zone_names_new_alias (aliases[i].name);
      g_autoptr (GTimeZone) same = aliases[i].same_as != NULL ? g_time_zone_new_identifier (aliases[i].same_as) : NULL;
      const gint64 summer = 1782900000;

      g_test_message ("%s", aliases[i].name);
      g_assert_true ((zone == NULL) == (same == NULL));
      if (zone != NULL)
        g_assert_cmpint (g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, summer)), ==, g_time_zone_get_offset (same, g_time_zone_find_interval (same, G_TIME_TYPE_UNIVERSAL, summer)));
    }
}

static void
test_no_stray_files (void)
{
  /* GLib would open a path, read "GMT+5" as a POSIX rule (west), and complain loudly about files that are no zones. */
  static const char *const strange[] = {
    "",
    "../../../etc/passwd",
    "/etc/passwd",
    "Europe/../../../../etc/passwd",
    "tzdata.zi",
    "zone.tab",
    "leapseconds",
    "right/Europe/Berlin",
    "GMT+5",
    "UTC-3",
    "EST5",
    "+02:00",
    ":Europe/Berlin",
    "Europe",
    "Nowhere/City",
    "CET-1CEST,M3.5.0,M10.5.0/3",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr (GTimeZone) zone = rail_zone_names_new_iana (strange[i]);

      g_test_message ("%s", strange[i]);
      g_assert_null (zone);
    }
}

static void
test_unknown (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = calendar_expand ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=Mars:20260701T120000\n"
                                                       "DTEND;TZID=Mars:20260701T130000\nEND:VEVENT\nEND:VCALENDAR\n",
                                                       -1,
                                                       "Europe/Berlin",
                                                       "2026-01-01",
                                                       "2027-01-01",
                                                       problems);
  g_autofree char *described = calendar_describe (occurrences);
  const RailProblem *problem;

  /* Once for the name, not for every use of it. */
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->rule, ==, "calendar-time-zone");
  g_assert_cmpuint (problem->line, ==, 4);
  g_assert_nonnull (strstr (problem->message, "Mars"));
  g_assert_cmpstr (described, ==, "a 20260701T100000Z/20260701T110000Z\n");
}

static void
test_broken_zone (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = calendar_expand ("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:yesterday\n"
                                                       "TZOFFSETFROM:+9900\nEND:STANDARD\nEND:VTIMEZONE\n"
                                                       "BEGIN:VEVENT\nUID:a\nDTSTART:20260701T120000Z\nEND:VEVENT\nEND:VCALENDAR\n",
                                                       -1,
                                                       "UTC",
                                                       "2026-01-01",
                                                       "2027-01-01",
                                                       problems);

  g_assert_cmpuint (occurrences->len, ==, 1);
  g_assert_cmpuint (problems->len, ==, 2);
  g_assert_cmpuint (((RailProblem *) g_ptr_array_index (problems, 0))->line, ==, 2);
  g_assert_cmpuint (((RailProblem *) g_ptr_array_index (problems, 1))->line, ==, 4);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time-zone/gaps-and-folds-follow-rfc-5545", test_local_to_moment);
  g_test_add_func ("/time-zone/there-and-back", test_there_and_back);
  g_test_add_func ("/time-zone/a-zone-of-the-file", test_zone_of_the_file);
  g_test_add_func ("/time-zone/a-zone-of-single-dates", test_zone_with_dates);
  g_test_add_func ("/time-zone/the-system-knows-real-zones-better", test_system_is_preferred);
  g_test_add_func ("/time-zone/vendor-and-windows-names", test_names);
  g_test_add_func ("/time-zone/names-that-windows-writes", test_names_of_windows);
  g_test_add_func ("/time-zone/a-name-opens-no-other-file", test_no_stray_files);
  g_test_add_func ("/time-zone/an-unknown-name-is-one-problem", test_unknown);
  g_test_add_func ("/time-zone/a-broken-zone-costs-only-itself", test_broken_zone);

  return g_test_run ();
}
