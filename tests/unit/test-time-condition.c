#include "config.h"

#include "rules/time-condition.h"

#include "unit/trigger-fixture.h"

typedef struct
{
  const char *when;
  const char *zone;
  const char *now;
  gboolean holds;
  const char *until; /* NULL: never changes */
} Case;

static void
check (const Case *cases,
       gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *yaml = g_strdup_printf ("when: {time: %s}", cases[i].when);
      g_autoptr (RailTrigger) trigger = make_trigger (yaml);
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      gint64 until = 0;
      gboolean holds;
      g_autofree char *seen = NULL;

      g_assert_nonnull (zone);
      holds = rail_time_condition_evaluate (&trigger->when->time, moment (cases[i].now, zone), zone, &until);
      seen = until != G_MAXINT64 ? rail_iso_time_format (until, zone) : NULL;
      g_test_message ("%s at %s: %d until %s", cases[i].when, cases[i].now, holds, seen != NULL ? seen : "ever");
      g_assert_cmpint (holds, ==, cases[i].holds);
      g_assert_cmpint (until, ==, cases[i].until != NULL ? moment (cases[i].until, zone) : G_MAXINT64);
    }
}

/* 2026-10-01 is a Thursday. */
static void
test_half_open (void)
{
  static const Case cases[] = {
    { "{days: [mon..fri], between: '09:00..17:00'}", "UTC", "2026-10-01T08:59:59", FALSE, "2026-10-01T09:00:00" },
    { "{days: [mon..fri], between: '09:00..17:00'}", "UTC", "2026-10-01T09:00:00", TRUE, "2026-10-01T17:00:00" },
    { "{days: [mon..fri], between: '09:00..17:00'}", "UTC", "2026-10-01T16:59:59", TRUE, "2026-10-01T17:00:00" },
    { "{days: [mon..fri], between: '09:00..17:00'}", "UTC", "2026-10-01T17:00:00", FALSE, "2026-10-02T09:00:00" },
    { "{days: [mon..fri], between: '09:00..17:00'}", "UTC", "2026-10-02T17:00:00", FALSE, "2026-10-05T09:00:00" },
    { "{between: '12:00..24:00'}", "UTC", "2026-10-01T23:59:59", TRUE, "2026-10-02T00:00:00" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_midnight (void)
{
  static const Case cases[] = {
    { "{days: fri, between: '22:00..06:00'}", "UTC", "2026-10-02T05:00:00", FALSE, "2026-10-02T22:00:00" },
    { "{days: fri, between: '22:00..06:00'}", "UTC", "2026-10-02T23:00:00", TRUE, "2026-10-03T06:00:00" },
    { "{days: fri, between: '22:00..06:00'}", "UTC", "2026-10-03T05:59:59", TRUE, "2026-10-03T06:00:00" },
    { "{days: fri, between: '22:00..06:00'}", "UTC", "2026-10-03T22:30:00", FALSE, "2026-10-09T22:00:00" },
    { "{nth: {day: wed, n: -1}, between: '22:00..06:00'}", "UTC", "2026-10-01T01:00:00", TRUE, "2026-10-01T06:00:00" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_touching_days_are_one_stretch (void)
{
  static const Case cases[] = {
    { "{days: [mon..fri]}", "UTC", "2026-10-01T12:00:00", TRUE, "2026-10-03T00:00:00" },
    { "{days: [mon..fri]}", "UTC", "2026-10-03T12:00:00", FALSE, "2026-10-05T00:00:00" },
    { "{days: [mon..sun]}", "UTC", "2026-10-03T12:00:00", TRUE, NULL },
    { "{days: mon, nth: {day: fri, n: 1}}", "UTC", "2026-10-03T12:00:00", FALSE, NULL },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_nth (void)
{
  static const Case cases[] = {
    { "{nth: {day: thu, n: 1}}", "UTC", "2026-10-01T12:00:00", TRUE, "2026-10-02T00:00:00" },
    { "{nth: {day: fri, n: -1}, between: '15:00..16:00'}", "UTC", "2026-10-01T12:00:00", FALSE, "2026-10-30T15:00:00" },
    { "{nth: {day: fri, n: 5}}", "UTC", "2026-11-01T12:00:00", FALSE, "2027-01-29T00:00:00" },
    { "{nth: {day: mon, n: -5}}", "UTC", "2026-10-01T12:00:00", FALSE, "2026-11-02T00:00:00" },
    { "{nth: {day: thu, n: 2}, days: [thu]}", "UTC", "2026-10-01T12:00:00", FALSE, "2026-10-08T00:00:00" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* Berlin: on 2026-03-29 the clocks go from 02:00 to 03:00, on 2026-10-25 from 03:00 back to 02:00. */
static void
test_clock_changes (void)
{
  static const Case cases[] = {
    { "{between: '02:30..04:00'}", "Europe/Berlin", "2026-03-29T01:59:59+01:00", FALSE, "2026-03-29T03:00:00+02:00" },
    { "{between: '02:30..04:00'}", "Europe/Berlin", "2026-03-29T03:00:00+02:00", TRUE, "2026-03-29T04:00:00+02:00" },
    { "{between: '01:00..02:30'}", "Europe/Berlin", "2026-03-29T01:30:00+01:00", TRUE, "2026-03-29T03:00:00+02:00" },
    { "{between: '02:15..02:45'}", "Europe/Berlin", "2026-03-29T01:00:00+01:00", FALSE, "2026-03-30T02:15:00+02:00" },
    { "{between: '02:30..04:00'}", "Europe/Berlin", "2026-10-25T02:30:00+02:00", TRUE, "2026-10-25T04:00:00+01:00" },
    { "{between: '02:30..04:00'}", "Europe/Berlin", "2026-10-25T02:10:00+01:00", TRUE, "2026-10-25T04:00:00+01:00" },
    { "{between: '01:30..02:30'}", "Europe/Berlin", "2026-10-25T02:10:00+02:00", TRUE, "2026-10-25T02:30:00+02:00" },
    { "{between: '01:30..02:30'}", "Europe/Berlin", "2026-10-25T02:10:00+01:00", FALSE, "2026-10-26T01:30:00+01:00" },
    { "{days: sun}", "Europe/Berlin", "2026-10-25T12:00:00+01:00", TRUE, "2026-10-26T00:00:00+01:00" },
    /* Dublin's winter is its daylight-saving time by the letter of tzdata: the first 01:30 is the one in summer time. */
    { "{between: '01:30..03:00'}", "Europe/Dublin", "2026-10-25T01:00:00+01:00", FALSE, "2026-10-25T01:30:00+01:00" },
    /* In Santiago there is no midnight on the day summer time begins. */
    { "{days: sun}", "America/Santiago", "2026-09-05T23:59:00-04:00", FALSE, "2026-09-06T01:00:00-03:00" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_zone_decides (void)
{
  static const Case cases[] = {
    { "{days: thu, between: '09:00..10:00'}", "Asia/Tokyo", "2026-10-01T00:30:00Z", TRUE, "2026-10-01T01:00:00Z" },
    { "{days: thu, between: '09:00..10:00'}", "America/New_York", "2026-10-01T00:30:00Z", FALSE, "2026-10-01T13:00:00Z" },
    { "{days: wed}", "America/New_York", "2026-10-01T03:59:59Z", TRUE, "2026-10-01T04:00:00Z" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time-condition/begins-with-its-start-and-ends-before-its-end", test_half_open);
  g_test_add_func ("/time-condition/over-midnight-it-belongs-to-the-day-it-starts", test_midnight);
  g_test_add_func ("/time-condition/days-that-touch-are-one-stretch", test_touching_days_are_one_stretch);
  g_test_add_func ("/time-condition/counts-weekdays-from-either-end-of-the-month", test_nth);
  g_test_add_func ("/time-condition/neither-gets-lost-nor-comes-twice-when-clocks-change", test_clock_changes);
  g_test_add_func ("/time-condition/goes-by-the-wall-clock-of-the-zone", test_zone_decides);

  return g_test_run ();
}
