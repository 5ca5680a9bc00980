/*
 * A calendar on a web server: asked for changes every hour or as often as it wishes, by one alarm on the wall clock, so after a suspend and when
 * the network comes back. Waits while there is no network, or one that is paid by volume. What it last held stays, also
 * over a restart, with its age. The address is a secret: people see the calendar's name or the host.
 */

#pragma once

#include <gio/gio.h>

#include "base/http-client.h"
#include "platform/calendar-source.h"

#define RAIL_TYPE_CALENDAR_SUBSCRIPTION (rail_calendar_subscription_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendarSubscription, rail_calendar_subscription, RAIL, CALENDAR_SUBSCRIPTION, GObject)

/*
 * @my_addresses: lower-case e-mail addresses, NULL-terminated, or NULL if none is known. @cache_path: the occurrence cache. The id in its status
 * is the digest of @address.
 */
RailCalendarSource *rail_calendar_subscription_new (const RailWebAddress *address,
                                                    const char *const *my_addresses,
                                                    RailHttpClient *client,
                                                    GNetworkMonitor *network,
                                                    const char *cache_path);

/* Asks at once when the last time failed: something has changed that may have been in the way. */
void rail_calendar_subscription_retry (RailCalendarSubscription *self);
