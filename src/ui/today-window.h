/*
 * The Today window: what waits, what the user means to do, today's meetings with their aids, what is wrong, where the inputs stand, and the few things there are to
 * set. Everything it shows comes from the agent, the policy or the library.
 */

#pragma once

#include <adwaita.h>

#include "library/library.h"
#include "policy/policy.h"
#include "ui/agent-client.h"
#include "ui/next-step-list.h"

#define RAIL_TYPE_TODAY_WINDOW (rail_today_window_get_type ())
G_DECLARE_FINAL_TYPE (RailTodayWindow, rail_today_window, RAIL, TODAY_WINDOW, AdwApplicationWindow)

GtkWindow *rail_today_window_new (GtkApplication *application,
                                  RailAgentClient *client,
                                  RailLibrary *library,
                                  RailPolicy *policy,
                                  RailNextStepList *next_steps);
