/*
 * All calendars there are to read, wherever they live, as one sorted list of occurrences: the files the user added, those
 * subscribed to on the web, and the calendars that the desktop knows. Which copy of a meeting counts, platform/calendar-merge.h says.
 */

#pragma once

#include <gio/gio.h>

#include "agent/subscriptions.h"
#include "context/occurrence.h"
#include "policy/policy.h"

#define RAIL_TYPE_CALENDARS (rail_calendars_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendars, rail_calendars, RAIL, CALENDARS, GObject)

/*
 * Follows what @policy says about calendars. @connection: the session bus, on which the desktop's are found.
 * Signal "changed" (no arguments): occurrences, problems or states differ.
 */
RailCalendars *rail_calendars_new (RailPolicy *policy,
                                   GDBusConnection *connection,
                                   RailSubscriptions *subscriptions);

/* The span of time to hold occurrences for, and the user's time zone. Cheap when nothing differs. */
void rail_calendars_set_window (RailCalendars *self,
                                gint64 from,
                                gint64 to,
                                GTimeZone *zone);

/* RailOccurrence, sorted; transfer full, never changes afterwards. */
GPtrArray *rail_calendars_dup_occurrences (RailCalendars *self);

/* Adds this room's RailProblem copies to @problems. */
void rail_calendars_add_problems (RailCalendars *self,
                                  GPtrArray *problems);

/*
 * Adds name s, state s, detail s, kind s, id s and read-at x (microseconds; missing when never) of each calendar to an aa{sv}; kind is
 * "calendar-file", "calendar-subscription" or "desktop-calendar", or "desktop-calendars" for the desktop's as a whole where they are not to be had.
 */
void rail_calendars_build_providers (RailCalendars *self,
                                     GVariantBuilder *providers);
