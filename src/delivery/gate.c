#include "config.h"

#include "delivery/gate.h"

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "base/iso-time.h"

static RailVerdict
decide (RailVerdictKind kind,
        RailGateReason reason,
        gint64 until)
{
  return (RailVerdict){ .kind = kind, .reason = reason, .until = until };
}

/* What the situation on this computer allows, whatever was shown before. FALSE: nothing speaks against it. */
static gboolean
decide_by_situation (const RailCandidate *candidate,
                     const RailPresence *presence,
                     const RailHistory *history,
                     const RailLimits *limits,
                     gint64 now,
                     RailVerdict *verdict)
{
  if (limits->paused_until > now)
    *verdict = decide (RAIL_VERDICT_DROP, RAIL_GATE_PAUSED, limits->paused_until);
  else if (history->muted)
    *verdict = decide (RAIL_VERDICT_DROP, RAIL_GATE_MUTED, 0);
  else if (candidate->days_overdue > RAIL_GATE_MAX_DAYS_OVERDUE)
    *verdict = decide (RAIL_VERDICT_DROP, RAIL_GATE_OVERDUE, 0);
  else if (presence->window_excluded && candidate->trigger->has_window)
    *verdict = decide (RAIL_VERDICT_DROP, RAIL_GATE_EXCLUDED, 0);
  else if (presence->locked == RAIL_PRESENCE_YES)
    *verdict = decide (RAIL_VERDICT_HOLD, RAIL_GATE_LOCKED, 0);
  /* Who snoozes something until this evening means this evening. */
  else if (limits->quiet_until > now && !candidate->asked_for)
    *verdict = decide (RAIL_VERDICT_HOLD, RAIL_GATE_QUIET_HOURS, limits->quiet_until);
  else if (presence->sharing == RAIL_PRESENCE_YES)
    *verdict = decide (RAIL_VERDICT_HOLD, RAIL_GATE_SHARING, 0);
  else if (presence->do_not_disturb == RAIL_PRESENCE_YES)
    *verdict = decide (RAIL_VERDICT_HOLD, RAIL_GATE_DO_NOT_DISTURB, 0);
  else if (presence->fullscreen == RAIL_PRESENCE_YES && !candidate->trigger->is_bound)
    *verdict = decide (RAIL_VERDICT_HOLD, RAIL_GATE_FULLSCREEN, 0);
  else
    return FALSE;

  return TRUE;
}

/* What was shown before. FALSE: nothing speaks against it. */
static gboolean
decide_by_history (const RailCandidate *candidate,
                   const RailHistory *history,
                   const RailLimits *limits,
                   gint64 now,
                   RailVerdict *verdict)
{
  const RailTrigger *trigger = candidate->trigger;

  /* The user asked for it at this moment; having been shown before is the reason, not an obstacle. */
  if (candidate->asked_for)
    return FALSE;

  if (candidate->has_occurrence && candidate->occurrence_start <= history->occurrence_start)
    *verdict = decide (RAIL_VERDICT_DROP, RAIL_GATE_ALREADY_SHOWN, 0);
  else if (trigger->cooldown > 0 && history->last_shown > 0 &&
           now >= history->last_shown && now - history->last_shown < trigger->cooldown)
    *verdict = decide (RAIL_VERDICT_DROP, RAIL_GATE_COOLDOWN, history->last_shown + trigger->cooldown);
  else if (trigger->max_per_day > 0 && history->shown_today >= trigger->max_per_day)
    *verdict = decide (RAIL_VERDICT_DROP, RAIL_GATE_MAX_PER_DAY, history->next_day);
  else if (trigger->show == RAIL_SHOW_BADGE)
    return FALSE;
  else if (history->total_last_hour >= limits->per_hour)
    *verdict = decide (RAIL_VERDICT_BADGE, RAIL_GATE_BUDGET_HOUR, history->hour_free_at);
  else if (history->total_today >= limits->per_day)
    *verdict = decide (RAIL_VERDICT_BADGE, RAIL_GATE_BUDGET_DAY, history->next_day);
  else
    return FALSE;

  return TRUE;
}

