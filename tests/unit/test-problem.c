#include "config.h"

#include "base/problem.h"

static void
test_text (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *with_line = NULL;
  g_autofree char *whole_file = NULL;

  rail_problems_add (problems, RAIL_SEVERITY_ERROR, "aids/a.md", 7, "unknown-key", "write “owner”", "there is no key “%s”", "ownr");
  rail_problems_add (problems, RAIL_SEVERITY_WARNING, "pack.yaml", 0, "no-licence", NULL, "the pack names no licence, %d%% of readers ask", 100);

  with_line = rail_problem_to_string (g_ptr_array_index (problems, 0));
  whole_file = rail_problem_to_string (g_ptr_array_index (problems, 1));
  g_assert_cmpstr (with_line, ==, "aids/a.md:7: error: there is no key “ownr” [unknown-key]\n    write “owner”");
  g_assert_cmpstr (whole_file, ==, "pack.yaml: warning: the pack names no licence, 100% of readers ask [no-licence]");
}

static void
test_has_error (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();

  g_assert_false (rail_problems_have_error (problems));
  rail_problems_add (problems, RAIL_SEVERITY_WARNING, "a", 1, "r", NULL, "w");
  g_assert_false (rail_problems_have_error (problems));
  rail_problems_add (problems, RAIL_SEVERITY_ERROR, "a", 1, "r", NULL, "e");
  rail_problems_add (problems, RAIL_SEVERITY_WARNING, "a", 1, "r", NULL, "w");
  g_assert_true (rail_problems_have_error (problems));
  g_assert_cmpuint (problems->len, ==, 3);
}

static void
test_owns_its_texts (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  char file[] = "a.md";
  char rule[] = "r";
  char mend[] = "m";
  const RailProblem *problem;

  rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 1, rule, mend, "%s", file);
  file[0] = rule[0] = mend[0] = 'x';

  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->file, ==, "a.md");
  g_assert_cmpstr (problem->rule, ==, "r");
  g_assert_cmpstr (problem->mend, ==, "m");
  g_assert_cmpstr (problem->message, ==, "a.md");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/problem/text/names-file-line-rule-and-mend", test_text);
  g_test_add_func ("/problem/list/tells-errors-from-warnings", test_has_error);
  g_test_add_func ("/problem/list/owns-its-texts", test_owns_its_texts);

  return g_test_run ();
}
