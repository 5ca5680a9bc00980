/*
 * Where everything stands, for people: the problems that somebody can mend, and the state of each input. Asked by the service and the tray;
 * whatever the agent adds to its inputs is told here.
 */

#pragma once

#include "agent/agent-autostart.h"
#include "agent/agent-notifications.h"
#include "agent/calendars.h"
#include "agent/library-index.h"
#include "agent/search-shortcut.h"
#include "agent/surroundings.h"
#include "agent/user-rules.h"
#include "base/problem.h"
#include "library/library.h"
#include "platform/window-watcher-x11.h"

typedef struct _RailAgentHealth RailAgentHealth;

/* Borrows its collaborators, which outlive it. */
RailAgentHealth *rail_agent_health_new (RailLibrary *library,
                                        RailCalendars *calendars,
                                        RailAgentNotifications *notifications,
                                        RailSurroundings *surroundings,
                                        RailAgentAutostart *autostart,
                                        RailUserRules *user_rules,
                                        RailSearchShortcut *shortcut);
void rail_agent_health_free (RailAgentHealth *self);

/* The window watcher, or NULL and a sentence that says why there is none. */
void rail_agent_health_set_watcher (RailAgentHealth *self,
                                    RailWindowWatcherX11 *watcher,
                                    const char *error);

/* What search reads; none until it is set. */
void rail_agent_health_set_index (RailAgentHealth *self,
                                  RailLibraryIndex *index);

/* The agent's own list, such as a journal set aside: borrowed, to be added to. */
GPtrArray *rail_agent_health_get_own_problems (RailAgentHealth *self);

/* RailProblem of the agent, the rules, the library and the calendars; transfer full. */
GPtrArray *rail_agent_health_dup_problems (RailAgentHealth *self);

/* Adds name, state and detail of each input to an aa{sv}. */
void rail_agent_health_build_providers (RailAgentHealth *self,
                                        GVariantBuilder *providers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAgentHealth, rail_agent_health_free)
