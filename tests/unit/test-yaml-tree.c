#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "base/problem.h"
#include "base/yaml-tree.h"

static RailYaml *
parse (const char *text,
       GPtrArray *problems)
{
  return rail_yaml_parse (text, strlen (text), "pack.yaml", 1, problems);
}

static const RailProblem *
only_problem (GPtrArray *problems)
{
  g_assert_cmpuint (problems->len, ==, 1);
  return g_ptr_array_index (problems, 0);
}

static void
assert_refused (const char *text,
                const char *rule,
                guint line)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse (text, problems);
  const RailProblem *problem = NULL;

  g_assert_null (root);
  g_assert_cmpuint (problems->len, >=, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->rule, ==, rule);
  g_assert_cmpstr (problem->file, ==, "pack.yaml");
  g_assert_cmpuint (problem->line, ==, line);
  g_assert_cmpint (problem->severity, ==, RAIL_SEVERITY_ERROR);
}

static void
test_reads_a_tree_with_lines (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  const char *text = "title: A title\n"
                     "list: [one, 'two: three']\n"
                     "nested:\n"
                     "  inner:\n"
                     "    - 1.0\n";
  g_autoptr (RailYaml) root = rail_yaml_parse (text, strlen (text), "aid.md", 2, problems);
  const RailYaml *inner = NULL;

  g_assert_nonnull (root);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpint (root->kind, ==, RAIL_YAML_MAPPING);
  g_assert_cmpuint (root->children->len, ==, 3);
  g_assert_cmpstr (rail_yaml_get (root, "title")->scalar, ==, "A title");
  g_assert_cmpuint (rail_yaml_get (root, "title")->key_line, ==, 2);
  g_assert_cmpuint (rail_yaml_get (root, "list")->children->len, ==, 2);
  g_assert_null (rail_yaml_get (root, "absent"));

  inner = rail_yaml_get (rail_yaml_get (root, "nested"), "inner");
  g_assert_cmpuint (inner->key_line, ==, 5);
  g_assert_cmpint (inner->kind, ==, RAIL_YAML_SEQUENCE);
  g_assert_cmpstr (((const RailYaml *) g_ptr_array_index (inner->children, 0))->scalar, ==, "1.0");
  g_assert_cmpuint (((const RailYaml *) g_ptr_array_index (inner->children, 0))->line, ==, 6);
  g_assert_null (rail_yaml_get (inner, "inner"));
}

static void
test_nothing_is_an_empty_mapping (void)
{
  const char *const texts[] = { "", "\n\n", "# only a comment\n", "---\n", "\357\273\277" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (RailYaml) root = parse (texts[i], problems);

      g_assert_nonnull (root);
      g_assert_cmpint (root->kind, ==, RAIL_YAML_MAPPING);
      g_assert_cmpuint (root->children->len, ==, 0);
      g_assert_cmpuint (problems->len, ==, 0);
    }
}

static void
test_scalars_stay_text (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse ("a: yes\nb: 012\nc: 2026-10-01\nd: ~\ne:\n", problems);

  g_assert_cmpstr (rail_yaml_get (root, "a")->scalar, ==, "yes");
  g_assert_cmpstr (rail_yaml_get (root, "b")->scalar, ==, "012");
  g_assert_cmpstr (rail_yaml_get (root, "c")->scalar, ==, "2026-10-01");
  g_assert_cmpstr (rail_yaml_get (root, "d")->scalar, ==, "~");
  g_assert_cmpstr (rail_yaml_get (root, "e")->scalar, ==, "");
}

static void
test_accepts_crlf_and_byte_order_mark (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse ("\357\273\277a: one\r\nb: two\r\n", problems);

  g_assert_nonnull (root);
  g_assert_cmpstr (rail_yaml_get (root, "a")->scalar, ==, "one");
  g_assert_cmpstr (rail_yaml_get (root, "b")->scalar, ==, "two");
  g_assert_cmpuint (rail_yaml_get (root, "b")->line, ==, 2);
}

static void
test_refuses_what_it_names (void)
{
  assert_refused ("a: one\nb: &x two\n", "yaml-anchor", 2);
  assert_refused ("a: &x [one]\n", "yaml-anchor", 1);
  assert_refused ("a: &x {b: one}\n", "yaml-anchor", 1);
  assert_refused ("app: *zoom*\n", "yaml-alias", 1);
  assert_refused ("a: one\nb: *zoom\n", "yaml-alias", 2);
  assert_refused ("a: !!int 3\n", "yaml-tag", 1);
  assert_refused ("a: !secret [x]\n", "yaml-tag", 1);
  assert_refused ("a: one\nb: two\na: three\n", "duplicate-key", 3);
  assert_refused ("? [a, b]\n: one\n", "yaml-key", 1);
  assert_refused ("a: one\n---\nb: two\n", "yaml-documents", 2);
  assert_refused ("%YAML 1.1\n---\na: one\n", "yaml-directive", 1);
  assert_refused ("%TAG ! tag:example.org,2026:\n---\na: one\n", "yaml-directive", 1);
  assert_refused ("a: one\nb: [two\n", "yaml-syntax", 3);
  assert_refused ("a: one\n b: two\n", "yaml-syntax", 2);
  assert_refused ("a: one\nb: \"\\0\"\n", "control-character", 2);
  assert_refused ("a: one\nb: tw\007o\n", "control-character", 2);
  assert_refused ("a: one\n\nb: \303(\n", "encoding", 3);
  assert_refused ("a: \355\240\200\n", "encoding", 1);
}

