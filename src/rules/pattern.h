/*
 * One pattern as authors write it, in one of three kinds:
 *
 *   review       plain: at a word start, anywhere in the text
 *   *re?iew*     glob over the whole text; a backslash takes * ? \ literally
 *   /^re.*w$/    PCRE2 over the NFC text, CASELESS|UTF|UCP, with match, depth and heap limits
 *
 * Plain patterns and globs compare folded text (base/text-fold.h). "At a word start": no letter or digit (general categories L, N, and M
 * that continue one) stands directly before the hit; the rule falls away when the pattern itself begins with another character, and before
 * CJK and Thai letters, which are written without spaces.
 */

#pragma once

#include <glib.h>

#include "base/text-fold.h"

#define RAIL_PATTERN_MAX_BYTES 1024

typedef enum
{
  RAIL_PATTERN_PLAIN,
  RAIL_PATTERN_GLOB,
  RAIL_PATTERN_REGEX,
} RailPatternKind;

typedef struct _RailPattern RailPattern;

/* NULL with RAIL_ERROR_INVALID or _TOO_LARGE; the message shows the place in the pattern. */
RailPattern *rail_pattern_new (const char *source,
                               GError **error);

RailPattern *rail_pattern_ref (RailPattern *self);
void rail_pattern_unref (RailPattern *self);

const char *rail_pattern_get_source (const RailPattern *self);
RailPatternKind rail_pattern_get_kind (const RailPattern *self);

/*
 * Whether @text matches. A regular expression that runs into its limits does not match, is switched off for the life of this pattern and
 * says so in rail_pattern_is_disabled(). An empty pattern is refused at parse time.
 */
gboolean rail_pattern_matches (RailPattern *self,
                               const RailText *text);

gboolean rail_pattern_is_disabled (const RailPattern *self);

/*
 * What the rule set needs to ask only patterns that have a chance. Of each of these sets (GPtrArray of GPtrArray of char *) at least one literal
 * stands in every text that matches: in the folded text, or for a regular expression in that of rail_text_fold_append_singly(). Empty when
 * nothing is known. Transfer full.
 */
GPtrArray *rail_pattern_dup_literals (const RailPattern *self);

/* Whether a plain pattern matches a folded text at @hit, where its literal stands. */
gboolean rail_pattern_matches_at (const RailPattern *self,
                                  const char *folded,
                                  const char *hit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPattern, rail_pattern_unref)
