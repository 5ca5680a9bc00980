#include "config.h"

#include "coach/retrieval.h"

#include <string.h>

#include "base/iso-time.h"
#include "base/problem.h"
#include "search/search-index.h"
#include "testlib/scratch-folder.h"

#define LIMIT_SECONDS 60
#include "testlib/wait-until.h"

#define PACK "org.example.one"
#define TODAY "2026-11-01"

typedef struct
{
  ScratchFolder *folder;
  char *path; /* of library.db */
  RailLibrary *library;
  RailSearcher *searcher;
  RailRetrieval *retrieval;
  GTimeZone *zone;
  gint64 now;
} Fixture;

typedef struct
{
  GPtrArray *passages;
  RailAid *coach;
  GError *error;
  gboolean done;
} Found;

static void
write_aid (Fixture *self,
           const char *id,
           const char *kind,
           const char *title,
           const char *keywords,
           const char *reviewed,
           const char *body)
{
  g_autofree char *name = g_strdup_printf ("%s/aids/%s.md", PACK, id);
  g_autofree char *text = g_strdup_printf ("---\ntitle: %s\nkind: %s\ntask: Do it\nowner: somebody\nreviewed: %s\nkeywords: [%s]\n%s---\n%s",
                                           title,
                                           kind,
                                           reviewed,
                                           keywords,
                                           g_str_equal (kind, "coach") ? "related: [silence, pushback]\n" : "",
                                           body);

  scratch_folder_write (self->folder, name, text);
}

static void
write_aids (Fixture *self)
{
  write_aid (self, "pushback", "phrases", "Pushback on a decision", "objection, angry", "2026-10-01", "Let them finish.\n\n## They are angry\n\n> What worries you most about it?\n\n## They call it unfair\n\n> Which part is unfair?\n\n## They threaten to leave\n\nAngry words pass.\n\n> I hear you.\n");
  write_aid (self, "silence", "checklist", "Somebody goes silent", "quiet", "2026-10-01", "- [ ] Count to seven when they are silent.\n  > Take your time.\n- [ ] Ask again.\n");
  write_aid (self, "old", "note", "Angry people of long ago", "angry", "2026-01-01", "Angry people should be told off.\n");
  write_aid (self, "coach-words", "coach", "Talk through an objection", "objection", "2026-10-01", "## Opener\n\nAn objection is angry news.\n\n## Questions\n\n- Who is angry? [All](#all)\n\n### All are angry {#all}\n\nAngry crowds need a pause.\n\n- How angry?\n\n## Next step\n\n- [ ] Be angry no more.\n\n## Guardrails\n\n- No angry words.\n");
  write_aid (self, "tree", "decision", "Printer jammed", "printer", "2026-10-01", "## Does the printer hum?\n\n- [Yes](#wait)\n- [No](#switch)\n\n## Wait {#wait}\n\nWait a minute.\n\n## Switch it on {#switch}\n\nPress the printer button.\n");
}

