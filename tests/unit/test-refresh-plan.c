#include "config.h"

#include "platform/refresh-plan.h"

#include "base/duration.h"

#define NOW (G_GINT64_CONSTANT (1790859300) * RAIL_SECOND)

static void
test_success (void)
{
  static const struct
  {
    gint64 wish;
    gint64 span;
  } cases[] = {
    { 0, RAIL_HOUR },
    { RAIL_SECOND, 15 * RAIL_MINUTE },
    { 4 * RAIL_HOUR, 4 * RAIL_HOUR },
    { 7 * RAIL_DAY, RAIL_DAY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (rail_refresh_plan_after_success (NOW, cases[i].wish, 0), ==, NOW + cases[i].span);
      g_assert_cmpint (rail_refresh_plan_after_success (NOW, cases[i].wish, 1), ==, NOW + cases[i].span + cases[i].span / 10);
      g_assert_false (rail_refresh_plan_is_stray (rail_refresh_plan_after_success (NOW, cases[i].wish, 1), NOW));
    }
}

static void
test_failure (void)
{
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, 1, FALSE, 0, 0), ==, NOW + 5 * RAIL_MINUTE);
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, 3, FALSE, 0, 0), ==, NOW + 20 * RAIL_MINUTE);
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, G_MAXUINT, FALSE, 0, 0), ==, NOW + 6 * RAIL_HOUR);
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, 1, TRUE, 0, 0), ==, NOW + RAIL_HOUR);
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, 100, TRUE, 0, 0), ==, NOW + RAIL_DAY);
}

static void
test_retry_after (void)
{
  /* Never before it, and what is sooner than our own patience does not count. */
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, 1, FALSE, NOW + 2 * RAIL_HOUR, 0), ==, NOW + 2 * RAIL_HOUR);
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, 1, FALSE, NOW + RAIL_SECOND, 0), ==, NOW + 5 * RAIL_MINUTE);
  g_assert_cmpint (rail_refresh_plan_after_failure (NOW, 1, FALSE, NOW + 90 * RAIL_DAY, 0), ==, NOW + RAIL_DAY);
}

static void
test_stray (void)
{
  g_assert_false (rail_refresh_plan_is_stray (NOW - RAIL_DAY, NOW));
  g_assert_true (rail_refresh_plan_is_stray (NOW, NOW - 2 * RAIL_DAY));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/refresh-plan/success/within-what-the-calendar-wishes", test_success);
  g_test_add_func ("/refresh-plan/failure/grows-more-patient", test_failure);
  g_test_add_func ("/refresh-plan/failure/waits-as-long-as-it-was-told", test_retry_after);
  g_test_add_func ("/refresh-plan/clock/set-back", test_stray);

  return g_test_run ();
}
