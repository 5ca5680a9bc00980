/*
 * Spans of time as authors write them: "30s", "5m", "4h", "90d". One number, one unit, no sign, at most 366 days.
 * A span is a gint64 in microseconds, as everywhere in Handrail; a moment is microseconds since the Unix epoch.
 */

#pragma once

#include <glib.h>

/* Exact multiples, unlike GLib's G_TIME_SPAN names they fit our reading: "2 * RAIL_MINUTE". */
#define RAIL_SECOND ((gint64) 1000000)
#define RAIL_MINUTE (60 * RAIL_SECOND)
#define RAIL_HOUR (60 * RAIL_MINUTE)
#define RAIL_DAY (24 * RAIL_HOUR)

/* FALSE with RAIL_ERROR_INVALID and a message that says which form is wanted. */
gboolean rail_duration_parse (const char *text,
                              gint64 *span,
                              GError **error);

/* The shortest exact form, "90m" or "4h"; transfer full. The inverse of rail_duration_parse(). */
char *rail_duration_format (gint64 span);
