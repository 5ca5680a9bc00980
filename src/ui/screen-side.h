/*
 * A window's first place at the side of the screen the pointer is on, as high as the work area: at the end of a line of text, where the desktop lets a
 * window say where it stands. From then on it is the user's to move.
 */

#pragma once

#include <gtk/gtk.h>

typedef struct _RailScreenSide RailScreenSide;

/* Before @window is mapped; it is borrowed and outlives @self. @width is for letters of the usual size. */
RailScreenSide *rail_screen_side_new (GtkWindow *window,
                                      int width);
void rail_screen_side_free (RailScreenSide *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailScreenSide, rail_screen_side_free)
