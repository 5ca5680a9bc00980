#define G_LOG_DOMAIN "handrail-delivery"

#include "config.h"

#include "delivery/delivery.h"

#include "base/duration.h"
#include "delivery/budget.h"
#include "delivery/offer-list.h"
#include "delivery/quiet-hours.h"

/* A window's aid stays behind the badge this long after it came, should somebody want it again. */
#define WINDOW_NUDGE_LIFE RAIL_HOUR

/* Every so many dismissals in a row a trigger may ask whether it should stay away; to ask each time would be one more thing to put away. */
#define DISMISSALS_BEFORE_OFFER 3

typedef struct
{
  RailTrigger *trigger;
  RailOccurrence *occurrence;
  gint64 until;
} Snooze;

struct _RailDelivery
{
  GObject parent_instance;

  RailRuleEngine *engine;
  RailLibrary *library;
  RailJournal *journal;
  RailBudget *budget;
  GHashTable *mutes; /* trigger path -> itself */

  RailContext *context;
  RailPresence presence;
  RailLimits limits;
  gint64 engine_moment;

  RailOfferList *offers;
  GPtrArray *snoozes; /* Snooze */
  gboolean dirty;     /* something changed that "nudges-changed" has not yet told */
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
snooze_free (Snooze *snooze)
{
  rail_trigger_unref (snooze->trigger);
  g_clear_pointer (&snooze->occurrence, rail_occurrence_unref);
  g_free (snooze);
}

static char *
dup_occurrence_key (RailDelivery *self,
                    RailOccurrence *occurrence)
{
  g_autofree char *identity = NULL;

  if (occurrence == NULL)
    return g_strdup ("");

  identity = rail_occurrence_dup_identity (occurrence);
  return rail_journal_dup_key (self->journal, identity);
}

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
  RailTrigger *trigger = rail_nudge_get_trigger (nudge);
  g_autofree char *key = dup_occurrence_key (self, rail_nudge_get_occurrence (nudge));

  rail_offer_list_remove (self->offers, nudge);
  mark_dirty (self);

  if (reason == RAIL_NUDGE_CLOSED_NOT_HELPFUL)
    {
      char *path = rail_trigger_dup_path (trigger);

      rail_journal_set_muted (self->journal, path, TRUE, now);
      g_hash_table_add (self->mutes, path);
    }
  rail_journal_record_closing (self->journal,
                               trigger->pack,
                               trigger->aid,
                               trigger->id,
                               key,
                               rail_close_reason_to_string (reason),
                               now);
  rail_nudge_close (nudge, reason);
}

static RailVerdict
decide (RailDelivery *self,
        RailTrigger *trigger,
        RailOccurrence *occurrence,
        gboolean was_locked,
        gboolean asked_for,
        RailCandidate *candidate,
        RailHistory *history)
{
  g_autofree char *key = dup_occurrence_key (self, occurrence);
  g_autofree char *path = rail_trigger_dup_path (trigger);
  RailAid *aid = rail_library_get_aid (self->library, trigger->pack, trigger->aid);
  gint64 now = self->context->now;

  rail_budget_read (self->budget, trigger, key, now, self->context->zone, history);
  history->muted = g_hash_table_contains (self->mutes, path);
  history->card_open = rail_offer_list_find_card (self->offers) != NULL;

  *candidate = (RailCandidate){
    .trigger = trigger,
    .has_occurrence = occurrence != NULL,
    .occurrence_start = occurrence != NULL ? occurrence->start : 0,
    .days_overdue = aid != NULL ? rail_aid_get_days_overdue (aid, now, self->context->zone) : 0,
    .was_locked = was_locked,
    .asked_for = asked_for,
  };

  return rail_gate_decide (candidate, &self->presence, history, &self->limits, now);
}

static void
record_showing (RailDelivery *self,
                RailTrigger *trigger,
                RailOccurrence *occurrence,
                RailShown shown)
{
  g_autofree char *key = dup_occurrence_key (self, occurrence);
  const RailShowing showing = {
    .pack = trigger->pack,
    .aid = trigger->aid,
    .trigger = trigger->id,
    .occurrence_key = key,
    .occurrence_start = occurrence != NULL ? occurrence->start : 0,
    .shown = shown,
    .when = self->context->now,
  };

  rail_budget_add (self->budget, &showing);
  rail_journal_record_showing (self->journal, &showing);
}

