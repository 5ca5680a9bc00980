/*
 * How long an offer matters: a meeting's until the meeting is over, cancelled, declined or moved, a window's for an hour behind the badge, and
 * a held one as long as its conditions hold.
 */

#pragma once

#include "delivery/offer-list.h"

gboolean rail_offer_has_ended (const RailOffer *self,
                               RailRuleEngine *engine,
                               RailContext *context);

/* The moment after which it may have ended by the clock alone. */
gint64 rail_offer_get_end_moment (const RailOffer *self);
