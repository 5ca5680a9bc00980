#define G_LOG_DOMAIN "handrail-delivery"

#include "config.h"

#include "delivery/delivery.h"

#include "base/duration.h"
#include "delivery/gate-account.h"
#include "delivery/memory.h"
#include "delivery/offer-life.h"
#include "delivery/offer-list.h"
#include "delivery/quiet-hours.h"
#include "delivery/sleep-summary.h"
#include "delivery/snooze-list.h"

struct _RailDelivery
{
  GObject parent_instance;

  RailRuleEngine *engine;
  RailLibrary *library;
  RailMemory *memory;

  RailContext *context;
  RailPresence presence;
  RailLimits limits;
  gint64 engine_moment;

  RailSleepSummary *sleep;
  RailOfferList *offers;
  RailSnoozeList *snoozes;
  gboolean dirty;         /* something changed that "nudges-changed" has not yet told */
  RailRecorder *recorder; /* NULL: nobody asked for it */
};

G_DEFINE_FINAL_TYPE (RailDelivery, rail_delivery, G_TYPE_OBJECT)

enum
{
  SIGNAL_NUDGES_CHANGED,
  SIGNAL_DECIDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
mark_dirty (RailDelivery *self)
{
  self->dirty = TRUE;
}

/* One signal for everything that one call changed; a title change that moves no nudge stays silent. */
static void
tell_changes (RailDelivery *self)
{
  if (!self->dirty)
    return;

  self->dirty = FALSE;
  g_signal_emit (self, signals[SIGNAL_NUDGES_CHANGED], 0);
}

static void
end_nudge (RailDelivery *self,
           RailNudge *nudge,
           RailCloseReason reason,
           gint64 now)
{
  g_autoptr (RailNudge) kept = g_object_ref (nudge);

  rail_offer_list_remove (self->offers, nudge);
  mark_dirty (self);
  rail_memory_add_closing (self->memory, rail_nudge_get_trigger (nudge), rail_nudge_get_occurrence (nudge), reason, now);
  rail_nudge_close (nudge, reason);
}

static void
tell_decision (RailDelivery *self,
               RailTrigger *trigger,
               RailOccurrence *occurrence,
               const RailVerdict *verdict,
               const RailCandidate *candidate,
               const RailHistory *history)
{
  const RailDecision decision = {
    .trigger = trigger,
    .occurrence = occurrence,
    .verdict = verdict,
    .candidate = candidate,
    .history = history,
    .limits = &self->limits,
  };

  g_signal_emit (self, signals[SIGNAL_DECIDED], 0, &decision);
}

static void
record_act (RailDelivery *self,
            RailNudge *nudge,
            RailRecordedAct act,
            RailCloseReason reason,
            gint64 until)
{
  if (self->recorder != NULL)
    rail_recorder_note_act (self->recorder, nudge, act, reason, until);
}

static RailVerdict
decide (RailDelivery *self,
        RailTrigger *trigger,
        RailOccurrence *occurrence,
        const RailOffer *so_far,
        RailCandidate *candidate,
        RailHistory *history)
{
  RailAid *aid = rail_library_get_aid (self->library, trigger->pack, trigger->aid);
  gint64 now = self->context->now;

  rail_memory_read (self->memory, trigger, occurrence, now, self->context->zone, history);
  history->card_open = rail_offer_list_find_card (self->offers) != NULL;

  *candidate = (RailCandidate){
    .trigger = trigger,
    .has_occurrence = occurrence != NULL,
    .occurrence_start = occurrence != NULL ? occurrence->start : 0,
    .days_overdue = aid != NULL ? rail_aid_get_days_overdue (aid, now, self->context->zone) : 0,
    .was_locked = so_far->was_locked,
    .was_away = so_far->was_away,
    .asked_for = so_far->asked_for,
  };

  return rail_gate_decide (candidate, &self->presence, history, &self->limits, now);
}

/* Opened, put away or snoozed by hand while it was held: seen is seen, it does not come a second time. */
static void
record_if_held (RailDelivery *self,
                RailNudge *nudge)
{
  const RailOffer *offer = rail_offer_list_find (self->offers, nudge);

  if (offer != NULL && offer->held)
    rail_memory_add_showing (self->memory, rail_nudge_get_trigger (nudge), rail_nudge_get_occurrence (nudge), RAIL_SHOWN_BADGE, self->context->now);
}

/* As it was when the verdict fell: a moment later its own showing would stand in it. */
static void
keep_account (RailDelivery *self,
              RailOffer *offer,
              const RailCandidate *candidate,
              const RailHistory *history)
{
  g_clear_pointer (&offer->account, g_ptr_array_unref);
  offer->account = rail_gate_account (candidate, &self->presence, history, &self->limits, self->context->now, self->context->zone);
}

static void
apply (RailDelivery *self,
       RailOffer *offer,
       const RailVerdict *verdict)
{
  RailTrigger *trigger = rail_nudge_get_trigger (offer->nudge);
  RailOccurrence *occurrence = rail_nudge_get_occurrence (offer->nudge);

  offer->verdict = *verdict;
  offer->held = verdict->kind == RAIL_VERDICT_HOLD;
  offer->was_locked |= verdict->reason == RAIL_GATE_LOCKED;

  rail_nudge_set_neutral (offer->nudge, verdict->neutral);
  rail_nudge_set_gate_reason (offer->nudge, rail_gate_reason_to_string (verdict->reason));

  switch (verdict->kind)
    {
    case RAIL_VERDICT_CARD:
      offer->offer_mute = rail_memory_offers_mute (self->memory, trigger);
      rail_nudge_set_shown (offer->nudge, self->context->now);
      rail_memory_add_showing (self->memory, trigger, occurrence, RAIL_SHOWN_CARD, self->context->now);
      rail_nudge_set_state (offer->nudge, RAIL_NUDGE_CARD);
      break;
    case RAIL_VERDICT_NOTIFICATION:
      rail_nudge_set_shown (offer->nudge, self->context->now);
      rail_memory_add_showing (self->memory, trigger, occurrence, RAIL_SHOWN_NOTIFICATION, self->context->now);
      rail_nudge_set_state (offer->nudge, RAIL_NUDGE_NOTIFIED);
      break;
    case RAIL_VERDICT_BADGE:
      rail_memory_add_showing (self->memory, trigger, occurrence, RAIL_SHOWN_BADGE, self->context->now);
      rail_nudge_set_state (offer->nudge, RAIL_NUDGE_WAITING);
      break;
    case RAIL_VERDICT_HOLD:
      rail_nudge_set_state (offer->nudge, RAIL_NUDGE_WAITING);
      break;
    case RAIL_VERDICT_DROP:
    default:
      g_assert_not_reached ();
    }
}

/* After a sleep everything that is still open fires again; what has waited all the while just goes on waiting. */
static gboolean
waits_already (RailOffer *earlier,
               RailTrigger *trigger,
               RailOccurrence *occurrence)
{
  RailOccurrence *known = rail_nudge_get_occurrence (earlier->nudge);

  return earlier->held && rail_nudge_get_trigger (earlier->nudge) == trigger &&
         (occurrence == NULL || known->start == occurrence->start);
}

static void
consider (RailDelivery *self,
          RailTrigger *trigger,
          RailOccurrence *occurrence,
          gboolean asked_for)
{
  RailCandidate candidate;
  RailHistory history;
  RailVerdict verdict;
  RailOffer *earlier = rail_offer_list_find_aid (self->offers, trigger, occurrence);
  gboolean meanwhile = rail_sleep_summary_covers (self->sleep, self->context, trigger, occurrence, asked_for);
  const RailOffer so_far = { .asked_for = asked_for, .was_away = meanwhile && rail_sleep_summary_has_lead (self->sleep, NULL) };
  g_autoptr (RailNudge) nudge = NULL;
  RailOffer *offer;

  /* The aid is on screen, and nobody needs it twice; but this trigger has had its say. */
  if (earlier != NULL && rail_nudge_get_state (earlier->nudge) == RAIL_NUDGE_CARD)
    {
      if (rail_nudge_get_trigger (earlier->nudge) != trigger)
        rail_memory_add_showing (self->memory, trigger, occurrence, RAIL_SHOWN_BADGE, self->context->now);
      return;
    }

  if (earlier != NULL && !asked_for && waits_already (earlier, trigger, occurrence))
    return;

  verdict = decide (self, trigger, occurrence, &so_far, &candidate, &history);
  g_debug ("%s/%s/%s: %s (%s)",
           trigger->pack,
           trigger->aid,
           trigger->id,
           rail_verdict_kind_to_string (verdict.kind),
           rail_gate_reason_to_string (verdict.reason));
  tell_decision (self, trigger, occurrence, &verdict, &candidate, &history);
  if (verdict.kind == RAIL_VERDICT_DROP)
    return;

  /* A newer trigger of the same aid is nearer to the moment it is meant for. */
  if (earlier != NULL)
    end_nudge (self, earlier->nudge, RAIL_NUDGE_CLOSED_REPLACED, self->context->now);

  nudge = rail_nudge_new (trigger, occurrence, self->context->now);
  rail_nudge_set_context (nudge, self->context);
  g_signal_connect_object (nudge, "changed", G_CALLBACK (mark_dirty), self, G_CONNECT_SWAPPED);
  offer = rail_offer_list_add (self->offers, nudge);
  keep_account (self, offer, &candidate, &history);
  offer->asked_for = so_far.asked_for;
  offer->was_away = so_far.was_away;
  mark_dirty (self);
  apply (self, offer, &verdict);
  if (meanwhile)
    rail_sleep_summary_add (self->sleep, nudge, &verdict);
}

static void
expire_nudges (RailDelivery *self)
{
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);

