#include "config.h"

#include "search/searcher.h"

#include <string.h>

#include "base/duration.h"
#include "search/search-hit.h"
#include "search/search-index.h"
#include "search/search-worker.h"
#include "testlib/pack-writer.h"

#define LIMIT_SECONDS 60
#include "testlib/wait-until.h"

#define PACK "org.example.one"
#define N_BURST 1000

typedef struct
{
  ScratchFolder *folder;
  char *path; /* of library.db */
  RailLibrary *library;
  RailSearcher *searcher;
} Fixture;

/* One question and what came of it. */
typedef struct
{
  RailSearchResult *result;
  GError *error;
  gboolean done;
} Answer;

static RailLibrary *
make_library (Fixture *self)
{
  g_autoptr (RailPack) pack = pack_writer_load (self->folder, PACK);
  g_autoptr (GPtrArray) packs = pack_writer_list (pack);

  return rail_library_new_for_packs (packs);
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  self->folder = scratch_folder_new ();
  self->path = g_build_filename (self->folder, "cache", "library.db", NULL);
  pack_writer_begin (self->folder, PACK, 1);
  pack_writer_add (self->folder, PACK, "feedback", "Give feedback", "praise, 1:1", 50, "Say what you saw. Xylophone.");
  pack_writer_add (self->folder, PACK, "delegate", "Delegate a task", "hand over", 50, "Say what is done when.");
  pack_writer_add (self->folder, PACK, "praise", "Praise in public", "thanks", 50, "Be specific.");
  pack_writer_add (self->folder, PACK, "urgent", "Delegate in a hurry", "rush", 90, "Breathe.");
  self->library = make_library (self);
  self->searcher = rail_searcher_new (self->path, self->library);
}

/* Whether this process has the file open. */
static gboolean
is_open (const char *path)
{
  g_autoptr (GDir) fds = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  g_assert_nonnull (fds);
  while ((name = g_dir_read_name (fds)) != NULL)
    {
      g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (target != NULL && g_str_has_prefix (target, path))
        return TRUE;
    }

  return FALSE;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The worker ends in its own time, and takes its files along. */
static void
tear_down (Fixture *self,
           gconstpointer data)
{
  guint tick = g_timeout_add (2, tick_cb, NULL);

  g_clear_object (&self->searcher);
  wait_until (!is_open (self->path));
  g_source_remove (tick);
  g_object_unref (self->library);
  scratch_folder_free (self->folder);
  g_free (self->path);
}

static void
write_index (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchIndex) index = NULL;
  gboolean changed = FALSE;

  index = rail_search_index_open (self->path, &error);
  g_assert_no_error (error);
  rail_search_index_refresh (index, rail_library_get_packs (self->library), NULL, &changed, &error);
  g_assert_no_error (error);
}

static void
remove_index (Fixture *self)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (self->path, suffixes[i], NULL);

      if (g_file_test (file, G_FILE_TEST_EXISTS))
        g_assert_cmpint (g_remove (file), ==, 0);
    }
}

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = rail_searcher_search_finish (RAIL_SEARCHER (source), result, &answer->error);
  g_assert_true ((answer->result != NULL) != (answer->error != NULL));
  answer->done = TRUE;
}

static void
ask (Fixture *self,
     const char *words,
     GCancellable *cancellable,
     Answer *answer)
{
  rail_searcher_search_async (self->searcher, rail_search_request_new (words, 20, 0, NULL, NULL), cancellable, answered_cb, answer);
}

static void
clear_answer (Answer *answer)
{
  g_clear_pointer (&answer->result, rail_search_result_free);
  g_clear_error (&answer->error);
  answer->done = FALSE;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, clear_answer)

static char *
list_aids (const RailSearchResult *result)
{
  GString *aids = g_string_new (NULL);

  for (guint i = 0; i < result->hits->len; i++)
    {
      const RailSearchHit *hit = g_ptr_array_index (result->hits, i);

      g_string_append_printf (aids, "%s%s", i > 0 ? " " : "", hit->aid);
    }

  return g_string_free (aids, FALSE);
}

