/* The first byte says how many passages were given, the rest is a sentence of a model: only marks of those stay, and none is lost by reading it again. */

#include <string.h>

#include "coach/citations.h"
#include "fuzz-target.h"

static GPtrArray *
make_passages (guint n)
{
  GPtrArray *passages = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref);

  for (guint i = 1; i <= n; i++)
    g_ptr_array_add (passages, rail_passage_new (i, "pack", "aid", "Feedback", "", "Describe what you observed.", 1));

  return passages;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  guint n = size > 0 ? data[0] % 12 : 0;
  g_autofree char *sentence = size > 1 ? g_strndup ((const char *) data + 1, size - 1) : g_strdup ("");
  g_autoptr (GPtrArray) passages = make_passages (n);
  g_autoptr (RailCitedSentence) cited = rail_citations_check (sentence, passages);

  g_assert_true (g_utf8_validate (cited->text, -1, NULL));
  for (guint i = 0; i < cited->numbers->len; i++)
    {
      guint number = g_array_index (cited->numbers, guint, i);
      g_autofree char *mark = g_strdup_printf ("[%u]", number);

      g_assert_true (number >= 1 && number <= n);
      g_assert_true (i == 0 || number > g_array_index (cited->numbers, guint, i - 1));
      g_assert_nonnull (strstr (cited->text, mark));
    }
  g_assert_true (cited->numbers->len == 0 || cited->supported);

  return 0;
}
