/*
 * Handrail's answers to the desktop's own search, on the bus under a name of their own (Handrail.Search), so that being asked and watching are two
 * things: the resident agent takes that name at its start, and whoever held it lets go. While no agent runs, the bus starts an answerer
 * (agent/search-answerer.h), and nothing else.
 */

#pragma once

#include <gio/gio.h>

#include "agent/ui-process.h"
#include "library/library.h"
#include "policy/policy.h"

#define RAIL_TYPE_SEARCH_SERVICE (rail_search_service_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchService, rail_search_service, RAIL, SEARCH_SERVICE, GObject)

/* Signals, without arguments: "asked", somebody searched; "replaced", another process has the name now. */
RailSearchService *rail_search_service_new (RailLibrary *library,
                                            RailPolicy *policy,
                                            RailUiProcess *ui);

/* Everything it answers with stands. @resident: takes the name from an answerer and gives it to nobody. */
gboolean rail_search_service_export (RailSearchService *self,
                                     GDBusConnection *connection,
                                     gboolean resident,
                                     GError **error);
void rail_search_service_unexport (RailSearchService *self);
