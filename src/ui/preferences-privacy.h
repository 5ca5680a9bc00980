/*
 * A page of the preferences: what Handrail does not look at.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"

/* An AdwPreferencesPage. */
GtkWidget *rail_preferences_privacy_new (RailPolicy *policy);