      if (rail_offer_has_ended (offer, self->engine, self->context))
        g_ptr_array_add (ended, g_object_ref (offer->nudge));
    }

  for (guint i = 0; i < ended->len; i++)
    end_nudge (self, g_ptr_array_index (ended, i), RAIL_NUDGE_CLOSED_EXPIRED, self->context->now);
}

static void
withdraw (RailOffer *offer,
          RailGateReason reason)
{
  rail_nudge_set_gate_reason (offer->nudge, rail_gate_reason_to_string (reason));
  rail_nudge_set_state (offer->nudge, RAIL_NUDGE_WAITING);
}

/*
 * Nothing stays open on a locked screen: neither a card nor a notification, which some servers show there. A card that stands when
 * somebody begins to share the screen goes behind the badge once; opened from there it stays, for then it is wanted.
 */
static void
withdraw_open (RailDelivery *self,
               gboolean shared_before)
{
  gboolean is_locked = self->presence.locked == RAIL_PRESENCE_YES;
  gboolean begins_to_share = self->presence.sharing == RAIL_PRESENCE_YES && !shared_before;

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);
      RailNudgeState state = rail_nudge_get_state (offer->nudge);

      if (is_locked && state != RAIL_NUDGE_WAITING)
        withdraw (offer, RAIL_GATE_LOCKED);
      else if (begins_to_share && state == RAIL_NUDGE_CARD)
        withdraw (offer, RAIL_GATE_SHARING);
    }
}

