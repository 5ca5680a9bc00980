#include "config.h"

#include <string.h>

#include "context/rule-reach.h"

static gint64
read_time (const char *text)
{
  RailCivilTime time;

  g_assert_true (rail_civil_time_parse (text, strlen (text), &time));
  return time.seconds;
}

/* The last instance is counted on a paper calendar; the answer may be later, by no more than @slack days. */
static void
assert_reaches (const char *start,
                const char *rule,
                const char *last_instance,
                gint64 slack)
{
  RailCivilTime time;
  gint64 last;

  g_test_message ("%s", rule);
  g_assert_true (rail_civil_time_parse (start, strlen (start), &time));
  g_assert_true (rail_rule_reach (rule, &time, &last));
  g_assert_cmpint (last, >=, read_time (last_instance));
  g_assert_cmpint (last, <=, read_time (last_instance) + slack * RAIL_CIVIL_DAY);
}

static void
test_ends (void)
{
  assert_reaches ("20260105T090000", "FREQ=DAILY;COUNT=10", "20260114T090000", 3);
  assert_reaches ("20260105T090000", "FREQ=DAILY;INTERVAL=3;COUNT=10;WKST=SU", "20260201T090000", 9);
  assert_reaches ("20260105T090000", "FREQ=WEEKLY;BYDAY=MO;COUNT=4", "20260126T090000", 21);
  /* The start is the first, although no Sunday. */
  assert_reaches ("20260105T090000", "COUNT=2;FREQ=WEEKLY;BYDAY=SU", "20260111T090000", 25);
  assert_reaches ("20260115", "FREQ=MONTHLY;COUNT=3", "20260315", 100);
  assert_reaches ("20260113T090000", "FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "20260310T090000", 100);
  assert_reaches ("20240228", "FREQ=YEARLY;COUNT=3", "20260228", 1100);
  assert_reaches ("20260105T090000", "FREQ=WEEKLY;UNTIL=20260301T000000Z", "20260223T090000", 8);
  assert_reaches ("20260105T090000", "FREQ=DAILY;UNTIL=20260110;COUNT=400", "20260110T090000", 2);
  assert_reaches ("20260105T090000", "FREQ=DAILY;UNTIL=20200110", "20260105T090000", 0);
}

/* Endless, with pauses that no multiplication knows of, or not as it should be written: that is for the full reading. */
static void
test_is_not_plain (void)
{
  static const char *const rules[] = {
    "",
    "FREQ=DAILY",
    "COUNT=3",
    "FREQ=HOURLY;COUNT=3",
    "FREQ=SECONDLY;UNTIL=20260101T000000Z",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=-1",
    "FREQ=DAILY;COUNT=3;",
    "FREQ=DAILY;COUNT=3;COUNT=4",
    "FREQ=DAILY;COUNT=200000",
    "FREQ=DAILY;INTERVAL=32768;COUNT=2",
    "FREQ=DAILY;INTERVAL=0;COUNT=2",
    "FREQ=YEARLY;INTERVAL=32767;COUNT=100000",
    "FREQ=DAILY;BYMONTH=2;COUNT=3",
    "FREQ=DAILY;BYDAY=MO;COUNT=3",
    "FREQ=WEEKLY;BYDAY=1MO;COUNT=3",
    "FREQ=WEEKLY;BYDAY=;COUNT=3",
    "FREQ=WEEKLY;BYDAY=MO,,TU;COUNT=3",
    "FREQ=MONTHLY;COUNT=3",
    "FREQ=MONTHLY;BYDAY=5MO;COUNT=3",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1;COUNT=3",
    "FREQ=YEARLY;COUNT=3",
    "FREQ=YEARLY;BYDAY=MO;COUNT=3",
    "FREQ=WEEKLY;UNTIL=tomorrow",
    "FREQ=WEEKLY;UNTIL=",
    "FREQ=WEEKLY;COUNT=3;WKST=XX",
    "freq=weekly;count=3",
    "FREQ=WEEKLY;COUNT=3;RSCALE=HEBREW",
    "FREQ=WEEKLY; COUNT=3",
    "FREQ",
  };
  RailCivilTime start;
  gint64 last;

  /* A day that not every month has, and not every year. */
  g_assert_true (rail_civil_time_parse ("20240229", 8, &start));
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_test_message ("%s", rules[i]);
      g_assert_false (rail_rule_reach (rules[i], &start, &last));
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-reach/never-before-the-last-instance", test_ends);
  g_test_add_func ("/rule-reach/leaves-the-rest-to-the-full-reading", test_is_not_plain);

  return g_test_run ();
}
