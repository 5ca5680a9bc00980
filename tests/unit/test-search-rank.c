#include "base/duration.h"
#include "search/search-rank.h"
#include "search/search-text.h"

static gboolean
rank_aid (const char *words,
          const char *title,
          const char *keywords,
          const char *body,
          const RailRankedAid *standing,
          RailRank *rank)
{
  g_autoptr (RailRankedQuery) query = rail_ranked_query_new (words);
  g_autoptr (GString) title_tokens = g_string_new (NULL);
  g_autoptr (GString) keyword_tokens = g_string_new (NULL);
  g_autoptr (GString) body_tokens = g_string_new (NULL);
  RailRankedAid aid = *standing;

  rail_search_text_append_tokens (title_tokens, title);
  rail_search_text_append_tokens (keyword_tokens, keywords);
  rail_search_text_append_tokens (body_tokens, body != NULL ? body : "");
  aid.title_tokens = title_tokens->str;
  aid.keyword_tokens = keyword_tokens->str;
  aid.keywords = keywords;
  aid.body_tokens = body != NULL ? body_tokens->str : NULL;

  return rail_search_rank (query, &aid, rank);
}

static const RailRankedAid ordinary = { .priority = 50, .unused_for = -1 };

static int
score (const char *words,
       const char *title,
       const char *keywords,
       const char *body)
{
  RailRank rank;

  g_assert_true (rank_aid (words, title, keywords, body, &ordinary, &rank));
  return rank.score;
}

static void
test_exact_names (void)
{
  int title = score ("feedback", "Feedback", "", NULL);
  int keyword = score ("feedback", "Tell it", "feedback", NULL);

  g_assert_cmpint (title, >, keyword);
  g_assert_cmpint (keyword, >, score ("feedback", "Feedback that lands", "", NULL));
  g_assert_cmpint (keyword, >, score ("feedback", "Tell it", "feedback form", NULL));
  g_assert_cmpint (score ("feed", "Tell it", "feed", NULL), >, score ("feed", "Feedback", "", NULL));
}

static void
test_whole_words_before_beginnings (void)
{
  int whole = score ("plan", "Plan a day out", "", NULL);
  int beginning = score ("plan", "Planning a day out", "", NULL);

  g_assert_cmpint (whole, >, beginning);
  g_assert_cmpint (beginning, >, score ("plan", "Planetarium for a day", "", NULL));
  g_assert_cmpint (score ("planning", "Planning a day", "", NULL), >, score ("planning", "Planned a day", "", NULL));
}

static void
test_fields (void)
{
  int title = score ("budget", "The budget talk", "money", "x");
  int keyword = score ("budget", "The money talk", "budget talk", "x");
  int body = score ("budget", "The money talk", "money", "budget");

  g_assert_cmpint (title, >, keyword);
  g_assert_cmpint (keyword, >, body);
  g_assert_cmpint (score ("budget", "The money talk", "money", "budget budget budget"), >, body);
  g_assert_cmpint (score ("budget", "The money talk", "money", "budget budget budget budget budget budget"), <, keyword);
}

static void
test_place_in_the_title (void)
{
  g_assert_cmpint (score ("share window", "Share window", "", NULL), >, score ("share window", "Share a window", "", NULL));
  g_assert_cmpint (score ("share window", "Share window now", "", NULL), >, score ("share window", "Window share now", "", NULL));
  g_assert_cmpint (score ("share", "Share it", "", NULL), >, score ("share", "Share it with everybody in the room", "", NULL));
  g_assert_cmpint (score ("share", "Share it all", "", NULL), >, score ("share", "All to share", "", NULL));
}

static void
test_standing (void)
{
  RailRankedAid aid = ordinary;
  RailRank plain, other;

  g_assert_true (rank_aid ("talk", "A talk", "", NULL, &aid, &plain));

  aid.fits_now = TRUE;
  g_assert_true (rank_aid ("talk", "A talk", "", NULL, &aid, &other));
  g_assert_cmpint (other.score, >, plain.score);

  aid = ordinary;
  aid.unused_for = RAIL_HOUR;
  g_assert_true (rank_aid ("talk", "A talk", "", NULL, &aid, &other));
  g_assert_cmpint (other.score, >, plain.score);

  aid.unused_for = 90 * RAIL_DAY;
  g_assert_true (rank_aid ("talk", "A talk", "", NULL, &aid, &other));
  g_assert_cmpint (other.score, ==, plain.score);

  aid = ordinary;
  aid.priority = 80;
  g_assert_true (rank_aid ("talk", "A talk", "", NULL, &aid, &other));
  g_assert_cmpint (other.score, >, plain.score);

  /* Slightly down only: it is still what was asked for. */
  aid = ordinary;
  aid.days_overdue = 400;
  g_assert_true (rank_aid ("talk", "A talk", "", NULL, &aid, &other));
  g_assert_cmpint (other.score, <, plain.score);
  g_assert_cmpint (other.score, >, score ("talk", "Talkative", "", NULL));
}

