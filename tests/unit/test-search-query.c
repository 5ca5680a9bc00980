#include "config.h"

#include "search/search-query.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "search/search-hit.h"
#include "search/search-index.h"
#include "testlib/pack-writer.h"

#define PACK "org.example.one"

/* 2026-11-22 */
#define NOW (G_GINT64_CONSTANT (1795348800) * RAIL_SECOND)

typedef struct
{
  ScratchFolder *folder;
  RailSearchIndex *index;
  RailSearchQuery *query;
} Fixture;

typedef struct
{
  const char *aid;
  const char *title;
  const char *keywords;
  const char *body;
} Aid;

static const Aid aids[] = {
  { "open-review", "Open a performance review", "feedback, appraisal", "Say the purpose in one sentence." },
  { "feedback-lands", "Feedback that lands", "praise", "Say what you saw." },
  { "rejection", "Turn a candidate down", "rejection, interview", "Tell them the same day that they did not get the job, and why." },
  { "hand-over", "Hand your work over", "handover, vacation", "Write down who takes what." },
  { "one-to-one", "Hold a one-to-one", "\"1:1\", \"q&a\"", "Ask first." },
  { "mail", "Sort incoming mail", "e-mail, filter", "Make a rule." },
  { "calendar", "Share a calendar", "agenda", "Choose who sees it." },
  { "strasse", "Straßenfest planen", "Größe", "Übergabe der Räume" },
  { "greek", "Αξιολόγηση υπαλλήλου", "αξιολόγηση", "Ρωτήστε" },
  { "turkish", "Işık ve İstanbul toplantısı", "ılık", "çağrı" },
  { "chinese", "绩效评估会议", "反馈", "准备会议记录" },
  { "thai", "การประชุมทีม", "ประชุม", "ถามก่อน" },
  { "arabic", "مراجعة الأداء", "تقييم", "اسأل أولا" },
};

