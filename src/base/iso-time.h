/*
 * Moments as people and scripts write them: ISO 8601 dates and times with an offset (RFC 3339 section 5.6).
 * A moment is microseconds since the Unix epoch.
 */

#pragma once

#include <glib.h>

/*
 * Reads "2026-10-01T14:55:00+02:00", "...Z", or without offset a local time in @zone; "2026-10-01" is that day's midnight.
 * Years 1000 to 9998: these can be written in every zone. FALSE with RAIL_ERROR_INVALID and a message that shows the form.
 */
gboolean rail_iso_time_parse (const char *text,
                              GTimeZone *zone,
                              gint64 *moment,
                              GError **error);

/* "2026-10-01T14:55:00+02:00" in @zone; transfer full. */
char *rail_iso_time_format (gint64 moment,
                            GTimeZone *zone);

/* The same to the microsecond where the moment is not a whole second: "2026-10-01T14:55:00.250000+02:00"; transfer full. */
char *rail_iso_time_format_exact (gint64 moment,
                                  GTimeZone *zone);

/* "14:55" in @zone; transfer full. */
char *rail_iso_time_format_clock (gint64 moment,
                                  GTimeZone *zone);

/* The moment the day of @moment began in @zone. */
gint64 rail_iso_time_day_start (gint64 moment,
                                GTimeZone *zone);