/* Before the showing is recorded: reading waits for what is being written, and a card must not wait for the disk. */
static void
read_dismissals (RailDelivery *self,
                 RailOffer *offer)
{
  RailTrigger *trigger = rail_nudge_get_trigger (offer->nudge);
  guint count = rail_journal_count_dismissals (self->journal, trigger->pack, trigger->aid, trigger->id);

  offer->offer_mute = count > 0 && count % DISMISSALS_BEFORE_OFFER == 0;
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
      read_dismissals (self, offer);
      rail_nudge_set_shown (offer->nudge, self->context->now);
      record_showing (self, trigger, occurrence, RAIL_SHOWN_CARD);
      rail_nudge_set_state (offer->nudge, RAIL_NUDGE_CARD);
      break;
    case RAIL_VERDICT_NOTIFICATION:
      rail_nudge_set_shown (offer->nudge, self->context->now);
      record_showing (self, trigger, occurrence, RAIL_SHOWN_NOTIFICATION);
      rail_nudge_set_state (offer->nudge, RAIL_NUDGE_NOTIFIED);
      break;
    case RAIL_VERDICT_BADGE:
      record_showing (self, trigger, occurrence, RAIL_SHOWN_BADGE);
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
  g_autoptr (RailNudge) nudge = NULL;
  RailOffer *offer;

  /* The aid is on screen, and nobody needs it twice; but this trigger has had its say. */
  if (earlier != NULL && rail_nudge_get_state (earlier->nudge) == RAIL_NUDGE_CARD)
    {
      if (rail_nudge_get_trigger (earlier->nudge) != trigger)
        record_showing (self, trigger, occurrence, RAIL_SHOWN_BADGE);
      return;
    }

  verdict = decide (self, trigger, occurrence, FALSE, asked_for, &candidate, &history);
  g_debug ("%s/%s/%s: %s (%s)",
           trigger->pack,
           trigger->aid,
           trigger->id,
           rail_verdict_kind_to_string (verdict.kind),
           rail_gate_reason_to_string (verdict.reason));
  g_signal_emit (self, signals[SIGNAL_DECIDED], 0, trigger, &verdict);
  if (verdict.kind == RAIL_VERDICT_DROP)
    return;

  /* A newer trigger of the same aid is nearer to the moment it is meant for. */
  if (earlier != NULL)
    end_nudge (self, earlier->nudge, RAIL_NUDGE_CLOSED_REPLACED, self->context->now);

  nudge = rail_nudge_new (trigger, occurrence, self->context->now);
  rail_nudge_set_context (nudge, self->context);
  g_signal_connect_object (nudge, "changed", G_CALLBACK (mark_dirty), self, G_CONNECT_SWAPPED);
  offer = rail_offer_list_add (self->offers, nudge);
  offer->asked_for = asked_for;
  mark_dirty (self);
  apply (self, offer, &verdict);
}

static RailOccurrence *
find_occurrence (RailContext *context,
                 RailOccurrence *wanted)
{
  for (guint i = 0; i < context->occurrences->len; i++)
    {
      RailOccurrence *occurrence = g_ptr_array_index (context->occurrences, i);

      if (rail_occurrence_is_same (occurrence, wanted))
        return occurrence;
    }

  return NULL;
}

static gboolean
has_ended (RailDelivery *self,
           RailOffer *offer)
{
  RailTrigger *trigger = rail_nudge_get_trigger (offer->nudge);
  RailOccurrence *occurrence = rail_nudge_get_occurrence (offer->nudge);
  gint64 now = self->context->now;
  RailOccurrence *current;

  if (occurrence == NULL)
    {
      if (offer->held && !offer->asked_for)
        return !rail_rule_engine_holds (self->engine, trigger, NULL);
      /* A card on screen belongs to whoever reads it. */
      return rail_nudge_get_state (offer->nudge) != RAIL_NUDGE_CARD &&
             now - rail_nudge_get_created (offer->nudge) >= WINDOW_NUDGE_LIFE;
    }

  current = find_occurrence (self->context, occurrence);
  if (current != NULL && (current->cancelled || current->response == RAIL_RESPONSE_DECLINED))
    return TRUE;
  if (rail_rule_engine_holds (self->engine, trigger, occurrence))
    return FALSE;
  if (offer->asked_for)
    return now - rail_nudge_get_created (offer->nudge) >= WINDOW_NUDGE_LIFE;
  /* Gone from the calendar, or moved to a later time: it will fire again then. */
  if (current == NULL || current->start > occurrence->start)
    return TRUE;

  return now >= current->end;
}

static gint64
get_end_moment (RailOffer *offer)
{
  RailOccurrence *occurrence = rail_nudge_get_occurrence (offer->nudge);

  if (occurrence != NULL && !offer->asked_for)
    return occurrence->end;
  return rail_nudge_get_created (offer->nudge) + WINDOW_NUDGE_LIFE;
}

static void
expire_nudges (RailDelivery *self)
{
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);

      if (has_ended (self, offer))
        g_ptr_array_add (ended, g_object_ref (offer->nudge));
    }

  for (guint i = 0; i < ended->len; i++)
    end_nudge (self, g_ptr_array_index (ended, i), RAIL_NUDGE_CLOSED_EXPIRED, self->context->now);
}

