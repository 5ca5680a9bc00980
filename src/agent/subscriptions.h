/*
 * The calendars on the web that the user subscribed to, as a list that follows the policy. What is removed from it is forgotten on disk too.
 */

#pragma once

#include <gio/gio.h>

#include "base/http-client.h"
#include "policy/policy.h"

#define RAIL_TYPE_SUBSCRIPTIONS (rail_subscriptions_get_type ())
G_DECLARE_FINAL_TYPE (RailSubscriptions, rail_subscriptions, RAIL, SUBSCRIPTIONS, GObject)

RailSubscriptions *rail_subscriptions_new (RailPolicy *policy,
                                           RailHttpClient *client,
                                           GNetworkMonitor *network);

/* RailCalendarSource, in the order of the policy; borrowed. */
GListModel *rail_subscriptions_get_calendars (RailSubscriptions *self);

/* RailProblem of addresses that are none: written by hand, or by an administrator. Borrowed. */
GPtrArray *rail_subscriptions_get_problems (RailSubscriptions *self);
