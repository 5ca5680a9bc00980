/*
 * Where a card stands: the bottom end corner of a work area, bottom left in right-to-left desktops. Pure; the card window asks
 * whenever its size changes, so that it grows upwards.
 */

#pragma once

#include <gdk/gdk.h>

/* How far a card keeps from the edges of the work area. */
#define RAIL_CARD_MARGIN 16

/* @frame is the visible card inside its surface (a shadow lies around it); *x and *y are the surface's new corner. */
void rail_card_placement_find (const GdkRectangle *work_area,
                               const GdkRectangle *frame,
                               gboolean right_to_left,
                               int *x,
                               int *y);

/* The monitor that holds most of @anchor, in application pixels; the first one if none does. Transfer full, NULL without monitors. */
GdkMonitor *rail_card_placement_dup_monitor (GdkDisplay *display,
                                             const GdkRectangle *anchor);
