/*
 * What the tray says and what a click on it does: turns waiting nudges, today's meetings, the pause and the problems into an icon and a menu.
 * It decides nothing; each click is one call on delivery, policy or the windows' process.
 */

#pragma once

#include "agent/agent-health.h"
#include "agent/context-tracker.h"
#include "agent/ui-process.h"
#include "delivery/delivery.h"
#include "policy/policy.h"

#define RAIL_TYPE_AGENT_TRAY (rail_agent_tray_get_type ())
G_DECLARE_FINAL_TYPE (RailAgentTray, rail_agent_tray, RAIL, AGENT_TRAY, GObject)

/*
 * @health outlives the tray. Signal "quit-requested" (no arguments). NULL with @error if the bus does not take it.
 */
RailAgentTray *rail_agent_tray_new (GDBusConnection *connection,
                                    RailDelivery *delivery,
                                    RailLibrary *library,
                                    RailJournal *journal,
                                    RailPolicy *policy,
                                    RailUiProcess *ui,
                                    RailContextTracker *tracker,
                                    RailAgentHealth *health,
                                    GError **error);

/* Brings the icon up to date. The menu follows delivery, library and policy by itself, and is made when somebody looks. */
void rail_agent_tray_update (RailAgentTray *self,
                             gint64 now);

/* Meetings or problems differ. */
void rail_agent_tray_tell (RailAgentTray *self);
