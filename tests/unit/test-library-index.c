#include "config.h"

#include "agent/library-index.h"

#include <glib/gstdio.h>

#include "base/problem.h"
#include "search/search-index.h"
#include "testlib/pack-writer.h"
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
  g_test_init (&argc, &argv, NULL);

  ADD ("follows-the-library", test_follows);
  ADD ("makes-a-removed-file-anew", test_removed_file);
  ADD ("makes-a-removed-folder-anew", test_removed_folder);
  ADD ("makes-an-overwritten-file-anew", test_overwritten_file);
  ADD ("looks-closely-where-a-reader-met-damage", test_reported_damage);
  ADD ("looks-closely-at-its-start-where-a-reader-met-damage", test_report_before_the_start);
  ADD ("says-that-another-program-holds-it", test_held_by_another);
  ADD ("ends-while-it-writes", test_goes_while_it_writes);

  return g_test_run ();
}
