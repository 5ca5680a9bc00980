#include "config.h"

#include <glib.h>

#include "base/duration.h"
#include "delivery/gate-account.h"

/* 2026-10-01T12:00:00Z, as any moment would do. */
#define NOON ((gint64) 1790856000 * RAIL_SECOND)

/* One question to the gate; begin() fills in a quiet desk where nothing speaks against a card. */
typedef struct
{
  RailTrigger trigger;
  RailCandidate candidate;
  RailPresence presence;
  RailHistory history;
  RailLimits limits;
} Question;

static void
begin (Question *question)
{
  *question = (Question){
    .trigger = { .show = RAIL_SHOW_CARD, .has_window = TRUE },
    .presence = {
        .locked = RAIL_PRESENCE_NO,
        .sharing = RAIL_PRESENCE_NO,
        .do_not_disturb = RAIL_PRESENCE_NO,
        .fullscreen = RAIL_PRESENCE_NO,
        .cards_possible = TRUE,
    },
    .history = { .occurrence_start = G_MININT64, .next_day = NOON + 12 * RAIL_HOUR },
    .limits = { .per_hour = 4, .per_day = 12 },
  };
  question->candidate.trigger = &question->trigger;
}

/* The same, bound to a meeting in five minutes. */
static void
begin_meeting (Question *question)
{
  begin (question);
  question->trigger.has_window = FALSE;
  question->trigger.has_calendar = TRUE;
  question->trigger.is_bound = TRUE;
  question->candidate.has_occurrence = TRUE;
  question->candidate.occurrence_start = NOON + 5 * RAIL_MINUTE;
}

static void
expect (const Question *question,
        RailVerdictKind kind,
        RailGateReason reason)
{
  RailVerdict verdict = rail_gate_decide (&question->candidate, &question->presence, &question->history, &question->limits, NOON);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *text = NULL;

  g_assert_cmpstr (rail_verdict_kind_to_string (verdict.kind), ==, rail_verdict_kind_to_string (kind));
  g_assert_cmpstr (rail_gate_reason_to_string (verdict.reason), ==, rail_gate_reason_to_string (reason));

  text = rail_verdict_describe (&verdict, &question->candidate, &question->history, &question->limits, zone);
  g_assert_cmpstr (text, !=, "");
}

static RailVerdict
ask (const Question *question)
{
  return rail_gate_decide (&question->candidate, &question->presence, &question->history, &question->limits, NOON);
}

static void
test_quiet_desk (void)
{
  Question question;

  begin (&question);
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
  g_assert_false (ask (&question).neutral);

  begin_meeting (&question);
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
}

static void
test_paused (void)
{
  Question question;

  begin (&question);
  question.limits.paused_until = NOON + RAIL_HOUR;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_PAUSED);
  g_assert_cmpint (ask (&question).until, ==, NOON + RAIL_HOUR);

  /* The pause ends in the very microsecond it names. */
  question.limits.paused_until = NOON;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);

  question.limits.paused_until = G_MAXINT64;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_PAUSED);
}

static void
test_muted (void)
{
  Question question;

  begin_meeting (&question);
  question.history.muted = TRUE;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_MUTED);
}

static void
test_overdue (void)
{
  Question question;

  begin (&question);
  question.candidate.days_overdue = 90;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
  question.candidate.days_overdue = 91;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_OVERDUE);
}

static void
test_excluded (void)
{
  Question question;

  begin (&question);
  question.presence.window_excluded = TRUE;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_EXCLUDED);

  /* A meeting's nudge does not come from the window, so the window has no say in it. */
  begin_meeting (&question);
  question.presence.window_excluded = TRUE;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
}

static void
test_locked (void)
{
  Question question;

  begin_meeting (&question);
  question.presence.locked = RAIL_PRESENCE_YES;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_LOCKED);

  question.presence.locked = RAIL_PRESENCE_NO;
  question.candidate.was_locked = TRUE;
  expect (&question, RAIL_VERDICT_BADGE, RAIL_GATE_LOCKED);
}

static void
test_quiet_hours (void)
{
  Question question;

  /* Meetings wait as well. */
  begin_meeting (&question);
  question.limits.quiet_until = NOON + RAIL_HOUR;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_QUIET_HOURS);
  g_assert_cmpint (ask (&question).until, ==, NOON + RAIL_HOUR);

  /* What the user put off until this very moment comes. */
  question.candidate.asked_for = TRUE;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);

  begin (&question);
  question.limits.quiet_until = NOON;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
}

