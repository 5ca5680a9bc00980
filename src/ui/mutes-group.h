/*
 * The triggers the user does not want to hear again, by the titles of their aids, each with a way back. It asks the agent, and again whenever
 * a nudge was closed: that may have muted one.
 */

#pragma once

#include <adwaita.h>

#include "library/library.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_MUTES_GROUP (rail_mutes_group_get_type ())
G_DECLARE_FINAL_TYPE (RailMutesGroup, rail_mutes_group, RAIL, MUTES_GROUP, AdwPreferencesGroup)

/* Property "empty" (boolean, read only): nothing is muted, or nobody knows. */
void rail_mutes_group_set_sources (RailMutesGroup *self,
                                   RailAgentClient *client,
                                   RailLibrary *library);
