/*
 * What this program is, whose it is and under which licence.
 */

#pragma once

#include <gtk/gtk.h>

/* @parent may be NULL. */
GtkWindow *rail_about_window_new (GtkWindow *parent);
