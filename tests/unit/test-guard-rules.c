#include <string.h>

#include "base/problem.h"
#include "coach/guard-rules.h"

static RailGuardRules *
parse (const char *yaml,
       RailGuardRulesKind kind,
       GPtrArray *problems)
{
  return rail_guard_rules_parse (yaml, strlen (yaml), "guard.yaml", kind, problems);
}

static void
assert_problem (const char *yaml,
                const char *rule,
                guint line)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = parse (yaml, RAIL_GUARD_RULES_PACK, problems);
  const RailProblem *problem = NULL;

  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->rule, ==, rule);
  g_assert_cmpstr (problem->file, ==, "guard.yaml");
  g_assert_cmpuint (problem->line, ==, line);
  g_assert_cmpint (problem->severity, ==, RAIL_SEVERITY_ERROR);
}

static void
test_everything (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = parse ("format: 1\n"
                                            "lists: {person: [him, her]}\n"
                                            "escalations:\n"
                                            "  - {category: safety, level: stop, side: question, contact: duty, phrases: ['hurt <person>'], unless: hurt pride}\n"
                                            "  - {category: pay, level: caution, phrases: allowance}\n"
                                            "look-alikes: [fire drill]\n"
                                            "domains: [managing, {id: expenses, phrases: [travel costs]}]\n"
                                            "contacts: {safety: duty, default: hr}\n",
                                            RAIL_GUARD_RULES_TRUSTED,
                                            problems);
  const RailGuardEscalation *safety = NULL;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (rules->escalations->len, ==, 2);
  safety = g_ptr_array_index (rules->escalations, 0);
  g_assert_cmpint (safety->category, ==, RAIL_GUARD_SAFETY);
  g_assert_cmpint (safety->level, ==, RAIL_GUARD_STOP);
  g_assert_cmpint (safety->sides, ==, RAIL_GUARD_QUESTION);
  g_assert_cmpstr (safety->contact, ==, "duty");
  g_assert_cmpuint (safety->patterns->len, ==, 1);
  g_assert_cmpuint (safety->unless->len, ==, 1);
  g_assert_cmpuint (rules->look_alikes->len, ==, 1);
  g_assert_cmpuint (rules->domains->len, ==, 2);
  g_assert_cmpstr (rules->contacts[RAIL_GUARD_SAFETY], ==, "duty");
  g_assert_cmpstr (rules->contacts[RAIL_GUARD_NONE], ==, "hr");
}

static void
test_mistakes (void)
{
  assert_problem ("format: 2\n", "guard-format", 1);
  assert_problem ("escalations: []\n", "guard-format", 1);
  assert_problem ("format: 1\nescalation: []\n", "unknown-key", 2);
  assert_problem ("format: 1\nescalations:\n  - {category: love, level: stop, phrases: [a]}\n", "bad-value", 3);
  assert_problem ("format: 1\nescalations:\n  - {category: pay, level: ok, phrases: [a]}\n", "bad-value", 3);
  assert_problem ("format: 1\nescalations:\n  - {category: pay, level: stop, side: left, phrases: [a]}\n", "bad-value", 3);
  assert_problem ("format: 1\nescalations:\n  - {category: pay, level: stop}\n", "missing-key", 3);
  assert_problem ("format: 1\nescalations:\n  - category: pay\n    level: stop\n    phrases: ['<nobody>']\n", "bad-phrase", 5);
  assert_problem ("format: 1\nescalations:\n  - {category: pay, level: stop, contact: Not Me, phrases: [a]}\n", "unknown-contact", 3);
  assert_problem ("format: 1\ndomains: [cooking]\n", "bad-value", 2);
  assert_problem ("format: 1\ncontacts: {weather: hr}\n", "unknown-key", 2);
}

/* One mistake does not take the rules beside it down. */
static void
test_rest_holds (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = parse ("format: 1\nescalations:\n  - {category: love, level: stop, phrases: [a]}\n  - {category: pay, level: stop, phrases: ['(open', allowance]}\n",
                                            RAIL_GUARD_RULES_PACK,
                                            problems);

  g_assert_cmpuint (problems->len, ==, 2);
  g_assert_cmpuint (rules->escalations->len, ==, 1);
  g_assert_cmpuint (((RailGuardEscalation *) g_ptr_array_index (rules->escalations, 0))->patterns->len, ==, 1);
}

static void
test_pack_cannot_look_away (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = parse ("format: 1\nlook-alikes: ['kill <person>', kill]\n", RAIL_GUARD_RULES_PACK, problems);

  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (((RailProblem *) g_ptr_array_index (problems, 0))->rule, ==, "not-allowed");
  g_assert_cmpuint (rules->look_alikes->len, ==, 0);
}

static void
test_cap (void)
{
  g_autoptr (GString) yaml = g_string_new ("format: 1\nescalations:\n  - {category: pay, level: stop, phrases: [");
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = NULL;

  for (guint i = 0; i < RAIL_GUARD_RULES_MAX_PHRASES + 5; i++)
    g_string_append_printf (yaml, "a%u,", i);
  g_string_append (yaml, "b]}\n");
  rules = parse (yaml->str, RAIL_GUARD_RULES_PACK, problems);

  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (((RailProblem *) g_ptr_array_index (problems, 0))->rule, ==, "too-many");
  g_assert_cmpuint (((RailGuardEscalation *) g_ptr_array_index (rules->escalations, 0))->patterns->len, ==, RAIL_GUARD_RULES_MAX_PHRASES);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guard-rules/reads-everything-there-is", test_everything);
  g_test_add_func ("/guard-rules/mistakes-are-named-with-their-line", test_mistakes);
  g_test_add_func ("/guard-rules/a-mistake-leaves-the-rest-standing", test_rest_holds);
  g_test_add_func ("/guard-rules/a-pack-cannot-make-the-floor-look-away", test_pack_cannot_look_away);
  g_test_add_func ("/guard-rules/phrases-are-capped", test_cap);

  return g_test_run ();
}
