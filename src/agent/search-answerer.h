/*
 * handrail-agent --answer-searches: what the bus starts for the desktop's search while no agent is resident, as after Quit. It reads packs and answers; it
 * watches no window and no calendar, shows nothing and opens no journal. It ends when nobody has asked for a while, or when the
 * resident agent takes over.
 */

#pragma once

#include <gio/gio.h>

/* Runs until that; the exit status. */
int rail_search_answerer_run (GDBusConnection *connection);
