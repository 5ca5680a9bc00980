#include "config.h"

#include <glib.h>

#include "base/duration.h"
#include "base/wall-timer.h"

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
  g_autoptr (RailWallTimer) timer = rail_wall_timer_new (fired_cb, &alarm, &error);

  g_assert_no_error (error);
  rail_wall_timer_arm (timer, 5);
  while (alarm.fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (alarm.fired, ==, 1);
}

static void
test_future (void)
{
  Alarm alarm = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWallTimer) timer = rail_wall_timer_new (fired_cb, &alarm, &error);
  gint64 now = g_get_real_time ();
  gint64 moment = now + 50 * 1000;

  rail_wall_timer_arm (timer, now + RAIL_HOUR);
  rail_wall_timer_arm (timer, moment);
  while (alarm.fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (alarm.fired_at, >=, moment);
}

static void
test_disarmed (void)
{
  Alarm alarm = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWallTimer) timer = rail_wall_timer_new (fired_cb, &alarm, &error);
  g_autoptr (RailWallTimer) other = rail_wall_timer_new (fired_cb, &alarm, &error);
  gint64 moment = g_get_real_time () + 20 * 1000;

  rail_wall_timer_arm (timer, moment);
  rail_wall_timer_arm (other, moment + 1);
  rail_wall_timer_disarm (timer);
  while (alarm.fired == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (alarm.fired, ==, 1);
}

/* A moment beyond what the kernel counts is a long time ahead, and not at once. */
static void
test_never (void)
{
  Alarm alarm = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWallTimer) timer = rail_wall_timer_new (fired_cb, &alarm, &error);

  rail_wall_timer_arm (timer, G_MAXINT64);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (alarm.fired, ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wall-timer/past/fires-at-once", test_past);
  g_test_add_func ("/wall-timer/future/the-last-moment-set-counts", test_future);
  g_test_add_func ("/wall-timer/disarmed/stays-quiet", test_disarmed);
  g_test_add_func ("/wall-timer/never/stays-quiet", test_never);

  return g_test_run ();
}
