#include "config.h"

#include "base/text-fold.h"

#include <string.h>

static void
test_folds (void)
{
  static const struct
  {
    const char *raw;
    const char *folded;
  } cases[] = {
    { "", "" },
    { "Performance REVIEW", "performance review" },
    { "Stra\u00dfe", "strasse" },
    { "STRA\u1e9eE", "strasse" },
    { "\u039f\u03b4\u03cc\u03c2", "\u03bf\u03b4\u03cc\u03c3" },
    { "\ufb01le", "file" },
    { "\uff32\uff45\uff56\uff49\uff45\uff57 \u2461", "review 2" },
    { "\u0130stanbul", "istanbul" },
    { "I\u0307stanbul", "istanbul" },
    { "i\u0307\u0307x", "ix" },
    { "i\u0307\u0301", "\u00ed" },
    { "\u0131", "\u0131" },
    { "a\u1680b\u2028c", "a b c" },
    { "\u00a0\u00a0\u4f1a\u8b70 \u00a0\U0001F44D", "\u4f1a\u8b70 \U0001F44D" },
    { "i\u0307\u4f1a\U0001F44D", "i\u4f1a\U0001F44D" },
    { "Cafe\u0301", "caf\u00e9" },
    { "\u00c9cole", "\u00e9cole" },
    { "a\t\n  b\u00a0\u3000c\vd\xc2\x85"
      "e",
      "a b c d e" },
    { "  around\u2003", "around" },
    { " \t ", "" },
    { "\U0001F44D Done", "\U0001F44D done" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailText) text = rail_text_new (cases[i].raw);

      g_assert_cmpstr (text->folded, ==, cases[i].folded);
      g_assert_cmpuint (text->folded_length, ==, strlen (cases[i].folded));
    }
}

static void
test_folding_twice_changes_nothing (void)
{
  static const char *const raws[] = { "I\u0307 \u1e9e \u03a3\u03c2", "\ufdfa", "\u1e9b\u0323", "\u00a8 x", "i\u0323\u0307" };

  for (gsize i = 0; i < G_N_ELEMENTS (raws); i++)
    {
      g_autofree char *once = rail_text_fold (raws[i]);
      g_autofree char *twice = rail_text_fold (once);

      g_assert_cmpstr (once, ==, twice);
    }
}

static void
test_normal_keeps_what_people_see (void)
{
  g_autoptr (RailText) text = rail_text_new ("  Cafe\u0301 \t\ufb01");

  g_assert_cmpstr (text->normal, ==, "  Caf\u00e9 \t\ufb01");
  g_assert_cmpuint (text->normal_length, ==, strlen (text->normal));
}

static void
test_null_is_empty (void)
{
  g_autoptr (RailText) text = rail_text_new (NULL);

  g_assert_cmpstr (text->normal, ==, "");
  g_assert_cmpstr (text->folded, ==, "");
}

static void
test_invalid_utf8_is_replaced (void)
{
  g_autoptr (RailText) text = rail_text_new ("ok \xff\xc3 Review \xe2\x82");

  g_assert_true (g_utf8_validate (text->normal, -1, NULL));
  g_assert_true (g_utf8_validate (text->folded, -1, NULL));
  g_assert_nonnull (strstr (text->folded, "review"));
}

static void
test_long_texts_are_cut_between_characters (void)
{
  for (guint offset = 0; offset < 4; offset++)
    {
      g_autoptr (GString) raw = g_string_new (NULL);
      g_autofree char *repaired = NULL;

      for (guint i = 0; i < offset; i++)
        g_string_append_c (raw, 'a');
      while (raw->len < 2 * RAIL_TEXT_MAX_BYTES)
        g_string_append (raw, "\U0001F44D");

      repaired = rail_text_repair (raw->str);
      g_assert_cmpuint (strlen (repaired), ==, offset + (RAIL_TEXT_MAX_BYTES - offset) / 4 * 4);
      g_assert_true (g_str_has_prefix (raw->str, repaired));
    }
}

static void
test_repair_stays_below_the_cap (void)
{
  g_autofree char *raw = g_strnfill (RAIL_TEXT_MAX_BYTES, '\xff');
  g_autofree char *repaired = rail_text_repair (raw);

  g_assert_true (g_utf8_validate (repaired, -1, NULL));
  g_assert_cmpuint (strlen (repaired), <=, RAIL_TEXT_MAX_BYTES);
  g_assert_cmpuint (strlen (repaired), >, RAIL_TEXT_MAX_BYTES - 4);
}

static void
test_a_pattern_keeps_a_space_at_its_ends (void)
{
  g_autofree char *folded = rail_text_fold ("  A  B \n");

  g_assert_cmpstr (folded, ==, " a b ");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-fold/folds-case-width-and-white-space-but-keeps-accents", test_folds);
  g_test_add_func ("/text-fold/folding-twice-changes-nothing", test_folding_twice_changes_nothing);
  g_test_add_func ("/text-fold/the-normal-form-keeps-what-people-see", test_normal_keeps_what_people_see);
  g_test_add_func ("/text-fold/no-text-is-an-empty-text", test_null_is_empty);
  g_test_add_func ("/text-fold/invalid-utf8-is-replaced-not-refused", test_invalid_utf8_is_replaced);
  g_test_add_func ("/text-fold/long-texts-are-cut-between-characters", test_long_texts_are_cut_between_characters);
  g_test_add_func ("/text-fold/repairing-never-passes-the-cap", test_repair_stays_below_the_cap);
  g_test_add_func ("/text-fold/a-pattern-keeps-a-space-at-its-ends", test_a_pattern_keeps_a_space_at_its_ends);

  return g_test_run ();
}
