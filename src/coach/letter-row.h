/*
 * A text as the redactor looks at it: a row of letters, each folded as search does (search/search-fold.h), with the bytes it came from. Invisible characters and accents
 * are gone, full-width and other digits are plain ones, dashes are hyphens, white space is a space: nothing hides by being dressed up.
 */

#pragma once

#include <glib.h>

typedef struct
{
  gunichar character;
  gsize start; /* bytes of the text, half-open; what is not seen behind the letter is its own */
  gsize end;
  gboolean is_word;    /* a letter or a digit */
  gboolean is_paired;  /* of a script that puts no spaces between words */
  gboolean is_capital; /* as it was written */
} RailRowLetter;

/* GArray of RailRowLetter; transfer full. */
GArray *rail_letter_row_new (const char *text);

/* The letter at @index, or NULL where there is none: also one before the first. */
const RailRowLetter *rail_letter_row_get (GArray *row,
                                          gssize index);

/* Its character; 0 where there is none. */
gunichar rail_letter_row_get_character (GArray *row,
                                        gssize index);

gboolean rail_letter_row_is_digit (GArray *row,
                                   gssize index);
gboolean rail_letter_row_is_word (GArray *row,
                                  gssize index);
gboolean rail_letter_row_is (GArray *row,
                             gssize index,
                             gunichar character);

/* The letters from @first to before @end in UTF-8; transfer full. */
char *rail_letter_row_dup (GArray *row,
                           guint first,
                           guint end);
