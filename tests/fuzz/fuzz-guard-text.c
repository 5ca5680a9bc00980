/* A text as the guard reads it: words that lie in it, in order, and valid. */

#include "coach/guard-text.h"
#include "fuzz-target.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (RailGuardText) text = rail_guard_text_new ((const char *) data, size);
  gsize last = 0;

  g_assert_true (text->cut == (size > RAIL_GUARD_TEXT_MAX_BYTES));
  for (guint i = 0; i < text->words->len; i++)
    {
      const RailGuardWord *word = &g_array_index (text->words, RailGuardWord, i);

      g_assert_cmpuint (word->length, >, 0);
      g_assert_cmpuint (word->start, >=, last);
      g_assert_cmpuint (word->start, <, word->end);
      g_assert_cmpuint (word->end, <=, MIN (size, RAIL_GUARD_TEXT_MAX_BYTES));
      g_assert_true (g_utf8_validate (word->word, (gssize) word->length, NULL));
      last = word->start;
    }

  return 0;
}
