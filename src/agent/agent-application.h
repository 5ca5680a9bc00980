/*
 * The resident program as a process: its command line, its bus name, which makes it single, and how it ends. A GApplication without GTK; a second start
 * hands over and exits. What it is made of is agent/agent's.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_AGENT_ID "io.github.handrail.Handrail.Agent"

#define RAIL_TYPE_AGENT_APPLICATION (rail_agent_application_get_type ())
G_DECLARE_FINAL_TYPE (RailAgentApplication, rail_agent_application, RAIL, AGENT_APPLICATION, GApplication)

RailAgentApplication *rail_agent_application_new (void);
