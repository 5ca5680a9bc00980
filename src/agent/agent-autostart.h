/*
 * Start at login, as the policy has it: written down here, or asked of the desktop where a sandbox may not write. What the desktop answers
 * is what the policy says afterwards, so that the switch never shows what is not so.
 */

#pragma once

#include <gio/gio.h>

#include "platform/provider-state.h"
#include "policy/policy.h"

#define RAIL_TYPE_AGENT_AUTOSTART (rail_agent_autostart_get_type ())
G_DECLARE_FINAL_TYPE (RailAgentAutostart, rail_agent_autostart, RAIL, AGENT_AUTOSTART, GObject)

/* @in_sandbox: the desktop is asked. Signal "changed" (no arguments): what build_provider() adds differs. */
RailAgentAutostart *rail_agent_autostart_new (GDBusConnection *connection,
                                              RailPolicy *policy,
                                              gboolean in_sandbox);

/* At the start and whenever the policy changes: does what is not yet so. */
void rail_agent_autostart_follow (RailAgentAutostart *self);

/* Adds where it stands as one dictionary, whose kind is "autostart", to an aa{sv}; nothing where the entry was simply written. */
void rail_agent_autostart_build_provider (RailAgentAutostart *self,
                                          GVariantBuilder *providers);