static void
offer_held (RailDelivery *self)
{
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean returns = rail_sleep_summary_returns (self->sleep, self->context);

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);
      RailCandidate candidate;
      RailHistory history;
      RailVerdict verdict;

      if (!offer->held)
        continue;

      offer->was_away |= returns && rail_sleep_summary_has_lead (self->sleep, offer->nudge);
      verdict = decide (self,
                        rail_nudge_get_trigger (offer->nudge),
                        rail_nudge_get_occurrence (offer->nudge),
                        offer,
                        &candidate,
                        &history);
      if (verdict.kind == offer->verdict.kind && verdict.reason == offer->verdict.reason)
        {
          /* The same reason may end at another moment now. */
          offer->verdict.until = verdict.until;
          continue;
        }

      tell_decision (self, rail_nudge_get_trigger (offer->nudge), rail_nudge_get_occurrence (offer->nudge), &verdict, &candidate, &history);
      if (verdict.kind == RAIL_VERDICT_DROP)
        {
          g_ptr_array_add (dropped, g_object_ref (offer->nudge));
          continue;
        }
      rail_nudge_set_context (offer->nudge, self->context);
      keep_account (self, offer, &candidate, &history);
      apply (self, offer, &verdict);
      if (returns)
        rail_sleep_summary_add (self->sleep, offer->nudge, &verdict);
    }

  for (guint i = 0; i < dropped->len; i++)
    end_nudge (self, g_ptr_array_index (dropped, i), RAIL_NUDGE_CLOSED_EXPIRED, self->context->now);
}

