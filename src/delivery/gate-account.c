#include "config.h"

#include "delivery/gate-account.h"

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "base/iso-time.h"

static void
free_answer (gpointer data)
{
  RailGateAnswer *answer = data;

  g_free (answer->text);
  g_free (answer);
}

/* Takes @text. */
static void
add (GPtrArray *account,
     RailGateReason reason,
     gboolean against,
     char *text)
{
  RailGateAnswer *answer = g_new0 (RailGateAnswer, 1);

  answer->reason = reason;
  answer->against = against;
  answer->text = text;
  g_ptr_array_add (account, answer);
}

static void
add_presence (GPtrArray *account,
              RailGateReason reason,
              RailPresenceState state,
              const char *no,
              const char *yes,
              const char *unknown)
{
  const char *text = state == RAIL_PRESENCE_YES ? yes : state == RAIL_PRESENCE_NO ? no
                                                                                  : unknown;

  add (account, reason, state == RAIL_PRESENCE_YES, g_strdup (text));
}

static void
add_fullscreen (GPtrArray *account,
                const RailPresence *presence)
{
  add_presence (account,
                RAIL_GATE_FULLSCREEN,
                presence->fullscreen,
                _ ("No window fills the screen"),
                _ ("A window fills the screen"),
                _ ("Whether a window fills the screen is not known"));
}

static char *
describe_pause (const RailLimits *limits,
                gint64 now,
                GTimeZone *zone)
{
  g_autofree char *clock = NULL;

  if (limits->paused_until <= now)
    return g_strdup (_ ("Not paused"));
  if (limits->paused_until == G_MAXINT64)
    return g_strdup (_ ("Paused until you resume it"));

  clock = rail_iso_time_format_clock (limits->paused_until, zone);
  return g_strdup_printf (_ ("Paused until %s"), clock);
}

static char *
describe_review (int days_overdue)
{
  if (days_overdue <= 0)
    return g_strdup (_ ("Its review is in date"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Its review is %d day overdue, of at most %d",
                                       "Its review is %d days overdue, of at most %d",
                                       days_overdue),
                          days_overdue,
                          RAIL_GATE_MAX_DAYS_OVERDUE);
}

static char *
describe_quiet_hours (const RailLimits *limits,
                      gint64 now,
                      GTimeZone *zone)
{
  g_autofree char *clock = NULL;

  if (limits->quiet_until <= now)
    return g_strdup (limits->quiet_enabled ? _ ("Outside your quiet hours") : _ ("No quiet hours are set"));

  clock = rail_iso_time_format_clock (limits->quiet_until, zone);
  return g_strdup_printf (_ ("Your quiet hours, until %s"), clock);
}

static void
add_situation (GPtrArray *account,
               const RailCandidate *candidate,
               const RailPresence *presence,
               const RailHistory *history,
               const RailLimits *limits,
               gint64 now,
               GTimeZone *zone)
{
  add (account, RAIL_GATE_PAUSED, limits->paused_until > now, describe_pause (limits, now, zone));
  add (account, RAIL_GATE_MUTED, history->muted, g_strdup (history->muted ? _ ("You muted this trigger") : _ ("Not muted")));
  add (account, RAIL_GATE_OVERDUE, candidate->days_overdue > RAIL_GATE_MAX_DAYS_OVERDUE, describe_review (candidate->days_overdue));
  if (candidate->trigger->has_window)
    add (account,
         RAIL_GATE_EXCLUDED,
         presence->window_excluded,
         g_strdup (presence->window_excluded ? _ ("The window in front is one Handrail does not look at") : _ ("The window in front may be looked at")));
  add_presence (account,
                RAIL_GATE_LOCKED,
                presence->locked,
                _ ("The screen is not locked"),
                _ ("The screen is locked"),
                _ ("Whether the screen is locked is not known"));
  if (!candidate->asked_for)
    add (account, RAIL_GATE_QUIET_HOURS, limits->quiet_until > now, describe_quiet_hours (limits, now, zone));
  add_presence (account,
                RAIL_GATE_SHARING,
                presence->sharing,
                _ ("The screen is not shared"),
                _ ("The screen is being shared"),
                _ ("Whether the screen is shared is not known"));
  add_presence (account,
                RAIL_GATE_DO_NOT_DISTURB,
                presence->do_not_disturb,
                _ ("Do not disturb is off"),
                _ ("Do not disturb is on"),
                _ ("Whether do not disturb is on is not known"));
  if (!candidate->trigger->is_bound)
    add_fullscreen (account, presence);
}

