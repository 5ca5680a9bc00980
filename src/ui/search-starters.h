/*
 * What the search window offers before anything is typed: what fits right now, the day's meetings with their aids, what was used last. It also
 * tells a search what fits and what was used, so that these come first.
 */

#pragma once

#include "journal/journal.h"
#include "library/library.h"
#include "ui/agent-client.h"

#define RAIL_TYPE_SEARCH_STARTERS (rail_search_starters_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchStarters, rail_search_starters, RAIL, SEARCH_STARTERS, GObject)

/* Signal "changed" (no arguments). @journal may be NULL when it could not be opened. Asks nobody yet. */
RailSearchStarters *rail_search_starters_new (RailAgentClient *client,
                                              RailLibrary *library,
                                              RailJournal *journal);

/* Asks the agent and the journal; what was answered last stays until then. */
void rail_search_starters_refresh (RailSearchStarters *self);

/* RailSearchChoice, transfer full. */
GPtrArray *rail_search_starters_dup_choices (RailSearchStarters *self,
                                             gint64 now);

/* As search/search-request.h wants them; borrowed, NULL while not known. */
GHashTable *rail_search_starters_get_recent (RailSearchStarters *self);
GHashTable *rail_search_starters_get_fitting (RailSearchStarters *self);