/* So that search has to find what is wanted. */
static void
write_fillers (Fixture *self,
               guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("filler-%u", i);

      write_aid (self, id, "note", i == 7 ? "Gather the zebra" : "Gather things", "things", "2026-10-01", "Gather them. Good people take time.\n");
    }
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailSearchIndex) index = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gboolean changed = FALSE;

  self->folder = scratch_folder_new ();
  self->zone = g_time_zone_new_utc ();
  g_assert_true (rail_iso_time_parse (TODAY, self->zone, &self->now, NULL));
  scratch_folder_write (self->folder, PACK "/pack.yaml", "format: 1\nid: " PACK "\ntitle: T\nversion: 1\nlanguage: en\nlicence: x\nowner: x\n");
  write_aids (self);
  write_fillers (self, GPOINTER_TO_UINT (data));
  path = g_build_filename (self->folder, PACK, NULL);
  g_ptr_array_add (packs, rail_pack_load (path, problems));
  g_assert_cmpuint (problems->len, ==, 0);

  /* As the library keeps them: bodies stay on the disk. */
  for (guint i = 0; i < ((RailPack *) packs->pdata[0])->aids->len; i++)
    {
      gpointer *aid = &((RailPack *) packs->pdata[0])->aids->pdata[i];
      RailAid *whole = *aid;

      *aid = rail_aid_copy_without_body (whole);
      rail_aid_unref (whole);
    }
  self->library = rail_library_new_for_packs (packs);
  self->path = g_build_filename (self->folder, "cache", "library.db", NULL);
  index = rail_search_index_open (self->path, &error);
  g_assert_no_error (error);
  rail_search_index_refresh (index, packs, NULL, &changed, &error);
  g_assert_no_error (error);
  self->searcher = rail_searcher_new (self->path, self->library);
  self->retrieval = rail_retrieval_new (self->searcher, self->library);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  g_clear_pointer (&self->retrieval, rail_retrieval_free);
  g_object_unref (self->searcher);
  g_object_unref (self->library);
  g_time_zone_unref (self->zone);
  scratch_folder_free (self->folder);
  g_free (self->path);
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  Found *found = user_data;

  found->coach = rail_retrieval_get_coach (result);
  if (found->coach != NULL)
    rail_aid_ref (found->coach);
  found->passages = rail_retrieval_find_finish (NULL, result, &found->error);
  found->done = TRUE;
}

static void
clear_found (Found *found)
{
  g_clear_pointer (&found->passages, g_ptr_array_unref);
  g_clear_pointer (&found->coach, rail_aid_unref);
  g_clear_error (&found->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, clear_found)

static Found
find_within (Fixture *self,
             const char *question,
             const char *aid,
             guint max,
             gsize max_bytes)
{
  const RailRetrievalRequest request = {
    .question = question,
    .pack = aid != NULL ? PACK : NULL,
    .aid = aid,
    .max_passages = max,
    .max_bytes = max_bytes,
    .now = self->now,
    .zone = self->zone,
  };
  Found found = { NULL };

  rail_retrieval_find_async (self->retrieval, &request, NULL, found_cb, &found);
  wait_until (found.done);
  g_assert_no_error (found.error);
  for (guint i = 0; i < found.passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (found.passages, i);

      g_test_message ("%u %s “%s” %u: %s", passage->number, passage->aid, passage->heading, passage->line, passage->text);
      g_assert_cmpuint (passage->number, ==, i + 1);
      g_assert_cmpstr (passage->pack, ==, PACK);
    }

  return found;
}

static Found
find (Fixture *self,
      const char *question,
      const char *aid)
{
  return find_within (self, question, aid, 8, 8192);
}

static const RailPassage *
get (const Found *found,
     guint i)
{
  g_assert_cmpuint (i, <, found->passages->len);
  return g_ptr_array_index (found->passages, i);
}

static guint
count_of (const Found *found,
          const char *aid)
{
  guint n = 0;

  for (guint i = 0; i < found->passages->len; i++)
    n += g_str_equal (get (found, i)->aid, aid);
  return n;
}

static void
test_finds_the_section (Fixture *self,
                        gconstpointer data)
{
  g_auto (Found) found = find (self, "What do I say when they call it unfair?", NULL);

  g_assert_cmpstr (get (&found, 0)->aid, ==, "pushback");
  g_assert_cmpstr (get (&found, 0)->title, ==, "Pushback on a decision");
  g_assert_cmpstr (get (&found, 0)->heading, ==, "They call it unfair");
  g_assert_cmpstr (get (&found, 0)->text, ==, "“Which part is unfair?”");
  g_assert_cmpuint (get (&found, 0)->line, ==, 17);
}

static void
test_lists_stay_lists (Fixture *self,
                       gconstpointer data)
{
  g_auto (Found) silent = find (self, "They are silent", NULL);
  g_auto (Found) printer = find (self, "does the printer hum", NULL);

  g_assert_cmpstr (get (&silent, 0)->text, ==, "- Count to seven when they are silent.\n“Take your time.”\n- Ask again.");
  g_assert_cmpstr (get (&silent, 0)->heading, ==, "");
  g_assert_cmpstr (get (&printer, 0)->text, ==, "- Yes: Wait\n- No: Switch it on");
}

static void
test_never_overdue (Fixture *self,
                    gconstpointer data)
{
  g_auto (Found) found = find (self, "angry people threaten to leave", NULL);
  g_auto (Found) at_hand = find (self, "angry people", "old");

  g_assert_cmpuint (found.passages->len, >, 0);
  g_assert_cmpuint (count_of (&found, "old"), ==, 0);
  g_assert_cmpuint (count_of (&at_hand, "old"), ==, 0);
}

/* The index and the library are as they were; the file has been given an older date since. */
static void
test_the_file_decides (Fixture *self,
                       gconstpointer data)
{
  write_aid (self, "silence", "checklist", "Somebody goes silent", "quiet", "2026-02-01", "- [ ] Count to seven when they are silent.\n");
  {
    g_auto (Found) found = find (self, "silent quiet", NULL);

    g_assert_cmpuint (count_of (&found, "silence"), ==, 0);
  }
}

static void
test_a_vanished_file (Fixture *self,
                      gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->folder, PACK, "aids", "silence.md", NULL);

  g_assert_cmpint (g_remove (file), ==, 0);
  {
    g_auto (Found) found = find (self, "silent angry unfair", NULL);

    g_assert_cmpuint (found.passages->len, >, 0);
    g_assert_cmpuint (count_of (&found, "silence"), ==, 0);
  }
}