static void
assert_finds (Fixture *self,
              const char *words,
              gboolean partial,
              const char *expected)
{
  g_auto (Answer) answer = { NULL };
  g_autofree char *aids = NULL;

  ask (self, words, NULL, &answer);
  wait_until (answer.done);
  g_assert_no_error (answer.error);
  aids = list_aids (answer.result);
  g_assert_cmpstr (aids, ==, expected);
  g_assert_cmpint (answer.result->partial, ==, partial);
}

static void
test_asks_the_index (Fixture *self,
                     gconstpointer data)
{
  write_index (self);
  assert_finds (self, "feed", FALSE, "feedback");
  assert_finds (self, "xylophone", FALSE, "feedback");
  assert_finds (self, "nothing like it", FALSE, "");
  assert_finds (self, "", FALSE, "");
}

/* ---- titles ---- */

static void
test_titles_answer_without_an_index (Fixture *self,
                                     gconstpointer data)
{
  assert_finds (self, "feed", TRUE, "feedback");
  assert_finds (self, "xylophone", TRUE, "");
  assert_finds (self, "", TRUE, "");
  assert_finds (self, "?!", TRUE, "");
}

/* Exact title, exact keyword, then words of titles; what matters more comes first among equals. */
static void
test_titles_are_ranked (Fixture *self,
                        gconstpointer data)
{
  assert_finds (self, "praise in public", TRUE, "praise");
  assert_finds (self, "praise", TRUE, "feedback praise");
  assert_finds (self, "1:1", TRUE, "feedback");
  assert_finds (self, "dele", TRUE, "urgent delegate");
  assert_finds (self, "DÉLEG", TRUE, "urgent delegate");
  assert_finds (self, "delegate task", TRUE, "delegate");
}

/* Where no aid has all the words, those that have one are better than nothing. */
static void
test_titles_with_some_of_the_words (Fixture *self,
                                    gconstpointer data)
{
  assert_finds (self, "feedback zeppelin", TRUE, "feedback");
}

static void
test_titles_tell_what_a_hit_needs (Fixture *self,
                                   gconstpointer data)
{
  g_auto (Answer) answer = { NULL };
  const RailSearchHit *hit;

  ask (self, "hand", NULL, &answer);
  wait_until (answer.done);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.result->hits->len, ==, 1);
  hit = g_ptr_array_index (answer.result->hits, 0);
  g_assert_cmpstr (hit->pack, ==, PACK);
  g_assert_cmpstr (hit->aid, ==, "delegate");
  g_assert_cmpstr (hit->title, ==, "Delegate a task");
  g_assert_cmpstr (hit->task, ==, "Do it");
  g_assert_cmpstr (hit->pack_title, ==, "The " PACK);
  g_assert_cmpstr (hit->keyword, ==, "hand over");
  g_assert_cmpint (hit->match, ==, RAIL_SEARCH_BY_KEYWORD);
  g_assert_cmpint (hit->kind, ==, RAIL_AID_NOTE);
  g_assert_true (g_date_valid (&hit->reviewed));
}

static void
test_titles_keep_to_the_limit (Fixture *self,
                               gconstpointer data)
{
  g_auto (Answer) answer = { NULL };

  rail_searcher_search_async (self->searcher, rail_search_request_new ("dele", 1, 0, NULL, NULL), NULL, answered_cb, &answer);
  wait_until (answer.done);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.result->hits->len, ==, 1);
}

static void
test_recent_use_counts (Fixture *self,
                        gconstpointer data)
{
  g_autoptr (GHashTable) recent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 now = 1000000;
  g_auto (Answer) answer = { NULL };
  g_autofree char *aids = NULL;

  g_hash_table_insert (recent, g_strdup (PACK "/delegate"), g_memdup2 (&now, sizeof now));
  rail_searcher_search_async (self->searcher, rail_search_request_new ("delegate", 5, now, recent, NULL), NULL, answered_cb, &answer);
  wait_until (answer.done);
  g_assert_no_error (answer.error);
  aids = list_aids (answer.result);
  g_assert_cmpstr (aids, ==, "delegate urgent");
}