static void
refresh (Fixture *self)
{
  g_autoptr (RailPack) pack = pack_writer_load (self->folder, PACK);
  g_autoptr (GPtrArray) packs = pack_writer_list (pack);
  g_autoptr (GError) error = NULL;

  g_assert_true (rail_search_index_refresh_from_memory (self->index, packs, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = scratch_folder_new ();
  self->index = rail_search_index_open (NULL, &error);
  g_assert_no_error (error);

  pack_writer_begin (self->folder, PACK, 1);
  for (guint i = 0; i < G_N_ELEMENTS (aids); i++)
    pack_writer_add (self->folder, PACK, aids[i].aid, aids[i].title, aids[i].keywords, 50, aids[i].body);
  refresh (self);

  self->query = rail_search_query_new (rail_search_index_get_database (self->index));
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  rail_search_query_free (self->query);
  rail_search_index_close (self->index);
  scratch_folder_free (self->folder);
}

static RailSearchResult *
search_with (Fixture *self,
             const char *words,
             GHashTable *recent,
             GHashTable *fitting)
{
  g_autoptr (RailSearchRequest) request = rail_search_request_new (words, 10, NOW, recent, fitting);
  g_autoptr (GError) error = NULL;
  RailSearchResult *result = rail_search_query_run (self->query, request, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static RailSearchResult *
search (Fixture *self,
        const char *words)
{
  return search_with (self, words, NULL, NULL);
}

static const RailSearchHit *
get_hit (RailSearchResult *result,
         guint i)
{
  g_assert_cmpuint (result->hits->len, >, i);
  return g_ptr_array_index (result->hits, i);
}

static void
assert_first (Fixture *self,
              const char *words,
              const char *aid)
{
  g_autoptr (RailSearchResult) result = search (self, words);

  g_assert_cmpstr (get_hit (result, 0)->aid, ==, aid);
}

static char *
join_aids (RailSearchResult *result)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < result->hits->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", get_hit (result, i)->aid);

  return g_string_free (joined, FALSE);
}

static void
test_exact_keyword (Fixture *self,
                    gconstpointer data)
{
  g_autoptr (RailSearchResult) result = search (self, "feedback");

  g_assert_cmpstr (get_hit (result, 0)->aid, ==, "open-review");
  g_assert_cmpint (get_hit (result, 0)->match, ==, RAIL_SEARCH_BY_KEYWORD);
  g_assert_cmpstr (get_hit (result, 0)->keyword, ==, "feedback");
  g_assert_cmpstr (get_hit (result, 1)->aid, ==, "feedback-lands");
  g_assert_cmpint (get_hit (result, 1)->match, ==, RAIL_SEARCH_BY_TITLE);
  g_assert_null (get_hit (result, 1)->keyword);
}

static void
test_hit_is_complete (Fixture *self,
                      gconstpointer data)
{
  g_autoptr (RailSearchResult) result = search (self, "performance");
  const RailSearchHit *hit = get_hit (result, 0);

  g_assert_cmpstr (hit->pack, ==, PACK);
  g_assert_cmpstr (hit->title, ==, "Open a performance review");
  g_assert_cmpstr (hit->pack_title, ==, "The " PACK);
  g_assert_cmpstr (hit->task, ==, "Do it");
  g_assert_cmpint (hit->kind, ==, RAIL_AID_NOTE);
  g_assert_cmpuint (hit->reading_seconds, >, 0);
  g_assert_cmpint (g_date_get_day (&hit->reviewed), ==, 1);
  g_assert_cmpint (g_date_get_month (&hit->reviewed), ==, G_DATE_OCTOBER);
  g_assert_cmpuint (hit->review_every, ==, 90);
  g_assert_false (result->partial);
  g_assert_null (result->corrected);
}

static void
test_every_word_may_be_a_beginning (Fixture *self,
                                    gconstpointer data)
{
  assert_first (self, "perf rev", "open-review");
  assert_first (self, "rev perf", "open-review");
  assert_first (self, "pe", "open-review");
  assert_first (self, "performanc", "open-review");
  assert_first (self, "inc ma", "mail");
}

static void
test_question (Fixture *self,
               gconstpointer data)
{
  assert_first (self, "how do I tell someone they did not get the job", "rejection");
  assert_first (self, "who takes over my work", "hand-over");
}

static void
test_signs (Fixture *self,
            gconstpointer data)
{
  assert_first (self, "1:1", "one-to-one");
  assert_first (self, "q&a", "one-to-one");
  assert_first (self, "e-mail", "mail");
  assert_first (self, "email", "mail");
  assert_first (self, "one-to-one", "one-to-one");
}

/* What FTS5 would take for its own is nothing but words, or nothing at all. */
static void
test_operators (Fixture *self,
                gconstpointer data)
{
  static const char *const queries[] = {
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    "NEAR(a b, 2)",
    "\"",
    "\"\"",
    "\"*",
    "*",
    "^",
    "^feedback",
    ":",
    "title_tokens:",
    "{title_tokens}:x",
    "-",
    "--",
    "+",
    "(",
    ")",
    "(((",
    "a AND",
    "AND OR NOT NEAR",
    "' OR 1=1 --",
    "feedback*",
    "\"feedback\" *",
    "\\",
    "%",
    "_",
    ";",
    "\x01\x02",
    "\xff\xfe",
    "feed\xff",
    "rowid:1",
    "?1",
    "a\tb\nc",
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (RailSearchResult) result = search (self, queries[i]);

      g_assert_nonnull (result->hits);
    }

  assert_first (self, "\"feedback\" AND lands*", "feedback-lands");
  assert_first (self, "^feedback: -lands", "feedback-lands");
}

static void
test_nothing (Fixture *self,
              gconstpointer data)
{
  static const char *const queries[] = { "", " ", "\t\n", "!!!", "xyzzyqwertz" };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (RailSearchResult) result = search (self, queries[i]);

      g_assert_cmpuint (result->hits->len, ==, 0);
      g_assert_null (result->corrected);
    }
}

static void
test_languages (Fixture *self,
                gconstpointer data)
{
  assert_first (self, "strassenfest", "strasse");
  assert_first (self, "STRASSENF", "strasse");
  assert_first (self, "uber rau", "strasse");
  assert_first (self, "grosse", "strasse");
  assert_first (self, "αξιολογ", "greek");
  assert_first (self, "ΑΞΙΟΛΌΓΗΣΗ", "greek");
  assert_first (self, "istanbul", "turkish");
  assert_first (self, "isik", "turkish");
  assert_first (self, "İSTANBUL", "turkish");
  assert_first (self, "会议", "chinese");
  assert_first (self, "绩效评估", "chinese");
  assert_first (self, "ประชุม", "thai");
  assert_first (self, "مراجعة", "arabic");
  assert_first (self, "pe\xcc\x81rformance", "open-review");
}

/* "评估记录" shares pairs with the aid, but not all. */
static void
test_pairs (Fixture *self,
            gconstpointer data)
{
  g_autoptr (RailSearchResult) all = search (self, "评估会议");
  g_autoptr (RailSearchResult) none = search (self, "天气预报");

  g_assert_cmpstr (get_hit (all, 0)->aid, ==, "chinese");
  g_assert_cmpuint (none->hits->len, ==, 0);
}

static void
test_typo (Fixture *self,
           gconstpointer data)
{
  g_autoptr (RailSearchResult) result = search (self, "perfomance reveiw");
  g_autoptr (RailSearchResult) shared = search (self, "calender");

  g_assert_cmpstr (get_hit (result, 0)->aid, ==, "open-review");
  g_assert_cmpint (get_hit (result, 0)->match, ==, RAIL_SEARCH_BY_TYPO);
  g_assert_cmpstr (result->corrected, ==, "performance review");
  g_assert_cmpstr (get_hit (shared, 0)->aid, ==, "calendar");
  g_assert_cmpstr (shared->corrected, ==, "calendar");
}

/* Until the words are written down, and where they never were, nothing is mended; what was typed is still found. */
static void
test_without_words (Fixture *self,
                    gconstpointer data)
{
  RailDatabase *database = rail_search_index_get_database (self->index);
  g_autoptr (RailSearchResult) without = NULL;
  g_autoptr (RailSearchResult) with = NULL;

  g_assert_true (rail_database_execute (database, "DELETE FROM vocabulary; UPDATE meta SET words_generation = -1", NULL));
  without = search (self, "celendar");
  g_assert_cmpuint (without->hits->len, ==, 0);
  assert_first (self, "calendar", "calendar");

  refresh (self);
  with = search (self, "celendar");
  g_assert_cmpstr (get_hit (with, 0)->aid, ==, "calendar");
}

/* The words of an aid that came later are known, too. */
static void
test_new_words (Fixture *self,
                gconstpointer data)
{
  g_autoptr (RailSearchResult) before = search (self, "zepellin");
  g_autoptr (RailSearchResult) after = NULL;

  g_assert_cmpuint (before->hits->len, ==, 0);
  pack_writer_add (self->folder, PACK, "airship", "Board a zeppelin", "x", 0, "Mind the step.");
  refresh (self);
  after = search (self, "zepellin");

  g_assert_cmpstr (get_hit (after, 0)->aid, ==, "airship");
}

/* Five bodies hold both words; twenty titles hold one of them and something like the other. */
static void
test_rare_words_are_all_shown (Fixture *self,
                               gconstpointer data)
{
  g_autoptr (RailSearchResult) result = NULL;
  guint n = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *near = g_strdup_printf ("near-%02u", i);
      g_autofree char *title = g_strdup_printf ("Gondola wrapped %02u", i);

      pack_writer_add (self->folder, PACK, near, title, "x", 0, "Nothing.");
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *right = g_strdup_printf ("right-%02u", i);
      g_autofree char *title = g_strdup_printf ("Something else %02u", i);

      pack_writer_add (self->folder, PACK, right, title, "x", 0, "A gondola needs wrapping.");
    }
  refresh (self);
  result = search (self, "gondola wrapping");

  for (guint i = 0; i < result->hits->len; i++)
    n += g_str_has_prefix (get_hit (result, i)->aid, "right-");
  g_assert_cmpuint (result->hits->len, ==, 10);
  g_assert_cmpuint (n, ==, 5);
  g_assert_true (g_str_has_prefix (get_hit (result, 0)->aid, "near-"));
}

static void
test_as_spelt (Fixture *self,
               gconstpointer data)
{
  g_autoptr (RailSearchRequest) request = rail_search_request_new ("perfomance reveiw calendar", 10, NOW, NULL, NULL);
  g_autoptr (RailSearchResult) result = NULL;

  request->as_spelt = TRUE;
  result = rail_search_query_run (self->query, request, NULL, NULL);

  g_assert_cmpstr (get_hit (result, 0)->aid, ==, "calendar");
  g_assert_null (result->corrected);
  for (guint i = 0; i < result->hits->len; i++)
    {
      g_assert_cmpint (get_hit (result, i)->match, !=, RAIL_SEARCH_BY_TYPO);
      g_assert_cmpstr (get_hit (result, i)->aid, !=, "open-review");
    }
}

/* In a small library every word that tells is rare: that it stands somewhere, or begins a word, is enough. */
static void
test_rare_words_stay (Fixture *self,
                      gconstpointer data)
{
  static const char *const queries[] = { "merge", "merg", "mail merge", "perf merge", "snip", "merge perf" };

  pack_writer_add (self->folder, PACK, "mail-merge", "Perfect a mail merge", "snip", 0, "Letters.");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *aid = g_strdup_printf ("near-%02u", i);

      pack_writer_add (self->folder, PACK, aid, "The verge of a margin", "skip", 0, "Perform a male image.");
    }
  refresh (self);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (RailSearchResult) result = search (self, queries[i]);

      g_assert_cmpstr (get_hit (result, 0)->aid, ==, "mail-merge");
      g_assert_null (result->corrected);
      g_assert_null (result->unknown);
      for (guint j = 0; j < result->hits->len; j++)
        g_assert_cmpint (get_hit (result, j)->match, !=, RAIL_SEARCH_BY_TYPO);
    }
}

