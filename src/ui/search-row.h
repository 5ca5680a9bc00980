/*
 * A line of the search window as it is drawn. Made once and filled anew with every answer: to make widgets for each letter typed would cost
 * more than the search.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/search-choice.h"

#define RAIL_TYPE_SEARCH_ROW (rail_search_row_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchRow, rail_search_row, RAIL, SEARCH_ROW, GtkListBoxRow)

GtkWidget *rail_search_row_new (void);

/* @words (RailSearchWord; may be NULL) are marked in the title. */
void rail_search_row_set_choice (RailSearchRow *self,
                                 const RailSearchChoice *choice,
                                 GPtrArray *words);
