#include <string.h>

#include "search/search-fold.h"
#include "search/search-text.h"

static char *
dup_tokens (const char *text)
{
  g_autoptr (GString) tokens = g_string_new (NULL);

  rail_search_text_append_tokens (tokens, text);

  return g_strdup (tokens->str);
}

static void
assert_tokens (const char *text,
               const char *expected)
{
  g_autofree char *tokens = dup_tokens (text);

  g_assert_cmpstr (tokens, ==, expected);
}

static void
assert_fold (const char *text,
             const char *expected)
{
  g_autofree char *folded = rail_search_text_fold (text);

  g_assert_cmpstr (folded, ==, expected);
}

/* "0:e-mail*j 0:e*": chunk, token, whether it may be a prefix, whether it is joined. */
static void
assert_query (const char *typed,
              const char *expected)
{
  g_autoptr (GPtrArray) words = rail_search_text_split_query (typed);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      const RailSearchWord *word = g_ptr_array_index (words, i);

      g_string_append_printf (got, "%s%u:%s%s%s", i > 0 ? " " : "", word->chunk, word->token, word->prefix ? "*" : "", word->joined ? "j" : "");
    }
  g_assert_cmpstr (got->str, ==, expected);
}

/* The spans in brackets. */
static void
assert_marked (const char *typed,
               const char *text,
               const char *expected)
{
  g_autoptr (GPtrArray) words = rail_search_text_split_query (typed);
  g_autoptr (GArray) spans = rail_search_text_find (text, words);
  g_autoptr (GString) got = g_string_new (text);

  for (guint i = spans->len; i-- > 0;)
    {
      const RailSearchSpan *span = &g_array_index (spans, RailSearchSpan, i);

      g_string_insert_c (got, (gssize) (span->start + span->length), ']');
      g_string_insert_c (got, (gssize) span->start, '[');
    }
  g_assert_cmpstr (got->str, ==, expected);
}

/* ---- folding ---- */

static void
test_fold_forgives (void)
{
  assert_fold ("Ångström  Łódź\tSTRASSE", "angstrom lodz strasse");
  assert_fold ("straße ẞ", "strasse ss");
  assert_fold ("Æther œuvre Þór ðegn Đorđe Ħamrun ŧ", "aether oeuvre thor degn dorde hamrun t");
  assert_fold ("Øresund", "oresund");
  assert_fold ("İstanbul ISPARTA ılık", "istanbul isparta ilik");
  assert_fold ("ﬁnance Ⅳ ² ㎏", "finance iv 2 kg");
  assert_fold ("cafe\xcc\x81", "cafe");
  assert_fold ("ΟΔΥΣΣΕΎΣ ᾳ", "οδυσσευσ α");
  assert_fold ("Ёлка Й", "елка и");
  assert_fold ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width");
}

static void
test_fold_of_white_space (void)
{
  assert_fold (" \t a \n\r\v\xc2\xa0\xe2\x80\x83 b \xc2\x85", "a b");
  assert_fold ("", "");
  assert_fold ("  ", "");
  assert_fold ("a\001b\177c", "a b c");
}

static void
test_fold_keeps_punctuation (void)
{
  assert_fold ("What, now?! “Yes”", "what, now?! “yes”");
  assert_fold ("don’t 1–1 e‑mail", "don't 1-1 e-mail");
}

static void
test_fold_drops_what_is_not_seen (void)
{
  assert_fold ("co\xc2\xadop", "coop");
  assert_fold ("a\xe2\x80\x8d\xe2\x80\x8e\xef\xbb\xbf\xef\xb8\x8f"
               "b",
               "ab");
  assert_fold ("كِتَــاب", "كتاب");
  assert_fold ("שָׁלוֹם", "שלום");
}

/* Without its vowel signs a word of these scripts is another word. */
static void
test_fold_keeps_vowel_signs (void)
{
  assert_fold ("हिन्दी", "हिन्दी");
  assert_fold ("தமிழ்", "தமிழ்");
  assert_fold ("ที่", "ที");
  /* With a dot or without, as it is typed in a hurry. */
  assert_fold ("क़लम", "कलम");
}

static void
test_fold_of_digits (void)
{
  assert_fold ("١٢٣ ۴۵ १२ ３ ①", "123 45 12 3 1");
}

