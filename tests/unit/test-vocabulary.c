#include <string.h>

#include "search/vocabulary.h"

static RailVocabulary *
make_vocabulary (const char *const *words)
{
  RailVocabulary *vocabulary = rail_vocabulary_new ();

  for (guint i = 0; words[i] != NULL; i++)
    rail_vocabulary_add (vocabulary, words[i], i + 1);

  return vocabulary;
}

static void
assert_near (RailVocabulary *vocabulary,
             const char *word,
             gboolean prefix,
             guint max,
             const char *expected)
{
  g_autoptr (GArray) near = rail_vocabulary_find_near (vocabulary, word, prefix, max, NULL);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < near->len; i++)
    {
      const RailNearWord *at = &g_array_index (near, RailNearWord, i);

      g_string_append_printf (got, "%s%s:%u", i > 0 ? " " : "", at->word, at->distance);
    }
  g_assert_cmpstr (got->str, ==, expected);
}

static void
test_four_mistakes (void)
{
  static const char *const words[] = { "meeting", "agenda", "feedback", "delegate", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "agend", FALSE, 5, "agenda:1");
  assert_near (vocabulary, "aagenda", FALSE, 5, "agenda:1");
  assert_near (vocabulary, "agenta", FALSE, 5, "agenda:1");
  assert_near (vocabulary, "agneda", FALSE, 5, "agenda:1");
  assert_near (vocabulary, "agxnda", FALSE, 5, "agenda:1");
  assert_near (vocabulary, "gaenda", FALSE, 5, "agenda:1");
  assert_near (vocabulary, "agned", FALSE, 5, "");
  assert_near (vocabulary, "feedabkc", FALSE, 5, "feedback:2");
  assert_near (vocabulary, "fedbak", FALSE, 5, "");
  assert_near (vocabulary, "deelgaet", FALSE, 5, "delegate:2");
}

/* What is written down, and read in parts, is the same. */
static void
test_as_text (void)
{
  static const char *const words[] = { "agenda", "delegate", "feedback", "feedbacks", "straße", "straßen", "zug", NULL };
  g_autoptr (RailVocabulary) written = make_vocabulary (words);
  g_autoptr (RailVocabulary) vocabulary = rail_vocabulary_new ();

  for (guint first = 0; first < 9; first += 2)
    {
      g_autofree char *part = rail_vocabulary_dup_words (written, first, 2);

      rail_vocabulary_add_words (vocabulary, part);
    }

  g_assert_cmpuint (rail_vocabulary_get_size (vocabulary), ==, 7);
  assert_near (vocabulary, "feedbakc", FALSE, 5, "feedback:1 feedbacks:2");
  assert_near (vocabulary, "feedbakcs", FALSE, 5, "feedbacks:1 feedback:2");
  assert_near (vocabulary, "strase", FALSE, 5, "straße:1");
  assert_near (vocabulary, "stroße", TRUE, 5, "straßen:1 straße:1");
}

static void
test_spoilt_text (void)
{
  g_autoptr (RailVocabulary) vocabulary = rail_vocabulary_new ();

  rail_vocabulary_add_words (vocabulary, "3 zebra\n2 agenda\n\nword\n7\n7 \n1 inv\xc3lid\n99999999999999999999 delegate\n5 agenda\n4 unended");
  rail_vocabulary_add_words (vocabulary, "");
  rail_vocabulary_add_words (vocabulary, "1 zebras\n");

  g_assert_cmpuint (rail_vocabulary_get_size (vocabulary), ==, 4);
  assert_near (vocabulary, "agendas", FALSE, 5, "agenda:1");
  assert_near (vocabulary, "zebrass", FALSE, 5, "zebras:1");
  assert_near (vocabulary, "delegat", FALSE, 5, "delegate:1");
  assert_near (vocabulary, "unendet", FALSE, 5, "");
}

static void
test_short_words_are_left_alone (void)
{
  static const char *const words[] = { "one", "ones", "cat", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "ont", FALSE, 5, "");
  assert_near (vocabulary, "onet", FALSE, 5, "one:1");
  assert_near (vocabulary, "", FALSE, 5, "");
  assert_near (vocabulary, "", TRUE, 5, "");
}

static void
test_seven_letters_take_one_mistake_and_eight_take_two (void)
{
  static const char *const words[] = { "meeting", "meetings", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "maetixg", FALSE, 5, "");
  assert_near (vocabulary, "maetixgs", FALSE, 5, "meetings:2");
}