static void
test_quiet_hours_in_words (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *text = NULL;
  RailVerdict verdict;
  Question question;

  begin (&question);
  question.limits.quiet_until = NOON + 90 * RAIL_MINUTE;
  verdict = ask (&question);
  text = rail_verdict_describe (&verdict, &question.candidate, &question.history, &question.limits, zone);
  g_assert_cmpstr (text, ==, "These are your quiet hours: it waits until 13:30.");
}

static void
test_sharing (void)
{
  Question question;

  begin_meeting (&question);
  question.presence.sharing = RAIL_PRESENCE_YES;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_SHARING);

  begin (&question);
  question.presence.do_not_disturb = RAIL_PRESENCE_YES;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_DO_NOT_DISTURB);
}

static void
test_unknown_sharing (void)
{
  Question question;

  begin_meeting (&question);
  question.presence.sharing = RAIL_PRESENCE_UNKNOWN;
  g_assert_false (ask (&question).neutral);

  question.presence.with_people = TRUE;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
  g_assert_true (ask (&question).neutral);

  question.presence.sharing = RAIL_PRESENCE_NO;
  g_assert_false (ask (&question).neutral);
}

static void
test_fullscreen (void)
{
  Question question;

  begin (&question);
  question.presence.fullscreen = RAIL_PRESENCE_YES;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_FULLSCREEN);

  begin_meeting (&question);
  question.presence.fullscreen = RAIL_PRESENCE_YES;
  expect (&question, RAIL_VERDICT_NOTIFICATION, RAIL_GATE_FULLSCREEN);
  g_assert_true (ask (&question).neutral);
}

static void
test_once_per_meeting (void)
{
  Question question;

  begin_meeting (&question);
  question.history.occurrence_start = question.candidate.occurrence_start;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_ALREADY_SHOWN);

  /* Moved later: it comes again. Moved earlier: it has been said. */
  question.candidate.occurrence_start += RAIL_HOUR;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
  question.candidate.occurrence_start -= 2 * RAIL_HOUR;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_ALREADY_SHOWN);
}

static void
test_cooldown (void)
{
  Question question;

  begin (&question);
  question.trigger.cooldown = 4 * RAIL_HOUR;
  question.history.last_shown = NOON - 4 * RAIL_HOUR + 1;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_COOLDOWN);
  g_assert_cmpint (ask (&question).until, ==, NOON + 1);

  question.history.last_shown = NOON - 4 * RAIL_HOUR;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);

  /* The clock was set back: a showing in the future says nothing. */
  question.history.last_shown = NOON + RAIL_HOUR;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
}

static void
test_max_per_day (void)
{
  Question question;

  begin (&question);
  question.trigger.max_per_day = 2;
  question.history.shown_today = 1;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);
  question.history.shown_today = 2;
  expect (&question, RAIL_VERDICT_DROP, RAIL_GATE_MAX_PER_DAY);
}

static void
test_budget (void)
{
  Question question;

  begin (&question);
  question.history.total_last_hour = 4;
  question.history.hour_free_at = NOON + RAIL_MINUTE;
  expect (&question, RAIL_VERDICT_BADGE, RAIL_GATE_BUDGET_HOUR);

  begin (&question);
  question.history.total_today = 12;
  expect (&question, RAIL_VERDICT_BADGE, RAIL_GATE_BUDGET_DAY);

  begin (&question);
  question.limits.per_hour = 0;
  expect (&question, RAIL_VERDICT_BADGE, RAIL_GATE_BUDGET_HOUR);
}

static void
test_asked_for (void)
{
  Question question;

  begin_meeting (&question);
  question.candidate.asked_for = TRUE;
  question.history.occurrence_start = question.candidate.occurrence_start;
  question.history.total_last_hour = 4;
  question.history.total_today = 12;
  question.trigger.cooldown = 4 * RAIL_HOUR;
  question.history.last_shown = NOON - 1;
  expect (&question, RAIL_VERDICT_CARD, RAIL_GATE_SHOW);

  /* But a shared screen stays a shared screen. */
  question.presence.sharing = RAIL_PRESENCE_YES;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_SHARING);
}

static void
test_badge_only (void)
{
  Question question;

  begin (&question);
  question.trigger.show = RAIL_SHOW_BADGE;
  question.history.total_last_hour = 4;
  expect (&question, RAIL_VERDICT_BADGE, RAIL_GATE_BADGE_ONLY);
}

