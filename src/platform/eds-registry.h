/*
 * Which calendars the desktop knows: the list that evolution-data-server keeps, with what GNOME Online Accounts put there, as calendar
 * sources. Follows the service: calendars that are added, renamed, hidden, shown and removed in other programs, and the service itself
 * when it ends and returns. Where it is not installed nothing is started and nothing asked for again. Owned by agent/calendars.
 */

#pragma once

#include <gio/gio.h>

#include "platform/provider-state.h"

#define RAIL_TYPE_EDS_REGISTRY (rail_eds_registry_get_type ())
G_DECLARE_FINAL_TYPE (RailEdsRegistry, rail_eds_registry, RAIL, EDS_REGISTRY, GObject)

/*
 * @addresses: the user's own, lower case, NULL-terminated or NULL; each calendar adds those of its account. @cache_path: an occurrence cache for
 * these calendars alone, or NULL. Starts the service.
 * Signal: "changed" (no arguments): the status may be another now.
 */
RailEdsRegistry *rail_eds_registry_new (GDBusConnection *connection,
                                        const char *const *addresses,
                                        const char *cache_path);

/* The calendars are no longer wanted: nothing of them stays on disk. */
void rail_eds_registry_forget (RailEdsRegistry *self);

/* RailCalendarSource, one for each calendar of events, whether it is read or not; borrowed. */
GListModel *rail_eds_registry_get_calendars (RailEdsRegistry *self);

/* Of the list as such. @detail (optional): a sentence for people, "" when all is well; borrowed until "changed". */
RailProviderState rail_eds_registry_get_state (RailEdsRegistry *self,
                                               const char **detail);
