/* The YAML reader, and the typed reads of whatever it read. */

#include "base/problem.h"
#include "base/yaml-tree.h"
#include "fuzz-target.h"

static const char *const known_keys[] = { "title", "kind", "triggers", NULL };

static void
read_as_everything (const RailYaml *node,
                    GPtrArray *problems)
{
  g_autofree char *string = rail_yaml_dup_string (node, "aid.md", problems);
  g_auto (GStrv) strings = rail_yaml_dup_strings (node, "aid.md", problems);
  gint64 integer = 0;
  gint64 span = 0;
  gboolean boolean = FALSE;

  g_assert_true (string == NULL || g_utf8_validate (string, -1, NULL));
  g_assert_true (string == NULL || strings != NULL);
  if (rail_yaml_get_integer (node, "aid.md", -5, 100, &integer, problems))
    g_assert_true (integer >= -5 && integer <= 100);
  if (rail_yaml_get_span (node, "aid.md", &span, problems))
    g_assert_cmpint (span, >=, 0);
  rail_yaml_get_boolean (node, "aid.md", &boolean, problems);
}

static void
walk (const RailYaml *node,
      GPtrArray *problems)
{
  g_assert_cmpuint (node->line, >=, 1);
  read_as_everything (node, problems);
  if (node->kind == RAIL_YAML_MAPPING)
    rail_yaml_refuse_unknown_keys (node, "aid.md", known_keys, problems);

  for (guint i = 0; node->kind != RAIL_YAML_SCALAR && i < node->children->len; i++)
    {
      const RailYaml *child = g_ptr_array_index (node->children, i);

      if (node->kind == RAIL_YAML_MAPPING)
        g_assert_true (rail_yaml_get (node, child->key) == child);
      walk (child, problems);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = rail_yaml_parse ((const char *) data, size, "aid.md", 1, problems);

  if (root == NULL)
    g_assert_true (rail_problems_have_error (problems));
  else
    walk (root, problems);

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_assert_true (g_utf8_validate (text, -1, NULL));
    }

  return 0;
}
