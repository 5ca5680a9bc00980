#include "config.h"

#include "rules/required-literals.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/fold-table.h"

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* "ab|cd & ef": one of ab and cd, and ef. */
static char *
describe (const char *expression)
{
  g_autoptr (GPtrArray) sets = rail_required_literals_find (expression);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sets->len; i++)
    {
      GPtrArray *set = g_ptr_array_index (sets, i);

      if (i > 0)
        g_string_append (text, " & ");
      g_ptr_array_sort (set, compare_texts);
      for (guint j = 0; j < set->len; j++)
        g_string_append_printf (text, "%s%s", j > 0 ? "|" : "", (const char *) g_ptr_array_index (set, j));
    }

  return g_strdup (text->str);
}

typedef struct
{
  const char *expression;
  const char *literals;
} Case;

static void
check (const Case *cases,
       gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *literals = describe (cases[i].expression);

      g_test_message ("%s", cases[i].expression);
      g_assert_cmpstr (literals, ==, cases[i].literals);
    }
}

static void
test_what_is_required (void)
{
  static const Case cases[] = {
    { "review", "review" },
    { "Re-VIEW #4", "re-view #4" },
    { "^review$", "review" },
    { "\\breview\\b", "review" },
    { "annual.*review", "annual & review" },
    { "a[bc]d", "a & d" },
    { "log\\d+book", "log & book" },
    { "log\\.txt", "log.txt" },
    { "Q[1-4]\\s+20\\d\\d", "q & 20" },
    { "\\Qa.b*\\Ec", "a.b*c" },
    { "\\Qab\\E+c", "ab & bc" },
    { "\\Qab", "ab" },
    { "\xd0\x9e\xd0\xb1\xd0\xb7\xd0\xbe\xd1\x80", "\xd0\xbe\xd0\xb1\xd0\xb7\xd0\xbe\xd1\x80" },
    { "  a  b ", "a b" },
    { "a{x}", "a{x}" },
    { "stra\xc3\x9f"
      "e",
      "stra & e" },
    { "\xe1\x8e\xa0log", "log" },
    { "(?<word>log)book", "logbook" },
    { "(?'word'log)(?P<other>book)", "logbook" },
    { "(?>log)(?|book)(?i:s)(?-i)x", "logbooks & x" },
    { "log(?=x)book", "log & book" },
    { "(?<!pre)view", "view" },
    { "log(?1)(book)", "log & book" },
    { "(log)\\1(?<n>x)\\k<n>y\\g{n}z", "log & x & y & z" },
    { "[]ab]log[^]cd]", "log" },
    { "[[:alpha:]\\]]log", "log" },
    { "log\\p{L}x\\P{Lu}y\\pLz\\x{e9}w\\x41", "log & x & y & z & w" },
    { "log\\x41bcd", "log" },
    { "log\\101bcd", "log & bcd" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_alternatives (void)
{
  static const Case cases[] = {
    { "log|book", "book|log" },
    { "(?:log|book)keeper", "bookkeeper|logkeeper" },
    { "(a|b)(c|d)", "ac|ad|bc|bd" },
    { "x(log.*book)s", "x & log & book & s" },
    { "(log.x|book)s", "book|log & s" },
    { "x(log|)y", "xlogy|xy" },
    { "(log|.*)", "" },
    { "(log|b?)", "" },
    { "((in|ex)voice|(bill|note)s?)", "bill|bills|exvoice|invoice|note|notes" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_quantifiers (void)
{
  static const Case cases[] = {
    { "colou?r", "color|colour" },
    { "colou??r", "color|colour" },
    { "colou*r", "colo & r" },
    { "colou+r", "colou & ur" },
    { "colou{2}r", "colou & ur" },
    { "colou{0}r", "color|colour" },
    { "colou{0,2}r", "colo & r" },
    { "colou{0,1}r", "color|colour" },
    { "colou{1}r", "colour" },
    { "colou{,2}r", "" },
    { "(log)?book", "book|logbook" },
    { "(log)*book", "book" },
    { "(log)++book", "log & logbook" },
    { "(l.g){0}book", "book" },
    { "(l.g)?book", "book" },
    { "(l.g){1,}book", "l & g & book" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* For these every text is asked about: each is a way to mean something else than it seems. */
static void
test_not_understood (void)
{
  static const char *const expressions[] = {
    "log(*ACCEPT)book",
    "(*UTF)log",
    "log(*positive_lookahead:x)",
    "log(?(1)a|b)",
    "(?(DEFINE)(log))",
    "(?x)l o g",
    "(?x:l o g)",
    "(?^)log",
    "log(?#comment)*",
    "log(?C1)",
    "log(?*x)",
    "log(?<*x)",
    "log\\E*",
    "log\\Q\\E*",
    "[a\\Q]\\E]log",
    "[\\c]]log",
    "[[.x.]]log",
    "[[:<:]]log",
    "\\cAlog",
    "log)",
    "(log",
    "[log",
    "\\",
    "\\u0041log",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expressions); i++)
    {
      g_autofree char *literals = describe (expressions[i]);

      g_test_message ("%s", expressions[i]);
      g_assert_cmpstr (literals, ==, "");
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) nested = g_string_new (NULL);
  g_autoptr (GString) product = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("aaa");
  g_autofree char *deep = NULL;
  g_autofree char *many = NULL;
  g_autofree char *long_run = g_strnfill (1000, 'x');
  g_autoptr (GPtrArray) sets = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (nested, "(");
  g_string_append (nested, "log");
  for (guint i = 0; i < 200; i++)
    g_string_append (nested, ")");
  deep = describe (nested->str);
  g_assert_cmpstr (deep, ==, "");

  for (guint i = 0; i < 100; i++)
    g_string_append (product, "(ab|cd)");
  sets = rail_required_literals_find (product->str);
  g_assert_cmpuint (sets->len, >, 10);
  for (guint i = 0; i < sets->len; i++)
    g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (sets, i))->len, <=, 16);

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (wide, "|word%u", i);
  many = describe (wide->str);
  g_assert_cmpstr (many, ==, "");

  g_ptr_array_unref (sets);
  sets = rail_required_literals_find (long_run);
  g_assert_cmpuint (sets->len, >, 10);
}

/*
 * Wherever PCRE2 takes two characters for one, they fold to the same: else a text could match without the literal in it. Tried for every
 * character that has cases, against all of them.
 */
static void
test_cases_fold_alike (void)
{
  g_autoptr (GString) cased = g_string_new (NULL);
  const guint32 same = RAIL_FOLD_EXPANDS | RAIL_FOLD_CHARACTER;
  guint n_pairs = 0;

  for (gunichar character = 1; character < 0x110000; character++)
    {
      if (g_unichar_isdefined (character) && g_unichar_validate (character) &&
          (g_unichar_isupper (character) || g_unichar_islower (character) || g_unichar_istitle (character) ||
           g_unichar_toupper (character) != character || g_unichar_tolower (character) != character ||
           (rail_fold_table_look_up (character) & RAIL_FOLD_CHARACTER) != character) &&
          g_unichar_type (character) != G_UNICODE_OTHER_LETTER)
        g_string_append_unichar (cased, character);
    }
  g_assert_cmpuint (cased->len, >, 5000);

  for (const char *at = cased->str; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      guint32 fold = rail_fold_table_look_up (character);
      g_autofree char *itself = g_strndup (at, (gsize) (g_utf8_next_char (at) - at));
      g_autofree char *literals = describe (itself);
      g_autofree char *expression = g_strdup_printf ("\\x{%x}", character);
      pcre2_match_data *data = pcre2_match_data_create (1, NULL);
      const PCRE2_SIZE *range = pcre2_get_ovector_pointer (data);
      PCRE2_SIZE from = 0;
      PCRE2_SIZE offset;
      int error;
      pcre2_code *code = pcre2_compile ((PCRE2_SPTR) expression, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &error, &offset, NULL);

      g_assert_nonnull (code);
      pcre2_jit_compile (code, PCRE2_JIT_COMPLETE);
      while (*literals != '\0' && pcre2_match (code, (PCRE2_SPTR) cased->str, cased->len, from, PCRE2_NO_UTF_CHECK, data, NULL) > 0)
        {
          guint32 other = rail_fold_table_look_up (g_utf8_get_char (cased->str + range[0]));

          g_assert_cmphex (other & same, ==, fold & same);
          from = range[1];
          n_pairs++;
        }
      pcre2_code_free (code);
      pcre2_match_data_free (data);
    }
  g_assert_cmpuint (n_pairs, >, 4000);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/required-literals/what-stands-for-itself-is-required", test_what_is_required);
  g_test_add_func ("/required-literals/one-of-the-alternatives-is-required", test_alternatives);
  g_test_add_func ("/required-literals/what-may-be-missing-is-not-required", test_quantifiers);
  g_test_add_func ("/required-literals/what-is-not-understood-requires-nothing", test_not_understood);
  g_test_add_func ("/required-literals/large-expressions-stay-cheap", test_bounds);
  g_test_add_func ("/required-literals/whatever-pcre2-takes-for-one-folds-alike", test_cases_fold_alike);

  return g_test_run ();
}