static void
test_names_every_refusal_at_once (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse ("a: &x one\nb: !t two\na: three\n", problems);

  g_assert_null (root);
  g_assert_cmpuint (problems->len, ==, 3);
}

static void
test_refuses_null_bytes (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  const char text[] = "a: one\nb: \0two\n";
  g_autoptr (RailYaml) root = rail_yaml_parse (text, sizeof text - 1, "pack.yaml", 1, problems);

  g_assert_null (root);
  g_assert_cmpstr (only_problem (problems)->rule, ==, "control-character");
  g_assert_cmpuint (only_problem (problems)->line, ==, 2);
}

static void
test_depth_limit (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) six = parse ("{a: {b: {c: {d: {e: {f: [x, y]}}}}}}\n", problems);
  g_autoptr (RailYaml) trigger = parse ("triggers: [{when: {all: [{any: [{window: {title: [one, two]}}]}]}}]\n", problems);

  g_assert_nonnull (six);
  g_assert_nonnull (trigger);
  g_assert_cmpuint (problems->len, ==, 0);

  assert_refused ("{a: {b: {c: {d: {e: {f: {g: x}}}}}}}\n", "yaml-depth", 1);
  assert_refused ("a: [[[[[[[x]]]]]]]\n", "yaml-depth", 1);
}

static void
test_deep_nesting_ends_quickly (void)
{
  const char *const openers[] = { "[", "{", "{a: ", "- ", "? ", "[{a: " };

  for (gsize i = 0; i < G_N_ELEMENTS (openers); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (RailYaml) root = NULL;

      while (text->len + strlen (openers[i]) <= RAIL_YAML_MAX_BYTES)
        g_string_append (text, openers[i]);
      root = rail_yaml_parse (text->str, text->len, "pack.yaml", 1, problems);

      g_assert_null (root);
      g_assert_true (rail_problems_have_error (problems));
    }
}

static void
test_size_limit (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *text = g_strnfill (RAIL_YAML_MAX_BYTES + 1, '#');
  g_autoptr (RailYaml) fits = rail_yaml_parse (text, RAIL_YAML_MAX_BYTES, "pack.yaml", 1, problems);
  g_autoptr (RailYaml) root = NULL;

  g_assert_nonnull (fits);
  g_assert_cmpuint (problems->len, ==, 0);

  root = rail_yaml_parse (text, RAIL_YAML_MAX_BYTES + 1, "pack.yaml", 1, problems);
  g_assert_null (root);
  g_assert_cmpstr (only_problem (problems)->rule, ==, "too-large");
}

static void
test_typed_reads (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse ("n: -12\nb: true\ns: 90m\nt: text\nl: [a, b]\n", problems);
  gint64 number = 0;
  gint64 span = 0;
  gboolean yes = FALSE;
  g_autofree char *text = rail_yaml_dup_string (rail_yaml_get (root, "t"), "f", problems);
  g_auto (GStrv) list = rail_yaml_dup_strings (rail_yaml_get (root, "l"), "f", problems);
  g_auto (GStrv) single = rail_yaml_dup_strings (rail_yaml_get (root, "t"), "f", problems);

  g_assert_true (rail_yaml_get_integer (rail_yaml_get (root, "n"), "f", -20, 20, &number, problems));
  g_assert_cmpint (number, ==, -12);
  g_assert_true (rail_yaml_get_boolean (rail_yaml_get (root, "b"), "f", &yes, problems));
  g_assert_true (yes);
  g_assert_true (rail_yaml_get_span (rail_yaml_get (root, "s"), "f", &span, problems));
  g_assert_cmpint (span, ==, 90 * RAIL_MINUTE);
  g_assert_cmpstr (text, ==, "text");
  g_assert_cmpuint (g_strv_length (list), ==, 2);
  g_assert_cmpuint (g_strv_length (single), ==, 1);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_typed_reads_name_the_key (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse ("n: 1e3\nb: yes\ns: 5 min\nt: [a]\nl: {a: b}\nm: [a, [b]]\ne:\n", problems);
  gint64 number = 0;
  gboolean yes = FALSE;

  g_assert_false (rail_yaml_get_integer (rail_yaml_get (root, "n"), "f", 0, 2000, &number, problems));
  g_assert_false (rail_yaml_get_boolean (rail_yaml_get (root, "b"), "f", &yes, problems));
  g_assert_false (rail_yaml_get_span (rail_yaml_get (root, "s"), "f", &number, problems));
  g_assert_null (rail_yaml_dup_string (rail_yaml_get (root, "t"), "f", problems));
  g_assert_null (rail_yaml_dup_strings (rail_yaml_get (root, "l"), "f", problems));
  g_assert_null (rail_yaml_dup_strings (rail_yaml_get (root, "m"), "f", problems));
  g_assert_null (rail_yaml_dup_string (rail_yaml_get (root, "e"), "f", problems));
  g_assert_cmpuint (problems->len, ==, 7);

  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *key = g_strdup_printf ("“%c”", "nbstlme"[i]);

      g_assert_cmpuint (problem->line, ==, i + 1);
      g_assert_nonnull (strstr (problem->message, key));
      g_assert_nonnull (problem->mend);
    }
}

