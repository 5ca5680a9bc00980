/*
 * The door out of this computer for one run of a verb: the network switch is asked, and where Handrail keeps a journal each request stands in
 * its ledger. A machine without a journal does not get one by this.
 */

#pragma once

#include "egress/egress-door.h"

typedef struct _RailWayOut RailWayOut;

/* NULL with @error: what cannot be recorded must not be sent. */
RailWayOut *rail_way_out_open (GError **error);

/* Only once no request is under way. Writes what is still to be written of the ledger. */
void rail_way_out_close (RailWayOut *self);

/* Borrowed. */
RailHttpClient *rail_way_out_get_client (RailWayOut *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailWayOut, rail_way_out_close)