static void
test_what_was_replaced_is_said (Fixture *self,
                                gconstpointer data)
{
  g_autoptr (RailSearchResult) one = search (self, "perfomance review");
  g_autoptr (RailSearchResult) both = search (self, "perfomance reveiw");
  g_autoptr (RailSearchResult) none = search (self, "performance review");

  g_assert_cmpstr (one->corrected, ==, "performance review");
  g_assert_cmpstr (one->unknown, ==, "perfomance");
  g_assert_cmpstr (one->replaced, ==, "performance");
  g_assert_cmpstr (both->unknown, ==, "perfomance reveiw");
  g_assert_cmpstr (both->replaced, ==, "performance review");
  g_assert_null (none->corrected);
  g_assert_null (none->unknown);
  g_assert_null (none->replaced);
}

/* The commoner one is likelier, but no aid has it beside the other word. */
static void
test_what_the_first_has_is_said (Fixture *self,
                                 gconstpointer data)
{
  g_autoptr (RailSearchResult) result = NULL;

  pack_writer_add (self->folder, PACK, "gondola", "Gondola latches", "x", 0, "Nothing.");
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *aid = g_strdup_printf ("near-%02u", i);

      pack_writer_add (self->folder, PACK, aid, "Some lances", "x", 0, "Nothing.");
    }
  refresh (self);
  result = search (self, "gondola latces");

  g_assert_cmpstr (get_hit (result, 0)->aid, ==, "gondola");
  g_assert_cmpstr (result->corrected, ==, "gondola latches");
  g_assert_cmpstr (result->unknown, ==, "latces");
  g_assert_cmpstr (result->replaced, ==, "latches");
}

