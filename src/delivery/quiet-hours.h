/*
 * The hours of the day in which the user wants nothing to come by itself: the same every day, on the wall clock of a time zone. They may
 * cross midnight, and then belong to the evening they begin. A pure function; delivery asks it at every update.
 */

#pragma once

#include <glib.h>

/*
 * When the quiet hours that hold at @now end; 0 while it is not quiet. @from and @to are minutes since midnight, [from, to); equal ones mean
 * never. A time that a change of the clocks leaves out lies where it would have been without it, one that comes twice is the first.
 */
gint64 rail_quiet_hours_get_end (guint from,
                                 guint to,
                                 gint64 now,
                                 GTimeZone *zone);
