#include "config.h"

#include "base/duration.h"
#include "delivery/quiet-hours.h"

#define AT(hour, minute) ((hour) *60 + (minute))

static gint64
get_moment (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  g_assert_nonnull (time);

  return g_date_time_to_unix (time) * RAIL_SECOND;
}

/* @end NULL: it is not quiet at @now. */
static void
expect (const char *zone_name,
        guint from,
        guint to,
        const char *now,
        const char *end)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);

  g_assert_nonnull (zone);
  g_assert_cmpint (rail_quiet_hours_get_end (from, to, get_moment (now), zone), ==, end != NULL ? get_moment (end) : 0);
}

static void
test_within_a_day (void)
{
  expect ("UTC", AT (12, 0), AT (13, 30), "2026-10-01T11:59:59Z", NULL);
  expect ("UTC", AT (12, 0), AT (13, 30), "2026-10-01T12:00:00Z", "2026-10-01T13:30:00Z");
  expect ("UTC", AT (12, 0), AT (13, 30), "2026-10-01T13:29:59.999999Z", "2026-10-01T13:30:00Z");
  expect ("UTC", AT (12, 0), AT (13, 30), "2026-10-01T13:30:00Z", NULL);

  /* The last minute of a day, and the first. */
  expect ("UTC", AT (0, 0), AT (23, 59), "2026-10-01T23:58:00Z", "2026-10-01T23:59:00Z");
  expect ("UTC", AT (0, 0), AT (23, 59), "2026-10-01T23:59:00Z", NULL);
}

static void
test_over_midnight (void)
{
  expect ("UTC", AT (18, 0), AT (8, 0), "2026-12-31T17:59:59Z", NULL);
  expect ("UTC", AT (18, 0), AT (8, 0), "2026-12-31T18:00:00Z", "2027-01-01T08:00:00Z");
  expect ("UTC", AT (18, 0), AT (8, 0), "2027-01-01T00:00:00Z", "2027-01-01T08:00:00Z");
  expect ("UTC", AT (18, 0), AT (8, 0), "2027-01-01T07:59:59Z", "2027-01-01T08:00:00Z");
  expect ("UTC", AT (18, 0), AT (8, 0), "2027-01-01T08:00:00Z", NULL);

  /* Until midnight is until the next day begins. */
  expect ("UTC", AT (22, 0), AT (0, 0), "2026-10-01T23:00:00Z", "2026-10-02T00:00:00Z");
  expect ("UTC", AT (22, 0), AT (0, 0), "2026-10-02T00:00:00Z", NULL);
}

static void
test_equal (void)
{
  expect ("UTC", AT (9, 0), AT (9, 0), "2026-10-01T09:00:00Z", NULL);
  expect ("UTC", AT (0, 0), AT (0, 0), "2026-10-01T12:00:00Z", NULL);
}

static void
test_zones (void)
{
  /* The same moment is evening in Tokyo and morning in Los Angeles. */
  expect ("Asia/Tokyo", AT (18, 0), AT (8, 0), "2026-10-01T10:00:00Z", "2026-10-01T23:00:00Z");
  expect ("America/Los_Angeles", AT (18, 0), AT (8, 0), "2026-10-01T16:00:00Z", NULL);
  expect ("Asia/Kathmandu", AT (18, 0), AT (18, 30), "2026-10-01T12:20:00Z", "2026-10-01T12:45:00Z");
}

/* 2026-03-29, 02:00 becomes 03:00 in Berlin. */
static void
test_clocks_go_forward (void)
{
  /* The night is an hour shorter and ends at eight all the same. */
  expect ("Europe/Berlin", AT (18, 0), AT (8, 0), "2026-03-28T17:00:00Z", "2026-03-29T06:00:00Z");

  /* An end that the clocks leave out comes when it would have come without the change: at 03:30. */
  expect ("Europe/Berlin", AT (22, 0), AT (2, 30), "2026-03-29T01:15:00Z", "2026-03-29T01:30:00Z");
  expect ("Europe/Berlin", AT (22, 0), AT (2, 30), "2026-03-29T01:30:00Z", NULL);
}

/* 2026-10-25, 03:00 becomes 02:00 in Berlin. */
static void
test_clocks_go_back (void)
{
  expect ("Europe/Berlin", AT (18, 0), AT (8, 0), "2026-10-24T16:00:00Z", "2026-10-25T07:00:00Z");

  /* An hour that comes twice ends the quiet the first time, and does not begin it anew. */
  expect ("Europe/Berlin", AT (22, 0), AT (2, 30), "2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z");
  expect ("Europe/Berlin", AT (22, 0), AT (2, 30), "2026-10-25T01:15:00Z", NULL);
  expect ("Europe/Berlin", AT (2, 15), AT (2, 30), "2026-10-25T01:20:00Z", NULL);
}

/* Minute by minute through the year of two changes: who is told to ask again at the end finds it over then, and never a microsecond before. */
static void
test_ends_are_kept (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  gint64 end_of_year = get_moment ("2027-01-01T00:00:00Z");
  guint nights = 0;

  for (gint64 now = get_moment ("2026-01-01T12:00:00Z"); now < end_of_year; now += 7 * RAIL_MINUTE)
    {
      gint64 end = rail_quiet_hours_get_end (AT (18, 0), AT (8, 0), now, zone);

      if (end == 0)
        continue;
      nights++;
      g_assert_cmpint (end, >, now);
      g_assert_cmpint (rail_quiet_hours_get_end (AT (18, 0), AT (8, 0), end - 1, zone), ==, end);
      g_assert_cmpint (rail_quiet_hours_get_end (AT (18, 0), AT (8, 0), end, zone), ==, 0);
      now = end;
    }

  g_assert_cmpuint (nights, ==, 365);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/quiet-hours/within-a-day/are-half-open", test_within_a_day);
  g_test_add_func ("/quiet-hours/over-midnight/belong-to-the-evening", test_over_midnight);
  g_test_add_func ("/quiet-hours/equal-times/mean-never", test_equal);
  g_test_add_func ("/quiet-hours/time-zones/follow-the-wall-clock", test_zones);
  g_test_add_func ("/quiet-hours/clocks-forward/end-at-the-same-time-of-day", test_clocks_go_forward);
  g_test_add_func ("/quiet-hours/clocks-back/end-once", test_clocks_go_back);
  g_test_add_func ("/quiet-hours/every-night/ends-when-it-said", test_ends_are_kept);

  return g_test_run ();
}
