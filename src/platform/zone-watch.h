/*
 * Tells when somebody changes the computer's time zone. The file is a link that is replaced, or a copy that is written over; both are seen.
 * Source: localtime(5).
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_ZONE_WATCH (rail_zone_watch_get_type ())
G_DECLARE_FINAL_TYPE (RailZoneWatch, rail_zone_watch, RAIL, ZONE_WATCH, GObject)

/* @path: NULL for /etc/localtime. Signal: "changed" (no arguments), once for a change however it is written. */
RailZoneWatch *rail_zone_watch_new (const char *path);
