/*
 * The agent's face on the session bus: data/dbus/io.github.handrail.Handrail.Agent.xml. It turns calls into calls and answers; every decision is
 * made behind it. Texts go only to the windows' process: everybody else is refused before a method runs.
 */

#pragma once

#include "agent/agent-health.h"
#include "agent/context-tracker.h"
#include "agent/ui-process.h"
#include "delivery/delivery.h"
#include "policy/policy.h"

#define RAIL_TYPE_AGENT_SERVICE (rail_agent_service_get_type ())
G_DECLARE_FINAL_TYPE (RailAgentService, rail_agent_service, RAIL, AGENT_SERVICE, GObject)

/*
 * @health outlives the service. Signals: "acted" (no arguments), a call changed something, and the owner should update and plan again; "painted" (RailNudge,
 * gint64), the windows had its card on the screen at that monotonic moment; "quit-requested" (no arguments).
 */
RailAgentService *rail_agent_service_new (RailDelivery *delivery,
                                          RailRuleEngine *engine,
                                          RailLibrary *library,
                                          RailJournal *journal,
                                          RailPolicy *policy,
                                          RailUiProcess *ui,
                                          RailContextTracker *tracker,
                                          RailAgentHealth *health);

gboolean rail_agent_service_export (RailAgentService *self,
                                    GDBusConnection *connection,
                                    const char *path,
                                    GError **error);
void rail_agent_service_unexport (RailAgentService *self);

/* Refreshes the properties and sends the signals that carry no text. */
void rail_agent_service_tell_nudges (RailAgentService *self);
void rail_agent_service_tell_agenda (RailAgentService *self);
void rail_agent_service_tell_problems (RailAgentService *self,
                                       guint count);
