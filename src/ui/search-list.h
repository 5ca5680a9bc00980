/*
 * What the search window offers, as a list in which one line is always chosen. The keyboard stays in the entry: the window moves the choice.
 * Its rows are kept and filled anew with every answer.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/search-choice.h"

#define RAIL_TYPE_SEARCH_LIST (rail_search_list_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchList, rail_search_list, RAIL, SEARCH_LIST, GtkWidget)

typedef enum
{
  RAIL_SEARCH_LIST_FIRST,
  RAIL_SEARCH_LIST_LAST,
  RAIL_SEARCH_LIST_PREVIOUS,
  RAIL_SEARCH_LIST_NEXT,
  RAIL_SEARCH_LIST_PAGE_UP,
  RAIL_SEARCH_LIST_PAGE_DOWN,
} RailSearchListStep;

/*
 * Signals, without arguments: "selected": another line is chosen, or the same says something else; "moved": by the user, told before that;
 * "activated": the user clicked the chosen one, or pressed Enter on it.
 */

/*
 * Shows @choices (RailSearchChoice; taken), with @words (RailSearchWord; may be NULL) marked in their titles. The first is chosen, or with
 * @keep the one that was, if it is still there.
 */
void rail_search_list_show (RailSearchList *self,
                            GPtrArray *choices,
                            GPtrArray *words,
                            gboolean keep);

void rail_search_list_move (RailSearchList *self,
                            RailSearchListStep step);

guint rail_search_list_get_length (RailSearchList *self);

/* NULL for an empty list. Borrowed until the next show. */
const RailSearchChoice *rail_search_list_get_selected (RailSearchList *self);

/* From 0; -1 for an empty list. */
int rail_search_list_get_position (RailSearchList *self);

/* The row of the chosen line, which screen readers are told about; NULL for an empty list. Borrowed. */
GtkWidget *rail_search_list_get_selected_row (RailSearchList *self);
