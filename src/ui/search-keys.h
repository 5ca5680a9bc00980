/*
 * The keys of the search window, whose keyboard stays in the entry: those that go through the list, and letters that were typed elsewhere. For the search
 * window.
 */

#pragma once

#include <gtk/gtk.h>

#define RAIL_TYPE_SEARCH_KEYS (rail_search_keys_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchKeys, rail_search_keys, RAIL, SEARCH_KEYS, GObject)

/*
 * @entry is in @window, which keeps this. Signals: "stepped" (int, a RailSearchListStep); "talked": the words are meant for the coach; "copied": what
 * is chosen is wanted, since nothing is selected in the entry.
 */
RailSearchKeys *rail_search_keys_new (GtkWidget *window,
                                      GtkWidget *entry);
