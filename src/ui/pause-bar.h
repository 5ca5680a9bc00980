/*
 * The foot of the Today window: how much was shown today, and the way to pause.
 */

#pragma once

#include <gtk/gtk.h>

#include "agent-proxy.h"
#include "policy/policy.h"

#define RAIL_TYPE_PAUSE_BAR (rail_pause_bar_get_type ())
G_DECLARE_FINAL_TYPE (RailPauseBar, rail_pause_bar, RAIL, PAUSE_BAR, GtkWidget)

void rail_pause_bar_set_policy (RailPauseBar *self,
                                RailPolicy *policy);

/* NULL while the agent cannot be reached: the bar then hides. */
void rail_pause_bar_set_agent (RailPauseBar *self,
                               RailDBusAgent1 *agent);
