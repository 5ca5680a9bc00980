/*
 * One text, made ready for matching. Trigger patterns compare folded text: NFKC, full Unicode case folding, U+0307
 * after i dropped (so that Turkish capital I with dot meets i), accents kept, every run of white space one space, none at
 * the ends.
 * Regular expressions see the NFC text instead. Invalid UTF-8 is replaced, never refused: titles come from anywhere.
 * Sources: Unicode Standard Annex 15 (normalization forms), The Unicode Standard section 3.13 (caseless matching).
 */

#pragma once

#include <glib.h>

/* Longer texts are cut at a character boundary before anything looks at them. */
#define RAIL_TEXT_MAX_BYTES 4096

typedef struct
{
  char *normal; /* NFC, as shown to people */
  char *folded; /* as compared */
  gsize normal_length;
  gsize folded_length;
} RailText;

/* A copy of @raw as valid UTF-8 of at most RAIL_TEXT_MAX_BYTES; transfer full. */
char *rail_text_repair (const char *raw);

/* @raw may be NULL (= empty) and need not be valid UTF-8. */
RailText *rail_text_new (const char *raw);

void rail_text_free (RailText *self);

/* Only the folded form, without the cap and with a space kept at either end: for patterns, or parts of one; transfer full. */
char *rail_text_fold (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailText, rail_text_free)
