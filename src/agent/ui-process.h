/*
 * The agent's view of the windows' process: whether it runs, who it is on the bus, and how to start it. The session bus starts it
 * (D-Bus activation); the agent never spawns it.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_UI_PROCESS (rail_ui_process_get_type ())
G_DECLARE_FINAL_TYPE (RailUiProcess, rail_ui_process, RAIL, UI_PROCESS, GObject)

/* Signals, without arguments: "vanished", the process that ran is gone; "start-failed", the bus could not start it or it did not take what it was asked for. */
RailUiProcess *rail_ui_process_new (GDBusConnection *connection);

/* Whether @sender, a unique bus name, is the windows’ process. Any thread, as the next one. */
gboolean rail_ui_process_is (RailUiProcess *self,
                             const char *sender);

/* Whether the caller of @invocation is; else it is told that nobody but Handrail's own windows may ask this. */
gboolean rail_ui_process_authorize (RailUiProcess *self,
                                    GDBusMethodInvocation *invocation);

gboolean rail_ui_process_is_running (RailUiProcess *self);

/*
 * Starts it hidden if it does not run: at once, unless its last lives were shorter than ten seconds; then after a growing while. What the user
 * asks for (below) never waits.
 */
void rail_ui_process_warm (RailUiProcess *self);

/* Activates one of the application's actions; @parameter may be NULL and is sunk. Starts the process if needed. */
void rail_ui_process_activate_action (RailUiProcess *self,
                                      const char *action,
                                      GVariant *parameter,
                                      const char *activation_token);
