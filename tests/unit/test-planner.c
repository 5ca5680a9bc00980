#include "config.h"

#include <glib.h>

#include "base/duration.h"
#include "delivery/planner.h"

typedef struct
{
  guint fired;
  gint64 fired_at;
} Alarm;

static void
fired_cb (gpointer user_data)
{
  Alarm *alarm = user_data;

  alarm->fired++;
  alarm->fired_at = g_get_real_time ();
}

static void
test_past (void)
{
  Alarm alarm = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailPlanner) planner = rail_planner_new (fired_cb, &alarm, &error);

  g_assert_no_error (error);
  rail_planner_set_moment (planner, 5, g_get_real_time ());
  while (alarm.fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (alarm.fired, ==, 1);
}

static void
test_future (void)
{
  Alarm alarm = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailPlanner) planner = rail_planner_new (fired_cb, &alarm, &error);
  gint64 now = g_get_real_time ();
  gint64 moment = now + 50 * 1000;

  rail_planner_set_moment (planner, now + RAIL_HOUR, now);
  rail_planner_set_moment (planner, moment, now);
  while (alarm.fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (alarm.fired_at, >=, moment);
}

/* Nothing is due within the day: the alarm is set all the same, at most a day ahead, and does not go off now. */
static void
test_never (void)
{
  Alarm alarm = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailPlanner) planner = rail_planner_new (fired_cb, &alarm, &error);

  rail_planner_set_moment (planner, G_MAXINT64, g_get_real_time ());
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (alarm.fired, ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/planner/past/fires-at-once", test_past);
  g_test_add_func ("/planner/future/the-last-moment-set-counts", test_future);
  g_test_add_func ("/planner/never/stays-quiet", test_never);

  return g_test_run ();
}
