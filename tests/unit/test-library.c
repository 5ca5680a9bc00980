#include "config.h"

#include <string.h>

#include "base/problem.h"
#include "library/library.h"
#include "library/pack-folder.h"
#include "testlib/scratch-folder.h"

#define AID(title) "---\ntitle: " title "\nkind: note\ntask: Do it\nowner: somebody\nreviewed: 2026-10-01\nkeywords: [x]\ntriggers:\n  - id: mine\n    when: {window: {app: x}}\n---\nWords.\n"

/* Far longer than settling takes; only a failure waits for it. */
#define LIMIT_SECONDS 20

typedef struct
{
  ScratchFolder *user;
  ScratchFolder *system;
  RailLibrary *library;
  guint changes;
} Fixture;

static void
changed_cb (RailLibrary *library,
            gpointer user_data)
{
  Fixture *self = user_data;

  self->changes++;
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  const char *folders[3] = { NULL };

  self->user = scratch_folder_new ();
  self->system = scratch_folder_new ();
  folders[0] = self->user;
  folders[1] = self->system;
  self->library = rail_library_new (folders);
  g_signal_connect (self->library, "changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  g_assert_finalize_object (self->library);
  scratch_folder_free (self->user);
  scratch_folder_free (self->system);
}

static void
write_pack (const ScratchFolder *folder,
            const char *name,
            const char *id,
            guint version,
            const char *title)
{
  g_autofree char *manifest = g_strdup_printf ("format: 1\nid: %s\ntitle: %s\nversion: %u\nlanguage: en\nlicence: x\nowner: x\n", id, title, version);
  g_autofree char *manifest_name = g_build_filename (name, "pack.yaml", NULL);
  g_autofree char *aid_name = g_build_filename (name, "aids", "an-aid.md", NULL);

  scratch_folder_write (folder, aid_name, AID ("An aid"));
  scratch_folder_write (folder, manifest_name, manifest);
}

static const char *
title_at (Fixture *self,
          guint index)
{
  GPtrArray *packs = rail_library_get_packs (self->library);

  g_assert_cmpuint (index, <, packs->len);
  return ((const RailPack *) g_ptr_array_index (packs, index))->title;
}

static gboolean
limit_cb (gpointer user_data)
{
  gboolean *passed = user_data;

  *passed = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @changes have been heard. */
static void
wait_for_changes (Fixture *self,
                  guint changes)
{
  gboolean passed = FALSE;
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, limit_cb, &passed);

  while (self->changes < changes && !passed)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit_id);

  g_assert_cmpuint (self->changes, ==, changes);
}

static void
test_reads_all_folders (Fixture *self,
                        gconstpointer data)
{
  g_autoptr (GPtrArray) triggers = NULL;
  const RailAid *aid = NULL;

  write_pack (self->user, "one", "org.example.one", 1, "Zebra");
  write_pack (self->system, "two", "org.example.two", 1, "Apple");
  scratch_folder_write (self->system, "not-a-pack/readme.txt", "x");
  scratch_folder_write (self->system, "a-file", "x");
  rail_library_load (self->library);

  g_assert_cmpuint (self->changes, ==, 1);
  g_assert_cmpuint (rail_library_get_packs (self->library)->len, ==, 2);
  g_assert_cmpuint (rail_library_get_problems (self->library)->len, ==, 0);
  g_assert_cmpstr (title_at (self, 0), ==, "Apple");
  g_assert_cmpstr (title_at (self, 1), ==, "Zebra");
  g_assert_nonnull (rail_library_get_pack (self->library, "org.example.one"));
  g_assert_null (rail_library_get_pack (self->library, "org.example.three"));

  aid = rail_library_get_aid (self->library, "org.example.two", "an-aid");
  g_assert_cmpstr (aid->title, ==, "An aid");
  g_assert_cmpuint (aid->blocks->len, ==, 0);
  g_assert_null (rail_library_get_aid (self->library, "org.example.two", "absent"));
  g_assert_null (rail_library_get_aid (self->library, "org.example.three", "an-aid"));

  triggers = rail_library_dup_triggers (self->library);
  g_assert_cmpuint (triggers->len, ==, 2);
  for (guint i = 0; i < triggers->len; i++)
    {
      g_autofree char *path = rail_trigger_dup_path (g_ptr_array_index (triggers, i));

      g_assert_cmpstr (path, ==, i == 0 ? "org.example.two/an-aid/mine" : "org.example.one/an-aid/mine");
    }
}