static void
test_letters_are_not_bytes (void)
{
  static const char *const words[] = { "привет", "совещание", "ключ", "abcdé", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "приветт", FALSE, 5, "привет:1");
  assert_near (vocabulary, "пирвет", FALSE, 5, "привет:1");
  assert_near (vocabulary, "совещанеи", FALSE, 5, "совещание:1");
  assert_near (vocabulary, "клю", FALSE, 5, "");
  assert_near (vocabulary, "abècdé", FALSE, 5, "abcdé:1");
}

static void
test_beginnings (void)
{
  static const char *const words[] = { "feedback", "feeding", "fed", "meeting", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "feedbc", TRUE, 5, "feedback:1");
  assert_near (vocabulary, "feedbc", FALSE, 5, "");
  assert_near (vocabulary, "meettn", TRUE, 5, "meeting:1");
  assert_near (vocabulary, "fedb", TRUE, 5, "fed:1");
  assert_near (vocabulary, "meett", TRUE, 5, "");
  /* These begin with it as it is. */
  assert_near (vocabulary, "feed", TRUE, 5, "fed:1");
}

/* Who wrote "pension" or "merge" slipped nowhere. */
static void
test_first_letter_counts_twice (void)
{
  static const char *const words[] = { "agenda", "tension", "emergency", "praise", "handover", "unions", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "xgenda", FALSE, 5, "");
  assert_near (vocabulary, "genda", FALSE, 5, "");
  assert_near (vocabulary, "xagenda", FALSE, 5, "");
  assert_near (vocabulary, "pension", TRUE, 5, "");
  assert_near (vocabulary, "mergen", TRUE, 5, "");
  assert_near (vocabulary, "raise", TRUE, 5, "");
  assert_near (vocabulary, "gandover", FALSE, 5, "handover:2");
  assert_near (vocabulary, "xhandover", FALSE, 5, "handover:2");
  assert_near (vocabulary, "andoverx", FALSE, 5, "");
  /* One of two equal letters is not the first one. */
  assert_near (vocabulary, "aagenda", FALSE, 5, "agenda:1");
  /* Swapped they are one slip like any other. */
  assert_near (vocabulary, "nuions", FALSE, 5, "unions:1");
  assert_near (vocabulary, "ahndover", TRUE, 5, "handover:1");
}

static void
test_short_words_are_mended_inside (void)
{
  static const char *const words[] = { "first", "firs", "firm", "quiet", "kudos", "exceptions", "morning", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "fire", TRUE, 5, "");
  assert_near (vocabulary, "quit", TRUE, 5, "quiet:1");
  assert_near (vocabulary, "kudso", TRUE, 5, "kudos:1");
  assert_near (vocabulary, "kudo", TRUE, 5, "");
  assert_near (vocabulary, "excel", TRUE, 5, "");
  assert_near (vocabulary, "torn", TRUE, 5, "");
}

static void
test_counts_what_begins_so (void)
{
  static const char *const words[] = { "feed", "feedback", "fed", "feeding", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);
  g_autoptr (RailVocabulary) empty = rail_vocabulary_new ();

  g_assert_cmpuint (rail_vocabulary_count (vocabulary, "feed"), ==, 1 + 2 + 4);
  g_assert_cmpuint (rail_vocabulary_count (vocabulary, "feedb"), ==, 2);
  g_assert_cmpuint (rail_vocabulary_count (vocabulary, "fed"), ==, 3);
  g_assert_cmpuint (rail_vocabulary_count (vocabulary, "a"), ==, 0);
  g_assert_cmpuint (rail_vocabulary_count (vocabulary, "zebra"), ==, 0);
  g_assert_cmpuint (rail_vocabulary_count (empty, "fed"), ==, 0);
  rail_vocabulary_add (vocabulary, "feeds", G_MAXUINT);
  g_assert_cmpuint (rail_vocabulary_count (vocabulary, "feed"), ==, G_MAXUINT);
}

static void
test_nearest_then_heaviest (void)
{
  static const char *const words[] = { "planner", "planned", "plannex", "plan", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);

  assert_near (vocabulary, "plannez", FALSE, 5, "plannex:1 planned:1 planner:1");
  assert_near (vocabulary, "plannez", FALSE, 2, "plannex:1 planned:1");
  assert_near (vocabulary, "plannez", FALSE, 0, "");
  assert_near (vocabulary, "planned", FALSE, 5, "plannex:1 planner:1");
}