/* One wrote "recieve", two hundred "receive": both are shown, the faithful one first, and nothing needs to be said. */
static void
test_much_commoner (Fixture *self,
                    gconstpointer data)
{
  g_autoptr (RailSearchResult) known = NULL;
  g_autoptr (RailSearchResult) beside = NULL;
  g_autoptr (RailSearchResult) rare = NULL;

  pack_writer_add (self->folder, PACK, "slip", "Recieve parcels", "x", 0, "Nothing.");
  pack_writer_add (self->folder, PACK, "gondola", "Gondola latches", "x", 0, "Nothing.");
  for (guint i = 0; i < 201; i++)
    {
      g_autofree char *aid = g_strdup_printf ("right-%u", i);

      pack_writer_add (self->folder, PACK, aid, i == 200 ? "Receive teacups" : "Receive letters", "gondole", 0, "Nothing.");
    }
  refresh (self);
  known = search (self, "recieve");
  beside = search (self, "recieve teacups");
  rare = search (self, "gondola");

  g_assert_cmpstr (get_hit (known, 0)->aid, ==, "slip");
  g_assert_cmpint (get_hit (known, 1)->match, ==, RAIL_SEARCH_BY_TYPO);
  g_assert_null (known->corrected);

  g_assert_cmpstr (get_hit (beside, 0)->aid, ==, "right-200");
  g_assert_cmpstr (beside->corrected, ==, "receive teacups");
  g_assert_null (beside->unknown);

  g_assert_cmpstr (get_hit (rare, 0)->aid, ==, "gondola");
  g_assert_null (rare->corrected);
}