static void
test_integers_keep_to_their_range (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse ("a: 101\nb: -1\nc: 99999999999999999999\nd: ' 5'\n", problems);
  gint64 number = 7;

  for (guint i = 0; i < root->children->len; i++)
    g_assert_false (rail_yaml_get_integer (g_ptr_array_index (root->children, i), "f", 0, 100, &number, problems));
  g_assert_cmpint (number, ==, 7);
  g_assert_cmpuint (problems->len, ==, 4);
}

static void
test_unknown_keys_get_a_hint (void)
{
  static const char *const known[] = { "title", "review-every", "id", NULL };
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) root = parse ("titel: x\nreview_every: 3d\nxy: 1\ncompletely-else: 2\ntitle: fine\n", problems);
  const char *const mends[] = { "Did you mean “title”?", "Did you mean “review-every”?" };

  rail_yaml_refuse_unknown_keys (root, "f", known, problems);
  g_assert_cmpuint (problems->len, ==, 4);
  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      g_assert_cmpstr (problem->rule, ==, "unknown-key");
      g_assert_cmpuint (problem->line, ==, i + 1);
      if (i < G_N_ELEMENTS (mends))
        g_assert_cmpstr (problem->mend, ==, mends[i]);
      else
        g_assert_nonnull (strstr (problem->mend, "title, review-every, id"));
    }
}

static void
test_mutated_bytes_never_pass_unnoticed (void)
{
  const char *seed = "title: \"A title\"\nlist: [one, 'two']\nwhen:\n  all:\n    - window: {app: \"*x*\"}\n    - {a: |\n  b}\n";
  g_autoptr (GRand) random = g_rand_new_with_seed (20261001);

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autofree char *text = g_strdup (seed);
      gsize length = strlen (seed);
      g_autoptr (RailYaml) root = NULL;

      for (gint32 i = g_rand_int_range (random, 1, 6); i > 0; i--)
        text[g_rand_int_range (random, 0, (gint32) length)] = (char) g_rand_int_range (random, 0, 256);
      length = (gsize) g_rand_int_range (random, 0, (gint32) length + 1);
      root = rail_yaml_parse (text, length, "f", 1, problems);

      g_assert_true ((root != NULL) != rail_problems_have_error (problems));
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/yaml-tree/tree/remembers-lines", test_reads_a_tree_with_lines);
  g_test_add_func ("/yaml-tree/tree/nothing-is-an-empty-mapping", test_nothing_is_an_empty_mapping);
  g_test_add_func ("/yaml-tree/tree/scalars-stay-text", test_scalars_stay_text);
  g_test_add_func ("/yaml-tree/tree/accepts-crlf-and-byte-order-mark", test_accepts_crlf_and_byte_order_mark);
  g_test_add_func ("/yaml-tree/refused/with-rule-and-line", test_refuses_what_it_names);
  g_test_add_func ("/yaml-tree/refused/all-named-at-once", test_names_every_refusal_at_once);
  g_test_add_func ("/yaml-tree/refused/null-bytes", test_refuses_null_bytes);
  g_test_add_func ("/yaml-tree/limits/depth", test_depth_limit);
  g_test_add_func ("/yaml-tree/limits/deep-nesting-ends-quickly", test_deep_nesting_ends_quickly);
  g_test_add_func ("/yaml-tree/limits/size", test_size_limit);
  g_test_add_func ("/yaml-tree/values/read-with-their-type", test_typed_reads);
  g_test_add_func ("/yaml-tree/values/errors-name-the-key", test_typed_reads_name_the_key);
  g_test_add_func ("/yaml-tree/values/integers-keep-to-their-range", test_integers_keep_to_their_range);
  g_test_add_func ("/yaml-tree/keys/unknown-ones-get-a-hint", test_unknown_keys_get_a_hint);
  g_test_add_func ("/yaml-tree/mutated/never-pass-unnoticed", test_mutated_bytes_never_pass_unnoticed);

  return g_test_run ();
}
