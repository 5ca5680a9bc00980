/*
 * The way out of this computer, as the agent holds it: one HTTP client whose every request asks the user's network switch and ends up in the
 * ledger.
 */

#pragma once

#include "base/http-client.h"
#include "journal/journal.h"
#include "policy/policy.h"

typedef struct _RailAgentEgress RailAgentEgress;

RailAgentEgress *rail_agent_egress_new (RailPolicy *policy,
                                        RailJournal *journal);
void rail_agent_egress_free (RailAgentEgress *self);

/* Borrowed. */
RailHttpClient *rail_agent_egress_get_client (RailAgentEgress *self);

/* Before the journal is closed: from here on everything is refused, for it could not be recorded. */
void rail_agent_egress_close (RailAgentEgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAgentEgress, rail_agent_egress_free)