/* They lead, or they are last: never in between. */
static void
test_mended_keep_together (Fixture *self,
                           gconstpointer data)
{
  g_autoptr (RailSearchResult) result = NULL;
  gboolean mended = FALSE;

  pack_writer_add (self->folder, PACK, "whole", "Teacups", "gondola", 0, "About tecaups.");
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *partial = g_strdup_printf ("partial-%u", i);
      g_autofree char *near = g_strdup_printf ("near-%u", i);

      pack_writer_add (self->folder, PACK, partial, "Gondola", "x", 0, "Nothing.");
      pack_writer_add (self->folder, PACK, near, "Gondola teacups", "x", 0, "Nothing.");
    }
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *other = g_strdup_printf ("other-%u", i);

      pack_writer_add (self->folder, PACK, other, "Teacups", "x", 0, "Nothing.");
    }
  refresh (self);
  result = search (self, "gondola tecaups");

  g_assert_cmpint (get_hit (result, 0)->match, !=, RAIL_SEARCH_BY_TYPO);
  g_assert_null (result->corrected);
  for (guint i = 0; i < result->hits->len; i++)
    {
      g_assert_true (!mended || get_hit (result, i)->match == RAIL_SEARCH_BY_TYPO);
      mended = get_hit (result, i)->match == RAIL_SEARCH_BY_TYPO;
    }
  g_assert_true (mended);
}

static void
test_typo_comes_last (Fixture *self,
                      gconstpointer data)
{
  g_autoptr (RailSearchResult) result = NULL;

  /* Somebody did write it so, if only in a body; the title that is nearly so is hardly commoner. */
  pack_writer_add (self->folder, PACK, "misspelt", "Something else", "x", 0, "The word calender stands here.");
  refresh (self);
  result = search (self, "calender");

  g_assert_cmpstr (get_hit (result, 0)->aid, ==, "misspelt");
  g_assert_cmpint (get_hit (result, 0)->match, ==, RAIL_SEARCH_BY_BODY);
  /* As another form of the same word, not as another word. */
  g_assert_cmpstr (get_hit (result, 1)->aid, ==, "calendar");
  g_assert_cmpint (get_hit (result, 1)->match, !=, RAIL_SEARCH_BY_TYPO);
  g_assert_null (result->corrected);
}

static void
test_forms (Fixture *self,
            gconstpointer data)
{
  assert_first (self, "performances", "open-review");
  assert_first (self, "calendars", "calendar");
  assert_first (self, "sorting mails", "mail");
}

static GHashTable *
new_uses (const char *path,
          gint64 moment)
{
  GHashTable *uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (uses, g_strdup (path), g_memdup2 (&moment, sizeof moment));
  return uses;
}

/* Also of those that no stage would have brought: hundreds of others come before them. */
static void
test_use_and_fit (Fixture *self,
                  gconstpointer data)
{
  g_autoptr (GHashTable) recent = new_uses (PACK "/zz-last", NOW - RAIL_HOUR);
  g_autoptr (GHashTable) fitting = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (RailSearchResult) plain = NULL;
  g_autoptr (RailSearchResult) used = NULL;
  g_autoptr (RailSearchResult) fits = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *aid = g_strdup_printf ("quarter-%03u", i);
      g_autofree char *title = g_strdup_printf ("Quarter %03u", i);

      pack_writer_add (self->folder, PACK, aid, title, "x", 50, "x");
    }
  pack_writer_add (self->folder, PACK, "zz-last", "Quarter close", "x", 50, "x");
  refresh (self);

  plain = search (self, "quarter");
  used = search_with (self, "quarter", recent, NULL);
  g_hash_table_add (fitting, (gpointer) PACK "/zz-last");
  fits = search_with (self, "quarter", NULL, fitting);

  g_assert_cmpstr (get_hit (plain, 0)->aid, ==, "quarter-000");
  g_assert_cmpstr (get_hit (used, 0)->aid, ==, "zz-last");
  g_assert_cmpstr (get_hit (fits, 0)->aid, ==, "zz-last");
  g_assert_cmpuint (plain->hits->len, ==, 10);

  /* What fits but does not answer stays out. */
  g_clear_pointer (&fits, rail_search_result_free);
  fits = search_with (self, "calendar", recent, fitting);
  g_assert_cmpstr (get_hit (fits, 0)->aid, ==, "calendar");
  g_assert_cmpuint (fits->hits->len, ==, 1);
}

