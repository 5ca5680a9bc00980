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

/* The design's folding in GLib's words, over a whole text at once and with no table. */
static char *
fold_by_glib (const char *text)
{
  g_autofree char *compatible = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *caseless = g_utf8_casefold (compatible, -1);
  g_autofree char *composed = g_utf8_normalize (caseless, -1, G_NORMALIZE_NFKC);
  g_autoptr (GString) dotless = g_string_new (NULL);
  g_autofree char *again = NULL;
  GString *squeezed = g_string_new (NULL);

  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_utf8_get_char (at) != 0x307 || dotless->len == 0 || dotless->str[dotless->len - 1] != 'i')
        g_string_append_unichar (dotless, g_utf8_get_char (at));
    }
  again = g_utf8_normalize (dotless->str, -1, G_NORMALIZE_NFKC);
  for (const char *at = again; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!g_unichar_isspace (character) && character != '\v' && character != 0x85)
        g_string_append_unichar (squeezed, character);
      else if (squeezed->len == 0 || squeezed->str[squeezed->len - 1] != ' ')
        g_string_append_c (squeezed, ' ');
    }

  return g_string_free (squeezed, FALSE);
}

static void
assert_folds_as_by_glib (const char *text)
{
  g_autofree char *expected = fold_by_glib (text);
  g_autofree char *folded = rail_text_fold (text);

  g_assert_cmpstr (folded, ==, expected);
}

/* Each character between letters, and before and behind what could join with it. HANDRAIL_DEEP=1: before each of the marks. */
static void
test_every_character (void)
{
  static const gunichar marks[] = { 0x301, 0x307, 0x308, 0x30a, 0x30c, 0x323, 0x327, 0x331, 0x338, 0x345, 0x3099, 0x1161, 0x11a8, 0x9be, 0x1b35, 0x94d, 0xe38, 0x5b8 };
  gboolean deep = g_getenv ("HANDRAIL_DEEP") != NULL;

  for (gunichar character = 1; character < 0x110000; character++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      /* Han characters and syllables are all alike; private ones are nothing. */
      if (!g_unichar_validate (character) || !g_unichar_isdefined (character) || g_unichar_type (character) == G_UNICODE_PRIVATE_USE)
        continue;
      if (!deep && character % 16 != 0 && ((character >= 0x3400 && character < 0xd800) || character >= 0x17000))
        continue;

      for (gsize i = character % G_N_ELEMENTS (marks); i < G_N_ELEMENTS (marks); i += deep ? 1 : G_N_ELEMENTS (marks))
        {
          g_string_append (text, "Hi");
          g_string_append_unichar (text, character);
          g_string_append_unichar (text, character);
          g_string_append_unichar (text, marks[i]);
          g_string_append_unichar (text, 0x301);
          g_string_append_c (text, 'J');
          g_string_append_unichar (text, character);
          g_string_append (text, "  \t");
          g_string_append_unichar (text, character);
        }
      assert_folds_as_by_glib (text->str);
    }
}

/* Two characters of any kind: what joins with what is a matter of pairs. */
static void
test_pairs (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (15);
  guint n = g_getenv ("HANDRAIL_DEEP") != NULL ? 3000000 : 30000;

  while (n > 0)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gunichar first = (gunichar) g_rand_int_range (random, 1, 0x1f000);

      for (guint i = 0; i < 8; i++)
        {
          gunichar near = i % 2 == 0 ? first : (gunichar) g_rand_int_range (random, (gint32) (first & ~0xffu), (gint32) (first | 0xff));

          if (near != 0 && g_unichar_validate (near) && g_unichar_isdefined (near))
            g_string_append_unichar (text, near);
        }
      assert_folds_as_by_glib (text->str);
      n--;
    }
}

static void
test_singly (void)
{
  static const struct
  {
    const char *normal;
    const char *folded;
  } cases[] = {
    { "", "" },
    { "PUSH\u0331 it", "push\u0331 it" },
    { "i\u0307\u0301", "i\u0307\u0301" },
    { "Stra\u00dfe  5", "strasse 5" },
    { "\u1100\u1161", "\u1100\u1161" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) folded = g_string_new (NULL);

      rail_text_fold_append_singly (folded, cases[i].normal, strlen (cases[i].normal));
      g_assert_cmpstr (folded->str, ==, cases[i].folded);
    }
}

static void
test_says_when_characters_join (void)
{
  static const struct
  {
    const char *text;
    RailTextTraits traits;
  } cases[] = {
    { "", 0 },
    { "Performance review", 0 },
    { "\u212b", RAIL_TEXT_DENORMAL },
    { "Caf\u00c9 \u4f1a\u8b70 \ufb01 \u0130 \ud68c \U0001F44D", 0 },
    { "\u212b", RAIL_TEXT_DENORMAL },
    { "Cafe\u0301", RAIL_TEXT_JOINS | RAIL_TEXT_DENORMAL },
    { "\u0301", RAIL_TEXT_JOINS | RAIL_TEXT_DENORMAL },
    { "x\u1161", RAIL_TEXT_JOINS | RAIL_TEXT_DENORMAL },
    { "\uff76\uff9e", RAIL_TEXT_JOINS | RAIL_TEXT_DENORMAL },
    { "\u0995\u09be", RAIL_TEXT_JOINS | RAIL_TEXT_DENORMAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) folded = g_string_new (NULL);

      g_assert_cmpint (rail_text_fold_append (folded, cases[i].text, strlen (cases[i].text)), ==, cases[i].traits);
    }
}

static void
test_white_space_between_long_stretches (void)
{
  for (guint offset = 0; offset < 20; offset++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint i = 0; i < offset; i++)
        g_string_append_c (text, 'A');
      g_string_append (text, " \tB  \u00e9 C\vD \x1c\x7f [@`{Z \n\n end  ");
      assert_folds_as_by_glib (text->str);
    }
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
  g_test_add_func ("/text-fold/every-character-folds-as-by-glib", test_every_character);
  g_test_add_func ("/text-fold/neighbours-fold-as-by-glib", test_pairs);
  g_test_add_func ("/text-fold/white-space-is-squeezed-wherever-it-stands", test_white_space_between_long_stretches);
  g_test_add_func ("/text-fold/one-by-one-nothing-joins", test_singly);
  g_test_add_func ("/text-fold/it-is-told-when-characters-joined", test_says_when_characters_join);

  return g_test_run ();
}
