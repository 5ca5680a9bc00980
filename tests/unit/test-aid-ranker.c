/* What makes an aid be about a question, and how digests are remembered. */

#include "config.h"

#include "coach/aid-ranker.h"

#include <string.h>

#include "coach/digest-cache.h"
#include "coach/index-counts.h"
#include "base/problem.h"
#include "library/aid-parser.h"

#define ACCURACY 1e-9

static RailAid *
make_aid (const char *kind,
          const char *title,
          const char *keywords,
          const char *body)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autofree char *text = g_strdup_printf ("---\ntitle: %s\nkind: %s\ntask: Do it\nowner: somebody\nreviewed: 2026-10-01\nkeywords: [%s]\n---\n%s\n", title, kind, keywords, body);
  RailAid *aid = rail_aid_parse ("org.example.one", "aid", "aid.md", text, strlen (text), problems);

  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", ((const RailProblem *) g_ptr_array_index (problems, i))->message);
  g_assert_nonnull (aid);
  return aid;
}

/* RailAidDigest. */
static GPtrArray *
make_library (void)
{
  static const char *const titles[] = { "Angry customers", "Quiet customers", "Printers", "Customers and printers" };
  GPtrArray *digests = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_digest_unref);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (RailAid) aid = make_aid ("note", titles[i], "thing", "Some words.");

      g_ptr_array_add (digests, rail_aid_digest_new (aid));
    }

  return digests;
}

static RailAidRanker *
make_ranker (const char *question,
             GPtrArray *digests)
{
  RailAidRanker *ranker = rail_aid_ranker_new (question);

  rail_aid_ranker_learn_lengths (ranker, digests);
  rail_aid_ranker_learn_rarity (ranker, digests);

  return ranker;
}

static double
rate (const RailAidRanker *ranker,
      GPtrArray *digests,
      guint i)
{
  return rail_aid_ranker_rate (ranker, g_ptr_array_index (digests, i), NULL);
}

static void
test_rare_words_tell_more (void)
{
  g_autoptr (GPtrArray) digests = make_library ();
  g_autoptr (RailAidRanker) ranker = make_ranker ("my angry customer", digests);

  g_assert_cmpfloat (rate (ranker, digests, 0), >, 1.5 * rate (ranker, digests, 1));
  g_assert_cmpfloat (rate (ranker, digests, 1), >, 0);
  g_assert_cmpfloat_with_epsilon (rate (ranker, digests, 2), 0, ACCURACY);
}

/* In the title, in a keyword, in the text. */
static void
test_where_it_stands (void)
{
  g_autoptr (RailAid) title = make_aid ("note", "Zebra", "thing", "Some words.");
  g_autoptr (RailAid) keyword = make_aid ("note", "Animal", "zebra", "Some words.");
  g_autoptr (RailAid) text = make_aid ("note", "Animal", "thing", "Zebra words.");
  g_autoptr (RailAid) coach = make_aid ("coach", "Zebra", "thing", "## Opener\n\nWords.\n\n## Questions\n\n- What?\n\n## Next step\n\n- [ ] Go.\n\n## Guardrails\n\n- None.");
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_digest_unref);
  g_autoptr (RailAidRanker) ranker = NULL;

  g_ptr_array_add (digests, rail_aid_digest_new (title));
  g_ptr_array_add (digests, rail_aid_digest_new (keyword));
  g_ptr_array_add (digests, rail_aid_digest_new (text));
  g_ptr_array_add (digests, rail_aid_digest_new (coach));
  ranker = make_ranker ("zebras", digests);
  g_assert_cmpfloat (rate (ranker, digests, 0), >, rate (ranker, digests, 2));
  g_assert_cmpfloat (rate (ranker, digests, 1), >, rate (ranker, digests, 2));
  g_assert_cmpfloat (rate (ranker, digests, 2), >, 0);
  g_assert_cmpfloat (rate (ranker, digests, 3), <, rate (ranker, digests, 0));
  g_assert_cmpfloat (rail_aid_ranker_rate_piece (ranker, "Zebras", "words"), >, rail_aid_ranker_rate_piece (ranker, "words", "Zebras"));
  g_assert_cmpfloat_with_epsilon (rail_aid_ranker_rate_piece (ranker, "", ""), 0, ACCURACY);
}

static double
cover (const RailAidRanker *ranker,
       GPtrArray *digests,
       guint i)
{
  double covered = 0;

  rail_aid_ranker_rate (ranker, g_ptr_array_index (digests, i), &covered);
  return covered;
}