static void
test_fold_of_kana_and_hangul (void)
{
  assert_fold ("ｶﾞｲﾄﾞ ガイド", "ガイド ガイド");
  assert_fold ("か\xe3\x82\x99", "が");
  assert_fold ("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한");
  assert_fold ("한국", "한국");
  /* A voicing mark that stands on nothing. */
  assert_fold ("a\xe3\x82\x99\xe3\x82\x99 \xe3\x82\x99", "a");
}

/* Folding is done once: the index and a query that was folded before must agree. */
static void
test_fold_of_every_character_is_stable (void)
{
  for (gunichar character = 1; character < 0x110000; character++)
    {
      char text[7] = "";
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;

      if (!g_unichar_validate (character))
        continue;

      g_unichar_to_utf8 (character, text);
      once = rail_search_text_fold (text);
      twice = rail_search_text_fold (once);
      g_assert_true (g_utf8_validate (once, -1, NULL));
      if (!g_str_equal (once, twice))
        g_test_message ("U+%04X: “%s” becomes “%s”", character, once, twice);
      g_assert_cmpstr (once, ==, twice);
    }
}

/* What people see as the same is the same, however it is encoded. */
static void
test_fold_is_blind_to_normalization (void)
{
  static const GNormalizeMode modes[] = { G_NORMALIZE_NFC, G_NORMALIZE_NFD, G_NORMALIZE_NFKC, G_NORMALIZE_NFKD };
  const char *text = "Ångström Việt Nam ガイド 한국어 ﬁ हिन्दी बড় ό İ ẛ̣ ශ්‍රී";
  g_autofree char *expected = rail_search_text_fold (text);

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *normal = g_utf8_normalize (text, -1, modes[i]);

      assert_fold (normal, expected);
    }
}

/* ---- tokens ---- */

static void
test_tokens_of_plain_words (void)
{
  assert_tokens ("Give feedback, now. (“Later”)", "give feedback now later ");
  assert_tokens ("", "");
  assert_tokens ("  \n ?! -- ... & + # ", "");
}

static void
test_tokens_as_typed (void)
{
  assert_tokens ("1:1", "1:1 1 1 ");
  assert_tokens ("Q&A", "q&a qa q a ");
  assert_tokens ("C++ c# .NET", "c c++ c c# net .net ");
  assert_tokens ("e-mail", "e-mail email e mail ");
  assert_tokens ("don’t don't", "don't dont don t don't dont don t ");
  assert_tokens ("one-to-one", "one-to-one onetoone one to one ");
  assert_tokens ("u.s.", "u.s us u s ");
  assert_tokens ("node.js 24/7 snake_case", "node.js node js 24/7 24 7 snake_case snake case ");
  assert_tokens ("c/c++", "c/c++ c c c++ ");
}

/* "1-1" is not eleven. */
static void
test_numbers_are_not_squeezed (void)
{
  assert_tokens ("1-1 2.5", "1-1 1 1 2.5 2 5 ");
}

static void
test_only_single_connectors_connect (void)
{
  assert_tokens ("and...so wait--what http://x", "and so wait what http x ");
  assert_tokens ("- a -b c-", "a b c ");
  assert_tokens ("...and .5", "and 5 ");
  assert_tokens ("a+b google+ c+++", "a+b a b google google+ c c++ ");
}

static void
test_runs_without_spaces_are_pairs (void)
{
  assert_tokens ("東京都", "東京 京都 都 ");
  assert_tokens ("東", "東 ");
  assert_tokens ("東、京", "東 京 ");
  assert_tokens ("3月のA", "3 月の の a ");
  assert_tokens ("ｶﾞｲﾄﾞ", "ガイ イド ド ");
  assert_tokens ("한국어", "한국 국어 어 ");
  assert_tokens ("ทำงาน", "ทํ ํา าง งา าน น ");
  assert_tokens ("サーバー", "サー ーバ バー ー ");
}

static void
test_long_words_are_cut (void)
{
  g_autofree char *word = g_strnfill (1000, 'a');
  g_autofree char *compound = g_strconcat (word, "-B", NULL);
  g_autofree char *cut = g_strnfill (RAIL_SEARCH_MAX_TOKEN_CHARS, 'a');
  g_autofree char *expected = g_strconcat (cut, " ", NULL);
  g_autofree char *expected_compound = g_strconcat (cut, " ", cut, " ", cut, " b ", NULL);

  assert_tokens (word, expected);
  assert_tokens (compound, expected_compound);
}

static void
test_too_many_parts_are_just_words (void)
{
  assert_tokens ("a-b-c-d-e-f-g-h-i-j", "a b c d e f g h i j ");
}

