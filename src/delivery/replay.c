#include "config.h"

#include "delivery/replay.h"

#include <glib/gstdio.h>

#include "base/duration.h"
#include "base/iso-time.h"

/* As on screen: nobody touched the card, so it goes behind the badge. */
#define UNTOUCHED_CARD (30 * RAIL_SECOND)

typedef struct
{
  const RailReplaySetup *setup;
  RailDelivery *delivery;
  gboolean collapses; /* the recording does not say what people did */
  gboolean suspended;
  guint line;

  gint64 now;
  gint64 day; /* that the occurrences were read for */
  GTimeZone *zone;
  RailWindow *window;
  RailOccurrenceIndex *meetings;
  RailPresence presence;
} Replay;

static void
decided_cb (Replay *self,
            const RailDecision *decision)
{
  g_autofree char *text = rail_verdict_describe (decision->verdict, decision->candidate, decision->history, decision->limits, self->zone);
  const RailReplayEvent event = {
    .at = self->now,
    .line = self->line,
    .zone = self->zone,
    .trigger = decision->trigger,
    .occurrence = decision->occurrence,
    .verdict = decision->verdict,
    .text = text,
  };

  self->setup->happened (&event, self->setup->user_data);
}

static void
closed_cb (RailNudge *nudge,
           Replay *self)
{
  const RailReplayEvent event = {
    .at = self->now,
    .line = self->line,
    .zone = self->zone,
    .trigger = rail_nudge_get_trigger (nudge),
    .occurrence = rail_nudge_get_occurrence (nudge),
    .reason = rail_nudge_get_close_reason (nudge),
    .text = rail_close_reason_to_string (rail_nudge_get_close_reason (nudge)),
  };

  self->setup->happened (&event, self->setup->user_data);
}

static void
listed_cb (GListModel *nudges,
           guint position,
           guint removed,
           guint added,
           Replay *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (nudges, i);

      /* A nudge that is closed leaves the list, and one that stays may be listed anew. */
      g_signal_handlers_disconnect_by_func (nudge, closed_cb, self);
      g_signal_connect (nudge, "closed", G_CALLBACK (closed_cb), self);
    }
}

static void
set_meetings (Replay *self,
              GPtrArray *occurrences)
{
  g_clear_pointer (&self->meetings, rail_occurrence_index_unref);
  self->meetings = rail_occurrence_index_new (occurrences);
}

/* The agent reads its calendars anew for each day, and in each zone. */
static void
follow_day (Replay *self)
{
  gint64 day = rail_iso_time_day_start (self->now, self->zone);
  g_autoptr (GPtrArray) occurrences = NULL;

  if (self->setup->dup_occurrences == NULL || day == self->day)
    return;

  self->day = day;
  occurrences = self->setup->dup_occurrences (day, self->zone, self->setup->user_data);
  set_meetings (self, occurrences);
}

static void
update (Replay *self)
{
  g_autoptr (RailContext) context = NULL;

  follow_day (self);
  context = rail_context_new_indexed (self->now, self->zone, self->window, self->meetings);
  rail_delivery_update (self->delivery, context, &self->presence);
}

static gint64
get_collapse_moment (Replay *self)
{
  RailNudge *card = self->collapses ? rail_delivery_get_card (self->delivery) : NULL;
  gint64 moment;

  if (card == NULL)
    return G_MAXINT64;

  moment = rail_nudge_get_collapse_at (card, rail_nudge_get_shown (card));
  return moment != 0 ? moment : rail_nudge_get_shown (card) + UNTOUCHED_CARD;
}

/* Lets the clock run up to @moment, with every stop that the agent's timer and an untouched card make. */
static void
advance (Replay *self,
         gint64 moment)
{
  while (!self->suspended)
    {
      gint64 collapse = get_collapse_moment (self);
      gint64 wake = MAX (MIN (rail_delivery_get_next_moment (self->delivery), collapse), self->now + 1);

      if (wake >= moment)
        return;

      self->now = wake;
      if (collapse <= wake)
        rail_delivery_collapse (self->delivery, rail_delivery_get_card (self->delivery));
      update (self);
    }
}

static RailNudge *
find_nudge (Replay *self,
            const char *path)
{
  GListModel *nudges = rail_delivery_get_nudges (self->delivery);

  for (guint i = 0; i < g_list_model_get_n_items (nudges); i++)
    {
      g_autoptr (RailNudge) nudge = g_list_model_get_item (nudges, i);
      g_autofree char *candidate = rail_trigger_dup_path (rail_nudge_get_trigger (nudge));

      if (g_str_equal (candidate, path))
        return nudge;
    }
  return NULL;
}