static void
test_at_most_two_of_one_aid (Fixture *self,
                             gconstpointer data)
{
  g_auto (Found) found = find (self, "angry unfair leave worries", NULL);

  g_assert_cmpuint (count_of (&found, "pushback"), ==, 2);
}

static void
test_budgets (Fixture *self,
              gconstpointer data)
{
  g_auto (Found) two = find_within (self, "angry silent unfair", NULL, 2, 8192);
  g_auto (Found) small = find_within (self, "angry silent unfair", NULL, 8, 60);
  g_auto (Found) none = find_within (self, "angry silent unfair", NULL, 8, 3);
  gsize bytes = 0;

  g_assert_cmpuint (two.passages->len, ==, 2);
  for (guint i = 0; i < small.passages->len; i++)
    bytes += strlen (get (&small, i)->text);
  g_assert_cmpuint (bytes, >, 0);
  g_assert_cmpuint (bytes, <=, 60);
  g_assert_cmpuint (none.passages->len, ==, 0);
}

static void
test_the_aid_at_hand_comes_first (Fixture *self,
                                  gconstpointer data)
{
  g_auto (Found) fits = find (self, "angry silent", "silence");
  g_auto (Found) does_not = find (self, "angry unfair", "silence");

  g_assert_cmpstr (get (&fits, 0)->aid, ==, "silence");
  g_assert_cmpstr (get (&does_not, 0)->aid, ==, "silence");
  g_assert_cmpuint (count_of (&does_not, "silence"), ==, 1);
  g_assert_cmpstr (get (&does_not, 1)->aid, ==, "pushback");
}

static void
test_a_coach_aid_at_hand (Fixture *self,
                          gconstpointer data)
{
  g_auto (Found) found = find (self, "angry, silent and quiet", "coach-words");

  g_assert_cmpuint (count_of (&found, "coach-words"), ==, 0);
  g_assert_cmpuint (count_of (&found, "silence"), ==, 1);
  g_assert_null (found.coach);
}

/* What a coach aid asks is no source; what its nodes say is. */
static void
test_coach_aids_as_sources (Fixture *self,
                            gconstpointer data)
{
  g_auto (Found) found = find (self, "angry crowds pause objection", NULL);

  g_assert_cmpuint (count_of (&found, "coach-words"), >, 0);
  for (guint i = 0; i < found.passages->len; i++)
    {
      g_assert_null (strstr (get (&found, i)->text, "How angry?"));
      g_assert_null (strstr (get (&found, i)->text, "Be angry no more"));
      g_assert_null (strstr (get (&found, i)->text, "angry news"));
    }
}

