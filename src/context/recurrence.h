/*
 * From iCalendar text to occurrences: reads VEVENTs, expands RRULE, RDATE and EXDATE, puts overridden instances
 * (RECURRENCE-ID, also RANGE=THISANDFUTURE) in their place, and turns every local time into a moment. Floating and all-day times are
 * local in @zone, whatever X-WR-TIMEZONE says, which is no part of a standard. Source: RFC 5545.
 */

#pragma once

#include <glib.h>

#include "context/occurrence.h"

#define RAIL_CALENDAR_MAX_BYTES (64 * 1024 * 1024)
#define RAIL_RECURRENCE_MAX_OCCURRENCES 20000

typedef struct
{
  const char *file;                /* named in problems */
  const char *calendar;            /* display name for the occurrences; X-WR-CALNAME wins when NULL */
  const char *const *my_addresses; /* lower-case e-mail addresses, NULL-terminated, or NULL if none is known */
  GTimeZone *zone;                 /* the user's */
  gint64 now;                      /* what lies near it is kept where not everything can be; 0: the beginning of the window */
} RailCalendarReading;

/*
 * The result holds every occurrence that touches [from, to): start < to and end > from, or start = from for one of no length.
 * A broken event adds a problem with its line and the others go on; a limit adds one too. Of more than
 * RAIL_RECURRENCE_MAX_OCCURRENCES those nearest to now are kept, and an event that repeats by the minute or second cannot push the others out.
 * Returns RailOccurrence, sorted; transfer container full; never NULL.
 */
GPtrArray *rail_recurrence_expand (const RailCalendarReading *reading,
                                   const char *data,
                                   gsize length,
                                   gint64 from,
                                   gint64 to,
                                   GPtrArray *problems);

/*
 * The same for the file @reading->file on disk, which is never in memory as a whole. NULL with @error where it cannot be read, is too large, is no
 * calendar at all or is written again and again meanwhile; then nothing was added to @problems. Blocks.
 */
GPtrArray *rail_recurrence_expand_file (const RailCalendarReading *reading,
                                        gint64 from,
                                        gint64 to,
                                        GPtrArray *problems,
                                        GError **error);
