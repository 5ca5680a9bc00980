/*
 * A page of the preferences: how Handrail starts and how it keeps its windows.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"

/* An AdwPreferencesPage. */
GtkWidget *rail_preferences_general_new (RailPolicy *policy);
