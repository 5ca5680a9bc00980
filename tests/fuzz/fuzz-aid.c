/* A whole aid file: front matter, triggers and Markdown of every kind. */

#include "base/problem.h"
#include "fuzz-target.h"
#include "library/aid-parser.h"

static void
check_text (const char *text)
{
  if (text != NULL)
    g_assert_true (g_utf8_validate (text, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailAid) aid = rail_aid_parse ("org.example.pack", "open-review", "aids/open-review.md", (const char *) data, size, problems);

  if (aid == NULL)
    {
      g_assert_true (rail_problems_have_error (problems));
      return 0;
    }

  g_assert_nonnull (aid->title);
  check_text (aid->title);
  check_text (aid->task);
  check_text (aid->owner);
  rail_problems_sort (problems);

  return 0;
}
