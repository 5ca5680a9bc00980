/*
 * The triggers the user made with "Show This Here…", by the titles of their aids and in plain words, each with a way to remove it and a way
 * back from that.
 */

#pragma once

#include <adwaita.h>

#include "library/library.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_OWN_TRIGGERS_GROUP (rail_own_triggers_group_get_type ())
G_DECLARE_FINAL_TYPE (RailOwnTriggersGroup, rail_own_triggers_group, RAIL, OWN_TRIGGERS_GROUP, AdwPreferencesGroup)

/* Its toasts appear in the preferences window it stands in. */
GtkWidget *rail_own_triggers_group_new (RailAgentClient *client,
                                        RailLibrary *library);