/* One of those that came in a sleep speaks for this one; what cannot be helped still comes first. */
static void
test_was_away (void)
{
  Question question;

  begin (&question);
  question.candidate.was_away = TRUE;
  expect (&question, RAIL_VERDICT_BADGE, RAIL_GATE_AWAY);

  question.presence.do_not_disturb = RAIL_PRESENCE_YES;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_DO_NOT_DISTURB);
}

static void
test_one_card (void)
{
  Question question;

  begin (&question);
  question.history.card_open = TRUE;
  expect (&question, RAIL_VERDICT_HOLD, RAIL_GATE_ANOTHER_CARD);

  question.trigger.show = RAIL_SHOW_NOTIFICATION;
  expect (&question, RAIL_VERDICT_NOTIFICATION, RAIL_GATE_SHOW);
}

static void
test_no_cards (void)
{
  Question question;

  begin (&question);
  question.presence.cards_possible = FALSE;
  expect (&question, RAIL_VERDICT_NOTIFICATION, RAIL_GATE_SHOW);
}

/* Each reason wins over all that stand below it in the list: switch everything on, then off from the top. */
static void
test_order (void)
{
  static const RailGateReason order[] = {
    RAIL_GATE_PAUSED,
    RAIL_GATE_MUTED,
    RAIL_GATE_OVERDUE,
    RAIL_GATE_EXCLUDED,
    RAIL_GATE_LOCKED,
    RAIL_GATE_QUIET_HOURS,
    RAIL_GATE_SHARING,
    RAIL_GATE_DO_NOT_DISTURB,
    RAIL_GATE_FULLSCREEN,
    RAIL_GATE_ALREADY_SHOWN,
    RAIL_GATE_COOLDOWN,
    RAIL_GATE_MAX_PER_DAY,
    RAIL_GATE_BUDGET_HOUR,
    RAIL_GATE_BUDGET_DAY,
    RAIL_GATE_ANOTHER_CARD,
  };

  for (guint n_off = 0; n_off < G_N_ELEMENTS (order); n_off++)
    {
      Question question;

      begin (&question);
      question.candidate.has_occurrence = TRUE;
      question.trigger.cooldown = RAIL_HOUR;
      question.trigger.max_per_day = 1;
      question.limits.paused_until = n_off > 0 ? 0 : G_MAXINT64;
      question.history.muted = n_off <= 1;
      question.candidate.days_overdue = n_off > 2 ? 0 : 400;
      question.presence.window_excluded = n_off <= 3;
      question.presence.locked = n_off > 4 ? RAIL_PRESENCE_NO : RAIL_PRESENCE_YES;
      question.limits.quiet_until = n_off > 5 ? 0 : NOON + 1;
      question.presence.sharing = n_off > 6 ? RAIL_PRESENCE_NO : RAIL_PRESENCE_YES;
      question.presence.do_not_disturb = n_off > 7 ? RAIL_PRESENCE_NO : RAIL_PRESENCE_YES;
      question.presence.fullscreen = n_off > 8 ? RAIL_PRESENCE_NO : RAIL_PRESENCE_YES;
      question.history.occurrence_start = n_off > 9 ? G_MININT64 : 0;
      question.history.last_shown = n_off > 10 ? 0 : NOON - 1;
      question.history.shown_today = n_off > 11 ? 0 : 1;
      question.history.total_last_hour = n_off > 12 ? 0 : 4;
      question.history.total_today = n_off > 13 ? 0 : 12;
      question.history.card_open = TRUE;

      g_assert_cmpstr (rail_gate_reason_to_string (ask (&question).reason), ==, rail_gate_reason_to_string (order[n_off]));
    }
}

static RailPresenceState
any_presence (void)
{
  return g_test_rand_int_range (RAIL_PRESENCE_UNKNOWN, RAIL_PRESENCE_YES + 1);
}

static gboolean
sometimes (void)
{
  return g_test_rand_int_range (0, 8) == 0;
}