/*
 * Whether somebody else may be looking at this screen. Where the desktop does not tell, a running meeting with
 * other people is taken for a shared screen.
 */
static gboolean
may_be_watched (const RailPresence *presence)
{
  return presence->fullscreen == RAIL_PRESENCE_YES ||
         (presence->sharing == RAIL_PRESENCE_UNKNOWN && presence->with_people);
}

RailVerdict
rail_gate_decide (const RailCandidate *candidate,
                  const RailPresence *presence,
                  const RailHistory *history,
                  const RailLimits *limits,
                  gint64 now)
{
  RailVerdict verdict;

  if (decide_by_situation (candidate, presence, history, limits, now, &verdict) ||
      decide_by_history (candidate, history, limits, now, &verdict))
    return verdict;

  if (candidate->trigger->show == RAIL_SHOW_BADGE)
    return decide (RAIL_VERDICT_BADGE, RAIL_GATE_BADGE_ONLY, 0);

  /* After unlocking there is one badge, never a queue of cards. */
  if (candidate->was_locked)
    return decide (RAIL_VERDICT_BADGE, RAIL_GATE_LOCKED, 0);

  if (candidate->was_away)
    return decide (RAIL_VERDICT_BADGE, RAIL_GATE_AWAY, 0);

  /* A meeting comes whether or not a film is running, but over the film it is only a line. */
  if (presence->fullscreen == RAIL_PRESENCE_YES)
    verdict = decide (RAIL_VERDICT_NOTIFICATION, RAIL_GATE_FULLSCREEN, 0);
  else if (candidate->trigger->show == RAIL_SHOW_NOTIFICATION || !presence->cards_possible)
    verdict = decide (RAIL_VERDICT_NOTIFICATION, RAIL_GATE_SHOW, 0);
  else if (history->card_open)
    return decide (RAIL_VERDICT_HOLD, RAIL_GATE_ANOTHER_CARD, 0);
  else
    verdict = decide (RAIL_VERDICT_CARD, RAIL_GATE_SHOW, 0);

  verdict.neutral = may_be_watched (presence);
  return verdict;
}

const char *
rail_gate_reason_to_string (RailGateReason reason)
{
  static const char *const words[] = {
    [RAIL_GATE_SHOW] = "show",
    [RAIL_GATE_PAUSED] = "paused",
    [RAIL_GATE_MUTED] = "muted",
    [RAIL_GATE_OVERDUE] = "overdue",
    [RAIL_GATE_EXCLUDED] = "excluded",
    [RAIL_GATE_LOCKED] = "locked",
    [RAIL_GATE_QUIET_HOURS] = "quiet-hours",
    [RAIL_GATE_SHARING] = "sharing",
    [RAIL_GATE_DO_NOT_DISTURB] = "do-not-disturb",
    [RAIL_GATE_FULLSCREEN] = "fullscreen",
    [RAIL_GATE_ALREADY_SHOWN] = "already-shown",
    [RAIL_GATE_COOLDOWN] = "cool-down",
    [RAIL_GATE_MAX_PER_DAY] = "max-per-day",
    [RAIL_GATE_BUDGET_HOUR] = "budget-hour",
    [RAIL_GATE_BUDGET_DAY] = "budget-day",
    [RAIL_GATE_BADGE_ONLY] = "badge-only",
    [RAIL_GATE_AWAY] = "away",
    [RAIL_GATE_ANOTHER_CARD] = "another-card",
  };

  g_return_val_if_fail ((gsize) reason < G_N_ELEMENTS (words), "");

  return words[reason];
}

const char *
rail_verdict_kind_to_string (RailVerdictKind kind)
{
  static const char *const words[] = {
    [RAIL_VERDICT_CARD] = "card",
    [RAIL_VERDICT_NOTIFICATION] = "notification",
    [RAIL_VERDICT_BADGE] = "badge",
    [RAIL_VERDICT_HOLD] = "hold",
    [RAIL_VERDICT_DROP] = "drop",
  };

  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (words), "");

  return words[kind];
}

