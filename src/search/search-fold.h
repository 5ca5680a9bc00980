/*
 * What each single character becomes before search compares it, and what part it plays in a word. As base/fold-table.h, a page of 256
 * characters is worked out when a first one of them is met, from what GLib knows; any thread.
 *
 * Marks that stand for accents, tones or points are dropped, those that are vowels or silence them are kept: without them a word of
 * Hindi, Tamil or Thai is another word. Kana keep their voicing marks, Hangul its syllables.
 * Source: Unicode Character Database, canonical combining classes (UAX 44, section 5.7.4).
 */

#pragma once

#include <glib.h>

/* Signs that hold a compound together. */
#define RAIL_SEARCH_CONNECTORS "-:&'./+_"

typedef enum
{
  RAIL_LETTER_NONE,      /* white space, punctuation, symbols: it ends a word */
  RAIL_LETTER_WORD,      /* letters, digits and the marks kept */
  RAIL_LETTER_PAIRED,    /* of a script that puts no spaces between words */
  RAIL_LETTER_CONNECTOR, /* one of RAIL_SEARCH_CONNECTORS */
  RAIL_LETTER_HASH,
} RailLetterClass;

/* Flags of a fold; the rest is RailLetterClass << RAIL_SEARCH_FOLD_CLASS_SHIFT and the one character it becomes. */
#define RAIL_SEARCH_FOLD_EXPANDS (1u << 31)  /* to several characters: rail_search_fold_get_expansion() */
#define RAIL_SEARCH_FOLD_DROPPED (1u << 30)  /* to none */
#define RAIL_SEARCH_FOLD_COMPOSES (1u << 29) /* it may become one with the character before it */
#define RAIL_SEARCH_FOLD_CLASS_SHIFT 24
#define RAIL_SEARCH_FOLD_CHARACTER 0x1fffffu

static inline RailLetterClass
rail_search_fold_get_class (guint32 fold)
{
  return (RailLetterClass) (fold >> RAIL_SEARCH_FOLD_CLASS_SHIFT & 0x7);
}

/* For a valid code point; white space and control characters become a space. */
guint32 rail_search_fold_look_up (gunichar character);

/* Characters in UTF-8, each of which folds to itself. Only for those with RAIL_SEARCH_FOLD_EXPANDS. */
const char *rail_search_fold_get_expansion (gunichar character);
