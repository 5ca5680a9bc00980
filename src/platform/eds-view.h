/*
 * A live query of one open calendar of evolution-data-server: the events that can matter for a window of time, and the time zones they are
 * written in. Tells when it holds still. Made anew for each window by calendar-source-eds; gives the query back when it goes.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_EDS_VIEW (rail_eds_view_get_type ())
G_DECLARE_FINAL_TYPE (RailEdsView, rail_eds_view, RAIL, EDS_VIEW, GObject)

/*
 * @owner and @calendar_path: of the open calendar. [@from, @to) in microseconds.
 * Signals: "ready" (no arguments), first when all is there and then after each change; "failed" (a sentence): it is of no more use.
 */
RailEdsView *rail_eds_view_new (GDBusConnection *connection,
                                const char *owner,
                                const char *calendar_path,
                                gint64 from,
                                gint64 to);

/* FALSE before the first "ready" and while something is awaited. */
gboolean rail_eds_view_is_ready (RailEdsView *self);

/* GRefString: the VTIMEZONEs, then the VEVENTs; for a thread. Transfer full. */
GPtrArray *rail_eds_view_dup_texts (RailEdsView *self);

/* How many events did not fit, or are none. */
guint rail_eds_view_get_left_out (RailEdsView *self);

/* Counts up whenever the service tells something of it. */
guint rail_eds_view_get_told (RailEdsView *self);
