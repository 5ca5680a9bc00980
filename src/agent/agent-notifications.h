/*
 * Nudges as notifications: whatever delivery gives to the notification server is shown there, once, and is withdrawn when it no longer
 * stands so. What people do there comes back as the nudge's end or its place: opening shows its card, snoozing puts it off, dismissing
 * closes it; a notification that went by unseen, or that nobody could show, waits behind the badge.
 */

#pragma once

#include <gio/gio.h>

#include "agent/ui-process.h"
#include "context/context.h"
#include "delivery/delivery.h"
#include "library/library.h"
#include "platform/notifier.h"

#define RAIL_TYPE_AGENT_NOTIFICATIONS (rail_agent_notifications_get_type ())
G_DECLARE_FINAL_TYPE (RailAgentNotifications, rail_agent_notifications, RAIL, AGENT_NOTIFICATIONS, GObject)

/* Signal "acted" (no arguments): the user did something to a nudge; what comes next may differ. */
RailAgentNotifications *rail_agent_notifications_new (RailNotifier *notifier,
                                                      RailDelivery *delivery,
                                                      RailLibrary *library,
                                                      RailUiProcess *ui);

/*
 * To be told of every change, before delivery is: once others may be looking at the screen, titles and names leave it, and do not
 * come back.
 */
void rail_agent_notifications_follow (RailAgentNotifications *self,
                                      RailContext *context,
                                      const RailPresence *presence);

/* @detail (optional): one sentence for people; borrowed. */
RailProviderState rail_agent_notifications_get_state (RailAgentNotifications *self,
                                                      const char **detail);