static char *
describe_cooldown (const RailCandidate *candidate,
                   const RailHistory *history,
                   GTimeZone *zone)
{
  g_autofree char *span = rail_duration_format (candidate->trigger->cooldown);
  g_autofree char *clock = NULL;

  if (history->last_shown <= 0)
    return g_strdup_printf (_ ("At most once in %s; it has not come yet"), span);

  clock = rail_iso_time_format_clock (history->last_shown, zone);
  return g_strdup_printf (_ ("At most once in %s; it came last at %s"), span, clock);
}

static void
add_history (GPtrArray *account,
             const RailCandidate *candidate,
             const RailHistory *history,
             const RailLimits *limits,
             gint64 now,
             GTimeZone *zone)
{
  const RailTrigger *trigger = candidate->trigger;
  gboolean cooling = history->last_shown > 0 && now >= history->last_shown && now - history->last_shown < trigger->cooldown;
  gboolean shown = candidate->occurrence_start <= history->occurrence_start;

  if (candidate->has_occurrence)
    add (account,
         RAIL_GATE_ALREADY_SHOWN,
         shown,
         g_strdup (shown ? _ ("It has come for this meeting") : _ ("It has not come for this meeting")));
  if (trigger->cooldown > 0)
    add (account, RAIL_GATE_COOLDOWN, cooling, describe_cooldown (candidate, history, zone));
  if (trigger->max_per_day > 0)
    add (account,
         RAIL_GATE_MAX_PER_DAY,
         history->shown_today >= trigger->max_per_day,
         g_strdup_printf (_ ("It came %u of at most %u times today"), history->shown_today, trigger->max_per_day));
  if (trigger->show == RAIL_SHOW_BADGE)
    return;

  add (account,
       RAIL_GATE_BUDGET_HOUR,
       history->total_last_hour >= limits->per_hour,
       g_strdup_printf (_ ("%u of at most %u interruptions in the last hour"), history->total_last_hour, limits->per_hour));
  add (account,
       RAIL_GATE_BUDGET_DAY,
       history->total_today >= limits->per_day,
       g_strdup_printf (_ ("%u of at most %u interruptions today"), history->total_today, limits->per_day));
}

/* In which form it may come, now that it may. */
static void
add_form (GPtrArray *account,
          const RailCandidate *candidate,
          const RailPresence *presence,
          const RailHistory *history)
{
  if (candidate->trigger->show == RAIL_SHOW_BADGE)
    {
      add (account, RAIL_GATE_BADGE_ONLY, TRUE, g_strdup (_ ("Its author wants it behind the tray icon only")));
      return;
    }

  if (candidate->was_locked)
    add (account, RAIL_GATE_LOCKED, TRUE, g_strdup (_ ("It became due while the screen was locked")));
  if (candidate->was_away)
    add (account, RAIL_GATE_AWAY, TRUE, g_strdup (_ ("It became due while the computer slept, and another with it")));
  if (candidate->trigger->is_bound)
    add_fullscreen (account, presence);
  if (candidate->trigger->show == RAIL_SHOW_CARD && presence->cards_possible)
    add (account,
         RAIL_GATE_ANOTHER_CARD,
         history->card_open,
         g_strdup (history->card_open ? _ ("Another card is open") : _ ("No other card is open")));
}

GPtrArray *
rail_gate_account (const RailCandidate *candidate,
                   const RailPresence *presence,
                   const RailHistory *history,
                   const RailLimits *limits,
                   gint64 now,
                   GTimeZone *zone)
{
  GPtrArray *account = g_ptr_array_new_with_free_func (free_answer);

  add_situation (account, candidate, presence, history, limits, now, zone);
  if (!candidate->asked_for)
    add_history (account, candidate, history, limits, now, zone);
  add_form (account, candidate, presence, history);

  return account;
}