/* However many others hold the word, and come before it in static order. */
static void
test_an_exact_title_is_never_missed (Fixture *self,
                                     gconstpointer data)
{
  g_auto (Answer) answer = { NULL };

  for (guint i = 0; i < 1100; i++)
    {
      g_autofree char *aid = g_strdup_printf ("many-%u", i);

      pack_writer_add (self->folder, PACK, aid, "Tea break", "x", 90, "x");
    }
  pack_writer_add (self->folder, PACK, "tea", "Tea", "x", 0, "x");
  g_object_unref (self->library);
  self->library = make_library (self);
  g_clear_object (&self->searcher);
  self->searcher = rail_searcher_new (self->path, self->library);

  ask (self, "tea", NULL, &answer);
  wait_until (answer.done);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.result->hits->len, ==, 20);
  g_assert_cmpstr (((RailSearchHit *) g_ptr_array_index (answer.result->hits, 0))->aid, ==, "tea");
}

static char *
make_pack_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("handrail-packs-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
test_titles_follow_the_library (Fixture *self,
                                gconstpointer data)
{
  ScratchFolder *folder = make_pack_folder ();
  const char *folders[] = { folder, NULL };
  g_autoptr (RailLibrary) library = rail_library_new (folders);

  rail_library_load (library);
  g_clear_object (&self->searcher);
  self->searcher = rail_searcher_new (self->path, library);
  assert_finds (self, "feed", TRUE, "");

  pack_writer_begin (folder, PACK, 1);
  pack_writer_add (folder, PACK, "fresh", "Feed the fish", "x", 50, "x");
  rail_library_load (library);
  assert_finds (self, "feed", TRUE, "fresh");

  scratch_folder_free (folder);
}

static void
test_an_empty_library_has_nothing (Fixture *self,
                                   gconstpointer data)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new ();
  g_autoptr (RailLibrary) library = rail_library_new_for_packs (packs);

  g_clear_object (&self->searcher);
  self->searcher = rail_searcher_new (self->path, library);
  assert_finds (self, "feed", TRUE, "");
}

/* ---- a file that comes and goes ---- */

static void
test_the_index_appears (Fixture *self,
                        gconstpointer data)
{
  assert_finds (self, "xylophone", TRUE, "");
  write_index (self);
  assert_finds (self, "xylophone", FALSE, "feedback");
}

static void
test_the_index_vanishes (Fixture *self,
                         gconstpointer data)
{
  write_index (self);
  assert_finds (self, "xylophone", FALSE, "feedback");
  remove_index (self);
  assert_finds (self, "xylophone", TRUE, "");
  assert_finds (self, "feed", TRUE, "feedback");
  write_index (self);
  assert_finds (self, "xylophone", FALSE, "feedback");
}

static void
test_the_index_is_replaced (Fixture *self,
                            gconstpointer data)
{
  write_index (self);
  assert_finds (self, "zebra", FALSE, "");

  remove_index (self);
  pack_writer_add (self->folder, PACK, "zebra", "Stripes", "x", 50, "Zebra.");
  g_object_unref (self->library);
  self->library = make_library (self);
  write_index (self);
  assert_finds (self, "zebra", FALSE, "zebra");
}

/* The same file with other contents: what SQLite keeps in its cache must not answer. */
static void
test_the_index_is_refreshed (Fixture *self,
                             gconstpointer data)
{
  write_index (self);
  assert_finds (self, "zebra", FALSE, "");

  pack_writer_add (self->folder, PACK, "zebra", "Stripes", "x", 50, "Zebra.");
  g_object_unref (self->library);
  self->library = make_library (self);
  write_index (self);
  assert_finds (self, "zebra", FALSE, "zebra");
}

static void
test_garbage_is_no_index (Fixture *self,
                          gconstpointer data)
{
  g_autofree char *garbage = g_strnfill (100000, 'x');

  g_free (scratch_folder_write_bytes (self->folder, "cache/library.db", garbage, 100000));
  assert_finds (self, "feed", TRUE, "feedback");
  assert_finds (self, "give", TRUE, "feedback");
  /* Whoever keeps the file is told. */
  g_assert_true (rail_search_index_take_damage_report (self->path));

  remove_index (self);
  write_index (self);
  assert_finds (self, "xylophone", FALSE, "feedback");
}

static void
test_no_file_is_no_index (Fixture *self,
                          gconstpointer data)
{
  g_free (scratch_folder_write_bytes (self->folder, "cache/library.db", "", 0));
  assert_finds (self, "feed", TRUE, "feedback");

  remove_index (self);
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  assert_finds (self, "feed", TRUE, "feedback");
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
}

