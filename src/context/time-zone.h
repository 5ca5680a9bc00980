/*
 * From the time on a wall clock to a moment and back, by the rules of RFC 5545 section 3.3.5: a local time that a jump of the clocks
 * leaves out is read with the offset before the jump, one that comes twice is the first. A zone is the system's (GTimeZone),
 * or a table of changes that a calendar file brought along in a VTIMEZONE. Immutable, reference counted.
 */

#pragma once

#include <glib.h>

typedef struct _RailTimeZone RailTimeZone;

typedef struct
{
  gint64 moment; /* seconds since the Unix epoch */
  gint32 offset_before;
  gint32 offset_after; /* seconds east of Greenwich */
} RailTimeZoneChange;

RailTimeZone *rail_time_zone_new (GTimeZone *zone);

/* @changes: RailTimeZoneChange, at least one, in any order. */
RailTimeZone *rail_time_zone_new_from_changes (GArray *changes);

RailTimeZone *rail_time_zone_ref (RailTimeZone *self);
void rail_time_zone_unref (RailTimeZone *self);

/* @civil as in context/civil-time.h; both are in seconds. */
gint64 rail_time_zone_get_moment (const RailTimeZone *self,
                                  gint64 civil);
gint64 rail_time_zone_get_civil (const RailTimeZone *self,
                                 gint64 moment);

/*
 * The midnight, as a civil time, of the date that a calendar meant by @moment where it should have written a date: the local day if
 * that is when it begins here, as Exchange writes it; else the day in UTC.
 */
gint64 rail_time_zone_get_date (const RailTimeZone *self,
                                gint64 moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTimeZone, rail_time_zone_unref)