static void
test_nothing_is_no_news (Fixture *self,
                         gconstpointer data)
{
  rail_library_load (self->library);
  g_assert_cmpuint (self->changes, ==, 0);
  g_assert_cmpuint (rail_library_get_packs (self->library)->len, ==, 0);
}

static void
test_the_same_again_is_no_news (Fixture *self,
                                gconstpointer data)
{
  const RailAid *before = NULL;

  write_pack (self->user, "one", "org.example.one", 1, "One");
  rail_library_load (self->library);
  before = rail_library_get_aid (self->library, "org.example.one", "an-aid");
  rail_library_load (self->library);

  g_assert_cmpuint (self->changes, ==, 1);
  g_assert_true (rail_library_get_aid (self->library, "org.example.one", "an-aid") == before);
}

static void
test_edits_of_a_body_are_news (Fixture *self,
                               gconstpointer data)
{
  write_pack (self->user, "one", "org.example.one", 1, "One");
  rail_library_load (self->library);
  scratch_folder_write (self->user, "one/aids/an-aid.md", AID ("An aid") "More words.\n");
  rail_library_load (self->library);

  g_assert_cmpuint (self->changes, ==, 2);
}

static void
assert_loser (Fixture *self,
              const char *file_end)
{
  GPtrArray *problems = rail_library_get_problems (self->library);
  const RailProblem *problem = NULL;

  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->rule, ==, "duplicate-pack");
  g_assert_true (g_str_has_suffix (problem->file, file_end));
  g_assert_cmpuint (rail_library_get_packs (self->library)->len, ==, 1);
}

static void
test_the_users_own_wins (Fixture *self,
                         gconstpointer data)
{
  write_pack (self->user, "mine", "org.example.one", 1, "Mine");
  write_pack (self->system, "theirs", "org.example.one", 9, "Theirs");
  rail_library_load (self->library);

  g_assert_cmpstr (title_at (self, 0), ==, "Mine");
  assert_loser (self, "theirs/pack.yaml");
}

static void
test_else_the_higher_version_wins (Fixture *self,
                                   gconstpointer data)
{
  write_pack (self->system, "a-new", "org.example.one", 10, "New");
  write_pack (self->system, "b-old", "org.example.one", 9, "Old");
  rail_library_load (self->library);

  g_assert_cmpstr (title_at (self, 0), ==, "New");
  assert_loser (self, "b-old/pack.yaml");
}

static void
test_bad_packs_leave_the_others (Fixture *self,
                                 gconstpointer data)
{
  const RailProblem *problem = NULL;

  write_pack (self->user, "fine", "org.example.one", 1, "Fine");
  scratch_folder_write (self->user, "bad/pack.yaml", "format: 2\n");
  rail_library_load (self->library);

  g_assert_cmpstr (title_at (self, 0), ==, "Fine");
  problem = g_ptr_array_index (rail_library_get_problems (self->library), 0);
  g_assert_true (g_str_has_suffix (problem->file, "bad/pack.yaml"));
}

static void
test_a_folder_that_is_none_is_named (Fixture *self,
                                     gconstpointer data)
{
  g_autofree char *file = scratch_folder_write_bytes (self->user, "a-file", "x", 1);
  const char *const folders[] = { file, self->system, NULL };
  g_autoptr (RailLibrary) library = rail_library_new (folders);
  const RailProblem *problem = NULL;

  write_pack (self->system, "one", "org.example.one", 1, "One");
  rail_library_load (library);

  g_assert_cmpuint (rail_library_get_packs (library)->len, ==, 1);
  g_assert_cmpuint (rail_library_get_problems (library)->len, ==, 1);
  problem = g_ptr_array_index (rail_library_get_problems (library), 0);
  g_assert_cmpstr (problem->rule, ==, "pack-folder");
  g_assert_cmpstr (problem->file, ==, file);
}