/* Overwrites the pages behind the first, in the file that the searcher has open. */
static void
overwrite_pages (Fixture *self)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *contents = NULL;
  gsize length;
  FILE *file;

  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  g_assert_cmpuint (length, >, 8192);
  file = g_fopen (self->path, "r+");
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, 4096, SEEK_SET), ==, 0);
  memset (contents, 0xa5, length);
  g_assert_cmpuint (fwrite (contents, 1, length - 4096, file), ==, length - 4096);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
test_damage_while_running (Fixture *self,
                           gconstpointer data)
{
  write_index (self);
  overwrite_pages (self);
  assert_finds (self, "feed", TRUE, "feedback");
  assert_finds (self, "give", TRUE, "feedback");

  remove_index (self);
  write_index (self);
  assert_finds (self, "xylophone", FALSE, "feedback");
}

/* The reader has the file open when it breaks: it may answer from what it remembers, or from titles, but it answers. */
static void
test_damage_of_an_open_file (Fixture *self,
                             gconstpointer data)
{
  static const char *const words[] = { "feed", "delegate", "praise public", "hurry", "feedbakc", "say" };

  write_index (self);
  assert_finds (self, "feed", FALSE, "feedback");
  overwrite_pages (self);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_auto (Answer) answer = { NULL };

      ask (self, words[i], NULL, &answer);
      wait_until (answer.done);
      g_assert_no_error (answer.error);
    }
}

/* ---- many questions ---- */

static void
fire_burst (Fixture *self)
{
  g_autofree Answer *answers = g_new0 (Answer, N_BURST);
  static const char *const words[] = { "f", "fe", "fee", "feed", "dele", "say wha", "zzzz" };
  g_autofree char *aids = NULL;

  for (guint i = 0; i < N_BURST - 1; i++)
    ask (self, words[i % G_N_ELEMENTS (words)], NULL, &answers[i]);
  ask (self, "feedb", NULL, &answers[N_BURST - 1]);

  for (guint i = 0; i < N_BURST; i++)
    wait_until (answers[i].done);

  for (guint i = 0; i < N_BURST - 1; i++)
    {
      g_assert_error (answers[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      clear_answer (&answers[i]);
    }
  g_assert_no_error (answers[N_BURST - 1].error);
  aids = list_aids (answers[N_BURST - 1].result);
  g_assert_cmpstr (aids, ==, "feedback");
  clear_answer (&answers[N_BURST - 1]);
}

static void
test_only_the_last_of_a_burst_is_answered (Fixture *self,
                                           gconstpointer data)
{
  fire_burst (self);
  write_index (self);
  fire_burst (self);
}

static gpointer
write_again_and_again (gpointer data)
{
  Fixture *self = data;

  for (guint i = 0; i < 10; i++)
    write_index (self);

  return NULL;
}

static void
test_questions_while_the_index_is_written (Fixture *self,
                                           gconstpointer data)
{
  GThread *writer;

  write_index (self);
  writer = g_thread_new ("writer", write_again_and_again, self);
  for (guint i = 0; i < 100; i++)
    assert_finds (self, i % 2 == 0 ? "xylophone" : "feed", FALSE, "feedback");
  g_thread_join (writer);
}

/* ---- cancelling and going away ---- */

static void
assert_cancelled (Answer *answer)
{
  wait_until (answer->done);
  g_assert_error (answer->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_the_caller_cancels (Fixture *self,
                         gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) before = { NULL };
  g_auto (Answer) after = { NULL };

  ask (self, "feed", cancellable, &before);
  g_cancellable_cancel (cancellable);
  assert_cancelled (&before);

  ask (self, "feed", cancellable, &after);
  g_assert_false (after.done);
  assert_cancelled (&after);

  assert_finds (self, "feed", TRUE, "feedback");
}

static gpointer
cancel_in_thread (gpointer data)
{
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_another_thread_cancels (Fixture *self,
                             gconstpointer data)
{
  write_index (self);
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_auto (Answer) answer = { NULL };
      GThread *thread;

      ask (self, "feed", cancellable, &answer);
      thread = g_thread_new ("cancel", cancel_in_thread, cancellable);
      wait_until (answer.done);
      g_thread_join (thread);
      if (answer.error != NULL)
        g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  assert_finds (self, "feed", FALSE, "feedback");
}

static void
test_disposed_while_it_searches (Fixture *self,
                                 gconstpointer data)
{
  write_index (self);
  for (guint i = 0; i < 20; i++)
    {
      g_auto (Answer) answer = { NULL };

      ask (self, "feed", NULL, &answer);
      g_object_run_dispose (G_OBJECT (self->searcher));
      assert_cancelled (&answer);
      g_object_unref (self->searcher);
      self->searcher = rail_searcher_new (self->path, self->library);
    }
}

static void
test_let_go_while_it_searches (Fixture *self,
                               gconstpointer data)
{
  g_auto (Answer) answer = { NULL };

  write_index (self);
  ask (self, "feed", NULL, &answer);
  g_clear_object (&self->searcher);
  wait_until (answer.done);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.result->hits->len, ==, 1);
}

static void
test_never_asked (Fixture *self,
                  gconstpointer data)
{
  write_index (self);
  g_clear_object (&self->searcher);
  g_assert_false (is_open (self->path));
}

/* ---- the thread ---- */

static void
job_answered_cb (RailSearchJob *job)
{
  g_assert_nonnull (job->result);
  g_assert_cmpuint (job->result->hits->len, ==, 1);
  g_simple_action_set_state (G_SIMPLE_ACTION (job->owner), g_variant_new_boolean (TRUE));
}

static gboolean
is_answered (GSimpleAction *owner)
{
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (owner));

  return g_variant_get_boolean (state);
}

/* A resident that searches once a day does not keep the index in memory for it. */
static void
test_forgets_the_index_between_searches (Fixture *self,
                                         gconstpointer data)
{
  g_autoptr (RailSearchWorker) worker = rail_search_worker_new (self->path, RAIL_SECOND / 100);
  guint tick = g_timeout_add (2, tick_cb, NULL);

  write_index (self);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSimpleAction) owner = g_simple_action_new_stateful ("owner", NULL, g_variant_new_boolean (FALSE));
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      rail_search_worker_ask (worker,
                              rail_search_job_new (rail_search_request_new ("feed", 5, 0, NULL, NULL),
                                                   rail_library_get_packs (self->library),
                                                   cancellable,
                                                   g_object_ref (G_OBJECT (owner)),
                                                   job_answered_cb));
      wait_until (is_answered (owner));
      wait_until (!is_open (self->path));
    }
  g_source_remove (tick);
}

