/*
 * A group of the preferences: the calendars that the desktop knows, whether Handrail reads them, and how each of them stands. The agent
 * finds and reads them; nothing is decided here.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"
#include "ui/provider-list.h"

#define RAIL_TYPE_DESKTOP_CALENDARS_GROUP (rail_desktop_calendars_group_get_type ())
G_DECLARE_FINAL_TYPE (RailDesktopCalendarsGroup, rail_desktop_calendars_group, RAIL, DESKTOP_CALENDARS_GROUP, AdwPreferencesGroup)

GtkWidget *rail_desktop_calendars_group_new (RailProviderList *providers,
                                             RailPolicy *policy);