static void
test_chooses_a_coach (Fixture *self,
                      gconstpointer data)
{
  g_auto (Found) fits = find (self, "How do I answer the objection?", NULL);
  g_auto (Found) none = find (self, "My printer hums", NULL);
  g_auto (Found) body_only = find (self, "crowds", NULL);

  g_assert_nonnull (fits.coach);
  g_assert_cmpstr (fits.coach->id, ==, "coach-words");
  g_assert_cmpuint (fits.coach->blocks->len, >, 0);
  g_assert_null (none.coach);
  g_assert_null (body_only.coach);
}

static void
test_nothing_fits (Fixture *self,
                   gconstpointer data)
{
  static const char *const questions[] = { "quantum chromodynamics", "", "the of and", "\xff\xfe", "\"'*() OR NEAR" };

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_auto (Found) found = find (self, questions[i], NULL);

      g_assert_cmpuint (found.passages->len, ==, 0);
    }
}

/* One everyday word out of many is no answer. */
static void
test_a_single_shared_word_is_not_enough (Fixture *self,
                                         gconstpointer data)
{
  g_auto (Found) found = find (self, "printer quantum chromodynamics lattice gauge theory hadron spectrum renormalisation boson fermion colour", NULL);

  g_assert_cmpuint (found.passages->len, ==, 0);
}

/* A question of two words is about both; "broken" is what nobody wrote about. */
static void
test_half_a_question_is_not_enough (Fixture *self,
                                    gconstpointer data)
{
  g_auto (Found) found = find (self, "Broken printer", NULL);

  g_assert_cmpuint (found.passages->len, ==, 0);
  g_assert_null (found.coach);
}

/* What most aids say tells nothing of what is looked for. */
static void
test_everyday_words_find_nothing (Fixture *self,
                                  gconstpointer data)
{
  g_auto (Found) found = find (self, "How can people take a good time of carbonara and pesto?", NULL);

  g_assert_cmpuint (found.passages->len, ==, 0);
}

/* The next best aid comes before a second passage of the best one, unless that is far ahead. */
static void
test_two_aids_before_two_passages (Fixture *self,
                                   gconstpointer data)
{
  g_auto (Found) near = find_within (self, "angry, unfair, quiet and silent", NULL, 2, 8192);
  g_auto (Found) far = find_within (self, "Pushback on a decision: they are angry, and call it unfair, and threaten to leave", NULL, 2, 8192);

  g_assert_cmpuint (near.passages->len, ==, 2);
  g_assert_cmpstr (get (&near, 0)->aid, !=, get (&near, 1)->aid);
  g_assert_cmpuint (count_of (&far, "pushback"), ==, 2);
}

static void
test_nothing_is_said_twice (Fixture *self,
                            gconstpointer data)
{
  write_aid (self, "silence", "note", "Somebody goes silent", "quiet", "2026-10-01", "## Quiet\n\nCount to seven when they are silent.\n\n## Silent\n\nCount to seven when they are silent.\n");
  {
    g_auto (Found) found = find (self, "somebody goes silent", NULL);

    g_assert_cmpuint (count_of (&found, "silence"), ==, 1);
  }
}

static void
test_long_questions (Fixture *self,
                     gconstpointer data)
{
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autofree char *question = g_strconcat ("They call it unfair ", filler, NULL);
  g_auto (Found) found = find (self, question, NULL);

  g_assert_cmpstr (get (&found, 0)->heading, ==, "They call it unfair");
}

static void
test_the_same_again (Fixture *self,
                     gconstpointer data)
{
  g_auto (Found) first = find (self, "angry silent unfair objection", NULL);
  g_auto (Found) second = find (self, "angry silent unfair objection", NULL);

  g_assert_cmpuint (first.passages->len, ==, second.passages->len);
  for (guint i = 0; i < first.passages->len; i++)
    {
      g_assert_cmpstr (get (&first, i)->aid, ==, get (&second, i)->aid);
      g_assert_cmpuint (get (&first, i)->line, ==, get (&second, i)->line);
    }
}

