/*
 * The user's time zone as it is now. g_time_zone_new_local() remembers its first answer for as long as the process lives, so a resident
 * that hears of a change (platform/zone-watch.h) asks here instead. In a Flatpak /etc/localtime is a link as well.
 * Sources: tzset(3), localtime(5).
 */

#pragma once

#include <glib.h>

/* Where the answer is looked for; NULL members stand for the system's own. */
typedef struct
{
  const char *variable;  /* what TZ says; "" where it is not set */
  const char *localtime; /* /etc/localtime */
  const char *timezone;  /* /etc/timezone, which Debian has beside a localtime that is a copy */
} RailLocalZonePlaces;

/* The IANA identifier, or what TZ says if that is a rule of its own ("CET-1CEST"); NULL where nothing tells. Transfer full. */
char *rail_local_zone_dup_identifier (const RailLocalZonePlaces *places);

/* A fresh zone, never one remembered; UTC where nothing tells. @places may be NULL. Transfer full. */
GTimeZone *rail_local_zone_new (const RailLocalZonePlaces *places);
