/*
 * The resident program: the composition root that builds every collaborator, connects them and holds no rule of its own. A
 * GApplication without GTK; its bus name makes it single, a second start hands over and exits.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_AGENT_ID "io.github.handrail.Handrail.Agent"

#define RAIL_TYPE_AGENT (rail_agent_get_type ())
G_DECLARE_FINAL_TYPE (RailAgent, rail_agent, RAIL, AGENT, GApplication)

RailAgent *rail_agent_new (void);
