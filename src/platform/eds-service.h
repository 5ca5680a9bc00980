/*
 * What is known of evolution-data-server, the calendar service of many desktops, from outside: its names on the bus, which carry the version
 * of its interface, and what its errors mean for people. Used by the registry and the calendars that speak to it. Linking its own
 * library instead costs a small program half of its memory again.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_EDS_PREFIX "org.gnome.evolution.dataserver"
#define RAIL_EDS_SOURCES RAIL_EDS_PREFIX ".Sources"
#define RAIL_EDS_CALENDARS RAIL_EDS_PREFIX ".Calendar"

/* Versions whose calls are those we make: the first is that of Debian 12, later ones are tried and their answers checked. */
#define RAIL_EDS_SOURCES_FIRST 5
#define RAIL_EDS_SOURCES_LAST 9
#define RAIL_EDS_CALENDARS_FIRST 8
#define RAIL_EDS_CALENDARS_LAST 12

/*
 * The name with the highest version in [first, last] among @names, such as "org.gnome.evolution.dataserver.Sources5"; borrowed, NULL
 * if there is none. @other: set to a version outside of the range when only such are offered, else to 0.
 */
const char *rail_eds_service_choose (const char *const *names,
                                     const char *prefix,
                                     guint first,
                                     guint last,
                                     guint *other);

/* Why a call failed, as a sentence for people without a full stop; transfer full. Nothing the other side sent is repeated at length. */
char *rail_eds_service_describe (const GError *error);

/* @text as an e-mail address to compare with: lower case, without "mailto:"; NULL if it is none. Transfer full. */
char *rail_eds_service_dup_address (const char *text);