static char *
describe_pause (const RailVerdict *verdict,
                GTimeZone *zone)
{
  g_autofree char *clock = NULL;

  if (verdict->until == G_MAXINT64)
    return g_strdup (_ ("Handrail is paused until you resume it."));

  clock = rail_iso_time_format_clock (verdict->until, zone);
  return g_strdup_printf (_ ("Handrail is paused until %s."), clock);
}

char *
rail_verdict_describe (const RailVerdict *verdict,
                       const RailCandidate *candidate,
                       const RailHistory *history,
                       const RailLimits *limits,
                       GTimeZone *zone)
{
  g_autofree char *clock = verdict->until > 0 && verdict->until < G_MAXINT64 ? rail_iso_time_format_clock (verdict->until, zone) : NULL;
  g_autofree char *span = NULL;

  switch (verdict->reason)
    {
    case RAIL_GATE_SHOW:
      return g_strdup (verdict->kind == RAIL_VERDICT_CARD
                           ? _ ("It may come as a card: nothing speaks against it.")
                           : _ ("It may come as a notification: nothing speaks against it."));
    case RAIL_GATE_PAUSED:
      return describe_pause (verdict, zone);
    case RAIL_GATE_MUTED:
      return g_strdup (_ ("You muted this trigger."));
    case RAIL_GATE_OVERDUE:
      return g_strdup_printf (_ ("Its review is %d days overdue; after %d days an aid no longer comes by itself."),
                              candidate->days_overdue,
                              RAIL_GATE_MAX_DAYS_OVERDUE);
    case RAIL_GATE_EXCLUDED:
      return g_strdup (_ ("The window in front is one Handrail does not look at."));
    case RAIL_GATE_LOCKED:
      return g_strdup (_ ("The screen was locked: it waits behind the tray icon."));
    case RAIL_GATE_QUIET_HOURS:
      return g_strdup_printf (_ ("These are your quiet hours: it waits until %s."), clock);
    case RAIL_GATE_SHARING:
      return g_strdup (_ ("The screen is being shared: it waits until that ends."));
    case RAIL_GATE_DO_NOT_DISTURB:
      return g_strdup (_ ("Do not disturb is on: it waits until that ends."));
    case RAIL_GATE_FULLSCREEN:
      return g_strdup (verdict->kind == RAIL_VERDICT_HOLD
                           ? _ ("A window fills the screen: it waits until that ends.")
                           : _ ("A window fills the screen: a meeting is announced in one line only."));
    case RAIL_GATE_ALREADY_SHOWN:
      return g_strdup (_ ("It has already come for this meeting."));
    case RAIL_GATE_COOLDOWN:
      span = rail_duration_format (candidate->trigger->cooldown);
      return g_strdup_printf (_ ("It came less than %s ago; it may come again at %s."), span, clock);
    case RAIL_GATE_MAX_PER_DAY:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                           "It has come %u time today, as often as it may.",
                                           "It has come %u times today, as often as it may.",
                                           history->shown_today),
                              history->shown_today);
    case RAIL_GATE_BUDGET_HOUR:
      return g_strdup_printf (_ ("%u of at most %u interruptions in the last hour are used: it waits behind the tray icon."),
                              history->total_last_hour,
                              limits->per_hour);
    case RAIL_GATE_BUDGET_DAY:
      return g_strdup_printf (_ ("%u of at most %u interruptions today are used: it waits behind the tray icon."),
                              history->total_today,
                              limits->per_day);
    case RAIL_GATE_BADGE_ONLY:
      return g_strdup (_ ("Its author wants it behind the tray icon only."));
    case RAIL_GATE_AWAY:
      return g_strdup (_ ("It came while the computer slept, and another came with it: it waits behind the tray icon."));
    case RAIL_GATE_ANOTHER_CARD:
      return g_strdup (_ ("Another card is open: it waits behind the tray icon."));
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}