static void
wake_snoozes (RailDelivery *self)
{
  g_autoptr (GPtrArray) due = rail_snooze_list_take_due (self->snoozes, self->context->now);

  for (guint i = 0; i < due->len; i++)
    {
      const RailFiring *snoozed = g_ptr_array_index (due, i);
      RailOccurrence *current = snoozed->occurrence != NULL ? rail_context_find_same (self->context, snoozed->occurrence) : NULL;

      consider (self, snoozed->trigger, current != NULL ? current : snoozed->occurrence, TRUE);
    }
}

static void
read_presence (RailDelivery *self,
               const RailPresence *presence)
{
  const RailWindow *window = self->context->window;

  self->presence = *presence;
  self->presence.with_people = rail_context_meets_people (self->context);
  self->presence.window_excluded = window != NULL && window->excluded;
  if (window != NULL)
    self->presence.fullscreen = window->fullscreen ? RAIL_PRESENCE_YES : RAIL_PRESENCE_NO;
}

static void
rail_delivery_finalize (GObject *object)
{
  RailDelivery *self = RAIL_DELIVERY (object);

  g_clear_pointer (&self->engine, rail_rule_engine_free);
  g_clear_object (&self->library);
  g_clear_pointer (&self->memory, rail_memory_free);
  g_clear_pointer (&self->sleep, rail_sleep_summary_free);
  g_clear_pointer (&self->context, rail_context_unref);
  g_clear_pointer (&self->offers, rail_offer_list_free);
  g_clear_pointer (&self->snoozes, rail_snooze_list_free);
  g_clear_pointer (&self->recorder, rail_recorder_close);

  G_OBJECT_CLASS (rail_delivery_parent_class)->finalize (object);
}

