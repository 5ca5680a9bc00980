/*
 * Words to say, with a button that copies them.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/aid.h"

#define RAIL_TYPE_QUOTE_BOX (rail_quote_box_get_type ())
G_DECLARE_FINAL_TYPE (RailQuoteBox, rail_quote_box, RAIL, QUOTE_BOX, GtkWidget)

GtkWidget *rail_quote_box_new (const RailBlock *block);

/* Puts the words on the clipboard and says so on the button for a moment. */
void rail_quote_box_copy (RailQuoteBox *self);