static void
test_enough (void)
{
  g_autoptr (GPtrArray) digests = make_library ();
  g_autoptr (RailAidRanker) short_one = make_ranker ("angry?", digests);
  g_autoptr (RailAidRanker) half = make_ranker ("angry hippopotamus", digests);
  g_autoptr (RailAidRanker) chance = make_ranker ("carbonara for twelve angry hippopotamuses with pesto and parmesan", digests);
  g_autoptr (RailAidRanker) nothing = make_ranker ("", digests);
  g_autoptr (RailAidRanker) function_words = make_ranker ("how do the of it", digests);

  g_assert_true (rail_aid_ranker_is_enough (short_one, cover (short_one, digests, 0)));
  g_assert_false (rail_aid_ranker_is_enough (short_one, cover (short_one, digests, 1)));
  g_assert_false (rail_aid_ranker_is_enough (half, cover (half, digests, 0)));
  g_assert_false (rail_aid_ranker_is_enough (chance, cover (chance, digests, 0)));
  g_assert_false (rail_aid_ranker_is_enough (nothing, cover (nothing, digests, 0)));
  g_assert_false (rail_aid_ranker_is_enough (function_words, cover (function_words, digests, 2)));
}

static guint
count_cb (const char *token,
          gpointer user_data)
{
  ++*(guint *) user_data;

  return g_str_equal (token, "customers") ? 50000 : 3;
}

/* Function words are not counted. */
static void
test_counts (void)
{
  g_autoptr (GPtrArray) digests = make_library ();
  g_autoptr (RailAidRanker) ranker = rail_aid_ranker_new ("the angry customers");
  guint n_counted = 0;

  rail_aid_ranker_learn_counts (ranker, 100000, count_cb, &n_counted);
  g_assert_cmpuint (n_counted, ==, 2);
  g_assert_cmpfloat (cover (ranker, digests, 0), >, 5 * cover (ranker, digests, 1));
}

static void
test_long_questions (void)
{
  g_autoptr (GPtrArray) digests = make_library ();
  g_autoptr (GString) question = g_string_new ("angry ");
  g_autoptr (RailAidRanker) ranker = NULL;

  for (guint i = 0; i < 10 * RAIL_AID_RANKER_MAX_TERMS; i++)
    g_string_append_printf (question, "w%uw ", i);
  g_string_append (question, "printers");
  ranker = make_ranker (question->str, digests);
  g_assert_cmpfloat (rate (ranker, digests, 0), >, 0);
  g_assert_cmpfloat_with_epsilon (rate (ranker, digests, 2), 0, ACCURACY);
  g_assert_cmpfloat_with_epsilon (rail_aid_ranker_rate_piece (ranker, "", "printers"), 0, ACCURACY);
}

typedef struct
{
  RailAid *whole; /* NULL: it cannot be read */
  guint n_loads;
} Disk;

static RailAid *
load_cb (guint i,
         gpointer user_data)
{
  Disk *disk = user_data;

  disk->n_loads++;
  return disk->whole != NULL ? rail_aid_ref (disk->whole) : NULL;
}

static void
test_cache (void)
{
  g_autoptr (RailAid) whole = make_aid ("note", "Zebra", "thing", "Hippopotamus.");
  g_autoptr (RailAid) front = rail_aid_copy_without_body (whole);
  g_autoptr (RailDigestCache) cache = rail_digest_cache_new ();
  g_autoptr (GPtrArray) aids = g_ptr_array_new ();
  g_autoptr (GPtrArray) without = NULL;
  g_autoptr (GPtrArray) with = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) anew = NULL;
  Disk disk = { NULL, 0 };

  g_ptr_array_add (aids, front);
  without = rail_digest_cache_dup_all (cache, aids, load_cb, &disk);
  disk.whole = whole;
  with = rail_digest_cache_dup_all (cache, aids, load_cb, &disk);
  again = rail_digest_cache_dup_all (cache, aids, load_cb, &disk);
  g_assert_cmpuint (disk.n_loads, ==, 2);
  g_assert_cmpuint (((RailAidDigest *) without->pdata[0])->lengths[RAIL_AID_FIELD_TEXT], ==, 0);
  g_assert_cmpuint (((RailAidDigest *) with->pdata[0])->lengths[RAIL_AID_FIELD_TEXT], ==, 1);
  g_assert_true (with->pdata[0] == again->pdata[0]);

  /* Who has left the library is forgotten. */
  g_ptr_array_set_size (aids, 0);
  none = rail_digest_cache_dup_all (cache, aids, load_cb, &disk);
  g_assert_cmpuint (none->len, ==, 0);
  g_ptr_array_add (aids, front);
  anew = rail_digest_cache_dup_all (cache, aids, load_cb, &disk);
  g_assert_cmpuint (disk.n_loads, ==, 3);
}

static void
test_no_index (void)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "nowhere", "library.db", NULL);

  g_assert_null (rail_index_counts_open (path));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/aid-ranker/rare-words-tell-more", test_rare_words_tell_more);
  g_test_add_func ("/aid-ranker/where-a-word-stands-counts", test_where_it_stands);
  g_test_add_func ("/aid-ranker/what-is-enough-for-an-answer", test_enough);
  g_test_add_func ("/aid-ranker/counts-of-a-large-library", test_counts);
  g_test_add_func ("/aid-ranker/long-questions-are-cut", test_long_questions);
  g_test_add_func ("/digest-cache/reads-each-aid-once", test_cache);
  g_test_add_func ("/index-counts/no-index", test_no_index);

  return g_test_run ();
}
