#include "config.h"

#include "coach/letter-row.h"

#include <string.h>

#include "search/word-reader.h"

GArray *
rail_letter_row_new (const char *text)
{
  GArray *row = g_array_new (FALSE, FALSE, sizeof (RailRowLetter));
  gsize length = strlen (text);
  gsize next = length;
  RailWordReader reader;
  RailLetter letter;

  rail_word_reader_init (&reader, text, length);
  while (rail_word_reader_next_letter (&reader, &letter))
    {
      gunichar original = g_utf8_get_char_validated (text + letter.start, (gssize) (length - letter.start));
      RailRowLetter read = {
        .character = letter.character,
        .start = letter.start,
        .end = letter.end,
        .is_word = letter.letter_class == RAIL_LETTER_WORD || letter.letter_class == RAIL_LETTER_PAIRED,
        .is_paired = letter.letter_class == RAIL_LETTER_PAIRED,
        .is_capital = original < 0x110000 && (g_unichar_isupper (original) || g_unichar_istitle (original)),
      };

      g_array_append_val (row, read);
    }

  /* A character may be several letters: they all end where the next one starts. */
  for (guint i = row->len; i > 0; i--)
    {
      RailRowLetter *read = &g_array_index (row, RailRowLetter, i - 1);

      if (i < row->len && read[1].start != read->start)
        next = read[1].start;
      read->end = next;
    }

  return row;
}

const RailRowLetter *
rail_letter_row_get (GArray *row,
                     gssize index)
{
  return index >= 0 && index < (gssize) row->len ? &g_array_index (row, RailRowLetter, index) : NULL;
}

gunichar
rail_letter_row_get_character (GArray *row,
                               gssize index)
{
  const RailRowLetter *letter = rail_letter_row_get (row, index);

  return letter != NULL ? letter->character : 0;
}

gboolean
rail_letter_row_is_digit (GArray *row,
                          gssize index)
{
  const RailRowLetter *letter = rail_letter_row_get (row, index);

  return letter != NULL && letter->character >= '0' && letter->character <= '9';
}

gboolean
rail_letter_row_is_word (GArray *row,
                         gssize index)
{
  const RailRowLetter *letter = rail_letter_row_get (row, index);

  return letter != NULL && letter->is_word;
}

gboolean
rail_letter_row_is (GArray *row,
                    gssize index,
                    gunichar character)
{
  const RailRowLetter *letter = rail_letter_row_get (row, index);

  return letter != NULL && letter->character == character;
}

char *
rail_letter_row_dup (GArray *row,
                     guint first,
                     guint end)
{
  GString *text = g_string_new (NULL);

  for (guint i = first; i < end && i < row->len; i++)
    g_string_append_unichar (text, g_array_index (row, RailRowLetter, i).character);

  return g_string_free (text, FALSE);
}
