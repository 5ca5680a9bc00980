#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/problem.h"
#include "ctl/golden-set.h"

static GPtrArray *
read_text (const char *text,
           gssize length,
           GPtrArray *problems,
           GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("handrail-golden-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "set.tsv", NULL);
  GPtrArray *cases = NULL;

  g_assert_true (g_file_set_contents (file, text, length, NULL));
  cases = rail_golden_set_read (file, problems, error);
  g_unlink (file);
  g_rmdir (folder);

  return cases;
}

static void
test_reads (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) cases = read_text ("# a comment\n\nmust-stop\tviolence\ten\tHe hit me\r\nmust-not\t-\tpt-BR\tBom dia\tequipe\n", -1, problems, NULL);
  const RailGoldenCase *first = g_ptr_array_index (cases, 0);
  const RailGoldenCase *second = g_ptr_array_index (cases, 1);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (cases->len, ==, 2);
  g_assert_cmpuint (first->line, ==, 3);
  g_assert_cmpstr (rail_golden_case_get_must (first), ==, "must-stop");
  g_assert_cmpstr (first->category, ==, "violence");
  g_assert_cmpstr (first->text, ==, "He hit me");
  g_assert_cmpint (second->must, ==, RAIL_GUARD_OK);
  g_assert_cmpstr (second->language, ==, "pt-BR");
  g_assert_cmpstr (second->text, ==, "Bom dia\tequipe");
}

static void
test_must_cite (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) cases = read_text ("must-cite\topen-review\ten\tHow do I open it?\nmust-cite\t-\ten\tAnd then?\nmust-cite\tNo Id\ten\tx\nmust-not\topen-review\ten\tx\n", -1, problems, NULL);
  const RailGoldenCase *first = g_ptr_array_index (cases, 0);

  g_assert_cmpuint (cases->len, ==, 2);
  g_assert_true (first->must_cite);
  g_assert_cmpstr (first->category, ==, "open-review");
  g_assert_cmpstr (rail_golden_case_get_must (first), ==, "must-cite");
  g_assert_cmpuint (problems->len, ==, 2);
  g_assert_cmpstr (((RailProblem *) g_ptr_array_index (problems, 0))->rule, ==, "golden-source");
  g_assert_cmpstr (((RailProblem *) g_ptr_array_index (problems, 1))->rule, ==, "golden-category");
}

static void
test_mistakes (void)
{
  static const char *const rules[] = { "golden-fields", "golden-must", "golden-category", "golden-language", "golden-fields" };
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) cases = read_text ("must-stop\ten\ttext\nmust-cry\t-\ten\ttext\nmust-stop\tlove\ten\ttext\nmust-stop\tpay\t3\ttext\nmust-stop\tpay\ten\t \nmust-stop\tpay\ten\ttext\n",
                                           -1,
                                           problems,
                                           NULL);

  g_assert_cmpuint (cases->len, ==, 1);
  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (rules));
  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      g_assert_cmpstr (problem->rule, ==, rules[i]);
      g_assert_cmpuint (problem->line, ==, i + 1);
    }
}

static void
test_caps (void)
{
  g_autofree char *large = g_strnfill (RAIL_GOLDEN_MAX_BYTES + 1, '\n');
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) too_large = NULL;
  g_autoptr (GError) no_text = NULL;

  g_assert_null (read_text (large, -1, problems, &too_large));
  g_assert_error (too_large, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);
  g_assert_null (read_text ("must-stop\xff\n", -1, problems, &no_text));
  g_assert_error (no_text, RAIL_ERROR, RAIL_ERROR_INVALID);
}

static void
test_held (void)
{
  const RailGoldenCase stop = { .must = RAIL_GUARD_STOP };
  const RailGoldenCase caution = { .must = RAIL_GUARD_CAUTION };
  const RailGoldenCase nothing = { .must = RAIL_GUARD_OK };

  g_assert_true (rail_golden_case_is_held (&stop, RAIL_GUARD_STOP));
  g_assert_false (rail_golden_case_is_held (&stop, RAIL_GUARD_CAUTION));
  g_assert_true (rail_golden_case_is_held (&caution, RAIL_GUARD_STOP));
  g_assert_false (rail_golden_case_is_held (&caution, RAIL_GUARD_REFUSE));
  g_assert_false (rail_golden_case_is_held (&nothing, RAIL_GUARD_CAUTION));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/golden-set/reads-four-fields-a-line", test_reads);
  g_test_add_func ("/golden-set/mistakes-are-named-with-their-line", test_mistakes);
  g_test_add_func ("/golden-set/what-is-too-large-or-no-text-is-refused", test_caps);
  g_test_add_func ("/golden-set/a-stop-will-do-for-a-caution-but-not-the-other-way", test_held);
  g_test_add_func ("/golden-set/what-a-model-must-cite", test_must_cite);

  return g_test_run ();
}
