/*
 * A page of the preferences: which calendars Handrail reads, and who the user is in them.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"
#include "ui/provider-list.h"

/* An AdwPreferencesPage. */
GtkWidget *rail_preferences_calendars_new (RailProviderList *providers,
                                           RailPolicy *policy);
