/*
 * Character references, "&mdash;" and "&#8212;": md4c finds them and leaves them as they are. Called by the Markdown reader.
 */

#pragma once

#include <glib.h>

/*
 * Appends what the reference of @size bytes stands for; a name that is not among the common ones stays as it is written, a number that is
 * no character or a control character becomes U+FFFD.
 */
void rail_entity_append (GString *text,
                         const char *entity,
                         gsize size);