static void
invent (Question *question)
{
  if (g_test_rand_bit ())
    begin (question);
  else
    begin_meeting (question);

  question->trigger.show = g_test_rand_int_range (RAIL_SHOW_CARD, RAIL_SHOW_BADGE + 1);
  question->trigger.cooldown = g_test_rand_bit () ? RAIL_HOUR : 0;
  question->trigger.max_per_day = g_test_rand_bit () ? 2 : 0;
  question->candidate.days_overdue = sometimes () ? 200 : g_test_rand_int_range (-50, 91);
  question->candidate.was_locked = sometimes ();
  question->candidate.was_away = sometimes ();
  question->candidate.asked_for = sometimes ();
  question->presence.window_excluded = sometimes ();
  question->presence.cards_possible = !sometimes ();
  if (sometimes ())
    question->presence.locked = any_presence ();
  if (sometimes ())
    question->presence.sharing = any_presence ();
  if (sometimes ())
    question->presence.do_not_disturb = any_presence ();
  if (sometimes ())
    question->presence.fullscreen = any_presence ();
  question->history.muted = sometimes ();
  question->history.card_open = sometimes ();
  question->history.last_shown = sometimes () ? NOON - 10 * RAIL_MINUTE : 0;
  question->history.shown_today = g_test_rand_int_range (0, 3);
  question->history.occurrence_start = sometimes () ? question->candidate.occurrence_start : G_MININT64;
  question->history.total_last_hour = g_test_rand_int_range (0, 5);
  question->history.total_today = g_test_rand_int_range (0, 13);
  question->limits.paused_until = sometimes () ? G_MAXINT64 : 0;
  question->limits.quiet_until = sometimes () ? NOON + RAIL_HOUR : 0;
}

static void
test_account (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  for (guint i = 0; i < 20000; i++)
    {
      Question question;
      RailVerdict verdict;
      g_autoptr (GPtrArray) account = NULL;
      RailGateReason first = RAIL_GATE_SHOW;

      invent (&question);
      verdict = ask (&question);
      account = rail_gate_account (&question.candidate, &question.presence, &question.history, &question.limits, NOON, zone);
      for (guint j = account->len; j > 0; j--)
        {
          const RailGateAnswer *answer = g_ptr_array_index (account, j - 1);

          g_assert_cmpstr (answer->text, !=, "");
          if (answer->against)
            first = answer->reason;
        }
      g_assert_cmpstr (rail_gate_reason_to_string (first), ==, rail_gate_reason_to_string (verdict.reason));
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/delivery-gate/quiet-desk/shows-a-card", test_quiet_desk);
  g_test_add_func ("/delivery-gate/paused/drops-until-the-pause-ends", test_paused);
  g_test_add_func ("/delivery-gate/muted/drops", test_muted);
  g_test_add_func ("/delivery-gate/overdue/drops-after-90-days", test_overdue);
  g_test_add_func ("/delivery-gate/excluded-window/drops-window-nudges-only", test_excluded);
  g_test_add_func ("/delivery-gate/locked/holds-then-is-a-badge", test_locked);
  g_test_add_func ("/delivery-gate/quiet-hours/hold-all-but-what-was-asked-for", test_quiet_hours);
  g_test_add_func ("/delivery-gate/quiet-hours/say-when-they-end", test_quiet_hours_in_words);
  g_test_add_func ("/delivery-gate/presenting/defers-and-says-why", test_sharing);
  g_test_add_func ("/delivery-gate/unknown-sharing/is-neutral-while-meeting-people", test_unknown_sharing);
  g_test_add_func ("/delivery-gate/fullscreen/holds-windows-and-whispers-meetings", test_fullscreen);
  g_test_add_func ("/delivery-gate/occurrence/comes-once-unless-moved-later", test_once_per_meeting);
  g_test_add_func ("/delivery-gate/cool-down/is-half-open-and-survives-clock-jumps", test_cooldown);
  g_test_add_func ("/delivery-gate/max-per-day/counts-this-trigger", test_max_per_day);
  g_test_add_func ("/delivery-gate/budget/waits-behind-the-badge", test_budget);
  g_test_add_func ("/delivery-gate/snoozed/is-not-counted-but-respects-the-situation", test_asked_for);
  g_test_add_func ("/delivery-gate/away/waits-behind-the-badge", test_was_away);
  g_test_add_func ("/delivery-gate/badge-only/asks-no-budget", test_badge_only);
  g_test_add_func ("/delivery-gate/one-card/holds-the-next", test_one_card);
  g_test_add_func ("/delivery-gate/no-cards/notifies-instead", test_no_cards);
  g_test_add_func ("/delivery-gate/order/the-first-reason-decides", test_order);

  g_test_add_func ("/gate-account/the-first-that-speaks-against-it-is-the-verdict", test_account);

  return g_test_run ();
}
