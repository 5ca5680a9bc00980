/* The triggers list of an aid. Reading the same text twice gives the same ids: mutes and cool-downs hang on them. */

#include "base/problem.h"
#include "fuzz-target.h"
#include "rules/rule-parser.h"

static const RailRuleSource source = {
  .file = "aids/open-review.md",
  .pack = "org.example.pack",
  .aid = "open-review",
  .default_priority = 50,
};

static GPtrArray *
parse (const uint8_t *data,
       size_t size)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = rail_yaml_parse ((const char *) data, size, source.file, 1, problems);

  return root != NULL ? rail_rule_parse_list (root, &source, problems) : g_ptr_array_new ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GPtrArray) first = parse (data, size);
  g_autoptr (GPtrArray) second = parse (data, size);

  g_assert_cmpuint (first->len, ==, second->len);
  for (guint i = 0; i < first->len; i++)
    {
      const RailTrigger *one = g_ptr_array_index (first, i);
      const RailTrigger *other = g_ptr_array_index (second, i);

      g_assert_nonnull (one->when);
      g_assert_cmpstr (one->id, ==, other->id);
      g_assert_cmpstr (one->digest, ==, other->digest);
    }

  return 0;
}