/* Nothing stays open on a locked screen: neither a card nor a notification, which some servers show there. */
static void
withdraw_if_locked (RailDelivery *self)
{
  if (self->presence.locked != RAIL_PRESENCE_YES)
    return;

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);

      if (rail_nudge_get_state (offer->nudge) == RAIL_NUDGE_WAITING)
        continue;
      rail_nudge_set_gate_reason (offer->nudge, rail_gate_reason_to_string (RAIL_GATE_LOCKED));
      rail_nudge_set_state (offer->nudge, RAIL_NUDGE_WAITING);
    }
}

static void
offer_held (RailDelivery *self)
{
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);
      RailCandidate candidate;
      RailHistory history;
      RailVerdict verdict;

      if (!offer->held)
        continue;

      verdict = decide (self,
                        rail_nudge_get_trigger (offer->nudge),
                        rail_nudge_get_occurrence (offer->nudge),
                        offer->was_locked,
                        offer->asked_for,
                        &candidate,
                        &history);
      if (verdict.kind == offer->verdict.kind && verdict.reason == offer->verdict.reason)
        {
          /* The same reason may end at another moment now. */
          offer->verdict.until = verdict.until;
          continue;
        }

      g_signal_emit (self, signals[SIGNAL_DECIDED], 0, candidate.trigger, &verdict);
      if (verdict.kind == RAIL_VERDICT_DROP)
        {
          g_ptr_array_add (dropped, g_object_ref (offer->nudge));
          continue;
        }
      rail_nudge_set_context (offer->nudge, self->context);
      apply (self, offer, &verdict);
    }

  for (guint i = 0; i < dropped->len; i++)
    end_nudge (self, g_ptr_array_index (dropped, i), RAIL_NUDGE_CLOSED_EXPIRED, self->context->now);
}

static void
wake_snoozes (RailDelivery *self)
{
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func ((GDestroyNotify) snooze_free);

  for (guint i = 0; i < self->snoozes->len;)
    {
      Snooze *snooze = g_ptr_array_index (self->snoozes, i);

      if (snooze->until <= self->context->now)
        g_ptr_array_add (due, g_ptr_array_steal_index (self->snoozes, i));
      else
        i++;
    }

  for (guint i = 0; i < due->len; i++)
    {
      Snooze *snooze = g_ptr_array_index (due, i);
      RailOccurrence *current = snooze->occurrence != NULL ? find_occurrence (self->context, snooze->occurrence) : NULL;

      consider (self, snooze->trigger, current != NULL ? current : snooze->occurrence, TRUE);
    }
}

static gboolean
has_people (RailContext *context)
{
  for (guint i = 0; i < context->occurrences->len; i++)
    {
      RailOccurrence *occurrence = g_ptr_array_index (context->occurrences, i);

      if (occurrence->start > context->now)
        break;
      if (context->now < occurrence->end && occurrence->attendees >= 2 && !occurrence->all_day &&
          !occurrence->cancelled && occurrence->response != RAIL_RESPONSE_DECLINED)
        return TRUE;
    }

  return FALSE;
}

static void
read_presence (RailDelivery *self,
               const RailPresence *presence)
{
  const RailWindow *window = self->context->window;

  self->presence = *presence;
  self->presence.with_people = has_people (self->context);
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
  g_clear_object (&self->journal);
  g_clear_pointer (&self->budget, rail_budget_free);
  g_clear_pointer (&self->mutes, g_hash_table_unref);
  g_clear_pointer (&self->context, rail_context_unref);
  g_clear_pointer (&self->offers, rail_offer_list_free);
  g_clear_pointer (&self->snoozes, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_delivery_parent_class)->finalize (object);
}

