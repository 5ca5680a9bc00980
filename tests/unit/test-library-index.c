#include "config.h"

#include "agent/library-index.h"

#include <glib/gstdio.h>

#include "base/problem.h"
#include "search/search-index.h"
#include "testlib/pack-writer.h"
#include "testlib/raw-sql.h"
#include "testlib/spoilt-disk.h"
#include "testlib/wait-until.h"

/* Only a failure waits for it. */
#define LIMIT_SECONDS 60

typedef struct
{
  ScratchFolder *packs;
  ScratchFolder *cache;
  char *path;
  RailLibrary *library;
  RailLibraryIndex *index;
  guint refreshed;
} Fixture;

static void
refreshed_cb (RailLibraryIndex *index,
              gpointer user_data)
{
  Fixture *self = user_data;

  self->refreshed++;
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  const char *folders[2] = { NULL };

  self->packs = scratch_folder_new ();
  self->cache = scratch_folder_new ();
  self->path = g_build_filename (self->cache, "deep", "library.db", NULL);
  pack_writer_begin (self->packs, "org.example.one", 1);
  pack_writer_add (self->packs, "org.example.one", "talk", "Prepare a talk", "slides", 50, "Words.");
  folders[0] = self->packs;
  self->library = rail_library_new (folders);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  if (self->index != NULL)
    g_assert_finalize_object (self->index);
  g_assert_finalize_object (self->library);
  scratch_folder_free (self->packs);
  scratch_folder_free (self->cache);
  g_free (self->path);
}

static gint64
count_aids (Fixture *self)
{
  g_autoptr (RailDatabase) reader = rail_search_index_open_reader (self->path, NULL);

  return reader != NULL ? index_number (reader, "SELECT count(*) FROM aids") : -1;
}

static void
open_index (Fixture *self)
{
  self->index = rail_library_index_new (self->library, self->path);
  g_signal_connect (self->index, "refreshed", G_CALLBACK (refreshed_cb), self);
}

/* Filled, and at rest. */
static void
fill (Fixture *self)
{
  open_index (self);
  rail_library_load (self->library);
  wait_until (self->refreshed > 0);
  g_assert_cmpint (count_aids (self), ==, 1);
  self->refreshed = 0;
}

static guint
count_problems (Fixture *self)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();

  rail_library_index_add_problems (self->index, problems);
  return problems->len;
}

static gboolean
is_told (Fixture *self,
         const char *words)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  const RailProblem *problem = NULL;

  rail_library_index_add_problems (self->index, problems);
  if (problems->len == 0)
    return FALSE;

  problem = g_ptr_array_index (problems, 0);
  return strstr (problem->mend, words) != NULL;
}

static void
test_follows (Fixture *self,
              gconstpointer data)
{
  fill (self);

  pack_writer_add (self->packs, "org.example.one", "walk", "Take a walk", "fresh air", 50, "Words.");
  rail_library_load (self->library);
  wait_until (self->refreshed > 0);
  g_assert_cmpint (count_aids (self), ==, 2);
  g_assert_cmpuint (count_problems (self), ==, 0);
}

static void
test_removed_file (Fixture *self,
                   gconstpointer data)
{
  fill (self);

  g_assert_cmpint (g_unlink (self->path), ==, 0);
  wait_until (self->refreshed > 0);
  g_assert_cmpint (count_aids (self), ==, 1);
}

static void
test_removed_folder (Fixture *self,
                     gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *aside = g_strconcat (folder, ".aside", NULL);

  for (guint i = 0; i < 2; i++)
    {
      if (i == 0)
        fill (self);
      self->refreshed = 0;
      g_assert_cmpint (g_rename (folder, aside), ==, 0);
      scratch_folder_remove_tree (aside);
      wait_until (self->refreshed > 0);
      g_assert_cmpint (count_aids (self), ==, 1);
    }
}

static void
test_overwritten_file (Fixture *self,
                       gconstpointer data)
{
  fill (self);

  scratch_folder_write (self->cache, "deep/library.db", "This is no database.");
  wait_until (self->refreshed > 0);
  g_assert_cmpint (count_aids (self), ==, 1);
}

static void
test_reported_damage (Fixture *self,
                      gconstpointer data)
{
  fill (self);

  rail_search_index_report_damage (self->path);
  wait_until (!rail_search_index_take_damage_report (self->path));
}

static void
test_report_before_the_start (Fixture *self,
                              gconstpointer data)
{
  g_autofree char *note = rail_search_index_dup_note_path (self->path);

  fill (self);
  g_assert_finalize_object (g_steal_pointer (&self->index));

  rail_search_index_report_damage (self->path);
  g_assert_true (g_file_test (note, G_FILE_TEST_EXISTS));
  open_index (self);
  wait_until (!g_file_test (note, G_FILE_TEST_EXISTS));
}

