/*
 * The agent's face on the session bus: data/dbus/io.github.handrail.Handrail.Agent.xml. It turns calls into calls and answers; every decision is
 * made behind it. Texts go only to the windows' process: everybody else is refused before a method runs.
 */

#pragma once

#include "agent/calendars.h"
#include "agent/ui-process.h"
#include "delivery/delivery.h"
#include "policy/policy.h"

/* What the service asks its owner for: answers that take more than one collaborator. */
typedef struct
{
  RailContext *(*dup_context) (gpointer owner);
  void (*get_anchor) (gpointer owner,
                      int *x,
                      int *y,
                      int *width,
                      int *height);
  GPtrArray *(*dup_problems) (gpointer owner); /* RailProblem, owned by the array */
  void (*build_providers) (gpointer owner,
                           GVariantBuilder *providers); /* aa{sv} */
  void (*painted) (gpointer owner,
                   RailNudge *nudge,
                   gint64 painted_at);
} RailAgentQuestions;

#define RAIL_TYPE_AGENT_SERVICE (rail_agent_service_get_type ())
G_DECLARE_FINAL_TYPE (RailAgentService, rail_agent_service, RAIL, AGENT_SERVICE, GObject)

/* @owner outlives the service. Signals, without arguments: "acted", a call changed something, and the owner should update and
 * plan again; "quit-requested". */
RailAgentService *rail_agent_service_new (RailDelivery *delivery,
                                          RailRuleEngine *engine,
                                          RailLibrary *library,
                                          RailJournal *journal,
                                          RailPolicy *policy,
                                          RailUiProcess *ui,
                                          const RailAgentQuestions *questions,
                                          gpointer owner);

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
