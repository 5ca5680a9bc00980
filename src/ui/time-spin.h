/*
 * A spin button for a time of day, in minutes since midnight: reads and shows “18:00”, goes in quarters of an hour and over midnight.
 */

#pragma once

#include <gtk/gtk.h>

/* Its value lies between 0 and 1439 whenever "value-changed" is over. */
GtkWidget *rail_time_spin_new (void);

/* Reads "18:00", "18.30", "1830", "9" or "0900"; FALSE for what is no time of day. */
gboolean rail_time_spin_parse (const char *text,
                               guint *minute);
