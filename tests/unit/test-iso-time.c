#include "config.h"

#include "base/iso-time.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"

/* 2026-10-01T12:55:00Z, by `date -u -d ... +%s`. */
#define OCTOBER (G_GINT64_CONSTANT (1790859300) * RAIL_SECOND)

static GTimeZone *
zone_of (const char *name)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);

  g_assert_nonnull (zone);
  return zone;
}

static void
test_reads (void)
{
  static const struct
  {
    const char *text;
    gint64 moment;
  } cases[] = {
    { "2026-10-01T12:55:00Z", OCTOBER },
    { "2026-10-01T14:55:00+02:00", OCTOBER },
    { "2026-10-01T07:25:00-05:30", OCTOBER },
    { "2026-10-01T14:55:00", OCTOBER },
    { "2026-10-01T14:55:00.250", OCTOBER + RAIL_SECOND / 4 },
    { "2026-10-01", OCTOBER - 14 * RAIL_HOUR - 55 * RAIL_MINUTE },
    { "1969-12-31T23:59:59Z", -RAIL_SECOND },
    { "1970-01-01T00:00:00Z", 0 },
  };
  g_autoptr (GTimeZone) berlin = zone_of ("Europe/Berlin");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 moment = 1;

      g_assert_true (rail_iso_time_parse (cases[i].text, berlin, &moment, &error));
      g_assert_no_error (error);
      g_assert_cmpint (moment, ==, cases[i].moment);
    }
}

static void
test_refuses (void)
{
  static const char *const cases[] = {
    "", "now", "tomorrow", "2026", "2026-10", "01.10.2026", "10/01/2026", "2026-13-01", "2026-02-30", "2026-10-01T", "2026-10-01T25:00:00Z", "2026-10-01T14:60:00Z", "2026-10-01T14:55:00+", "2026-10-01T14:55:00 CET", "T14:55:00", "0001-01-01", "0999-12-31", "9999-12-31", "9999-W01-1T00:00:00Z"
  };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 moment = 1;

      g_assert_false (rail_iso_time_parse (cases[i], utc, &moment, &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "2026-10-01T14:55:00+02:00"));
      g_assert_cmpint (moment, ==, 1);
    }
}

static void
test_formats (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GTimeZone) berlin = zone_of ("Europe/Berlin");
  g_autoptr (GTimeZone) kolkata = zone_of ("Asia/Kolkata");
  g_autofree char *in_utc = rail_iso_time_format (OCTOBER, utc);
  g_autofree char *in_berlin = rail_iso_time_format (OCTOBER, berlin);
  g_autofree char *in_kolkata = rail_iso_time_format (OCTOBER, kolkata);
  g_autofree char *early = rail_iso_time_format (-1, utc);

  g_assert_cmpstr (in_utc, ==, "2026-10-01T12:55:00+00:00");
  g_assert_cmpstr (in_berlin, ==, "2026-10-01T14:55:00+02:00");
  g_assert_cmpstr (in_kolkata, ==, "2026-10-01T18:25:00+05:30");
  g_assert_cmpstr (early, ==, "1969-12-31T23:59:59+00:00");
}

static void
test_day_starts (void)
{
  static const struct
  {
    const char *zone;
    const char *moment;
    const char *start;
  } cases[] = {
    { "UTC", "2026-10-01T12:55:00Z", "2026-10-01T00:00:00Z" },
    { "UTC", "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z" },
    { "Europe/Berlin", "2026-10-01T22:30:00Z", "2026-10-02T00:00:00+02:00" },
    /* The days the clock is changed begin by the old offset and last 23 and 25 hours. */
    { "Europe/Berlin", "2026-03-29T12:00:00+02:00", "2026-03-29T00:00:00+01:00" },
    { "Europe/Berlin", "2026-10-25T12:00:00+01:00", "2026-10-25T00:00:00+02:00" },
    /* A day without a midnight: at 00:00 the clock went to 01:00. */
    { "America/Sao_Paulo", "2018-11-04T12:00:00-02:00", "2018-11-04T01:00:00-02:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = zone_of (cases[i].zone);
      gint64 moment = 0;
      gint64 start = 0;

      g_assert_true (rail_iso_time_parse (cases[i].moment, zone, &moment, NULL));
      g_assert_true (rail_iso_time_parse (cases[i].start, zone, &start, NULL));
      g_assert_cmpint (rail_iso_time_day_start (moment, zone), ==, start);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/iso-time/parse/reads-offsets-local-times-and-days", test_reads);
  g_test_add_func ("/iso-time/parse/refuses-anything-else-and-shows-the-form", test_refuses);
  g_test_add_func ("/iso-time/format/gives-the-offset-of-the-zone", test_formats);
  g_test_add_func ("/iso-time/day-start/follows-the-clock-of-the-zone", test_day_starts);

  return g_test_run ();
}