static void
add (const char *name,
     void (*test) (Fixture *self,
                   gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/searcher/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("asks-the-index", test_asks_the_index);
  add ("titles/answer-without-an-index", test_titles_answer_without_an_index);
  add ("titles/are-ranked", test_titles_are_ranked);
  add ("titles/answer-with-some-of-the-words", test_titles_with_some_of_the_words);
  add ("titles/tell-what-a-hit-needs", test_titles_tell_what_a_hit_needs);
  add ("titles/keep-to-the-limit", test_titles_keep_to_the_limit);
  add ("titles/of-late-come-first", test_recent_use_counts);
  add ("titles/that-are-exact-are-never-missed", test_an_exact_title_is_never_missed);
  add ("titles/follow-the-library", test_titles_follow_the_library);
  add ("titles/of-an-empty-library-are-none", test_an_empty_library_has_nothing);
  add ("file/appears", test_the_index_appears);
  add ("file/vanishes", test_the_index_vanishes);
  add ("file/is-replaced", test_the_index_is_replaced);
  add ("file/is-refreshed", test_the_index_is_refreshed);
  add ("file/is-garbage", test_garbage_is_no_index);
  add ("file/is-no-file", test_no_file_is_no_index);
  add ("file/is-damaged", test_damage_while_running);
  add ("file/is-damaged-while-open", test_damage_of_an_open_file);
  add ("questions/last-of-a-burst-is-answered", test_only_the_last_of_a_burst_is_answered);
  add ("questions/are-answered-while-the-index-is-written", test_questions_while_the_index_is_written);
  add ("end/caller-cancels", test_the_caller_cancels);
  add ("end/another-thread-cancels", test_another_thread_cancels);
  add ("end/disposed-while-it-searches", test_disposed_while_it_searches);
  add ("end/let-go-while-it-searches", test_let_go_while_it_searches);
  add ("end/never-asked", test_never_asked);

  add ("thread/forgets-the-index-between-searches", test_forgets_the_index_between_searches);

  return g_test_run ();
}