/* With other rules than those of the day the nudge may never have been. */
static void
play_act (Replay *self,
          const RailRecord *record)
{
  RailNudge *nudge = record->act != RAIL_RECORDED_NOTHING ? find_nudge (self, record->trigger) : NULL;

  if (nudge == NULL)
    return;

  switch (record->act)
    {
    case RAIL_RECORDED_CLOSED:
      rail_delivery_close (self->delivery, nudge, record->reason, self->now);
      break;
    case RAIL_RECORDED_SNOOZED:
      rail_delivery_snooze (self->delivery, nudge, record->until, self->now);
      break;
    case RAIL_RECORDED_COLLAPSED:
      rail_delivery_collapse (self->delivery, nudge);
      break;
    case RAIL_RECORDED_OPENED:
      rail_delivery_open (self->delivery, nudge);
      break;
    case RAIL_RECORDED_NOTHING:
    default:
      break;
    }
}

static void
play (Replay *self,
      const RailRecord *record)
{
  advance (self, record->at);
  self->line = record->line;
  self->now = record->at;

  if (record->zone != NULL)
    {
      g_time_zone_unref (self->zone);
      self->zone = g_time_zone_ref (record->zone);
      self->day = G_MININT64;
    }
  if (record->has_window)
    {
      g_clear_pointer (&self->window, rail_window_unref);
      self->window = record->window != NULL ? rail_window_ref (record->window) : NULL;
    }
  if (record->occurrences != NULL)
    set_meetings (self, record->occurrences);
  if (record->has_presence)
    self->presence = record->presence;
  if (record->has_limits)
    rail_delivery_set_limits (self->delivery, &record->limits);
  if (record->resumed)
    rail_delivery_resume (self->delivery);
  self->suspended = record->suspended;

  play_act (self, record);
  if (!self->suspended)
    update (self);
}

static void
play_all (Replay *self,
          const RailRecording *recording)
{
  for (guint i = 0; i < recording->records->len; i++)
    {
      const RailRecord *record = g_ptr_array_index (recording->records, i);

      if (i == 0)
        self->now = record->at;
      play (self, record);
    }
}

/* Delivery remembers in a journal; this one nobody keeps. */
static RailJournal *
open_journal (const char *folder,
              GError **error)
{
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);

  return rail_journal_open (path, NULL, error);
}

static void
remove_journal (const char *folder)
{
  static const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
play_with_journal (const RailReplaySetup *setup,
                   const RailRecording *recording,
                   RailJournal *journal)
{
  g_autoptr (GPtrArray) triggers = rail_library_dup_triggers (setup->library);
  g_autoptr (RailRuleSet) rules = rail_rule_set_new (triggers);
  g_autoptr (RailDelivery) delivery = rail_delivery_new (rail_rule_engine_new (), setup->library, journal);
  g_autoptr (GPtrArray) no_meetings = g_ptr_array_new ();
  Replay self = {
    .setup = setup,
    .delivery = delivery,
    .collapses = !recording->has_acts,
    .day = G_MININT64,
    .zone = g_time_zone_ref (recording->zone != NULL ? recording->zone : setup->zone),
    .meetings = rail_occurrence_index_new (no_meetings),
    .presence = { .cards_possible = TRUE },
  };

  rail_delivery_set_limits (delivery, &setup->limits);
  rail_delivery_set_rules (delivery, rules);
  g_signal_connect_swapped (delivery, "decided", G_CALLBACK (decided_cb), &self);
  g_signal_connect (rail_delivery_get_nudges (delivery), "items-changed", G_CALLBACK (listed_cb), &self);

  play_all (&self, recording);

  g_clear_pointer (&self.window, rail_window_unref);
  g_clear_pointer (&self.meetings, rail_occurrence_index_unref);
  g_time_zone_unref (self.zone);
}

gboolean
rail_replay_run (const RailReplaySetup *setup,
                 const RailRecording *recording,
                 GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-replay-XXXXXX", error);
  g_autoptr (RailJournal) journal = NULL;

  if (folder == NULL)
    return FALSE;

  journal = open_journal (folder, error);
  if (journal != NULL)
    {
      play_with_journal (setup, recording, journal);
      rail_journal_close (journal);
    }
  remove_journal (folder);

  return journal != NULL;
}
