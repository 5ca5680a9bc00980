/*
 * The events of one view of a calendar service, as it hands them out: one VEVENT text each, the master of a series and what replaces its
 * instances apart. Keeps only what an expansion reads, and of that only what can matter for the window: long past series are
 * dropped. Bounded, whatever comes. Belongs to calendar-source-eds.
 */

#pragma once

#include <glib.h>

#define RAIL_CALENDAR_OBJECTS_MAX 20000
#define RAIL_CALENDAR_OBJECTS_MAX_BYTES (16 * 1024 * 1024)
#define RAIL_CALENDAR_OBJECT_MAX_BYTES (256 * 1024)
#define RAIL_CALENDAR_OBJECTS_MAX_ZONES 100

typedef struct _RailCalendarObjects RailCalendarObjects;

/* Moments in microseconds: the window they are held for. */
RailCalendarObjects *rail_calendar_objects_new (gint64 from,
                                                gint64 to);
void rail_calendar_objects_free (RailCalendarObjects *self);

/* An event that is new or has changed. */
void rail_calendar_objects_put (RailCalendarObjects *self,
                                const char *text);

/* @name: "uid", or "uid\nrecurrence-id" for what replaces one instance. */
void rail_calendar_objects_remove (RailCalendarObjects *self,
                                   const char *name);

/* What did not fit, so that a limit is told and not hidden. */
guint rail_calendar_objects_get_left_out (RailCalendarObjects *self);

/* GRefString of one VEVENT each, for an expansion in another thread; transfer full. */
GPtrArray *rail_calendar_objects_dup_texts (RailCalendarObjects *self);

/* The TZIDs seen in them; borrowed until the next put. */
GPtrArray *rail_calendar_objects_get_zone_names (RailCalendarObjects *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarObjects, rail_calendar_objects_free)
