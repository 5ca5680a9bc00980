/*
 * The words in which triggers and what they saw are told to people, in the user's language. Explanations are made of them.
 * Everything returned is transfer full.
 */

#pragma once

#include "context/occurrence.h"
#include "rules/rule.h"

/* "5 minutes", "2 hours": in the largest unit that fits exactly. */
char *rail_phrase_span (gint64 span);

/* "“a”", "“a” or “b”". */
char *rail_phrase_patterns (GPtrArray *patterns);

/* "<subject> starts in 5 minutes", "... started 3 minutes ago", "... is on now", "... ended 10 minutes ago". */
char *rail_phrase_moment (const char *subject,
                          const RailOccurrence *occurrence,
                          gint64 now);

/* "the time is Mon, Tue, 09:00 to 17:00". */
char *rail_phrase_time_condition (const RailTimeCondition *condition);

/* "Thursday 14:55" in @zone. */
char *rail_phrase_clock (gint64 now,
                         GTimeZone *zone);

/* @text in typographic quotes, cut with an ellipsis where it is long for a line. */
char *rail_phrase_quote (const char *text);
