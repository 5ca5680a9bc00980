/*
 * The middle of the screen where the pointer is, for windows that come at a key. For the search window.
 */

#pragma once

#include <gtk/gtk.h>

/*
 * Before it is shown: gives @window a size, as wide as its letters ask for and never wider than the screen. @area: what of that screen is free, all zero where
 * that is not known; for rail_centred_place_move().
 */
void rail_centred_place_choose_size (GtkWindow *window,
                                     int width,
                                     int height,
                                     GdkRectangle *area);

/* Once it is shown. */
void rail_centred_place_move (GtkWindow *window,
                              const GdkRectangle *area);
