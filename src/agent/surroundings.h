/*
 * What happens to the computer rather than on its screen: whether somebody can be disturbed, sleep and waking, clock and time zone. Asked and
 * heard by the agent, which knows what it means for the nudges.
 */

#pragma once

#include <gio/gio.h>

#include "delivery/gate.h"

#define RAIL_TYPE_SURROUNDINGS (rail_surroundings_get_type ())
G_DECLARE_FINAL_TYPE (RailSurroundings, rail_surroundings, RAIL, SURROUNDINGS, GObject)

/*
 * Signals, without arguments: "settled", once; "presence-changed"; "sleeping" and "woke", where the system tells; "zone-changed". The
 * system bus is looked for in the background.
 */
RailSurroundings *rail_surroundings_new (GDBusConnection *session);

/* Whether all that could tell have told for the first time, or have had two seconds for it: before, a card might come to a locked screen. */
gboolean rail_surroundings_is_settled (RailSurroundings *self);

/* Of @presence what the desktop tells; the rest stays as it is. */
void rail_surroundings_fill (RailSurroundings *self,
                             RailPresence *presence);

/* Whether the computer slept, or its clock was set, since the last call: for systems that do not tell. */
gboolean rail_surroundings_notice_jump (RailSurroundings *self);

/* Adds name, state and detail of each of its inputs to an aa{sv}. */
void rail_surroundings_build_providers (RailSurroundings *self,
                                        GVariantBuilder *providers);
