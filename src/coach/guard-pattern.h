/*
 * A phrase to look for among the words of a guarded text: "(fire|sack) .. <person>". Words match whole; a "*" at either end leaves that end open;
 * "(a|b c)" is one of several, "[a|b]" the same or nothing, "<name>" a list of the file, ".." up to three words in between and "..." up to six.
 * Phrases never reach over the end of a sentence. A German ä, ö, ü also matches ae, oe, ue. Called by the rules; immutable.
 */

#pragma once

#include "coach/guard-text.h"

#define RAIL_GUARD_PATTERN_MAX_BYTES 512
#define RAIL_GUARD_PATTERN_MAX_PARTS 16
#define RAIL_GUARD_PATTERN_MAX_GAPS 3
#define RAIL_GUARD_PATTERN_MAX_CHOICES 256

typedef struct _RailGuardPattern RailGuardPattern;

/* @lists: name -> char **. NULL with RAIL_ERROR_INVALID and a message that says what to mend. */
RailGuardPattern *rail_guard_pattern_new (const char *phrase,
                                          GHashTable *lists,
                                          GError **error);

void rail_guard_pattern_free (RailGuardPattern *self);

/* The first place at or behind word @from: words *@first up to and without *@end. */
gboolean rail_guard_pattern_find (const RailGuardPattern *self,
                                  const RailGuardText *text,
                                  guint from,
                                  guint *first,
                                  guint *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardPattern, rail_guard_pattern_free)