static void
rail_delivery_class_init (RailDeliveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_delivery_finalize;

  signals[SIGNAL_NUDGES_CHANGED] = g_signal_new ("nudges-changed", RAIL_TYPE_DELIVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DECIDED] = g_signal_new ("decided", RAIL_TYPE_DELIVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
}

static void
rail_delivery_init (RailDelivery *self)
{
  self->budget = rail_budget_new ();
  self->mutes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->offers = rail_offer_list_new ();
  self->snoozes = g_ptr_array_new_with_free_func ((GDestroyNotify) snooze_free);
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
  self->journal = g_object_ref (journal);

  return self;
}

gboolean
rail_delivery_load_history (RailDelivery *self,
                            gint64 now,
                            GError **error)
{
  g_autoptr (GPtrArray) showings = NULL;
  g_auto (GStrv) mutes = NULL;

  showings = rail_journal_load_showings (self->journal, now - RAIL_BUDGET_MEMORY, error);
  if (showings == NULL)
    return FALSE;
  mutes = rail_journal_load_mutes (self->journal, error);
  if (mutes == NULL)
    return FALSE;

  for (guint i = 0; i < showings->len; i++)
    rail_budget_add (self->budget, g_ptr_array_index (showings, i));
  for (guint i = 0; mutes[i] != NULL; i++)
    g_hash_table_add (self->mutes, g_strdup (mutes[i]));

  return TRUE;
}

void
rail_delivery_set_rules (RailDelivery *self,
                         RailRuleSet *rules)
{
  rail_rule_engine_set_rules (self->engine, rules);
}

void
rail_delivery_set_limits (RailDelivery *self,
                          const RailLimits *limits)
{
  if (self->limits.paused_until != 0 && limits->paused_until == 0)
    rail_rule_engine_prime (self->engine);

  self->limits = *limits;
}

void
rail_delivery_update (RailDelivery *self,
                      RailContext *context,
                      const RailPresence *presence)
{
  g_autoptr (GPtrArray) firings = NULL;

  rail_context_ref (context);
  g_clear_pointer (&self->context, rail_context_unref);
  self->context = context;
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
  withdraw_if_locked (self);

  for (guint i = 0; i < firings->len; i++)
    {
      RailFiring *firing = g_ptr_array_index (firings, i);

      consider (self, firing->trigger, firing->occurrence, FALSE);
    }

  offer_held (self);
  wake_snoozes (self);
  tell_changes (self);
}

gint64
rail_delivery_get_next_moment (RailDelivery *self)
{
  gint64 now = self->context != NULL ? self->context->now : 0;
  gint64 moment = self->engine_moment;

  if (self->limits.paused_until > now)
    moment = MIN (moment, self->limits.paused_until);

  for (guint i = 0; i < self->snoozes->len; i++)
    {
      const Snooze *snooze = g_ptr_array_index (self->snoozes, i);

      moment = MIN (moment, snooze->until);
    }

  for (guint i = 0; i < rail_offer_list_get_length (self->offers); i++)
    {
      RailOffer *offer = rail_offer_list_get (self->offers, i);
      gint64 end = get_end_moment (offer);

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
  end_nudge (self, nudge, reason, now);
  tell_changes (self);
}

void
rail_delivery_snooze (RailDelivery *self,
                      RailNudge *nudge,
                      gint64 until,
                      gint64 now)
{
  RailOccurrence *occurrence = rail_nudge_get_occurrence (nudge);
  Snooze *snooze = g_new0 (Snooze, 1);

  snooze->trigger = rail_trigger_ref (rail_nudge_get_trigger (nudge));
  snooze->occurrence = occurrence != NULL ? rail_occurrence_ref (occurrence) : NULL;
  snooze->until = until;
  g_ptr_array_add (self->snoozes, snooze);

  rail_delivery_close (self, nudge, RAIL_NUDGE_CLOSED_SNOOZED, now);
}

void
rail_delivery_collapse (RailDelivery *self,
                        RailNudge *nudge)
{
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

  if (card != NULL && card != offer)
    rail_nudge_set_state (card->nudge, RAIL_NUDGE_WAITING);

  read_dismissals (self, offer);

  /* Opened by hand while it was held: seen is seen, it does not come a second time. */
  if (offer->held)
    record_showing (self, rail_nudge_get_trigger (nudge), rail_nudge_get_occurrence (nudge), RAIL_SHOWN_BADGE);
  offer->held = FALSE;

  rail_nudge_set_neutral (nudge, FALSE);
  rail_nudge_set_state (nudge, RAIL_NUDGE_CARD);
  tell_changes (self);
}

char **
rail_delivery_dup_mutes (RailDelivery *self)
{
  g_autoptr (GList) paths = g_list_sort (g_hash_table_get_keys (self->mutes), (GCompareFunc) g_strcmp0);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (GList *path = paths; path != NULL; path = path->next)
    g_strv_builder_add (builder, path->data);

  return g_strv_builder_end (builder);
}

void
rail_delivery_unmute (RailDelivery *self,
                      const char *trigger_path,
                      gint64 now)
{
  if (g_hash_table_remove (self->mutes, trigger_path))
    rail_journal_set_muted (self->journal, trigger_path, FALSE, now);
}

guint
rail_delivery_count_shown_today (RailDelivery *self,
                                 gint64 now,
                                 GTimeZone *zone)
{
  return rail_budget_count_today (self->budget, now, zone);
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
          offer->was_locked,
          offer->asked_for,
          &candidate,
          &history);
  return rail_verdict_describe (&offer->verdict, &candidate, &history, &self->limits, self->context->zone);
}

gboolean
rail_delivery_offers_mute (RailDelivery *self,
                           RailNudge *nudge)
{
  RailOffer *offer = rail_offer_list_find (self->offers, nudge);

  g_return_val_if_fail (offer != NULL, FALSE);

  return rail_nudge_get_state (nudge) == RAIL_NUDGE_CARD && offer->offer_mute;
}