static void
test_repeated_words_weigh_together (void)
{
  g_autoptr (RailVocabulary) vocabulary = rail_vocabulary_new ();
  g_autoptr (GArray) near = NULL;

  rail_vocabulary_add (vocabulary, "weekly", 3);
  rail_vocabulary_add (vocabulary, "agenda", 1);
  rail_vocabulary_add (vocabulary, "weekly", 4);
  rail_vocabulary_add (vocabulary, "heavier", G_MAXUINT);
  rail_vocabulary_add (vocabulary, "heavier", 2);
  g_assert_cmpuint (rail_vocabulary_get_size (vocabulary), ==, 3);

  near = rail_vocabulary_find_near (vocabulary, "weekli", FALSE, 5, NULL);
  g_assert_cmpuint (near->len, ==, 1);
  g_assert_cmpuint (g_array_index (near, RailNearWord, 0).weight, ==, 7);

  g_clear_pointer (&near, g_array_unref);
  near = rail_vocabulary_find_near (vocabulary, "heavyer", FALSE, 5, NULL);
  g_assert_cmpuint (g_array_index (near, RailNearWord, 0).weight, ==, G_MAXUINT);
}

static void
test_nothing_in_nothing (void)
{
  g_autoptr (RailVocabulary) vocabulary = rail_vocabulary_new ();

  rail_vocabulary_add (vocabulary, "", 1);
  rail_vocabulary_add (vocabulary, "bad\xff", 1);
  g_assert_cmpuint (rail_vocabulary_get_size (vocabulary), ==, 0);
  assert_near (vocabulary, "agenda", FALSE, 5, "");
  assert_near (vocabulary, "bad\xff!", FALSE, 5, "");
}

static void
test_long_words (void)
{
  g_autoptr (RailVocabulary) vocabulary = rail_vocabulary_new ();
  g_autofree char *endless = g_strnfill (5000, 'a');
  g_autofree char *longest = g_strnfill (40, 'a');
  g_autofree char *longer = g_strnfill (41, 'a');
  g_autofree char *longer_by_two = g_strnfill (42, 'a');
  g_autofree char *expected = g_strdup_printf ("%s:1 %s:2", longer, longer_by_two);

  rail_vocabulary_add (vocabulary, endless, 1);
  rail_vocabulary_add (vocabulary, longer, 1);
  rail_vocabulary_add (vocabulary, longer_by_two, 1);
  assert_near (vocabulary, longest, FALSE, 5, expected);
  assert_near (vocabulary, longest, TRUE, 5, "");
  assert_near (vocabulary, longer, TRUE, 5, "");
  assert_near (vocabulary, endless, FALSE, 5, "");
}

static void
test_cancelled (void)
{
  static const char *const words[] = { "agenda", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GArray) near = NULL;

  g_cancellable_cancel (cancellable);
  near = rail_vocabulary_find_near (vocabulary, "agendo", FALSE, 5, cancellable);
  g_assert_cmpuint (near->len, ==, 0);
}

/* ---- against a plain table of distances ---- */

#define MAX_RANDOM 14
#define LONG 6