static void
test_tokens_of_broken_text (void)
{
  assert_tokens ("bad\xff\xfeutf \xc3", "bad utf ");
  assert_tokens ("\xed\xa0\x80 \xf4\x90\x80\x80x\xe2\x82", "x ");
  assert_tokens ("a\001b", "a b ");
}

/* Plain ASCII takes a shorter way through the reader; it must lead to the same place as full-width letters, which do not take it. */
static void
test_short_way_and_long_way_agree (void)
{
  static const char alphabet[] = "aZ09  .-':&/+_#,(\"";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GString) narrow = g_string_new (NULL);
      g_autoptr (GString) wide = g_string_new (NULL);
      g_autofree char *tokens = NULL;

      for (int i = g_rand_int_range (rand, 1, 14); i > 0; i--)
        {
          char character = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];

          g_string_append_c (narrow, character);
          if (character == ' ')
            g_string_append_c (wide, ' ');
          else
            g_string_append_unichar (wide, 0xfee0 + (gunichar) character);
        }
      tokens = dup_tokens (narrow->str);
      assert_tokens (wide->str, tokens);
    }
}

/* The tokenizer of the index splits at spaces and nowhere else. */
static void
assert_token_characters (const char *tokens)
{
  for (const char *at = tokens; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_assert_true (character == ' ' || character >= 0x80 || g_ascii_isalnum ((char) character) || strchr ("-:&'./+_#", (int) character) != NULL);
      g_assert_false (g_unichar_iscntrl (character));
      g_assert_true (character == ' ' || !g_unichar_isspace (character));
    }
}

static void
test_tokens_hold_no_separator (void)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *tokens = NULL;

  for (gunichar character = 1; character < 0x30000; character++)
    {
      if (!g_unichar_validate (character))
        continue;
      g_string_append_c (all, 'x');
      g_string_append_unichar (all, character);
    }
  tokens = dup_tokens (all->str);
  g_assert_true (g_utf8_validate (tokens, -1, NULL));
  assert_token_characters (tokens);
}

/* What is typed from a text is found in it: each chunk of the query by a token of the text. */
static void
test_query_agrees_with_index (void)
{
  static const char *const texts[] = { "1:1", "Q&A with the board", "C++ and C#", ".NET", "e-mail", "don’t", "東京都のガイド", "ทำงานที่บ้าน", "한국어", "हिन्दी", "u.s. vs U.K.", "one-to-one", "c/c++" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *tokens = dup_tokens (texts[i]);
      g_autofree char *padded = g_strconcat (" ", tokens, NULL);
      g_autoptr (GPtrArray) words = rail_search_text_split_query (texts[i]);

      g_assert_cmpuint (words->len, >, 0);
      for (guint j = 0; j < words->len; j++)
        {
          const RailSearchWord *word = g_ptr_array_index (words, j);
          g_autofree char *whole = g_strconcat (" ", word->token, " ", NULL);

          g_assert_nonnull (strstr (padded, whole));
        }
    }
}

/* ---- queries ---- */

static void
test_query_of_words (void)
{
  assert_query ("Give FEEDback", "0:give* 1:feedback*");
  assert_query ("", "");
  assert_query (" \"*()^ AND: ", "0:and*");
  assert_query ("give give Give", "0:give*");
}

static void
test_query_of_compounds (void)
{
  assert_query ("1:1", "0:1:1*j");
  assert_query ("1:", "0:1*");
  assert_query ("q&a", "0:q&a*j 0:qaj");
  assert_query ("e-mail", "0:e-mail*j 0:email*j 0:e* 0:mail*");
  assert_query ("c++", "0:c++*");
  assert_query ("c+", "0:c+*");
  assert_query (".net", "0:.net*j 0:net*");
  assert_query ("google+", "0:google+*j 0:google*");
  assert_query ("e-mail mail", "0:e-mail*j 0:email*j 0:e* 0:mail* 1:mail*");
  assert_query ("e-mail e-mail x", "0:e-mail*j 0:email*j 0:e* 0:mail* 1:x*");
  assert_query ("a-b-c-d-e-f-g-h-i", "0:a* 0:b* 0:c* 0:d* 0:e* 0:f* 0:g* 0:h* 1:i*");
}

static void
test_query_of_pairs (void)
{
  assert_query ("東京都", "0:東京 1:京都");
  assert_query ("東", "0:東*");
  assert_query ("ガイド guide", "0:ガイ 1:イド 2:guide*");
}

