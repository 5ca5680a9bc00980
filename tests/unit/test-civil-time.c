#include "config.h"

#include <string.h>

#include "context/civil-time.h"

static void
test_days (void)
{
  gint64 expected = rail_civil_days (1, 1, 1);

  /* Every day of ten thousand years, against GLib's own calendar at both ends and the order of days in between. */
  for (gint64 days = expected; days <= rail_civil_days (9999, 12, 31); days++)
    {
      gint64 year;
      int month, day;

      rail_civil_date (days, &year, &month, &day);
      if (day == 1)
        {
          g_autoptr (GDate) date = g_date_new_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);

          g_assert_cmpint ((gint64) g_date_get_julian (date) - 719163, ==, days);
        }
      g_assert_cmpint (rail_civil_days (year, month, day), ==, days);
    }
  g_assert_cmpint (rail_civil_days (1970, 1, 1), ==, 0);
}

static void
test_there_and_back (void)
{
  static const char *const texts[] = { "20261001", "20261001T235959", "20240229T000000Z", "19691231T235959Z", "00010101T000000", "99991231" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      RailCivilTime time;
      g_autofree char *text = NULL;

      g_assert_true (rail_civil_time_parse (texts[i], strlen (texts[i]), &time));
      text = rail_civil_time_format (&time);
      g_assert_cmpstr (text, ==, texts[i]);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "2026100",
    "202610011",
    "2026-10-01",
    "20260229",
    "20261301",
    "20261000",
    "00000101",
    "20261001T",
    "20261001T240000",
    "20261001T126000",
    "20261001T120061",
    "20261001T1200000",
    "20261001T120000z ",
    "20261001 120000",
    "20261001T12000x",
    "+2026101",
  };
  RailCivilTime time;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_false (rail_civil_time_parse (texts[i], strlen (texts[i]), &time));
    }
  /* A leap second has no moment of its own here. */
  g_assert_true (rail_civil_time_parse ("20161231T235960Z", 16, &time));
  g_assert_cmpint (time.seconds, ==, rail_civil_days (2016, 12, 31) * RAIL_CIVIL_DAY + 86399);
}

static void
test_spans (void)
{
  static const struct
  {
    const char *text;
    gint64 days, seconds;
  } cases[] = {
    { "PT1H30M", 0, 5400 },
    { "P1D", 1, 0 },
    { "P2W", 14, 0 },
    { "P1DT2H", 1, 7200 },
    { "+PT0S", 0, 0 },
    { "-PT15M", 0, -900 },
    { "p1dt1h1m1s", 1, 3661 },
  };
  static const char *const refused[] = {
    "",
    "P",
    "PT",
    "1H",
    "PT1",
    "P1H",
    "PT1D",
    "P1Y",
    "PT-5M",
    "P1D2H",
    "PT1HT1H",
    "PT99999999999999999999H",
    "P40000D",
    "PT1H ",
    "P 1D",
    "--P1D",
  };
  RailCivilSpan span;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (rail_civil_span_parse (cases[i].text, &span));
      g_assert_cmpint (span.days, ==, cases[i].days);
      g_assert_cmpint (span.seconds, ==, cases[i].seconds);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (rail_civil_span_parse (refused[i], &span));
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/civil-time/days-are-counted-as-the-calendar-does", test_days);
  g_test_add_func ("/civil-time/what-is-read-is-written-the-same", test_there_and_back);
  g_test_add_func ("/civil-time/what-is-no-time", test_refused);
  g_test_add_func ("/civil-time/durations", test_spans);

  return g_test_run ();
}
