/*
 * What a card and the search window need of an X11 window manager: to appear above the others, in a given place, without taking the focus or with
 * it. Every function does nothing on other display servers.
 */

#pragma once

#include <gtk/gtk.h>

gboolean rail_card_surface_is_x11 (GtkWindow *window);

/* Before mapping: a notification that must not take the focus, or (@pushed FALSE) a dialog the user asked for. */
void rail_card_surface_prepare (GtkWindow *window,
                                gboolean pushed);

/* After mapping: stay above; a pushed one also keeps out of task bar and pager. */
void rail_card_surface_raise (GtkWindow *window,
                              gboolean pushed);

/* In application pixels of the whole screen. */
void rail_card_surface_move (GtkWindow *window,
                             int x,
                             int y);

/* The area of @monitor without panels; its whole geometry where the display server does not tell. */
void rail_card_surface_get_work_area (GdkMonitor *monitor,
                                      GdkRectangle *area);

/* Where the pointer is: the corner of @point, in application pixels of the whole screen. FALSE where the display server does not tell. */
gboolean rail_card_surface_get_pointer (GtkWindow *window,
                                        GdkRectangle *point);

/* A time stamp that window managers accept for giving the focus; GDK_CURRENT_TIME elsewhere. */
guint32 rail_card_surface_get_time (GtkWindow *window);
