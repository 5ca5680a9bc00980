/*
 * The open nudges with what delivery knows of each beyond what its watchers see, in the order in which they are offered and listed: by falling
 * priority, newest first.
 */

#pragma once

#include <gio/gio.h>

#include "delivery/gate.h"
#include "delivery/nudge.h"

typedef struct
{
  RailNudge *nudge;
  RailVerdict verdict;
  GPtrArray *account;  /* RailGateAnswer: what the gate asked for it; NULL until it did */
  gboolean held;       /* waits for its reason to end */
  gboolean was_locked; /* its reason was a locked screen */
  gboolean was_away;   /* it came while the computer slept, and another leads */
  gboolean asked_for;  /* the user snoozed it until now */
  gboolean offer_mute; /* this trigger was put away again and again */
} RailOffer;

typedef struct _RailOfferList RailOfferList;

RailOfferList *rail_offer_list_new (void);
void rail_offer_list_free (RailOfferList *self);

/* The nudges alone (RailNudge), in the same order; borrowed. */
GListModel *rail_offer_list_get_nudges (RailOfferList *self);

guint rail_offer_list_get_length (RailOfferList *self);

/* Borrowed, as everything found below; good until the list changes. */
RailOffer *rail_offer_list_get (RailOfferList *self,
                                guint index);

/* Takes its own reference to @nudge; everything else begins at zero. */
RailOffer *rail_offer_list_add (RailOfferList *self,
                                RailNudge *nudge);
void rail_offer_list_remove (RailOfferList *self,
                             RailNudge *nudge);

/* NULL if it is not in the list. */
RailOffer *rail_offer_list_find (RailOfferList *self,
                                 RailNudge *nudge);

/* The offer of this trigger's aid for this meeting (or for none), whichever of the aid's triggers made it; NULL if there is none. */
RailOffer *rail_offer_list_find_aid (RailOfferList *self,
                                     RailTrigger *trigger,
                                     RailOccurrence *occurrence);

/* The one that is on screen as a card; NULL if there is none. */
RailOffer *rail_offer_list_find_card (RailOfferList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailOfferList, rail_offer_list_free)
