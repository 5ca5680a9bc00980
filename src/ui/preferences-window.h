/*
 * Everything the user may set, page by page. Each change counts at once, and what others change shows at once.
 */

#pragma once

#include <adwaita.h>

#include "base/http-client.h"
#include "library/library.h"
#include "policy/policy.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_PREFERENCES_WINDOW (rail_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (RailPreferencesWindow, rail_preferences_window, RAIL, PREFERENCES_WINDOW, AdwPreferencesWindow)

/* @http: NULL where nothing may leave, since it could not be noted; it lives as long as the program. */
GtkWindow *rail_preferences_window_new (GtkApplication *application,
                                        RailAgentClient *client,
                                        RailLibrary *library,
                                        RailPolicy *policy,
                                        RailHttpClient *http);