static void
test_query_is_short (void)
{
  g_autoptr (GString) typed = g_string_new (NULL);
  g_autoptr (GPtrArray) words = NULL;

  for (guint i = 0; i < 15; i++)
    g_string_append_printf (typed, "w%u ", i);
  /* Four words that must not be taken apart by the limit, and one that would still fit. */
  g_string_append (typed, "e-mail last");
  words = rail_search_text_split_query (typed->str);
  g_assert_cmpuint (words->len, ==, 15);

  g_string_set_size (typed, 0);
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (typed, "w%u ", i);
  g_clear_pointer (&words, g_ptr_array_unref);
  words = rail_search_text_split_query (typed->str);
  g_assert_cmpuint (words->len, ==, 16);
}

/* ---- highlights ---- */

static void
test_marks_words_and_beginnings (void)
{
  assert_marked ("feed", "Give feedback", "Give [feed]back");
  assert_marked ("give feedback", "Give feedback", "[Give] [feedback]");
  assert_marked ("eed", "Give feedback", "Give feedback");
  assert_marked ("f feed", "feedback", "[feed]back");
  assert_marked ("", "feedback", "feedback");
  assert_marked ("feed", "", "");
}

static void
test_marks_the_bytes_that_are_shown (void)
{
  assert_marked ("cafe", "le Café", "le [Café]");
  assert_marked ("cafe", "le cafe\xcc\x81s", "le [cafe\xcc\x81]s");
  assert_marked ("caf", "cafe\xcc\x81", "[caf]e\xcc\x81");
  assert_marked ("f", "ﬁnance", "[ﬁ]nance");
  assert_marked ("stras", "Straße", "[Straß]e");
  assert_marked ("ist", "İstanbul", "[İst]anbul");
  assert_marked ("lodz", "w Łodzi", "w [Łodz]i");
  assert_marked ("cooperate", "co\xc2\xadoperate", "[co\xc2\xadoperate]");
  assert_marked ("हन", "हिन्दी", "हिन्दी");
  assert_marked ("ह", "हिन्दी", "[हि]न्दी");
}

static void
test_marks_compounds (void)
{
  assert_marked ("1:1", "The 1:1, 1 on 1", "The [1:1], 1 on 1");
  assert_marked ("e-mail", "Every email, each e-mail", "Every [email], each [e-mail]");
  assert_marked ("ema", "an e-mail", "an [e-ma]il");
  assert_marked ("mail", "an e-mail", "an e-[mail]");
  assert_marked ("c++", "c, C++", "c, [C++]");
  assert_marked (".net", "(.NET) net", "([.NET]) [net]");
  assert_marked ("dont", "Don’t", "[Don’t]");
  assert_marked ("qa", "Q&A", "[Q&A]");
}

static void
test_marks_runs (void)
{
  assert_marked ("東京都", "新東京都庁", "新[東京都]庁");
  assert_marked ("京", "東京", "東[京]");
  assert_marked ("ガイド", "新ｶﾞｲﾄﾞ集", "新[ｶﾞｲﾄﾞ]集");
  assert_marked ("東京", "東、京", "東、京");
}

static void
test_marks_are_in_order_and_apart (void)
{
  static const char alphabet[] = "ab-' .é";
  g_autoptr (GRand) rand = g_rand_new_with_seed (4711);
  g_autoptr (GPtrArray) words = rail_search_text_split_query ("a ab e-a b-a aé a-b-a");

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GArray) spans = NULL;
      gsize end = 0;

      for (int i = g_rand_int_range (rand, 0, 30); i > 0; i--)
        g_string_append_unichar (text, g_utf8_get_char (g_utf8_offset_to_pointer (alphabet, g_rand_int_range (rand, 0, 7))));
      spans = rail_search_text_find (text->str, words);
      for (guint i = 0; i < spans->len; i++)
        {
          const RailSearchSpan *span = &g_array_index (spans, RailSearchSpan, i);

          g_assert_cmpuint (span->length, >, 0);
          g_assert_true (i == 0 || span->start > end);
          end = span->start + span->length;
          g_assert_cmpuint (end, <=, text->len);
          g_assert_true (g_utf8_validate_len (text->str + span->start, span->length, NULL));
        }
    }
}

/* ---- floods ---- */

static char *
repeat (const char *piece,
        gsize bytes)
{
  GString *text = g_string_sized_new (bytes);

  while (text->len < bytes)
    g_string_append (text, piece);

  return g_string_free (text, FALSE);
}

