/*
 * The resident agent as the windows see it: its nudges, and whether it can be reached. It is started over the bus when missing and
 * found again when it returns; what was listed last stays until then.
 */

#pragma once

#include <gio/gio.h>

#include "agent-proxy.h"
#include "triggers-proxy.h"
#include "ui/nudge-info.h"

#define RAIL_TYPE_AGENT_CLIENT (rail_agent_client_get_type ())
G_DECLARE_FINAL_TYPE (RailAgentClient, rail_agent_client, RAIL, AGENT_CLIENT, GObject)

/*
 * Signals: "nudges-changed"; "agent-changed": it appeared or vanished, see rail_agent_client_get_generation(); "triggers-changed": the user's
 * own triggers are others, or can be asked about for the first time.
 */
RailAgentClient *rail_agent_client_new (void);

/* NULL until the bus answered; its signals and properties are for whoever shows them. Borrowed. */
RailDBusAgent1 *rail_agent_client_get_proxy (RailAgentClient *self);

/* NULL until the bus answered. Borrowed. */
RailDBusTriggers1 *rail_agent_client_get_triggers (RailAgentClient *self);

/* Whether it is known by now if somebody answers: a window says nothing about it before. */
gboolean rail_agent_client_is_settled (RailAgentClient *self);

/* Whether somebody answers under the agent's name. */
gboolean rail_agent_client_is_reachable (RailAgentClient *self);

/* Asks for the nudges again; starts the agent if it is not there. */
void rail_agent_client_refresh (RailAgentClient *self);

/* Grows with every new owner of the agent's name: nudges of an earlier one are unknown to it. */
guint rail_agent_client_get_generation (RailAgentClient *self);

/* RailNudgeInfo by falling priority; borrowed until the next "nudges-changed". */
GPtrArray *rail_agent_client_get_nudges (RailAgentClient *self);

/* Fire and forget, as in data/dbus: a nudge the agent no longer knows has ended anyway. */
void rail_agent_client_close_nudge (RailAgentClient *self,
                                    const char *id,
                                    const char *reason);
void rail_agent_client_snooze_nudge (RailAgentClient *self,
                                     const char *id,
                                     gint64 until);
void rail_agent_client_collapse_nudge (RailAgentClient *self,
                                       const char *id);
void rail_agent_client_report_painted (RailAgentClient *self,
                                       const char *id,
                                       gint64 painted_at);

void rail_agent_client_quit_agent (RailAgentClient *self);

/* FALSE with an error if the nudge is gone or nobody answers. */
void rail_agent_client_open_nudge_async (RailAgentClient *self,
                                         const char *id,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean rail_agent_client_open_nudge_finish (RailAgentClient *self,
                                              GAsyncResult *result,
                                              GError **error);
