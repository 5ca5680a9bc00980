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

/* What was seen while folding: some characters, like combining marks, join with others; the text is not in NFC. */
typedef enum
{
  RAIL_TEXT_JOINS = 1 << 0,
  RAIL_TEXT_DENORMAL = 1 << 1,
} RailTextTraits;

/*
 * The same for the rule set, which keeps its buffer from title to title: appends the folded form of @length bytes of valid UTF-8 to
 * @folded. Without RAIL_TEXT_JOINS every character folded on its own. RAIL_TEXT_DENORMAL may be wrong where characters join.
 */
RailTextTraits rail_text_fold_append (GString *folded,
                                      const char *valid,
                                      gsize length);

/*
 * Appends what each character folds to on its own and joins nothing. Wherever the characters a, b, c stand side by side in @valid, their
 * three folds do in this text, which cannot be said of the folded form: there c may have composed with a mark behind it.
 */
void rail_text_fold_append_singly (GString *folded,
                                   const char *valid,
                                   gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailText, rail_text_free)
