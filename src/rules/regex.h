/*
 * A regular expression as patterns use them: PCRE2 over NFC text, CASELESS|UTF|UCP, with limits on what one text may cost. It is checked when
 * it is made and compiled when it is first asked, which most of those in a large rule set never are: the title index sees to it.
 * Not for several threads at once.
 */

#pragma once

#include <glib.h>

typedef struct _RailRegex RailRegex;

/* @expression is valid UTF-8 without the slashes around it; NULL with RAIL_ERROR_INVALID, which tells the reason and the place. */
RailRegex *rail_regex_new (const char *expression,
                           GError **error);
void rail_regex_free (RailRegex *self);

/* In NFC; what was compiled. */
const char *rail_regex_get_expression (const RailRegex *self);

/* @text is valid UTF-8. One that runs into a limit does not match, now or ever again: it would do the same on the next text. */
gboolean rail_regex_matches (RailRegex *self,
                             const char *text,
                             gsize length);

gboolean rail_regex_is_disabled (const RailRegex *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRegex, rail_regex_free)
