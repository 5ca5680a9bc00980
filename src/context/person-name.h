/*
 * What a person of a meeting is called, from what calendars write of them: so that the coach can keep the name back. Sources: RFC 5545 section
 * 3.2.2 (CN), RFC 2142 (mailboxes that are nobody).
 */

#pragma once

#include <glib.h>

#define RAIL_PERSON_NAME_MAX_BYTES 128

/*
 * @name: the CN, or NULL; @address: in lower case, without "mailto:". "Schmidt, Anna" is turned round, quotation marks go; without a name
 * "anna.schmidt@example.org" says it. One line of valid text; NULL where neither names anybody. Transfer full.
 */
char *rail_person_name_read (const char *name,
                             const char *address);
