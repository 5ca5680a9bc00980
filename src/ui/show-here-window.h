/*
 * "Show This Here…": asks when an aid is to come by itself. The agent proposes from what is in front and what is on, and says for every
 * change what of today it would have matched.
 */

#pragma once

#include <adwaita.h>

#include "library/library.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_SHOW_HERE_WINDOW (rail_show_here_window_get_type ())
G_DECLARE_FINAL_TYPE (RailShowHereWindow, rail_show_here_window, RAIL, SHOW_HERE_WINDOW, AdwWindow)

GtkWindow *rail_show_here_window_new (GtkApplication *application,
                                      RailAgentClient *client,
                                      RailLibrary *library,
                                      const char *pack,
                                      const char *aid);
