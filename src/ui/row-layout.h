/*
 * Lays children out in a line: each as wide as it likes; the one that expands takes what is left and stands in the middle of the height. For
 * rows of a mark and words that wrap. GtkBoxLayout, and any vertical alignment but "fill", ask for the width that goes with a height, which a wrapping
 * label finds by laying itself out some thirty times: a third of the time between a nudge and its card went there (GTK 4.8).
 */

#pragma once

#include <gtk/gtk.h>

#define RAIL_TYPE_ROW_LAYOUT (rail_row_layout_get_type ())
G_DECLARE_FINAL_TYPE (RailRowLayout, rail_row_layout, RAIL, ROW_LAYOUT, GtkLayoutManager)

/* Property "spacing" (guint), in application pixels. Children go by their horizontal "hexpand"; without one that expands the rest stays empty. */
GtkLayoutManager *rail_row_layout_new (guint spacing);
