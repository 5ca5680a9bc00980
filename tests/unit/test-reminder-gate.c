#include "config.h"

#include <glib.h>

#include "base/duration.h"
#include "delivery/reminder-gate.h"

/* 2026-10-01T12:00:00Z, as any moment would do. */
#define NOON ((gint64) 1790856000 * RAIL_SECOND)

/* A desk where nothing speaks against anything, but that all that may come by itself has come. */
static const RailPresence quiet_desk = {
  .locked = RAIL_PRESENCE_NO,
  .sharing = RAIL_PRESENCE_NO,
  .do_not_disturb = RAIL_PRESENCE_NO,
  .fullscreen = RAIL_PRESENCE_NO,
  .cards_possible = TRUE,
};
static const RailLimits no_room = { .per_hour = 0, .per_day = 0 };

static void
expect (const RailPresence *presence,
        const RailLimits *limits,
        RailVerdictKind kind,
        RailGateReason reason,
        gint64 until)
{
  RailVerdict verdict = rail_reminder_gate_decide (presence, limits, NOON);

  g_assert_cmpstr (rail_verdict_kind_to_string (verdict.kind), ==, rail_verdict_kind_to_string (kind));
  g_assert_cmpstr (rail_gate_reason_to_string (verdict.reason), ==, rail_gate_reason_to_string (reason));
  g_assert_cmpint (verdict.until, ==, until);
}

static void
test_budget (void)
{
  expect (&quiet_desk, &no_room, RAIL_VERDICT_NOTIFICATION, RAIL_GATE_SHOW, 0);
}

static void
test_held (void)
{
  RailPresence presence;

  presence = quiet_desk;
  presence.locked = RAIL_PRESENCE_YES;
  expect (&presence, &no_room, RAIL_VERDICT_HOLD, RAIL_GATE_LOCKED, 0);
  presence = quiet_desk;
  presence.sharing = RAIL_PRESENCE_YES;
  expect (&presence, &no_room, RAIL_VERDICT_HOLD, RAIL_GATE_SHARING, 0);
  presence = quiet_desk;
  presence.do_not_disturb = RAIL_PRESENCE_YES;
  expect (&presence, &no_room, RAIL_VERDICT_HOLD, RAIL_GATE_DO_NOT_DISTURB, 0);
}

/* A pause and a night drop or hold what comes by itself; this waits for their end. */
static void
test_hours (void)
{
  RailLimits limits = no_room;

  limits.quiet_until = NOON + RAIL_HOUR;
  expect (&quiet_desk, &limits, RAIL_VERDICT_HOLD, RAIL_GATE_QUIET_HOURS, NOON + RAIL_HOUR);
  limits.paused_until = NOON + 2 * RAIL_HOUR;
  expect (&quiet_desk, &limits, RAIL_VERDICT_HOLD, RAIL_GATE_PAUSED, NOON + 2 * RAIL_HOUR);
  limits.paused_until = G_MAXINT64;
  expect (&quiet_desk, &limits, RAIL_VERDICT_HOLD, RAIL_GATE_PAUSED, G_MAXINT64);
}

/* Whatever window is in front: the reminder is not about it. But nobody else reads it. */
static void
test_neutral (void)
{
  RailPresence presence = quiet_desk;

  g_assert_false (rail_reminder_gate_decide (&quiet_desk, &no_room, NOON).neutral);
  presence.window_excluded = TRUE;
  expect (&presence, &no_room, RAIL_VERDICT_NOTIFICATION, RAIL_GATE_SHOW, 0);
  presence.fullscreen = RAIL_PRESENCE_YES;
  expect (&presence, &no_room, RAIL_VERDICT_NOTIFICATION, RAIL_GATE_FULLSCREEN, 0);
  g_assert_true (rail_reminder_gate_decide (&presence, &no_room, NOON).neutral);
  presence = quiet_desk;
  presence.sharing = RAIL_PRESENCE_UNKNOWN;
  g_assert_false (rail_reminder_gate_decide (&presence, &no_room, NOON).neutral);
  presence.with_people = TRUE;
  g_assert_true (rail_reminder_gate_decide (&presence, &no_room, NOON).neutral);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reminder-gate/budget/does-not-stand-against-what-was-asked-for", test_budget);
  g_test_add_func ("/reminder-gate/presence/holds-on-a-locked-or-shared-screen-and-while-not-to-be-disturbed", test_held);
  g_test_add_func ("/reminder-gate/hours/waits-for-the-end-of-a-pause-and-of-the-night", test_hours);
  g_test_add_func ("/reminder-gate/neutral/where-others-may-look", test_neutral);

  return g_test_run ();
}
