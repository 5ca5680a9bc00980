/*
 * What a TZID may stand for when it is a name rather than a pointer to a VTIMEZONE: an IANA identifier, an IANA identifier behind a
 * vendor's prefix ("/freeassociation.sourceforge.net/Europe/Berlin"), a Windows name ("W. Europe Standard Time") or what Windows
 * shows for it ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"), or an offset ("GMT+0100").
 * The Windows names are facts of the Unicode CLDR (windowsZones, territory 001).
 */

#pragma once

#include <glib.h>

/* The system's zone of exactly this IANA identifier, or NULL. It reads no file outside the system's zone database. Transfer full. */
GTimeZone *rail_zone_names_new_iana (const char *identifier);

/* The zone that any other of these names stands for, or NULL. Transfer full. */
GTimeZone *rail_zone_names_new_alias (const char *name);