static void
test_order (Fixture *self,
            gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autoptr (RailSearchQuery) other = rail_search_query_new (rail_search_index_get_database (self->index));

  pack_writer_add (self->folder, PACK, "twin-b", "Twin aid", "x", 50, "x");
  pack_writer_add (self->folder, PACK, "twin-a", "Twin aid", "x", 50, "x");
  pack_writer_add (self->folder, PACK, "twin-c", "Twin aids", "x", 50, "x");
  refresh (self);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (RailSearchResult) result = search (self, "twin");
      g_autofree char *joined = join_aids (result);

      g_assert_cmpstr (joined, ==, "twin-a twin-b twin-c");
    }
}

static void
test_change (Fixture *self,
             gconstpointer data)
{
  g_autoptr (RailSearchResult) before = search (self, "lighthouse");

  g_assert_cmpuint (before->hits->len, ==, 0);
  pack_writer_add (self->folder, PACK, "lighthouse", "Visit the lighthouse", "x", 50, "x");
  refresh (self);
  assert_first (self, "lighthouse", "lighthouse");
  assert_first (self, "lighthuose", "lighthouse");
}

static void
test_long_texts (Fixture *self,
                 gconstpointer data)
{
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'a');
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) title = g_string_new (NULL);
  g_autoptr (RailSearchResult) result = NULL;

  result = search (self, megabyte);
  g_assert_cmpuint (result->hits->len, ==, 0);

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (words, "w%u ", i);
  g_clear_pointer (&result, rail_search_result_free);
  result = search (self, words->str);
  g_assert_cmpuint (result->hits->len, ==, 0);

  while (title->len < 280)
    g_string_append_printf (title, "part%u ", (guint) title->len);
  g_string_append (title, "tail");
  pack_writer_add (self->folder, PACK, "endless", title->str, "x", 50, "x");
  refresh (self);
  assert_first (self, title->str, "endless");
  assert_first (self, "tail", "endless");
}