static guint
measure (const gunichar *a,
         guint n_a,
         const gunichar *b,
         guint n_b,
         gboolean prefix)
{
  guint table[MAX_RANDOM + 1][MAX_RANDOM + 1];
  guint least = G_MAXUINT;

  for (guint i = 0; i <= n_a; i++)
    {
      for (guint j = 0; j <= n_b; j++)
        {
          guint wrong = (i == 1 && j == 1) || (i == n_a && n_a < LONG) ? 2 : 1;

          table[i][j] = MAX (i, j) + (i != j);
          if (i > 0 && j > 0)
            table[i][j] = MIN (table[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? wrong : 0), MIN (table[i - 1][j], table[i][j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            table[i][j] = MIN (table[i][j], table[i - 2][j - 2] + 1);
          if (i == n_a && (prefix || j == n_b))
            least = MIN (least, table[i][j]);
        }
    }

  return least;
}

static char *
make_word (GRand *rand)
{
  static const gunichar alphabet[] = { 'a', 'b', 'c', 0xe9, 0x4e00, 0x1f600 };
  GString *word = g_string_new (NULL);

  for (int i = g_rand_int_range (rand, 1, MAX_RANDOM); i > 0; i--)
    g_string_append_unichar (word, alphabet[g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 3 : 6)]);

  return g_string_free (word, FALSE);
}

/* How many of @words are as near as @distance, by the plain table. */
static guint
count_near (GHashTable *words,
            const char *word,
            gboolean prefix,
            guint limit,
            guint counts[3])
{
  glong n_word;
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (word, -1, &n_word);
  GHashTableIter iter;
  gpointer other;
  guint total = 0;

  memset (counts, 0, 3 * sizeof counts[0]);
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    {
      glong n_other;
      g_autofree gunichar *other_letters = g_utf8_to_ucs4_fast (other, -1, &n_other);
      guint distance = measure (letters, (guint) n_word, other_letters, (guint) n_other, prefix && n_word >= LONG);

      if (distance > 0 && !(prefix && g_str_has_prefix (other, word)) && distance <= limit)
        {
          counts[distance]++;
          total++;
        }
    }

  return total;
}

static void
test_agrees_with_the_plain_table (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (777000);
  g_autoptr (RailVocabulary) vocabulary = rail_vocabulary_new ();
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_found = 0;

  for (guint i = 0; i < 3000; i++)
    {
      char *word = make_word (rand);

      rail_vocabulary_add (vocabulary, word, 1);
      g_hash_table_add (words, word);
    }
  g_assert_cmpuint (rail_vocabulary_get_size (vocabulary), ==, g_hash_table_size (words));

  for (guint round = 0; round < 900; round++)
    {
      g_autofree char *word = make_word (rand);
      glong length = g_utf8_strlen (word, -1);
      guint limit = length < 4 ? 0 : length < 8 ? 1
                                                : 2;
      gboolean prefix = g_rand_boolean (rand);
      g_autoptr (GArray) near = rail_vocabulary_find_near (vocabulary, word, prefix, G_MAXUINT, NULL);
      guint expected[3];
      guint got[3] = { 0 };

      n_found += near->len;
      g_assert_cmpuint (near->len, ==, count_near (words, word, prefix, limit, expected));
      for (guint i = 0; i < near->len; i++)
        {
          const RailNearWord *at = &g_array_index (near, RailNearWord, i);

          g_assert_cmpuint (at->distance, <=, 2);
          got[at->distance]++;
          g_assert_true (g_hash_table_remove (words, at->word));
        }
      for (guint i = 0; i < near->len; i++)
        g_hash_table_add (words, g_strdup (g_array_index (near, RailNearWord, i).word));
      g_assert_cmpmem (got, sizeof got, expected, sizeof expected);
    }
  g_assert_cmpuint (n_found, >, 1000);
}

static gpointer
ask_in_thread (gpointer data)
{
  g_autoptr (RailVocabulary) vocabulary = data;

  for (guint i = 0; i < 200; i++)
    assert_near (vocabulary, "agendo", FALSE, 5, "agenda:1");

  return NULL;
}

static void
test_many_threads_ask_at_once (void)
{
  static const char *const words[] = { "meeting", "agenda", "feedback", NULL };
  g_autoptr (RailVocabulary) vocabulary = make_vocabulary (words);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_in_thread, rail_vocabulary_ref (vocabulary));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vocabulary/finds-the-four-mistakes", test_four_mistakes);
  g_test_add_func ("/vocabulary/words-are-the-same-when-they-were-written-down", test_as_text);
  g_test_add_func ("/vocabulary/what-is-no-line-of-words-is-left-out", test_spoilt_text);
  g_test_add_func ("/vocabulary/leaves-short-words-alone", test_short_words_are_left_alone);
  g_test_add_func ("/vocabulary/allows-two-mistakes-from-eight-letters-on", test_seven_letters_take_one_mistake_and_eight_take_two);
  g_test_add_func ("/vocabulary/counts-letters-not-bytes", test_letters_are_not_bytes);
  g_test_add_func ("/vocabulary/finds-what-it-is-nearly-the-beginning-of", test_beginnings);
  g_test_add_func ("/vocabulary/a-wrong-first-letter-counts-twice", test_first_letter_counts_twice);
  g_test_add_func ("/vocabulary/of-short-words-only-the-inside-is-mended", test_short_words_are_mended_inside);
  g_test_add_func ("/vocabulary/counts-the-words-that-begin-so", test_counts_what_begins_so);
  g_test_add_func ("/vocabulary/ranks-the-nearest-then-the-heaviest", test_nearest_then_heaviest);
  g_test_add_func ("/vocabulary/adds-up-the-weights-of-one-word", test_repeated_words_weigh_together);
  g_test_add_func ("/vocabulary/finds-nothing-in-nothing", test_nothing_in_nothing);
  g_test_add_func ("/vocabulary/takes-words-of-any-length", test_long_words);
  g_test_add_func ("/vocabulary/can-be-cancelled", test_cancelled);
  g_test_add_func ("/vocabulary/agrees-with-the-plain-table", test_agrees_with_the_plain_table);
  g_test_add_func ("/vocabulary/answers-many-threads-at-once", test_many_threads_ask_at_once);

  return g_test_run ();
}
