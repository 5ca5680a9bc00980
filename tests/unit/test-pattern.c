#include "config.h"

#include "rules/pattern.h"

#include <string.h>

#include "base/error.h"

static gboolean
matches (const char *source,
         const char *title)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailPattern) pattern = rail_pattern_new (source, &error);
  g_autoptr (RailText) text = rail_text_new (title);

  g_assert_no_error (error);

  return rail_pattern_matches (pattern, text);
}

typedef struct
{
  const char *source;
  const char *title;
  gboolean matches;
} Case;

static void
check (const Case *cases,
       gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_test_message ("“%s” in “%s”", cases[i].source, cases[i].title);
      g_assert_cmpint (matches (cases[i].source, cases[i].title), ==, cases[i].matches);
    }
}

static void
test_plain (void)
{
  static const Case cases[] = {
    { "review", "Performance reviews", TRUE },
    { "review", "Preview", FALSE },
    { "review", "Print preview and review", TRUE },
    { "review", "pre-review", TRUE },
    { "review", "x2review", FALSE },
    { "review", "", FALSE },
    { "REVIEW", "review", TRUE },
    { "performance  review", "Performance \t Review", TRUE },
    { " review ", "A review.", TRUE },
    { "stra\u00dfe", "HAUPT STRASSE 5", TRUE },
    { "istanbul", "\u0130STANBUL", TRUE },
    { "resume", "r\u00e9sum\u00e9", FALSE },
    { "r\u00e9sum\u00e9", "Re\u0301sume\u0301", TRUE },
    { "view", "x\u0331view", FALSE },
    { "view", "\u0331view", TRUE },
    { "view", ".\u0331view", TRUE },
    { "view", "\u2460view", FALSE },
    { "123", "Case 4123", FALSE },
    { "#123", "Case4#123", TRUE },
    { "(draft", "Plan(draft)", TRUE },
    { "\u4f1a\u8b70", "\u90e8\u9580\u4f1a\u8b70", TRUE },
    { "\u30ec\u30d3\u30e5\u30fc", "\u6708\u6b21\u30ec\u30d3\u30e5\u30fc", TRUE },
    { "\ud68c\uc758", "\uc8fc\uac04\ud68c\uc758", TRUE },
    { "\u0e1b\u0e23\u0e30", "\u0e01\u0e32\u0e23\u0e1b\u0e23\u0e30\u0e0a\u0e38\u0e21", TRUE },
    { "\u043e\u0431\u0437\u043e\u0440", "\u041e\u0411\u0417\u041e\u0420 2026", TRUE },
    { "\u0431\u0437\u043e\u0440", "\u043e\u0431\u0437\u043e\u0440", FALSE },
    { "100%", "at 100%", TRUE },
    { "/usr/share", "in /usr/share/doc", TRUE },
    { "why\\?", "Why? Because", TRUE },
    { "a\\b", "A\\B", TRUE },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_glob (void)
{
  static const Case cases[] = {
    { "*zoom*", "us.zoom.Zoom", TRUE },
    { "zoom*", "us.zoom.Zoom", FALSE },
    { "*view*", "Preview", TRUE },
    { "case ????", "Case 4711", TRUE },
    { "case ????", "Case 47110", FALSE },
    { "case ????", "Case 471", FALSE },
    { "*", "", TRUE },
    { "?", "", FALSE },
    { "**", "x", TRUE },
    { "?", "\U0001F44D", TRUE },
    { "a*b*c", "aXbYbZc", TRUE },
    { "a*b*c", "aXbYbZ", FALSE },
    { "a\\*b?", "A*bc", TRUE },
    { "a\\*b?", "aXbc", FALSE },
    { "\\\\*", "\\server", TRUE },
    { "*\\?", "Why?", TRUE },
    { "*\\?", "Why", FALSE },
    { "\uff0a*", "*x", TRUE },
    { "\uff0a*", "yx", FALSE },
    { "stra\u00dfe*", "STRASSE 5", TRUE },
    { "* - review", "Plan  -   Review", TRUE },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_regex (void)
{
  static const Case cases[] = {
    { "/^re.*w$/", "Rework review", TRUE },
    { "/^re.*w$/", "A review", FALSE },
    { "/caf\u00e9/", "CAFE\u0301", TRUE },
    { "/cafe\u0301/", "Caf\u00c9", TRUE },
    { "/\\bgr\u00fc\u00df/", "GR\u00dc\u1e9e", TRUE },
    { "/^\\w+$/", "\u043e\u0431\u0437\u043e\u0440", TRUE },
    { "/view/", "Preview", TRUE },
    { "/a  b/", "a b", FALSE },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* After some questions an expression becomes machine code, which must not answer otherwise. */
static void
test_regex_asked_often (void)
{
  static const Case cases[] = {
    { "/(?>\\pL+?|k)a/", "naive", TRUE },
    { "/(?U)(?>\\pL+|k)a/", "naive", TRUE },
    { "/(?>\\pL|k)a/", "naive", TRUE },
    { "/\\bre(?:view|port)s?\\b/", "The Report", TRUE },
    { "/^x/", "naive", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailPattern) pattern = rail_pattern_new (cases[i].source, NULL);
      g_autoptr (RailText) text = rail_text_new (cases[i].title);

      for (guint times = 0; times < 100; times++)
        g_assert_cmpint (rail_pattern_matches (pattern, text), ==, cases[i].matches);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *source;
    RailError code;
    const char *says;
  } cases[] = {
    { "", RAIL_ERROR_INVALID, "empty" },
    { " \t", RAIL_ERROR_INVALID, "empty" },
    { "\u3000", RAIL_ERROR_INVALID, "empty" },
    { "//", RAIL_ERROR_INVALID, "empty" },
    { "/a(b/", RAIL_ERROR_INVALID, "before character 4" },
    { "/\u00e4\u00f6[/", RAIL_ERROR_INVALID, "before character 4" },
    { "/a\\Cb/", RAIL_ERROR_INVALID, "\\C" },
    { "ab\xff", RAIL_ERROR_INVALID, "byte 3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rail_pattern_new (cases[i].source, &error));
      g_assert_error (error, RAIL_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_too_long (void)
{
  g_autofree char *fits = g_strnfill (RAIL_PATTERN_MAX_BYTES, 'a');
  g_autofree char *too_long = g_strnfill (RAIL_PATTERN_MAX_BYTES + 1, 'a');
  g_autoptr (RailPattern) pattern = rail_pattern_new (fits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (pattern);
  g_assert_null (rail_pattern_new (too_long, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);
}

static void
test_runaway_regex (void)
{
  g_autoptr (RailPattern) pattern = rail_pattern_new ("/^(a+)+$|^b/", NULL);
  g_autofree char *long_title = g_strnfill (60, 'a');
  g_autofree char *trap = g_strconcat (long_title, "!", NULL);
  g_autoptr (RailText) harmless = rail_text_new ("b");
  g_autoptr (RailText) evil = rail_text_new (trap);

  g_assert_true (rail_pattern_matches (pattern, harmless));
  g_assert_false (rail_pattern_is_disabled (pattern));

  g_assert_false (rail_pattern_matches (pattern, evil));
  g_assert_true (rail_pattern_is_disabled (pattern));

  g_assert_false (rail_pattern_matches (pattern, harmless));
}

/* PCRE2's own limit would let this one try a quarter of a million ways, for each title anew. */
static void
test_slow_regex (void)
{
  g_autoptr (RailPattern) pattern = rail_pattern_new ("/^(a+)+$/", NULL);
  g_autoptr (RailText) text = rail_text_new ("aaaaaaaaaaaaaaaaaa!");

  g_assert_false (rail_pattern_matches (pattern, text));
  g_assert_true (rail_pattern_is_disabled (pattern));
}

static void
test_honest_regex_over_the_longest_text (void)
{
  g_autoptr (RailPattern) pattern = rail_pattern_new ("/^(?:x|y)*z$/", NULL);
  g_autofree char *filler = g_strnfill (RAIL_TEXT_MAX_BYTES - 1, 'x');
  g_autofree char *title = g_strconcat (filler, "z", NULL);
  g_autoptr (RailText) text = rail_text_new (title);

  g_assert_true (rail_pattern_matches (pattern, text));
  g_assert_false (rail_pattern_is_disabled (pattern));
}

/*
 * Each star could match each stretch: an implementation that tries them all would not end. Counted in steps it is 500 times 4,000.
 */
static void
test_glob_of_stars (void)
{
  g_autoptr (GString) source = g_string_new (NULL);
  g_autofree char *title = g_strnfill (4000, 'a');

  for (guint i = 0; i < 500; i++)
    g_string_append (source, "*a");
  g_string_append_c (source, 'b');

  g_assert_false (matches (source->str, title));
}

static void
test_disabled_is_per_pattern (void)
{
  g_autoptr (RailPattern) pattern = rail_pattern_new ("review", NULL);
  g_autoptr (RailPattern) other = rail_pattern_ref (pattern);

  g_assert_false (rail_pattern_is_disabled (pattern));
  g_assert_cmpstr (rail_pattern_get_source (other), ==, "review");
}

/* The plain rule once more, written from the design over arrays of characters and with GLib's own folding. */
static GArray *
fold_naively (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *caseless = g_utf8_casefold (normal, -1);
  g_autoptr (GString) dotless = g_string_new (NULL);
  g_autofree char *composed = g_utf8_normalize (caseless, -1, G_NORMALIZE_NFKC);
  g_autofree char *again = NULL;
  GArray *characters = g_array_new (FALSE, FALSE, sizeof (gunichar));

  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_utf8_get_char (at) != 0x307 || dotless->len == 0 || dotless->str[dotless->len - 1] != 'i')
        g_string_append_unichar (dotless, g_utf8_get_char (at));
    }
  again = g_utf8_normalize (dotless->str, -1, G_NORMALIZE_NFKC);

  for (const char *at = again; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_unichar_isspace (g_utf8_get_char (at)) ? ' ' : g_utf8_get_char (at);

      if (character != ' ' || (characters->len > 0 && g_array_index (characters, gunichar, characters->len - 1) != ' '))
        g_array_append_val (characters, character);
    }
  if (characters->len > 0 && g_array_index (characters, gunichar, characters->len - 1) == ' ')
    g_array_set_size (characters, characters->len - 1);

  return characters;
}

static gboolean
starts_word_naively (GArray *text,
                     guint hit)
{
  for (guint i = hit; i > 0; i--)
    {
      gunichar before = g_array_index (text, gunichar, i - 1);

      if (!g_unichar_ismark (before))
        return !g_unichar_isalnum (before) && g_unichar_type (before) != G_UNICODE_LETTER_NUMBER && g_unichar_type (before) != G_UNICODE_OTHER_NUMBER;
    }

  return TRUE;
}

static gboolean
match_naively (const char *source,
               const char *title)
{
  g_autoptr (GArray) pattern = fold_naively (source);
  g_autoptr (GArray) text = fold_naively (title);
  gunichar first = g_array_index (pattern, gunichar, 0);
  GUnicodeScript script = g_unichar_get_script (first);
  gboolean anywhere = !g_unichar_isalnum (first) ||
                      script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
                      script == G_UNICODE_SCRIPT_KATAKANA || script == G_UNICODE_SCRIPT_HANGUL || script == G_UNICODE_SCRIPT_THAI;

  for (guint hit = 0; hit + pattern->len <= text->len; hit++)
    {
      if (memcmp (&g_array_index (text, gunichar, hit), pattern->data, pattern->len * sizeof (gunichar)) == 0 &&
          (anywhere || starts_word_naively (text, hit)))
        return TRUE;
    }

  return FALSE;
}

static char *
generate (GRand *random,
          guint most)
{
  static const char *const pieces[] = {
    "re",
    "view",
    "Review",
    "PRE",
    "a",
    "A",
    "b",
    "2",
    "\u2460",
    " ",
    "  ",
    "\u00a0",
    "-",
    "#",
    "(",
    "\u00df",
    "\u1e9e",
    "ss",
    "\u0130",
    "i",
    "\u0307",
    "I",
    "\u0131",
    "\u00e9",
    "e\u0301",
    "\u0301",
    "\u0323",
    "\ufb01",
    "fi",
    "\u0436",
    "\u0416",
    "\u03c3",
    "\u03c2",
    "\u03a3",
    "\u4f1a",
    "\u8b70",
    "\u30ec",
    "\uff9a",
    "\ud68c",
    "\u0e1b",
    "\u0e23\u0e30",
    "\u05e9",
    "\u0639",
    "\U0001F44D",
    "\uff32",
    "\u1e9b\u0323",
  };
  g_autoptr (GString) text = g_string_new (NULL);
  int n = g_rand_int_range (random, 1, (gint32) most + 1);

  for (int i = 0; i < n; i++)
    g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);

  return g_strdup (text->str);
}

static void
test_agrees_with_naive (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261001);
  guint n_pairs = 0;
  guint n_hits = 0;

  while (n_pairs < 2000)
    {
      g_autofree char *source = generate (random, 2);
      g_autofree char *title = generate (random, 40);
      g_autoptr (RailPattern) pattern = rail_pattern_new (source, NULL);
      g_autoptr (RailText) text = rail_text_new (title);
      gboolean expected;

      if (pattern == NULL)
        continue;

      expected = match_naively (source, title);
      n_pairs++;
      n_hits += expected;
      g_assert_cmpint (rail_pattern_matches (pattern, text), ==, expected);
    }

  /* A generator that never or always hits would prove nothing. */
  g_assert_cmpuint (n_hits, >, 200);
  g_assert_cmpuint (n_hits, <, 1800);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pattern/plain/matches-at-a-word-start", test_plain);
  g_test_add_func ("/pattern/plain/agrees-with-a-naive-reference", test_agrees_with_naive);
  g_test_add_func ("/pattern/glob/matches-the-whole-text", test_glob);
  g_test_add_func ("/pattern/glob/many-stars-stay-cheap", test_glob_of_stars);
  g_test_add_func ("/pattern/regex/matches-the-normal-text-caselessly", test_regex);
  g_test_add_func ("/pattern/regex/asked-often-it-answers-the-same", test_regex_asked_often);
  g_test_add_func ("/pattern/regex/one-that-runs-away-is-switched-off", test_runaway_regex);
  g_test_add_func ("/pattern/a-slow-one-is-disabled-early", test_slow_regex);
  g_test_add_func ("/pattern/regex/an-honest-one-gets-through-the-longest-text", test_honest_regex_over_the_longest_text);
  g_test_add_func ("/pattern/what-cannot-be-a-pattern-is-refused-with-its-place", test_refused);
  g_test_add_func ("/pattern/too-long-is-refused", test_too_long);
  g_test_add_func ("/pattern/a-plain-one-is-never-disabled", test_disabled_is_per_pattern);

  return g_test_run ();
}