static void
test_watch_sees_edits_and_removals (Fixture *self,
                                    gconstpointer data)
{
  g_autofree char *aid = g_build_filename (self->user, "one", "aids", "an-aid.md", NULL);
  g_autofree char *pack = g_build_filename (self->user, "one", NULL);

  write_pack (self->user, "one", "org.example.one", 1, "One");
  rail_library_watch (self->library);
  wait_for_changes (self, 1);

  scratch_folder_write (self->user, "one/aids/an-aid.md", AID ("Edited"));
  wait_for_changes (self, 2);
  g_assert_cmpstr (rail_library_get_aid (self->library, "org.example.one", "an-aid")->title, ==, "Edited");

  scratch_folder_write (self->user, "one/aids/second.md", AID ("Second"));
  wait_for_changes (self, 3);
  g_assert_nonnull (rail_library_get_aid (self->library, "org.example.one", "second"));

  g_assert_cmpint (g_remove (aid), ==, 0);
  wait_for_changes (self, 4);
  g_assert_null (rail_library_get_aid (self->library, "org.example.one", "an-aid"));

  scratch_folder_remove_tree (pack);
  wait_for_changes (self, 5);
  g_assert_cmpuint (rail_library_get_packs (self->library)->len, ==, 0);
}

static void
test_watch_sees_packs_come_and_come_again (Fixture *self,
                                           gconstpointer data)
{
  g_autofree char *pack = g_build_filename (self->system, "one", NULL);

  rail_library_watch (self->library);
  wait_for_changes (self, 1);
  write_pack (self->system, "one", "org.example.one", 1, "One");
  wait_for_changes (self, 2);

  scratch_folder_remove_tree (pack);
  wait_for_changes (self, 3);

  write_pack (self->system, "one", "org.example.one", 2, "One again");
  wait_for_changes (self, 4);
  g_assert_cmpstr (title_at (self, 0), ==, "One again");

  scratch_folder_write (self->system, "one/aids/an-aid.md", AID ("Edited"));
  wait_for_changes (self, 5);
  g_assert_cmpstr (rail_library_get_aid (self->library, "org.example.one", "an-aid")->title, ==, "Edited");
}

/* Fifteen files written in a row are one change. */
static void
test_watch_lets_a_burst_settle (Fixture *self,
                                gconstpointer data)
{
  rail_library_watch (self->library);
  wait_for_changes (self, 1);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("pack-%u", i);
      g_autofree char *id = g_strdup_printf ("org.example.number%u", i);

      write_pack (self->user, name, id, 1, name);
    }
  wait_for_changes (self, 2);
  g_assert_cmpuint (rail_library_get_packs (self->library)->len, ==, 5);
}

static void
test_watch_waits_for_missing_folders (void)
{
  ScratchFolder *root = scratch_folder_new ();
  g_autofree char *missing = g_build_filename (root, "share", "handrail", "packs", NULL);
  const char *const folders[] = { missing, NULL };
  Fixture self = { .user = missing };

  self.library = rail_library_new (folders);
  g_signal_connect (self.library, "changed", G_CALLBACK (changed_cb), &self);
  rail_library_watch (self.library);
  wait_for_changes (&self, 1);

  write_pack (missing, "one", "org.example.one", 1, "One");
  wait_for_changes (&self, 2);
  g_assert_cmpstr (title_at (&self, 0), ==, "One");

  scratch_folder_remove_tree (missing);
  wait_for_changes (&self, 3);

  write_pack (missing, "two", "org.example.two", 1, "Two");
  wait_for_changes (&self, 4);
  g_assert_cmpstr (title_at (&self, 0), ==, "Two");

  g_assert_finalize_object (self.library);
  scratch_folder_free (root);
}