/* Two megabytes of what would be quadratic if anything were; that takes minutes where it is. */
static void
test_floods_are_read_once (void)
{
  static const char *const pieces[] = { "\xcc\x81", "a\xcc\x81\xcc\xa3", "a-", "-", "a", "東", "+", ".", "か\xe3\x82\x99", "\xe3\x82\x99", "\xe1\x85\xa1", "ﷺ", "\xff", "#", " ", "e-mail ", "\xd9\x90" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *flood = repeat (pieces[i], 2 * 1024 * 1024);
      g_autofree char *text = g_strconcat ("a", flood, NULL);
      g_autofree char *tokens = dup_tokens (text);
      g_autofree char *folded = rail_search_text_fold (text);
      g_autoptr (GPtrArray) words = rail_search_text_split_query (text);
      g_autoptr (GArray) spans = rail_search_text_find (text, words);

      g_assert_cmpuint (words->len, <=, 16);
      g_assert_cmpuint (words->len, >, 0);
      g_assert_cmpuint (spans->len, >, 0);
      /* No character holds more bytes than its expansion, no token comes more than three times. */
      g_assert_cmpuint (strlen (tokens), <=, strlen (text) * 16 + 16);
      g_assert_cmpuint (strlen (folded), <=, strlen (text) * 16);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/search-text/fold/forgives-case-accents-and-special-letters", test_fold_forgives);
  g_test_add_func ("/search-text/fold/makes-white-space-one-space", test_fold_of_white_space);
  g_test_add_func ("/search-text/fold/keeps-punctuation", test_fold_keeps_punctuation);
  g_test_add_func ("/search-text/fold/drops-what-is-not-seen", test_fold_drops_what_is_not_seen);
  g_test_add_func ("/search-text/fold/keeps-vowel-signs", test_fold_keeps_vowel_signs);
  g_test_add_func ("/search-text/fold/reads-all-digits", test_fold_of_digits);
  g_test_add_func ("/search-text/fold/keeps-kana-and-hangul-as-people-read-them", test_fold_of_kana_and_hangul);
  g_test_add_func ("/search-text/fold/is-stable-for-every-character", test_fold_of_every_character_is_stable);
  g_test_add_func ("/search-text/fold/is-blind-to-normalization", test_fold_is_blind_to_normalization);
  g_test_add_func ("/search-text/tokens/are-words", test_tokens_of_plain_words);
  g_test_add_func ("/search-text/tokens/stand-as-typed-beside-their-parts", test_tokens_as_typed);
  g_test_add_func ("/search-text/tokens/do-not-squeeze-numbers", test_numbers_are_not_squeezed);
  g_test_add_func ("/search-text/tokens/are-connected-by-single-connectors", test_only_single_connectors_connect);
  g_test_add_func ("/search-text/tokens/are-pairs-where-nobody-writes-spaces", test_runs_without_spaces_are_pairs);
  g_test_add_func ("/search-text/tokens/are-cut", test_long_words_are_cut);
  g_test_add_func ("/search-text/tokens/are-just-words-where-parts-are-many", test_too_many_parts_are_just_words);
  g_test_add_func ("/search-text/tokens/survive-broken-text", test_tokens_of_broken_text);
  g_test_add_func ("/search-text/tokens/are-the-same-on-the-short-way", test_short_way_and_long_way_agree);
  g_test_add_func ("/search-text/tokens/hold-no-separator", test_tokens_hold_no_separator);
  g_test_add_func ("/search-text/tokens/hold-what-is-typed-from-their-text", test_query_agrees_with_index);
  g_test_add_func ("/search-text/query/is-words-once-each", test_query_of_words);
  g_test_add_func ("/search-text/query/offers-compounds-and-their-parts", test_query_of_compounds);
  g_test_add_func ("/search-text/query/asks-for-pairs", test_query_of_pairs);
  g_test_add_func ("/search-text/query/ends-after-sixteen-words", test_query_is_short);
  g_test_add_func ("/search-text/find/marks-words-and-what-was-typed-of-them", test_marks_words_and_beginnings);
  g_test_add_func ("/search-text/find/marks-the-bytes-that-are-shown", test_marks_the_bytes_that_are_shown);
  g_test_add_func ("/search-text/find/marks-compounds", test_marks_compounds);
  g_test_add_func ("/search-text/find/joins-pairs", test_marks_runs);
  g_test_add_func ("/search-text/find/is-in-order-and-apart", test_marks_are_in_order_and_apart);
  g_test_add_func ("/search-text/floods/are-read-once", test_floods_are_read_once);

  return g_test_run ();
}
