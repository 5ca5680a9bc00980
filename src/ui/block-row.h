/*
 * The parts of a card's body that its preview shows too: a block with the mark that belongs to it.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/aid.h"

/* How far in a block with a mark stands: list items count themselves among the lists around them, and their mark already sets their words apart. */
guint rail_block_row_get_level (const RailBlock *block);

/* @mark in front of the block's words. */
GtkWidget *rail_block_row_new (const RailBlock *block,
                               GtkWidget *mark);

/* A bullet; a cross below “Avoid”, where what follows is not to be said. */
GtkWidget *rail_block_row_make_bullet (gboolean avoiding);

/* The number of a step. */
GtkWidget *rail_block_row_make_number (const RailBlock *block);

/* @avoiding: whether it is the heading of what is to be avoided. */
GtkWidget *rail_block_row_make_heading (const RailBlock *block,
                                        gboolean *avoiding);
