/*
 * A line that folds out what stands below it: a button with an arrow, and its child. GtkExpander would be it, but in the coach's pane
 * Tab passed it by (GTK 4.8).
 */

#pragma once

#include <gtk/gtk.h>

#define RAIL_TYPE_FOLD (rail_fold_get_type ())
G_DECLARE_FINAL_TYPE (RailFold, rail_fold, RAIL, FOLD, GtkBox)

/* Properties "label", with a mnemonic, and "expanded". Children stand below the line. */

gboolean rail_fold_get_expanded (RailFold *self);
void rail_fold_set_expanded (RailFold *self,
                             gboolean expanded);
