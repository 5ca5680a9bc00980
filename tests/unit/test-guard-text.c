#include <string.h>

#include "coach/guard-text.h"

/* The words with a space between them, "|" where a sentence begins. */
static char *
dup_words (const char *given)
{
  g_autoptr (RailGuardText) text = rail_guard_text_new (given, strlen (given));
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < text->words->len; i++)
    {
      const RailGuardWord *word = &g_array_index (text->words, RailGuardWord, i);

      g_assert_cmpuint (word->start, <, word->end);
      g_assert_cmpuint (word->end, <=, strlen (given));
      g_assert_cmpuint (word->length, ==, strlen (word->word));
      g_string_append_printf (words, "%s%s%s", i > 0 ? " " : "", word->begins ? "|" : "", word->word);
    }

  return g_strdup (words->str);
}

static void
assert_words (const char *given,
              const char *expected)
{
  g_autofree char *words = dup_words (given);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_plain (void)
{
  assert_words ("", "");
  assert_words (" ... ", "");
  assert_words ("How do I say No?", "|how do i say no");
  assert_words ("One. Two! Three? four: five", "|one |two |three |four |five");
  assert_words ("Version 3.5 of example.org", "|version 3 5 of example org");
  assert_words ("can't", "|can t");
}

static void
test_abbreviations (void)
{
  assert_words ("Quero que a dra. Helena saia. E depois?", "|quero que a dra helena saia |e depois");
  assert_words ("M. Dupont part. Mr. Smith too.", "|m dupont part |mr smith too");
  assert_words ("Is he a dr? Yes.", "|is he a dr |yes");
}

static void
test_accents (void)
{
  assert_words ("Kündigung ÉLÈVE ção Straße Ærø", "|kundigung eleve cao strasse aero");
}

static void
test_invisible (void)
{
  assert_words ("k\u200bi\u00adl\u2060l", "|kill");
  assert_words ("\u202ek\u202cill", "|kill");
  assert_words ("ki\u0336ll", "|kill");
}

static void
test_look_alikes (void)
{
  assert_words ("ѕuіcіdе", "|suicide");
  assert_words ("ｋｉｌｌ 𝐤𝐢𝐥𝐥", "|kill kill");
}

static void
test_digits (void)
{
  assert_words ("k1ll su!c1de @ttack", "|kill suicide ttack");
  assert_words ("2026 q3 401k", "|2026 q3 401k");
}

static void
test_stretched (void)
{
  assert_words ("kiiiill hellllo sooo", "|kill hello so");
}

static void
test_spaced (void)
{
  assert_words ("k i l l him", "|kill him");
  assert_words ("k.i.l.l him", "|kill him");
  assert_words ("k i l l   h i m !", "|kill h i m");
  assert_words ("c'è a me", "|c e a me");
}

static void
test_bytes (void)
{
  const char *given = "Ein größeres Büro";
  g_autoptr (RailGuardText) text = rail_guard_text_new (given, strlen (given));
  const RailGuardWord *word = &g_array_index (text->words, RailGuardWord, 1);
  g_autofree char *piece = g_strndup (given + word->start, word->end - word->start);

  g_assert_cmpuint (text->words->len, ==, 3);
  g_assert_cmpstr (piece, ==, "größeres");
}

static void
test_invalid (void)
{
  static const char given[] = "kill\xff\xfehim\0now\xc3";
  g_autoptr (RailGuardText) text = rail_guard_text_new (given, sizeof given - 1);

  g_assert_cmpuint (text->words->len, ==, 3);
  g_assert_cmpstr (g_array_index (text->words, RailGuardWord, 2).word, ==, "now");
}

static void
test_cap (void)
{
  g_autoptr (GString) given = g_string_new (NULL);
  g_autoptr (RailGuardText) whole = NULL;
  g_autoptr (RailGuardText) cut = NULL;

  while (given->len + 4 <= RAIL_GUARD_TEXT_MAX_BYTES)
    g_string_append (given, "abc ");
  whole = rail_guard_text_new (given->str, given->len);
  g_assert_false (whole->cut);

  g_string_append (given, "more");
  cut = rail_guard_text_new (given->str, given->len);
  g_assert_true (cut->cut);
  g_assert_cmpuint (cut->words->len, ==, whole->words->len);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guard-text/words-are-small-and-know-where-sentences-begin", test_plain);
  g_test_add_func ("/guard-text/a-title-before-a-name-ends-no-sentence", test_abbreviations);
  g_test_add_func ("/guard-text/accents-and-ligatures-are-plain-letters", test_accents);
  g_test_add_func ("/guard-text/invisible-characters-do-not-part-words", test_invisible);
  g_test_add_func ("/guard-text/letters-of-other-alphabets-are-what-they-look-like", test_look_alikes);
  g_test_add_func ("/guard-text/digits-among-letters-are-letters", test_digits);
  g_test_add_func ("/guard-text/stretched-words-are-shortened", test_stretched);
  g_test_add_func ("/guard-text/letters-apart-are-a-word", test_spaced);
  g_test_add_func ("/guard-text/each-word-knows-its-bytes", test_bytes);
  g_test_add_func ("/guard-text/what-is-not-utf-8-parts-words", test_invalid);
  g_test_add_func ("/guard-text/more-than-the-cap-is-not-looked-at-and-said", test_cap);

  return g_test_run ();
}
