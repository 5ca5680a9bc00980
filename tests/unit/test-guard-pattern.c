#include <string.h>

#include "base/error.h"
#include "coach/guard-pattern.h"

static GHashTable *
make_lists (void)
{
  GHashTable *lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);

  g_hash_table_insert (lists, g_strdup ("person"), g_strsplit ("him,her,a colleague", ",", -1));
  return lists;
}

static gboolean
matches (const char *phrase,
         const char *given)
{
  g_autoptr (GHashTable) lists = make_lists ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailGuardPattern) pattern = rail_guard_pattern_new (phrase, lists, &error);
  g_autoptr (RailGuardText) text = rail_guard_text_new (given, strlen (given));
  guint first = 0;
  guint end = 0;

  g_assert_no_error (error);
  return rail_guard_pattern_find (pattern, text, 0, &first, &end);
}

static void
assert_refused (const char *phrase)
{
  g_autoptr (GHashTable) lists = make_lists ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailGuardPattern) pattern = rail_guard_pattern_new (phrase, lists, &error);

  g_assert_null (pattern);
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
}

static void
test_words (void)
{
  g_assert_true (matches ("let go", "Should we let go?"));
  g_assert_false (matches ("let go", "let us go"));
  g_assert_false (matches ("fire", "campfire"));
  g_assert_false (matches ("let go", "Let. Go"));
}

static void
test_open (void)
{
  g_assert_true (matches ("discrimin*", "That is DISCRIMINATION"));
  g_assert_true (matches ("*gericht", "das Arbeitsgericht"));
  g_assert_true (matches ("*ericht*", "Arbeitsgerichte"));
  g_assert_false (matches ("*gericht", "Gerichtsplatz"));
}

static void
test_choices (void)
{
  g_assert_true (matches ("(fire|let go of) <person>", "I let go of a colleague"));
  g_assert_true (matches ("(fire|<person>) now", "her now"));
  g_assert_false (matches ("(fire|sack) <person>", "sack it"));
  g_assert_true (matches ("fire [all|both] people", "fire people"));
  g_assert_true (matches ("fire [all|both] people", "fire both people"));
}

static void
test_gaps (void)
{
  g_assert_true (matches ("fire .. person", "fire person"));
  g_assert_true (matches ("fire .. person", "fire a very nice person"));
  g_assert_false (matches ("fire .. person", "fire one of the nice person"));
  g_assert_true (matches ("fire ... person", "fire one of the nice person"));
  g_assert_false (matches ("fire ... person", "fire it. The person"));
}

static void
test_umlauts (void)
{
  g_assert_true (matches ("für ihn", "fuer ihn"));
  g_assert_true (matches ("für ihn", "FÜR ihn"));
  g_assert_true (matches ("für ihn", "fur ihn"));
}

static void
test_place (void)
{
  g_autoptr (RailGuardPattern) pattern = rail_guard_pattern_new ("two .. three", NULL, NULL);
  g_autoptr (RailGuardText) text = rail_guard_text_new ("one two xx three two three", 26);
  guint first = 0;
  guint end = 0;

  g_assert_true (rail_guard_pattern_find (pattern, text, 0, &first, &end));
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (end, ==, 4);
  g_assert_true (rail_guard_pattern_find (pattern, text, 2, &first, &end));
  g_assert_cmpuint (first, ==, 4);
  g_assert_false (rail_guard_pattern_find (pattern, text, 5, &first, &end));
}

static void
test_refused (void)
{
  g_autofree char *long_phrase = g_strnfill (RAIL_GUARD_PATTERN_MAX_BYTES + 1, 'a');

  assert_refused ("");
  assert_refused ("[maybe]");
  assert_refused (".. word");
  assert_refused ("word ..");
  assert_refused ("*a*");
  assert_refused ("(open");
  assert_refused ("(a||b)");
  assert_refused ("<nobody>");
  assert_refused ("(<person)");
  assert_refused ("a .. b .. c .. d .. e");
  assert_refused ("a b c d e f g h i j k l m n o p q");
  assert_refused (long_phrase);
}

/* Every way through three gaps and repeated choices fails at the last word. */
static void
test_bounded (void)
{
  g_autoptr (RailGuardPattern) pattern = rail_guard_pattern_new ("[aa|aa] [aa|aa] ... [aa|aa] aa ... [aa|aa] aa ... [aa|aa] zz", NULL, NULL);
  g_autoptr (GString) given = g_string_new (NULL);
  g_autoptr (RailGuardText) text = NULL;
  guint first = 0;
  guint end = 0;

  g_assert_nonnull (pattern);
  while (given->len + 4 < RAIL_GUARD_TEXT_MAX_BYTES)
    g_string_append (given, "aa, ");
  text = rail_guard_text_new (given->str, given->len);
  g_assert_false (rail_guard_pattern_find (pattern, text, 0, &first, &end));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guard-pattern/words-match-whole-and-within-a-sentence", test_words);
  g_test_add_func ("/guard-pattern/a-star-leaves-an-end-open", test_open);
  g_test_add_func ("/guard-pattern/choices-and-lists", test_choices);
  g_test_add_func ("/guard-pattern/gaps-have-a-limit", test_gaps);
  g_test_add_func ("/guard-pattern/umlauts-are-also-written-out", test_umlauts);
  g_test_add_func ("/guard-pattern/says-where-it-matched", test_place);
  g_test_add_func ("/guard-pattern/refuses-what-says-nothing-or-too-much", test_refused);
  g_test_add_func ("/guard-pattern/the-worst-phrase-ends", test_bounded);

  return g_test_run ();
}
