/*
 * The way out of this computer, as each program holds it: one HTTP client whose every request asks the network switch and ends up in the
 * ledger. Made by the composition roots of agent, ui and ctl.
 */

#pragma once

#include "base/http-client.h"
#include "journal/journal.h"
#include "policy/policy.h"

typedef struct _RailEgressDoor RailEgressDoor;

/* @journal: NULL only where this computer keeps none. Both are referenced. */
RailEgressDoor *rail_egress_door_new (RailPolicy *policy,
                                      RailJournal *journal);
void rail_egress_door_free (RailEgressDoor *self);

/* Borrowed. */
RailHttpClient *rail_egress_door_get_client (RailEgressDoor *self);

/* Before the journal is closed: from here on everything is refused, for it could not be recorded. */
void rail_egress_door_close (RailEgressDoor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEgressDoor, rail_egress_door_free)
