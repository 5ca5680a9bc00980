/*
 * Where the agent's inputs stand, kept current for whoever shows them: one question and one answer, however many rows are made of it.
 */

#pragma once

#include "ui/agent-client.h"

#define RAIL_TYPE_PROVIDER_LIST (rail_provider_list_get_type ())
G_DECLARE_FINAL_TYPE (RailProviderList, rail_provider_list, RAIL, PROVIDER_LIST, GObject)

/*
 * Asks at once. Signal "answered" (gboolean differs): whether it is another answer than before. Rows made anew take the focus and a
 * half-made click with them; an age in words goes on.
 */
RailProviderList *rail_provider_list_new (RailAgentClient *client);

/* The answer of ListProviders (data/dbus), aa{sv}; NULL before the first. Borrowed until the next "answered". */
GVariant *rail_provider_list_get (RailProviderList *self);
