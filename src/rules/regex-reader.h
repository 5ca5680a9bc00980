/*
 * Reads a regular expression piece by piece as far as rules/required-literals.h needs to know it: which characters stand there for
 * themselves, how often, and how groups nest. Whatever else matches something is OPAQUE. Whatever could change the meaning of
 * the rest of the expression, or is not known here for certain, is UNKNOWN and ends the reading.
 *
 * Only for expressions that PCRE2 has compiled (pcre2pattern(3), from 10.32 on).
 */

#pragma once

#include <glib.h>

typedef enum
{
  RAIL_REGEX_CHARACTER,   /* one character, for itself (in either case) */
  RAIL_REGEX_OPAQUE,      /* matches one cannot say what, or nothing, or only looks */
  RAIL_REGEX_OPEN,        /* a group begins */
  RAIL_REGEX_OPEN_LOOK,   /* a lookahead or lookbehind begins: what is inside is no part of what matches */
  RAIL_REGEX_CLOSE,       /* the quantifier is the group's */
  RAIL_REGEX_ALTERNATIVE, /* a bar */
  RAIL_REGEX_END,
  RAIL_REGEX_UNKNOWN,
} RailRegexTokenKind;

typedef struct
{
  RailRegexTokenKind kind;
  gunichar character;
  /* How often it stands there: only whether that is exactly once, perhaps not at all, and perhaps more often, matters. */
  gboolean may_lack;
  gboolean may_repeat;
} RailRegexToken;

typedef struct
{
  const char *at;
  gboolean quoted; /* between \Q and \E */
} RailRegexReader;

/* @expression is valid UTF-8 and stays in place. */
void rail_regex_reader_init (RailRegexReader *self,
                             const char *expression);

void rail_regex_reader_next (RailRegexReader *self,
                             RailRegexToken *token);