static void
test_cancelled (Fixture *self,
                gconstpointer data)
{
  g_autoptr (RailSearchRequest) request = rail_search_request_new ("review", 10, NOW, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (rail_search_query_run (self->query, request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* Nothing is left behind: the next key finds. */
  assert_first (self, "review", "open-review");
}

typedef struct
{
  RailDatabase *database;
  GCancellable *cancellable;
  gint stop; /* atomic */
} Interrupter;

static gpointer
interrupt_cb (gpointer data)
{
  Interrupter *self = data;

  while (!g_atomic_int_get (&self->stop))
    {
      g_cancellable_cancel (self->cancellable);
      rail_database_interrupt (self->database);
    }

  return NULL;
}

static void
test_interrupted (Fixture *self,
                  gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (RailSearchRequest) request = rail_search_request_new ("how do i give feedbak in a perfomance review", 10, NOW, NULL, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Interrupter interrupter = { rail_search_index_get_database (self->index), cancellable, 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (RailSearchResult) result = NULL;
      GThread *thread = g_thread_new ("interrupter", interrupt_cb, &interrupter);

      result = rail_search_query_run (self->query, request, cancellable, &error);
      g_atomic_int_set (&interrupter.stop, 1);
      g_thread_join (thread);

      if (result == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }

  assert_first (self, "review", "open-review");
}

/* ---- a file that is broken ---- */

static char *
write_index (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "library.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchIndex) index = NULL;
  g_autoptr (RailPack) pack = NULL;
  g_autoptr (GPtrArray) packs = NULL;

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *aid = g_strdup_printf ("damaged-%03u", i);
      g_autofree char *title = g_strdup_printf ("Damage %03u of word%u", i, i * 7);
      g_autofree char *body = g_strdup_printf ("Body of %u with other%u things%u inside.", i, i * 3, i % 11);

      pack_writer_add (self->folder, PACK, aid, title, "broken", 50, body);
    }
  pack = pack_writer_load (self->folder, PACK);
  packs = pack_writer_list (pack);

  index = rail_search_index_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (rail_search_index_refresh_from_memory (index, packs, NULL, NULL, &error));
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

static gboolean
search_file (const char *path,
             GError **error)
{
  static const char *const queries[] = { "d", "damage", "word70", "other300 things", "broken 300", "wrod70", "body of inside" };
  g_autoptr (RailDatabase) reader = rail_search_index_open_reader (path, error);
  g_autoptr (RailSearchQuery) query = NULL;

  if (reader == NULL)
    return FALSE;

  query = rail_search_query_new (reader);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (RailSearchRequest) request = rail_search_request_new (queries[i], 10, NOW, NULL, NULL);
      g_autoptr (RailSearchResult) result = rail_search_query_run (query, request, NULL, error);

      if (result == NULL)
        return FALSE;
    }

  return TRUE;
}

/* Each page in turn is overwritten: whatever was on it, there is an answer or the word that the file is damaged. */
static void
test_damage (Fixture *self,
             gconstpointer data)
{
  g_autofree char *path = write_index (self);
  g_autofree char *intact = NULL;
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  guint n_damaged = 0;

  g_assert_true (search_file (path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &intact, &length, &error));
  g_assert_cmpuint (length, >, 20 * 4096);

  for (gsize page = 1; page < length / 4096; page++)
    {
      g_autofree char *damaged = g_memdup2 (intact, length);
      g_autoptr (GError) damage = NULL;

      memset (damaged + page * 4096, (int) (0xa5 + page), 4096);
      g_unlink (wal);
      g_assert_true (g_file_set_contents_full (path, damaged, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      if (!search_file (path, &damage))
        {
          g_assert_error (damage, RAIL_ERROR, RAIL_ERROR_DAMAGED);
          n_damaged++;
        }
    }

  g_assert_cmpuint (n_damaged, >, 10);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/search-query/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("keyword/exact-beats-title-prefix", test_exact_keyword);
  ADD ("hit/carries-what-is-shown", test_hit_is_complete);
  ADD ("prefix/every-word-may-be-a-beginning", test_every_word_may_be_a_beginning);
  ADD ("question/finds-the-aid-by-its-telling-words", test_question);
  ADD ("signs/compounds-match-as-typed", test_signs);
  ADD ("operators/are-words-like-any-other", test_operators);
  ADD ("nothing/gives-nothing", test_nothing);
  ADD ("languages/forgive-accents-and-case", test_languages);
  ADD ("pairs/of-chinese-are-all-required", test_pairs);
  ADD ("typo/is-mended-and-said", test_typo);
  ADD ("typo/without-the-words-nothing-is-mended", test_without_words);
  ADD ("typo/words-that-came-later-are-known", test_new_words);
  ADD ("rare-words/all-aids-are-shown", test_rare_words_are_all_shown);
  ADD ("typo/a-question-is-taken-as-it-is-spelt", test_as_spelt);
  ADD ("typo/what-was-written-so-is-none", test_typo_comes_last);
  ADD ("typo/a-rare-word-is-none", test_rare_words_stay);
  ADD ("typo/names-only-what-was-replaced", test_what_was_replaced_is_said);
  ADD ("typo/names-the-word-of-the-first-answer", test_what_the_first_has_is_said);
  ADD ("typo/a-word-that-is-much-commoner-stands-behind", test_much_commoner);
  ADD ("typo/mended-answers-keep-together", test_mended_keep_together);
  ADD ("forms/of-a-word-find-each-other", test_forms);
  ADD ("use-and-fit/bring-an-aid-forward", test_use_and_fit);
  ADD ("order/is-the-same-every-time", test_order);
  ADD ("change/is-noticed-by-the-generation", test_change);
  ADD ("long-texts/are-cut-and-answered", test_long_texts);
  ADD ("cancelled/before-it-began", test_cancelled);
  ADD ("cancelled/anywhere-in-between", test_interrupted);
  ADD ("damage/of-any-page-is-said", test_damage);

  return g_test_run ();
}