/* Reading is for a thread: until it has come back nothing is known, and then it is told even if it is nothing. */
static void
test_watch_tells_when_it_has_read (Fixture *self,
                                   gconstpointer data)
{
  rail_library_watch (self->library);
  g_assert_false (rail_library_is_loaded (self->library));
  g_assert_cmpuint (self->changes, ==, 0);

  wait_for_changes (self, 1);
  g_assert_true (rail_library_is_loaded (self->library));
  g_assert_cmpuint (rail_library_get_packs (self->library)->len, ==, 0);
}

/* What somebody reads himself is newer than what a thread has begun to read before. */
static void
test_load_overtakes_the_thread (Fixture *self,
                                gconstpointer data)
{
  rail_library_watch (self->library);
  write_pack (self->user, "one", "org.example.one", 1, "One");
  rail_library_load (self->library);
  g_assert_true (rail_library_is_loaded (self->library));
  g_assert_cmpuint (self->changes, ==, 1);
  g_assert_cmpstr (title_at (self, 0), ==, "One");
}

/* The disk may be slow: nobody waits for it who does not want its answer any more. */
static void
test_may_end_while_it_reads (Fixture *self,
                             gconstpointer data)
{
  write_pack (self->user, "one", "org.example.one", 1, "One");
  rail_library_watch (self->library);
}

/* More folders than anybody has packs: somebody chose the wrong one, and it is not read for minutes. */
static void
test_too_many_packs (Fixture *self,
                     gconstpointer data)
{
  GPtrArray *problems;
  const RailProblem *problem;

  write_pack (self->system, "one", "org.example.one", 1, "One");
  for (guint i = 0; i <= RAIL_PACK_FOLDER_MAX_PACKS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *path = g_build_filename (self->user, name, NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    }

  rail_library_load (self->library);
  g_assert_cmpstr (title_at (self, 0), ==, "One");
  problems = rail_library_get_problems (self->library);
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->rule, ==, "pack-folder");
  g_assert_cmpstr (problem->file, ==, self->user);
  g_assert_nonnull (strstr (problem->message, "more than 1000 packs"));
}

static void
test_default_folders (void)
{
  g_auto (GStrv) folders = rail_library_dup_default_folders ();
  g_autofree char *first = g_build_filename (g_get_user_data_dir (), "handrail", "packs", NULL);

  g_assert_cmpstr (folders[0], ==, first);
  g_assert_true (g_strv_contains ((const char *const *) folders, RAIL_PKGDATADIR "/packs"));
  for (gsize i = 0; folders[i] != NULL; i++)
    g_assert_false (g_strv_contains ((const char *const *) folders + i + 1, folders[i]));
}

static void
add (const char *path,
     void (*test) (Fixture *self, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/library/load/reads-all-folders", test_reads_all_folders);
  add ("/library/load/nothing-is-no-news", test_nothing_is_no_news);
  add ("/library/load/the-same-again-is-no-news", test_the_same_again_is_no_news);
  add ("/library/load/edits-of-a-body-are-news", test_edits_of_a_body_are_news);
  add ("/library/load/bad-packs-leave-the-others", test_bad_packs_leave_the_others);
  add ("/library/load/a-folder-that-is-none-is-named", test_a_folder_that_is_none_is_named);
  add ("/library/load/a-folder-of-too-many-is-named", test_too_many_packs);
  add ("/library/same-id/the-users-own-wins", test_the_users_own_wins);
  add ("/library/same-id/else-the-higher-version-wins", test_else_the_higher_version_wins);
  add ("/library/watch/sees-edits-and-removals", test_watch_sees_edits_and_removals);
  add ("/library/watch/sees-packs-come-and-come-again", test_watch_sees_packs_come_and_come_again);
  add ("/library/watch/lets-a-burst-settle", test_watch_lets_a_burst_settle);
  add ("/library/watch/tells-when-it-has-read", test_watch_tells_when_it_has_read);
  add ("/library/watch/what-is-read-by-hand-overtakes-it", test_load_overtakes_the_thread);
  add ("/library/watch/may-end-while-it-reads", test_may_end_while_it_reads);
  g_test_add_func ("/library/watch/waits-for-missing-folders", test_watch_waits_for_missing_folders);
  g_test_add_func ("/library/folders/defaults-without-duplicates", test_default_folders);

  return g_test_run ();
}
