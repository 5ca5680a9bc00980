/*
 * What a VEVENT is about and who takes part: texts, categories, attendees, my own answer. Read only for events that have an
 * occurrence in the asked window. Sources: RFC 5545 sections 3.8.1 and 3.8.4, RFC 7986 section 6.2 (EMAIL).
 */

#pragma once

#include "context/calendar-parts.h"
#include "context/occurrence.h"

#define RAIL_EVENT_TITLE_MAX_BYTES 1024
#define RAIL_EVENT_LOCATION_MAX_BYTES 1024
#define RAIL_EVENT_DESCRIPTION_MAX_BYTES (16 * 1024)

/* Of more people than this only so many names are kept: who is in a crowd is seldom whom somebody talks about. */
#define RAIL_EVENT_MAX_PEOPLE 200
#define RAIL_EVENT_PEOPLE_MAX_BYTES (4 * 1024)

/*
 * An occurrence with everything but its identity and time. @my_addresses: lower-case e-mail addresses, NULL-terminated,
 * or NULL if none is known. Transfer full.
 */
RailOccurrence *rail_event_details_read (const RailCalendarPart *part,
                                         const char *const *my_addresses);

/* How many bytes of text @details holds. */
gsize rail_event_details_measure (const RailOccurrence *details);
