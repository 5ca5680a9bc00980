#include "config.h"

#include "base/duration.h"
#include "platform/clock-jump.h"

#define START ((gint64) 1790856000 * RAIL_SECOND)

static void
test_steady (void)
{
  RailClockJump clock = { 0 };

  g_assert_false (rail_clock_jump_notice (&clock, START, 5));
  g_assert_false (rail_clock_jump_notice (&clock, START + RAIL_DAY, 5 + RAIL_DAY));
  /* The network's correction, however often. */
  for (guint i = 1; i <= 100; i++)
    g_assert_false (rail_clock_jump_notice (&clock, START + RAIL_DAY + i * 30 * RAIL_SECOND, 5 + RAIL_DAY));
}

static void
test_sleep (void)
{
  RailClockJump clock = { 0 };

  rail_clock_jump_notice (&clock, START, 0);
  g_assert_true (rail_clock_jump_notice (&clock, START + 3 * RAIL_DAY, RAIL_SECOND));
  g_assert_false (rail_clock_jump_notice (&clock, START + 3 * RAIL_DAY + RAIL_HOUR, RAIL_SECOND + RAIL_HOUR));
}

static void
test_set_back (void)
{
  RailClockJump clock = { 0 };

  rail_clock_jump_notice (&clock, START, 0);
  g_assert_true (rail_clock_jump_notice (&clock, START - RAIL_HOUR, RAIL_SECOND));
  g_assert_false (rail_clock_jump_notice (&clock, START - RAIL_HOUR + RAIL_SECOND, 2 * RAIL_SECOND));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock-jump/time-that-passes/is-none", test_steady);
  g_test_add_func ("/clock-jump/sleep/is-one", test_sleep);
  g_test_add_func ("/clock-jump/clock-set-back/is-one", test_set_back);

  return g_test_run ();
}