static void
rail_delivery_class_init (RailDeliveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_delivery_finalize;

  signals[SIGNAL_NUDGES_CHANGED] = g_signal_new ("nudges-changed", RAIL_TYPE_DELIVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DECIDED] = g_signal_new ("decided", RAIL_TYPE_DELIVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
rail_delivery_init (RailDelivery *self)
{
  self->offers = rail_offer_list_new ();
  self->sleep = rail_sleep_summary_new ();
  self->snoozes = rail_snooze_list_new ();
  self->engine_moment = G_MAXINT64;
}

RailDelivery *
rail_delivery_new (RailRuleEngine *engine,
                   RailLibrary *library,
                   RailJournal *journal)
{
  RailDelivery *self = g_object_new (RAIL_TYPE_DELIVERY, NULL);

  self->engine = engine;
  self->library = g_object_ref (library);
  self->memory = rail_memory_new (journal);

  return self;
}

gboolean
rail_delivery_load_history (RailDelivery *self,
                            gint64 now,
                            GError **error)
{
  return rail_memory_load (self->memory, now, error);
}

void
rail_delivery_set_recorder (RailDelivery *self,
                            RailRecorder *recorder)
{
  g_clear_pointer (&self->recorder, rail_recorder_close);
  self->recorder = recorder;
}

void
rail_delivery_set_rules (RailDelivery *self,
                         RailRuleSet *rules)
{
  rail_rule_engine_set_rules (self->engine, rules);
}

RailRuleStates *
rail_delivery_exchange_rules (RailDelivery *self,
                              RailRuleStates *states)
{
  return rail_rule_engine_exchange (self->engine, states);
}

void
rail_delivery_set_limits (RailDelivery *self,
                          const RailLimits *limits)
{
  if (self->limits.paused_until != 0 && limits->paused_until == 0)
    rail_rule_engine_prime (self->engine);

  self->limits = *limits;
  if (self->recorder != NULL)
    rail_recorder_note_limits (self->recorder, limits);
}

void
rail_delivery_suspend (RailDelivery *self)
{
  if (self->recorder != NULL)
    rail_recorder_note_sleep (self->recorder, TRUE);
}

void
rail_delivery_resume (RailDelivery *self)
{
  rail_rule_engine_prime (self->engine);
  rail_sleep_summary_wake (self->sleep);
  if (self->recorder != NULL)
    rail_recorder_note_sleep (self->recorder, FALSE);
}

void
rail_delivery_update (RailDelivery *self,
                      RailContext *context,
                      const RailPresence *presence)
{
  g_autoptr (GPtrArray) firings = NULL;
  gboolean shared_before = self->presence.sharing == RAIL_PRESENCE_YES;

  rail_context_ref (context);
  g_clear_pointer (&self->context, rail_context_unref);
  self->context = context;
  rail_sleep_summary_follow (self->sleep, context);
  if (self->recorder != NULL)
    rail_recorder_note_update (self->recorder, context, presence);
  read_presence (self, presence);

  /* A pause that ran out by itself ends like one that was resumed. */
  if (self->limits.paused_until != 0 && self->limits.paused_until <= context->now)
    {
      self->limits.paused_until = 0;
      rail_rule_engine_prime (self->engine);
    }

  self->limits.quiet_until = self->limits.quiet_enabled
                                 ? rail_quiet_hours_get_end (self->limits.quiet_from, self->limits.quiet_to, context->now, context->zone)
                                 : 0;

  firings = rail_rule_engine_update (self->engine, context, &self->engine_moment);
  expire_nudges (self);
  withdraw_open (self, shared_before);

  for (guint i = 0; i < firings->len; i++)
    {
      RailFiring *firing = g_ptr_array_index (firings, i);

      consider (self, firing->trigger, firing->occurrence, FALSE);
    }

  offer_held (self);
  wake_snoozes (self);
  rail_sleep_summary_tell (self->sleep);
  tell_changes (self);
}

const RailPresence *
rail_delivery_get_presence (RailDelivery *self)
{
  return &self->presence;
}

const RailLimits *
rail_delivery_get_limits (RailDelivery *self)
{
  return &self->limits;
}

gint64
rail_delivery_get_next_moment (RailDelivery *self)
{
  gint64 now = self->context != NULL ? self->context->now : 0;
  gint64 moment = self->context != NULL ? MIN (self->engine_moment, now + RAIL_DAY) : G_MAXINT64;

  if (self->limits.paused_until > now)
    moment = MIN (moment, self->limits.paused_until);

  moment = MIN (moment, rail_snooze_list_get_next (self->snoozes));

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);
      gint64 end = rail_offer_get_end_moment (offer);

      if (offer->held && offer->verdict.until > now)
        moment = MIN (moment, offer->verdict.until);
      if (end > now)
        moment = MIN (moment, end);
    }

  return moment;
}

GListModel *
rail_delivery_get_nudges (RailDelivery *self)
{
  return rail_offer_list_get_nudges (self->offers);
}

RailNudge *
rail_delivery_get_card (RailDelivery *self)
{
  const RailOffer *offer = rail_offer_list_find_card (self->offers);

  return offer != NULL ? offer->nudge : NULL;
}

RailNudge *
rail_delivery_get_nudge (RailDelivery *self,
                         const char *id)
{
  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);

      if (g_str_equal (rail_nudge_get_id (offer->nudge), id))
        return offer->nudge;
    }

  return NULL;
}

