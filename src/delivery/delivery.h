/*
 * From "this trigger turned true" to "the aid is on screen, or waits, or does not come": asks the gate about every firing, keeps the nudges
 * that came of it, offers held ones again when their reason ends and they still matter, and writes to the journal what was shown
 * and how it was closed. Card, tray and notifier read its list; nobody calls back into it except to end a nudge.
 */

#pragma once

#include <gio/gio.h>

#include "context/context.h"
#include "delivery/gate.h"
#include "delivery/nudge.h"
#include "delivery/recorder.h"
#include "journal/journal.h"
#include "library/library.h"
#include "rules/rule-engine.h"

/* One answer of the gate, and all that it was given; borrowed, for the time of the signal. */
typedef struct
{
  RailTrigger *trigger;
  RailOccurrence *occurrence; /* NULL: bound to none */
  const RailVerdict *verdict;
  const RailCandidate *candidate;
  const RailHistory *history;
  const RailLimits *limits;
} RailDecision;

#define RAIL_TYPE_DELIVERY (rail_delivery_get_type ())
G_DECLARE_FINAL_TYPE (RailDelivery, rail_delivery, RAIL, DELIVERY, GObject)

/*
 * Takes over @engine. Signals: "nudges-changed" (the list or a nudge in it differs); "decided" (const RailDecision *) for every
 * verdict, for the transcript and for replays.
 */
RailDelivery *rail_delivery_new (RailRuleEngine *engine,
                                 RailLibrary *library,
                                 RailJournal *journal);

/* Reads showings and mutes; without it everything counts as never shown. */
gboolean rail_delivery_load_history (RailDelivery *self,
                                     gint64 now,
                                     GError **error);

/* From now on writes what comes in here; takes over @recorder. */
void rail_delivery_set_recorder (RailDelivery *self,
                                 RailRecorder *recorder);

void rail_delivery_set_rules (RailDelivery *self,
                              RailRuleSet *rules);

/* As rail_rule_engine_exchange(): @states is consumed, and those before it are returned. */
RailRuleStates *rail_delivery_exchange_rules (RailDelivery *self,
                                              RailRuleStates *states);

/* A pause that ends here primes the engine: what was already so stays silent. */
void rail_delivery_set_limits (RailDelivery *self,
                               const RailLimits *limits);

/*
 * The computer goes to sleep, and wakes up: then what was already so stays silent, but a meeting's phase that is still open is offered by
 * the update that follows.
 */
void rail_delivery_suspend (RailDelivery *self);
void rail_delivery_resume (RailDelivery *self);

/*
 * The one entry for everything that changes: windows, calendars, the clock. Of @presence the caller fills what the desktop tells; fullscreen,
 * excluded windows and running meetings are read from @context.
 */
void rail_delivery_update (RailDelivery *self,
                           RailContext *context,
                           const RailPresence *presence);

/* The moment of the next update() that must not be missed: at most a day after the last, so that days roll over. G_MAXINT64 before the first. */
gint64 rail_delivery_get_next_moment (RailDelivery *self);

/* What the last update was decided by, with the quiet hours of that moment; borrowed. */
const RailPresence *rail_delivery_get_presence (RailDelivery *self);
const RailLimits *rail_delivery_get_limits (RailDelivery *self);

/* Open nudges (RailNudge), by falling priority, then newest first; borrowed. */
GListModel *rail_delivery_get_nudges (RailDelivery *self);

/* The one that is on screen as a card; borrowed, NULL if there is none. */
RailNudge *rail_delivery_get_card (RailDelivery *self);

/* Borrowed; NULL if it is closed or was never there. */
RailNudge *rail_delivery_get_nudge (RailDelivery *self,
                                    const char *id);

void rail_delivery_close (RailDelivery *self,
                          RailNudge *nudge,
                          RailCloseReason reason,
                          gint64 now);

/* Closes it as snoozed and offers it again at @until, whatever its conditions say then. */
void rail_delivery_snooze (RailDelivery *self,
                           RailNudge *nudge,
                           gint64 until,
                           gint64 now);

/* The card goes behind the badge. */
void rail_delivery_collapse (RailDelivery *self,
                             RailNudge *nudge);

/* The user wants it now: it becomes the card, no gate asked; another open card goes behind the badge. */
void rail_delivery_open (RailDelivery *self,
                         RailNudge *nudge);

/* Muted trigger paths, sorted; transfer full. */
char **rail_delivery_dup_mutes (RailDelivery *self);
void rail_delivery_unmute (RailDelivery *self,
                           const char *trigger_path,
                           gint64 now);

guint rail_delivery_count_shown_today (RailDelivery *self,
                                       gint64 now,
                                       GTimeZone *zone);

/* One sentence on why @nudge is where it is, with the numbers of now; transfer full. */
char *rail_delivery_describe (RailDelivery *self,
                              RailNudge *nudge);

/* What the gate asked when it decided on @nudge last: RailGateAnswer (delivery/gate-account.h); borrowed. */
GPtrArray *rail_delivery_get_account (RailDelivery *self,
                                      RailNudge *nudge);

/* Whether the card should offer to mute its trigger: it was dismissed three times in a row, or six, or nine. */
gboolean rail_delivery_offers_mute (RailDelivery *self,
                                    RailNudge *nudge);
