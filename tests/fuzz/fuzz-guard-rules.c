/* Rules for the guard, and every phrase of theirs against the file itself as the text. */

#include "base/problem.h"
#include "coach/guard-rules.h"
#include "fuzz-target.h"

static void
look_for (GPtrArray *patterns,
          const RailGuardText *text)
{
  for (guint i = 0; i < patterns->len; i++)
    {
      guint first = 0;
      guint end = 0;

      for (guint from = 0; rail_guard_pattern_find (g_ptr_array_index (patterns, i), text, from, &first, &end); from = first + 1)
        {
          g_assert_cmpuint (first, >=, from);
          g_assert_cmpuint (first, <, end);
          g_assert_cmpuint (end, <=, text->words->len);
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailGuardRules) rules = rail_guard_rules_parse ((const char *) data, size, "guard.yaml", RAIL_GUARD_RULES_TRUSTED, problems);
  g_autoptr (RailGuardText) text = rail_guard_text_new ((const char *) data, MIN (size, 512));

  g_assert_true (rules != NULL || problems->len > 0);
  for (guint i = 0; rules != NULL && i < rules->escalations->len; i++)
    {
      const RailGuardEscalation *escalation = g_ptr_array_index (rules->escalations, i);

      g_assert_true (escalation->level == RAIL_GUARD_STOP || escalation->level == RAIL_GUARD_CAUTION);
      g_assert_cmpint (escalation->category, !=, RAIL_GUARD_NONE);
      look_for (escalation->patterns, text);
      look_for (escalation->unless, text);
    }
  if (rules != NULL)
    {
      look_for (rules->look_alikes, text);
      g_assert_true ((rules->domains->len > 0) == (rules->domains_digest != NULL));
    }
  for (guint i = 0; rules != NULL && i < rules->people->len; i++)
    {
      const RailContact *person = g_ptr_array_index (rules->people, i);

      g_assert_true (rail_guard_rules_get_person (rules, person->key) != NULL);
      g_assert_true (person->name != NULL && person->email != NULL && person->note != NULL);
    }

  return 0;
}
