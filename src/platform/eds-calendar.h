/*
 * One calendar of evolution-data-server while it is open: where on the bus it is, what its account knows the user by, whether its server can
 * be reached. Opens it when made and closes it when it goes. Held by calendar-source-eds, which makes another when this one is lost.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_EDS_CALENDAR (rail_eds_calendar_get_type ())
G_DECLARE_FINAL_TYPE (RailEdsCalendar, rail_eds_calendar, RAIL, EDS_CALENDAR, GObject)

/*
 * @service: the bus name of the calendar service, which is started. @uid: the service's own id of the calendar.
 * Signals: "opened" (no arguments), once; "changed" (no arguments): it is online or not; "revised" (no arguments): by the service's own count an
 * event of it is another one now, in a view or not; "lost" (a sentence): it is of no more use.
 */
RailEdsCalendar *rail_eds_calendar_new (GDBusConnection *connection,
                                        const char *service,
                                        const char *uid);

gboolean rail_eds_calendar_is_online (RailEdsCalendar *self);

/* All three borrowed; the first two NULL before "opened". The owner is the process itself: its name may pass to another one. */
const char *rail_eds_calendar_get_owner (RailEdsCalendar *self);
const char *rail_eds_calendar_get_path (RailEdsCalendar *self);

/* What the calendar's account knows the user by; NULL if nothing. */
const char *rail_eds_calendar_get_address (RailEdsCalendar *self);
