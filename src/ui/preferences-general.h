/*
 * A page of the preferences: how Handrail starts and how it keeps its windows.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"
#include "ui/agent-client.h"

/* An AdwPreferencesPage. */
GtkWidget *rail_preferences_general_new (RailAgentClient *client,
                                         RailPolicy *policy);
