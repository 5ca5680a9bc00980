/*
 * One meeting of today with the aids that will come for it.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/library.h"

#define RAIL_TYPE_MEETING_ROW (rail_meeting_row_get_type ())
G_DECLARE_FINAL_TYPE (RailMeetingRow, rail_meeting_row, RAIL, MEETING_ROW, GtkListBoxRow)

/* @occurrence is a dictionary of GetAgenda (data/dbus); titles of aids come from @library. */
GtkWidget *rail_meeting_row_new (GVariant *occurrence,
                                 RailLibrary *library,
                                 gint64 now);

/* Says anew how far away it is. */
void rail_meeting_row_update (RailMeetingRow *self,
                              gint64 now);
