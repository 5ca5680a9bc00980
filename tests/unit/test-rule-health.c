#include "config.h"

#include "base/problem.h"
#include "rules/rule-health.h"
#include "rules/rule-set.h"
#include "trigger-fixture.h"

static void
test_switched_off (void)
{
  static const char *const apps[] = { "x", NULL };
  g_autoptr (RailTrigger) trigger = make_trigger ("when: {window: {title: [\"/^(a+)+$/\", review]}}");
  g_autoptr (GPtrArray) triggers = g_ptr_array_new ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailWindow) window = rail_window_new (1, apps, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", NULL, FALSE);
  g_autoptr (RailRuleSet) rules = NULL;
  const RailProblem *problem;
  guint8 match = 0;

  g_ptr_array_add (triggers, trigger);
  rules = rail_rule_set_new (triggers);
  rail_rule_health_add_problems (triggers, problems);
  g_assert_cmpuint (problems->len, ==, 0);

  rail_rule_set_match_window (rules, window, &match);
  g_assert_false (match);
  rail_rule_health_add_problems (triggers, problems);
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_nonnull (strstr (problem->message, "/^(a+)+$/"));
  g_assert_null (strstr (problem->message, "aaaa"));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-health/endless-pattern/is-named-without-its-title", test_switched_off);

  return g_test_run ();
}
