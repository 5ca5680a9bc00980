/*
 * All calendars the user added, as one sorted list of occurrences. The same meeting in two calendars is one.
 */

#pragma once

#include <gio/gio.h>

#include "context/occurrence.h"
#include "policy/policy.h"

#define RAIL_TYPE_CALENDARS (rail_calendars_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendars, rail_calendars, RAIL, CALENDARS, GObject)

/* Follows @policy's list of files. Signal "changed" (no arguments): occurrences, problems or states differ. */
RailCalendars *rail_calendars_new (RailPolicy *policy);

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

/* Adds name s, state s, detail s of each calendar to an aa{sv}. */
void rail_calendars_build_providers (RailCalendars *self,
                                     GVariantBuilder *providers);