static void
test_held_by_another (Fixture *self,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchIndex) other = rail_search_index_open (self->path, &error);

  g_assert_no_error (error);
  open_index (self);
  rail_library_load (self->library);
  wait_until (count_problems (self) == 1);

  g_clear_pointer (&other, rail_search_index_close);
  wait_until (count_problems (self) == 0);
  g_assert_cmpint (count_aids (self), ==, 1);
}

/* Pages in order, words of nobody: what only a close look finds. */
static void
change_words (Fixture *self)
{
  raw_sql (self->path, "UPDATE aids SET title_tokens = 'strange '; PRAGMA wal_checkpoint (TRUNCATE)");
}

static gboolean
holds_own_words (Fixture *self)
{
  g_autoptr (RailDatabase) reader = rail_search_index_open_reader (self->path, NULL);

  return reader != NULL && index_number (reader, "SELECT count(*) FROM aids WHERE title_tokens LIKE '%talk%'") == 1;
}

/* Twice, since the second look may not follow the first at once. */
static void
test_written_by_somebody_else (Fixture *self,
                               gconstpointer data)
{
  fill (self);

  for (guint i = 0; i < 2; i++)
    {
      change_words (self);
      g_assert_false (holds_own_words (self));
      wait_until (holds_own_words (self));
    }
  g_assert_cmpuint (count_problems (self), ==, 0);
}

/* ---- spoilt while it is written ---- */

#define N_AIDS 60

/* More than one would be patient with, and every place of a build with HANDRAIL_DEEP=1. */
#define N_POINTS 24

static void
write_many (Fixture *self,
            const char *word)
{
  for (guint i = 0; i < N_AIDS; i++)
    {
      g_autofree char *aid = g_strdup_printf ("aid-%u", i);
      g_autofree char *title = g_strdup_printf ("Title %s %u", word, i);
      g_autofree char *body = g_strdup_printf ("Body %s of %u with some more words to fill pages %u%s%u", word, i % 7, i * i, word, i);

      pack_writer_add (self->packs, "org.example.one", aid, title, word, (int) (i % 101), body);
    }
}

static char *
dup_expected (Fixture *self)
{
  g_autoptr (RailPack) pack = pack_writer_load (self->packs, "org.example.one");
  g_autoptr (GPtrArray) packs = pack_writer_list (pack);
  g_autoptr (RailSearchIndex) fresh = rail_search_index_open (NULL, NULL);

  g_assert_true (rail_search_index_refresh_from_memory (fresh, packs, NULL, NULL, NULL));
  return index_dump (rail_search_index_get_database (fresh));
}

/* Every row and every word, in pages that are in order. */
static gboolean
holds (Fixture *self,
       const char *expected)
{
  g_autoptr (RailDatabase) reader = NULL;
  g_autofree char *found = NULL;

  if (!rail_search_index_check (self->path, NULL))
    return FALSE;

  reader = rail_search_index_open_reader (self->path, NULL);
  found = reader != NULL ? index_try_dump (reader) : NULL;
  return g_strcmp0 (found, expected) == 0;
}

/* A build of which the nth write does harm: without anybody's doing the index is what an undisturbed run would have made. */
static gboolean
spoil_once (Fixture *self,
            SpoiltDiskHarm harm,
            guint at,
            const char *replacement,
            const char *expected)
{
  gboolean struck;

  g_test_message ("write %u", at);
  g_unlink (self->path);
  spoilt_disk_plan (harm, self->path, at, at, replacement);
  open_index (self);
  wait_until (spoilt_disk_has_struck () || self->refreshed > 0);
  spoilt_disk_mend ();
  wait_until (holds (self, expected) && count_problems (self) == 0);
  struck = spoilt_disk_has_struck ();
  g_assert_finalize_object (g_steal_pointer (&self->index));
  self->refreshed = 0;

  return struck;
}

