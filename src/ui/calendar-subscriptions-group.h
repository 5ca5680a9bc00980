/*
 * The calendars on the web that the user subscribed to: a list with how each stands and how old it is, and a way to add and to remove.
 * What stands behind the host in an address may open the calendar to others, so it is never shown again.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"
#include "ui/provider-list.h"

#define RAIL_TYPE_CALENDAR_SUBSCRIPTIONS_GROUP (rail_calendar_subscriptions_group_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendarSubscriptionsGroup, rail_calendar_subscriptions_group, RAIL, CALENDAR_SUBSCRIPTIONS_GROUP, AdwPreferencesGroup)

GtkWidget *rail_calendar_subscriptions_group_new (RailProviderList *providers,
                                                  RailPolicy *policy);
