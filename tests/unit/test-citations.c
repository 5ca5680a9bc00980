/* Marks that name a passage stay, others go, and what no passage says is known as such. */

#include "config.h"

#include <string.h>

#include "coach/citations.h"

static GPtrArray *
make_passages (void)
{
  GPtrArray *passages = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref);

  g_ptr_array_add (passages, rail_passage_new (1, "p", "a", "Feedback", "", "Describe what you observed before you say how it affected the team.", 1));
  g_ptr_array_add (passages, rail_passage_new (2, "p", "b", "Delegate", "", "Name the result and the date, then let them choose the way.", 1));
  g_ptr_array_add (passages, rail_passage_new (3, "p", "c", "Gespräch", "", "Frage zuerst, was die Person beschäftigt, und höre ruhig zu.", 1));

  return passages;
}

/* "TEXT | 1,2" with "?" behind it where it is unsupported. */
static char *
tell (const char *sentence)
{
  g_autoptr (GPtrArray) passages = make_passages ();
  g_autoptr (RailCitedSentence) cited = rail_citations_check (sentence, passages);
  GString *told = g_string_new (cited->text);

  g_string_append (told, " |");
  for (guint i = 0; i < cited->numbers->len; i++)
    g_string_append_printf (told, " %u", g_array_index (cited->numbers, guint, i));
  g_string_append (told, cited->supported ? "" : " ?");

  return g_string_free (told, FALSE);
}

static void
check (const char *const (*cases)[2],
       guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *told = tell (cases[i][0]);

      g_assert_cmpstr (told, ==, cases[i][1]);
    }
}

static void
test_marks (void)
{
  static const char *const cases[][2] = {
    { "Ask first. [1]", "Ask first. [1] | 1" },
    { "Ask first [1].", "Ask first. [1] | 1" },
    { "Ask first[2], then wait[1].\n\n", "Ask first, then wait. [1] [2]\n\n | 1 2" },
    { "Ask first [1, 3].", "Ask first. [1] [3] | 1 3" },
    { "Ask first [1-3].", "Ask first. [1] [2] [3] | 1 2 3" },
    { "Ask first [2–99999999999].", "Ask first. [2] [3] | 2 3" },
    { "Ask first [source 2] [Quelle: 3].", "Ask first. [2] [3] | 2 3" },
    { "Ask first 【1†source】 ［2］.", "Ask first. [1] [2] | 1 2" },
    { "Ask first [^1].", "Ask first. [1] | 1" },
    { "Ask first.¹ ", "Ask first. [1]  | 1" },
    { "Ask first (2).", "Ask first. [2] | 2" },
    { "[1] Ask first.", "Ask first. [1] | 1" },
    { "[1]", "[1] | 1" },
    { "Ask first [1][1].", "Ask first. [1] | 1" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_marks_that_go (void)
{
  static const char *const cases[][2] = {
    { "Describe what you observed [4].", "Describe what you observed. |" },
    { "Describe what you observed [0, 2, 9].", "Describe what you observed. [2] | 2" },
    { "Describe what you observed [3-1].", "Describe what you observed. |" },
    { "Describe what you observed 【77】.", "Describe what you observed. |" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_no_marks (void)
{
  static const char *const cases[][2] = {
    { "Describe (1) observed 20 m² team effects.", "Describe (1) observed 20 m² team effects. |" },
    { "Describe what [NAME_1] observed.", "Describe what [NAME_1] observed. |" },
    { "See [this].", "See [this]. |" },
    { "Open [", "Open [ |" },
    { "Open [1", "Open [1 |" },
    { "", " |" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_support (void)
{
  static const char *const cases[][2] = {
    { "Describe what you have observed and how the team was affected.", "Describe what you have observed and how the team was affected. |" },
    { "Naming results and dates lets them choose.", "Naming results and dates lets them choose. |" },
    { "Frag zuerst, was die Person beschaeftigt.", "Frag zuerst, was die Person beschaeftigt. |" },
    { "Companies with quarterly bonuses grow faster.", "Companies with quarterly bonuses grow faster. | ?" },
    { "The law gives you fourteen days.", "The law gives you fourteen days. | ?" },
    { "Does the law give you fourteen days?", "Does the law give you fourteen days? |" },
    { "Good luck!", "Good luck! |" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_headings (void)
{
  static const char *const cases[][2] = {
    { "Here is a plan [1]:\n", "Here is a plan:\n |" },
    { "**Quarterly bonus law** [2]\n", "**Quarterly bonus law**\n |" },
    { "# Quarterly bonus law", "# Quarterly bonus law |" },
    { "**Ask first.** [2]", "**Ask first.** [2] | 2" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_without_passages (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (RailCitedSentence) cited = rail_citations_check ("Ask first. [1]", none);

  g_assert_cmpstr (cited->text, ==, "Ask first.");
  g_assert_cmpuint (cited->numbers->len, ==, 0);
  g_assert_false (cited->supported);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/citations/marks-stay-behind-the-words", test_marks);
  g_test_add_func ("/citations/marks-of-nothing-go", test_marks_that_go);
  g_test_add_func ("/citations/what-is-no-mark-stays-as-it-is", test_no_marks);
  g_test_add_func ("/citations/words-of-a-passage-support", test_support);
  g_test_add_func ("/citations/headings-carry-none", test_headings);
  g_test_add_func ("/citations/without-passages-nothing-is-supported", test_without_passages);

  return g_test_run ();
}
