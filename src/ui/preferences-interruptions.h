/*
 * A page of the preferences: how often something may come by itself, when nothing may, and pausing.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"

/* An AdwPreferencesPage. */
GtkWidget *rail_preferences_interruptions_new (RailPolicy *policy);