/* Where @data is the harm. */
static void
test_spoilt_while_it_is_written (Fixture *self,
                                 gconstpointer data)
{
  SpoiltDiskHarm harm = (SpoiltDiskHarm) GPOINTER_TO_INT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree char *other = g_build_filename (self->cache, "other", "library.db", NULL);
  g_autofree char *expected = NULL;
  gboolean deep = g_getenv ("HANDRAIL_DEEP") != NULL;
  guint n_struck = 0;
  guint n_writes;
  guint n_points;

  write_many (self, "old");
  rail_library_load (self->library);
  {
    g_autoptr (RailPack) pack = pack_writer_load (self->packs, "org.example.one");
    g_autoptr (GPtrArray) packs = pack_writer_list (pack);
    g_autoptr (RailSearchIndex) index = rail_search_index_open (other, NULL);

    g_assert_true (rail_search_index_refresh (index, packs, NULL, NULL, NULL));
  }
  write_many (self, "new");
  rail_library_load (self->library);
  expected = dup_expected (self);

  spoilt_disk_begin ();
  spoil_once (self, SPOILT_DISK_SOUND, 0, other, expected);
  n_writes = spoilt_disk_count_writes ();
  g_assert_cmpuint (n_writes, >, N_POINTS);

  n_points = deep ? n_writes : N_POINTS;
  for (guint i = 0; i < n_points; i++)
    n_struck += spoil_once (self, harm, deep ? i + 1 : (guint) g_rand_int_range (rand, 1, (gint32) n_writes + 1), other, expected);
  spoilt_disk_end ();
  g_assert_cmpuint (n_struck, ==, n_points);
}

/* All aids change while the disk is so. What the index must hold in the end; transfer full. */
static char *
change_on (Fixture *self,
           SpoiltDiskHarm harm)
{
  char *expected = NULL;

  spoilt_disk_begin ();
  fill (self);
  write_many (self, "new");
  expected = dup_expected (self);
  spoilt_disk_plan (harm, self->path, 1, 1, NULL);
  rail_library_load (self->library);

  return expected;
}

static void
assert_goes_on_by_itself (Fixture *self,
                          const char *expected)
{
  spoilt_disk_mend ();
  wait_until (count_problems (self) == 0);
  g_assert_true (holds (self, expected));
  g_assert_finalize_object (g_steal_pointer (&self->index));
  spoilt_disk_end ();
}

/* What was indexed before is found meanwhile. */
static void
test_full_disk (Fixture *self,
                gconstpointer data)
{
  g_autofree char *expected = change_on (self, SPOILT_DISK_FULL);

  wait_until (is_told (self, "Make room on the disk"));
  g_assert_cmpint (count_aids (self), ==, 1);
  assert_goes_on_by_itself (self, expected);
}

/* Tried anew a few times at once, and then told. */
static void
test_broken_disk (Fixture *self,
                  gconstpointer data)
{
  g_autofree char *expected = change_on (self, SPOILT_DISK_EVERY_PAGE);

  wait_until (is_told (self, "Check the disk"));
  assert_goes_on_by_itself (self, expected);
}

static void
test_goes_while_it_writes (Fixture *self,
                           gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *aid = g_strdup_printf ("aid-%u", i);

      pack_writer_add (self->packs, "org.example.one", aid, "Another", "other", 50, "Words.");
      open_index (self);
      rail_library_load (self->library);
      g_assert_finalize_object (g_steal_pointer (&self->index));
    }
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (self->refreshed, ==, 0);
}

#define ADD(path, test) g_test_add ("/library-index/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    SpoiltDiskHarm harm;
  } harms[] = {
    { "where-a-page-is-overwritten", SPOILT_DISK_PAGE },
    { "where-the-log-is-overwritten", SPOILT_DISK_LOG },
    { "where-the-file-is-cut-short", SPOILT_DISK_TRUNCATE },
    { "where-the-file-is-removed", SPOILT_DISK_REMOVE },
    { "where-the-file-is-replaced", SPOILT_DISK_REPLACE },
    { "where-a-write-fails", SPOILT_DISK_IO },
  };

  g_test_init (&argc, &argv, NULL);

  ADD ("follows-the-library", test_follows);
  ADD ("makes-a-removed-file-anew", test_removed_file);
  ADD ("makes-a-removed-folder-anew", test_removed_folder);
  ADD ("makes-an-overwritten-file-anew", test_overwritten_file);
  ADD ("looks-closely-where-a-reader-met-damage", test_reported_damage);
  ADD ("looks-closely-at-its-start-where-a-reader-met-damage", test_report_before_the_start);
  ADD ("says-that-another-program-holds-it", test_held_by_another);
  ADD ("looks-closely-where-somebody-else-has-written", test_written_by_somebody_else);
  ADD ("says-that-the-disk-is-full-and-goes-on-when-there-is-room", test_full_disk);
  ADD ("says-that-the-disk-is-broken", test_broken_disk);
  ADD ("ends-while-it-writes", test_goes_while_it_writes);
  for (gsize i = 0; i < G_N_ELEMENTS (harms); i++)
    {
      g_autofree char *path = g_strconcat ("/library-index/is-made-anew-at-once/", harms[i].name, NULL);

      g_test_add (path, Fixture, GINT_TO_POINTER (harms[i].harm), set_up, test_spoilt_while_it_is_written, tear_down);
    }

  return g_test_run ();
}