static void
test_rare_words_weigh_most (void)
{
  g_autoptr (RailRankedQuery) query = rail_ranked_query_new ("meeting payroll");
  RailRankedAid rare = { .title_tokens = "payroll ", .keyword_tokens = "", .keywords = "", .priority = 50, .unused_for = -1 };
  RailRankedAid common = { .title_tokens = "meeting ", .keyword_tokens = "", .keywords = "", .priority = 50, .unused_for = -1 };
  RailRank rare_rank, common_rank;

  ((RailQueryTerm *) g_ptr_array_index (query->terms, 0))->weight = 20;
  ((RailQueryTerm *) g_ptr_array_index (query->terms, 1))->weight = 120;

  g_assert_true (rail_search_rank (query, &rare, &rare_rank));
  g_assert_true (rail_search_rank (query, &common, &common_rank));
  g_assert_cmpint (rare_rank.score, >, common_rank.score + 300);
  g_assert_false (rare_rank.complete);
}

static void
test_says_how (void)
{
  RailRank rank;
  g_autoptr (RailRankedQuery) query = rail_ranked_query_new ("feedb");
  g_autofree char *keyword = NULL;

  g_assert_true (rank_aid ("give feedback", "Give it", "Feedback", NULL, &ordinary, &rank));
  g_assert_cmpint (rank.match, ==, RAIL_SEARCH_BY_TITLE);
  g_assert_true (rank.complete && rank.faithful);

  g_assert_true (rank_aid ("feedback", "Give it", "praise\nFeedback", NULL, &ordinary, &rank));
  g_assert_cmpint (rank.match, ==, RAIL_SEARCH_BY_KEYWORD);

  g_assert_true (rank_aid ("feedback", "Give it", "praise", "some feedback", &ordinary, &rank));
  g_assert_cmpint (rank.match, ==, RAIL_SEARCH_BY_BODY);

  /* Another form of the word answers, but is not what was typed. */
  g_assert_true (rank_aid ("reviewing", "Reviews", "", NULL, &ordinary, &rank));
  g_assert_true (rank.complete && !rank.faithful);

  g_assert_false (rank_aid ("zebra", "Give it", "praise", "some feedback", &ordinary, &rank));

  keyword = rail_search_rank_dup_keyword (query, "praise\nFeedback of two\nfeedback");
  g_assert_cmpstr (keyword, ==, "Feedback of two");
}

static void
test_compounds (void)
{
  RailRank rank;

  g_assert_true (rank_aid ("e-mail", "Sort email", "", NULL, &ordinary, &rank));
  g_assert_true (rank.faithful);
  g_assert_true (rank_aid ("e-mail", "Sort e-mail", "", NULL, &ordinary, &rank));
  g_assert_true (rank.faithful);
  g_assert_true (rank_aid ("1:1", "Hold a 1:1", "", NULL, &ordinary, &rank));
  g_assert_true (rank.faithful);
}

static void
test_endless_titles (void)
{
  g_autoptr (GString) title = g_string_new (NULL);
  RailRank rank;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (title, "word%u ", i);

  g_assert_true (rank_aid ("word1 word2 word3", title->str, title->str, title->str, &ordinary, &rank));
  g_assert_true (rank.complete);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/search-rank/exact-names/come-before-everything", test_exact_names);
  g_test_add_func ("/search-rank/whole-words/come-before-beginnings-and-other-forms", test_whole_words_before_beginnings);
  g_test_add_func ("/search-rank/fields/title-keyword-body", test_fields);
  g_test_add_func ("/search-rank/title/order-place-and-coverage-count", test_place_in_the_title);
  g_test_add_func ("/search-rank/standing/use-fit-priority-and-review-move-a-little", test_standing);
  g_test_add_func ("/search-rank/rarity/a-rare-word-weighs-more", test_rare_words_weigh_most);
  g_test_add_func ("/search-rank/match/says-by-what-it-was-found", test_says_how);
  g_test_add_func ("/search-rank/compounds/are-found-in-any-spelling", test_compounds);
  g_test_add_func ("/search-rank/endless-titles/are-looked-at-in-part", test_endless_titles);

  return g_test_run ();
}