void
rail_delivery_close (RailDelivery *self,
                     RailNudge *nudge,
                     RailCloseReason reason,
                     gint64 now)
{
  record_act (self, nudge, RAIL_RECORDED_CLOSED, reason, 0);
  record_if_held (self, nudge);
  end_nudge (self, nudge, reason, now);
  tell_changes (self);
}

void
rail_delivery_snooze (RailDelivery *self,
                      RailNudge *nudge,
                      gint64 until,
                      gint64 now)
{
  rail_snooze_list_add (self->snoozes, rail_nudge_get_trigger (nudge), rail_nudge_get_occurrence (nudge), until);
  record_act (self, nudge, RAIL_RECORDED_SNOOZED, RAIL_NUDGE_CLOSED_SNOOZED, until);
  record_if_held (self, nudge);
  end_nudge (self, nudge, RAIL_NUDGE_CLOSED_SNOOZED, now);
  tell_changes (self);
}

void
rail_delivery_collapse (RailDelivery *self,
                        RailNudge *nudge)
{
  record_act (self, nudge, RAIL_RECORDED_COLLAPSED, RAIL_NUDGE_CLOSED_DONE, 0);
  rail_nudge_set_state (nudge, RAIL_NUDGE_WAITING);
  tell_changes (self);
}

void
rail_delivery_open (RailDelivery *self,
                    RailNudge *nudge)
{
  RailOffer *card = rail_offer_list_find_card (self->offers);
  RailOffer *offer = rail_offer_list_find (self->offers, nudge);

  g_return_if_fail (offer != NULL);

  record_act (self, nudge, RAIL_RECORDED_OPENED, RAIL_NUDGE_CLOSED_DONE, 0);
  if (card != NULL && card != offer)
    rail_nudge_set_state (card->nudge, RAIL_NUDGE_WAITING);

  offer->offer_mute = rail_memory_offers_mute (self->memory, rail_nudge_get_trigger (nudge));
  record_if_held (self, nudge);
  offer->held = FALSE;

  rail_nudge_set_neutral (nudge, FALSE);
  rail_nudge_set_state (nudge, RAIL_NUDGE_CARD);
  tell_changes (self);
}

char **
rail_delivery_dup_mutes (RailDelivery *self)
{
  return rail_memory_dup_mutes (self->memory);
}

void
rail_delivery_unmute (RailDelivery *self,
                      const char *trigger_path,
                      gint64 now)
{
  rail_memory_unmute (self->memory, trigger_path, now);
}

guint
rail_delivery_count_shown_today (RailDelivery *self,
                                 gint64 now,
                                 GTimeZone *zone)
{
  return rail_memory_count_today (self->memory, now, zone);
}

char *
rail_delivery_describe (RailDelivery *self,
                        RailNudge *nudge)
{
  RailOffer *offer = rail_offer_list_find (self->offers, nudge);
  RailCandidate candidate;
  RailHistory history;

  g_return_val_if_fail (offer != NULL, g_strdup (""));

  decide (self,
          rail_nudge_get_trigger (nudge),
          rail_nudge_get_occurrence (nudge),
          offer,
          &candidate,
          &history);
  return rail_verdict_describe (&offer->verdict, &candidate, &history, &self->limits, self->context->zone);
}

GPtrArray *
rail_delivery_get_account (RailDelivery *self,
                           RailNudge *nudge)
{
  RailOffer *offer = rail_offer_list_find (self->offers, nudge);

  g_return_val_if_fail (offer != NULL, NULL);

  return offer->account;
}

gboolean
rail_delivery_offers_mute (RailDelivery *self,
                           RailNudge *nudge)
{
  RailOffer *offer = rail_offer_list_find (self->offers, nudge);

  g_return_val_if_fail (offer != NULL, FALSE);

  return rail_nudge_get_state (nudge) == RAIL_NUDGE_CARD && offer->offer_mute;
}
