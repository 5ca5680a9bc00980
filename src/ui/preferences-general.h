/*
 * A page of the preferences: how Handrail starts and how it keeps its windows.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"
#include "ui/provider-list.h"

/* An AdwPreferencesPage. */
GtkWidget *rail_preferences_general_new (RailProviderList *providers,
                                         RailPolicy *policy);
