/*
 * What the chosen aid says, to read beside the list: who to talk to first where the stakes are high, then its words without their buttons. It is
 * read in a thread, once the choice has rested: never between two letters.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/library.h"

#define RAIL_TYPE_SEARCH_PREVIEW (rail_search_preview_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchPreview, rail_search_preview, RAIL, SEARCH_PREVIEW, GtkWidget)

/* What was shown stays until this one is read. An aid that is gone leaves it empty, as does NULL for both. */
void rail_search_preview_show (RailSearchPreview *self,
                               RailLibrary *library,
                               const char *pack,
                               const char *aid);