static void
test_long_sections_are_cut (Fixture *self,
                            gconstpointer data)
{
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (body, "sílent zebra ");
  write_aid (self, "silence", "note", "Somebody goes silent", "quiet", "2026-10-01", body->str);
  {
    g_auto (Found) found = find (self, "silent zebra", NULL);

    g_assert_cmpuint (count_of (&found, "silence"), ==, 2);
    g_assert_cmpuint (strlen (get (&found, 0)->text), <=, 1200);
    g_assert_true (g_utf8_validate (get (&found, 0)->text, -1, NULL));
    g_assert_true (g_str_has_suffix (get (&found, 0)->text, "zebra") || g_str_has_suffix (get (&found, 0)->text, "sílent"));
  }
}

/* More aids than are read: search finds them, and its index knows what is rare ("gather", which every other aid says, is not). */
static void
test_a_large_library (Fixture *self,
                      gconstpointer data)
{
  g_auto (Found) found = find (self, "gather the zebra", NULL);
  g_auto (Found) common = find (self, "gather carbonara quickly, gather pesto", NULL);

  g_assert_cmpstr (get (&found, 0)->aid, ==, "filler-7");
  g_assert_cmpuint (common.passages->len, ==, 0);
}

static void
test_cancelled (Fixture *self,
                gconstpointer data)
{
  const RailRetrievalRequest request = { .question = "angry", .max_passages = 2, .max_bytes = 1000, .now = self->now, .zone = self->zone };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Found) found = { NULL };

  rail_retrieval_find_async (self->retrieval, &request, cancellable, found_cb, &found);
  g_cancellable_cancel (cancellable);
  g_clear_pointer (&self->retrieval, rail_retrieval_free);
  self->retrieval = rail_retrieval_new (self->searcher, self->library);
  wait_until (found.done);
  g_assert_error (found.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (found.passages);
}

static void
add (const char *path,
     void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/retrieval/finds-the-section", test_finds_the_section);
  add ("/retrieval/lists-stay-lists", test_lists_stay_lists);
  add ("/retrieval/overdue-aids-are-never-cited", test_never_overdue);
  add ("/retrieval/the-file-decides-what-is-in-date", test_the_file_decides);
  add ("/retrieval/a-vanished-file-is-passed-over", test_a_vanished_file);
  add ("/retrieval/at-most-two-of-one-aid", test_at_most_two_of_one_aid);
  add ("/retrieval/budgets-are-kept", test_budgets);
  add ("/retrieval/the-aid-at-hand-comes-first", test_the_aid_at_hand_comes_first);
  add ("/retrieval/a-coach-aid-at-hand-gives-way-to-its-related", test_a_coach_aid_at_hand);
  add ("/retrieval/coach-aids-are-cited-for-what-they-say", test_coach_aids_as_sources);
  add ("/retrieval/chooses-a-coach-aid", test_chooses_a_coach);
  add ("/retrieval/nothing-fits", test_nothing_fits);
  add ("/retrieval/a-single-shared-word-is-not-enough", test_a_single_shared_word_is_not_enough);
  add ("/retrieval/half-a-question-is-not-enough", test_half_a_question_is_not_enough);
  g_test_add ("/retrieval/everyday-words-find-nothing", Fixture, GUINT_TO_POINTER (60), set_up, test_everyday_words_find_nothing, tear_down);
  add ("/retrieval/two-aids-before-two-passages", test_two_aids_before_two_passages);
  add ("/retrieval/nothing-is-said-twice", test_nothing_is_said_twice);
  g_test_add ("/retrieval/a-large-library-is-searched", Fixture, GUINT_TO_POINTER (300), set_up, test_a_large_library, tear_down);
  add ("/retrieval/long-questions", test_long_questions);
  add ("/retrieval/the-same-again", test_the_same_again);
  add ("/retrieval/long-sections-are-cut", test_long_sections_are_cut);
  add ("/retrieval/cancelled", test_cancelled);

  return g_test_run ();
}
