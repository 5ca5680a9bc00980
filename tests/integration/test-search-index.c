#include "config.h"

#include "search/search-index.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "testlib/pack-writer.h"
#include "testlib/raw-sql.h"
#include "testlib/spoilt-disk.h"

#define PACK "org.example.one"
#define N_AIDS 210

typedef struct
{
  ScratchFolder *packs;
  ScratchFolder *cache;
  char *path;
} Fixture;

static void
write_aids (Fixture *self,
            const char *word)
{
  for (guint i = 0; i < N_AIDS; i++)
    {
      g_autofree char *aid = g_strdup_printf ("aid-%u", i);
      g_autofree char *title = g_strdup_printf ("Title %s %u", word, i);
      g_autofree char *body = g_strdup_printf ("Body %s of %u", word, i % 7);

      pack_writer_add (self->packs, PACK, aid, title, word, (int) (i % 101), body);
    }
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  self->packs = scratch_folder_new ();
  self->cache = scratch_folder_new ();
  self->path = g_build_filename (self->cache, "deep", "library.db", NULL);
  pack_writer_begin (self->packs, PACK, 1);
  write_aids (self, "old");
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  scratch_folder_free (self->packs);
  scratch_folder_free (self->cache);
  g_free (self->path);
}

static GPtrArray *
load (Fixture *self)
{
  g_autoptr (RailPack) pack = pack_writer_load (self->packs, PACK);

  return pack_writer_list (pack);
}

static gboolean
refresh (Fixture *self,
         GError **error)
{
  g_autoptr (GPtrArray) packs = load (self);
  g_autoptr (RailSearchIndex) index = rail_search_index_open (self->path, error);

  return index != NULL && rail_search_index_refresh (index, packs, NULL, NULL, error);
}

static RailDatabase *
open_reader (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  RailDatabase *reader = rail_search_index_open_reader (self->path, &error);

  g_assert_no_error (error);
  return reader;
}

/* As an index is that nothing ever happened to. */
static void
assert_as_new (Fixture *self)
{
  g_autoptr (GPtrArray) packs = load (self);
  g_autoptr (RailSearchIndex) fresh = rail_search_index_open (NULL, NULL);
  g_autoptr (RailDatabase) reader = open_reader (self);
  g_autofree char *found = NULL;
  g_autofree char *expected = NULL;

  g_assert_true (rail_search_index_refresh_from_memory (fresh, packs, NULL, NULL, NULL));
  found = index_dump (reader);
  expected = index_dump (rail_search_index_get_database (fresh));
  g_assert_cmpstr (found, ==, expected);
}

static void
assert_mends (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  refresh (self, &error);
  g_assert_no_error (error);
  assert_as_new (self);
}

static void
test_is_made_where_there_is_none (Fixture *self,
                                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rail_search_index_open_reader (self->path, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
  assert_mends (self);
}

/* Made but not filled: nobody may take that for an empty library. */
static void
test_nothing_is_read_before_it_is_filled (Fixture *self,
                                          gconstpointer data)
{
  g_autoptr (RailSearchIndex) index = rail_search_index_open (self->path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (index);
  g_assert_null (rail_search_index_open_reader (self->path, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
}

static void
test_another_file_is_replaced (Fixture *self,
                               gconstpointer data)
{
  static const char *const foreign[] = { "", "not a database at all, but long enough to be looked at by whoever opens it", "SQLite format 3" };

  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      scratch_folder_write (self->cache, "deep/library.db", foreign[i]);
      assert_mends (self);
    }
}

static void
test_another_version_is_replaced (Fixture *self,
                                  gconstpointer data)
{
  static const struct
  {
    const char *sql;
    RailError code;
  } versions[] = {
    { "PRAGMA user_version = 99", RAIL_ERROR_NEWER },
    { "PRAGMA user_version = 0", RAIL_ERROR_INVALID },
    { "PRAGMA application_id = 1", RAIL_ERROR_DAMAGED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_mends (self);
      raw_sql (self->path, versions[i].sql);
      g_assert_null (rail_search_index_open_reader (self->path, &error));
      g_assert_error (error, RAIL_ERROR, (int) versions[i].code);
    }
  assert_mends (self);
}

static void
test_a_truncated_file_is_made_anew (Fixture *self,
                                    gconstpointer data)
{
  assert_mends (self);
  g_assert_cmpint (truncate (self->path, 10000), ==, 0);
  assert_mends (self);
}

static void
test_overwritten_pages_are_made_anew (Fixture *self,
                                      gconstpointer data)
{
  char noise[4096];
  int fd;

  assert_mends (self);
  memset (noise, 0x5a, sizeof noise);
  fd = g_open (self->path, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  for (off_t page = 2; page < 30; page += 3)
    g_assert_cmpint (pwrite (fd, noise, sizeof noise, page * (off_t) sizeof noise), ==, sizeof noise);
  g_assert_cmpint (close (fd), ==, 0);
  assert_mends (self);
}

/* Every page is in order, and yet the words are not those of the aids. */
static void
test_verify_finds_words_that_are_not_there (Fixture *self,
                                            gconstpointer data)
{
  g_autoptr (RailSearchIndex) index = NULL;
  g_autoptr (GPtrArray) packs = load (self);
  g_autoptr (GError) error = NULL;

  assert_mends (self);
  raw_sql (self->path, "UPDATE aids SET title_tokens = 'something else ' WHERE aid = 'aid-3'");
  index = rail_search_index_open (self->path, NULL);
  g_assert_true (rail_search_index_verify (index, &error));
  g_assert_no_error (error);
  g_assert_true (rail_search_index_refresh (index, packs, NULL, NULL, &error));
  g_clear_pointer (&index, rail_search_index_close);
  assert_as_new (self);
}

static void
test_only_one_writes (Fixture *self,
                      gconstpointer data)
{
  g_autoptr (RailSearchIndex) first = rail_search_index_open (self->path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (first);
  g_assert_null (rail_search_index_open (self->path, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_BUSY);

  g_clear_pointer (&first, rail_search_index_close);
  first = rail_search_index_open (self->path, NULL);
  g_assert_nonnull (first);
}

/* Somebody cleans up his cache folder while the agent runs. */
static void
test_a_file_that_vanishes_is_made_anew (Fixture *self,
                                        gconstpointer data)
{
  g_autoptr (RailSearchIndex) index = rail_search_index_open (self->path, NULL);
  g_autoptr (GPtrArray) packs = load (self);
  gboolean changed = FALSE;

  g_assert_true (rail_search_index_refresh (index, packs, NULL, &changed, NULL));
  g_assert_true (changed);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_true (rail_search_index_refresh (index, packs, NULL, &changed, NULL));
  g_assert_true (changed);
  assert_as_new (self);
}

static void
test_a_place_that_cannot_be_written_is_named (Fixture *self,
                                              gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->cache, "a-file", "library.db", NULL);
  g_autoptr (GError) error = NULL;

  scratch_folder_write (self->cache, "a-file", "in the way");
  g_assert_null (rail_search_index_open (path, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "a-file"));
}

/* In a child, whose files may not grow: to SQLite the same as a disk that is full. */
static void
test_a_full_disk_is_said_and_survived (Fixture *self,
                                       gconstpointer data)
{
  int status = 0;
  pid_t child;

  assert_mends (self);
  write_aids (self, "new and much longer than before");
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      const struct rlimit limit = { 40 * 1024, 40 * 1024 };
      g_autoptr (GError) error = NULL;

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
      _exit (!refresh (self, &error) && g_error_matches (error, RAIL_ERROR, RAIL_ERROR_FULL) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);

  assert_mends (self);
}

/* Killed at any moment, the next run ends where an undisturbed one would have. */
static void
test_killed_at_any_moment (Fixture *self,
                           gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 5; round++)
    {
      g_autofree char *word = g_strdup_printf ("round%u", round);
      int status = 0;
      pid_t child;

      write_aids (self, word);
      child = fork ();
      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        _exit (refresh (self, NULL) ? 0 : 1);
      /* Not for anything to happen: to end it somewhere, or not at all. */
      g_usleep ((gulong) g_rand_int_range (rand, 0, 120000));
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);

      assert_mends (self);
    }
}

/* As a run leaves it that was cancelled behind its titles: the pack is known, half of its bodies are to be read. */
static void
test_goes_on_where_it_was_cancelled (Fixture *self,
                                     gconstpointer data)
{
  g_autoptr (RailSearchIndex) index = rail_search_index_open (self->path, NULL);
  g_autoptr (GPtrArray) packs = load (self);

  g_assert_true (rail_search_index_refresh (index, packs, NULL, NULL, NULL));
  raw_sql (self->path, "INSERT INTO pending SELECT rowid FROM aids WHERE rowid % 2 = 0; UPDATE packs SET bodies_done = 0");
  g_assert_true (rail_search_index_refresh (index, packs, NULL, NULL, NULL));
  assert_as_new (self);
}

typedef struct
{
  Fixture *fixture;
  int stop;
  guint looks;
} Watcher;

/* Titles change all at once: half of them would make a search that finds neither. */
static gpointer
watch_titles (gpointer data)
{
  Watcher *self = data;
  g_autoptr (RailDatabase) reader = open_reader (self->fixture);

  while (!g_atomic_int_get (&self->stop))
    {
      gint64 olds = index_number (reader, "SELECT count(*) FROM title_index WHERE title_index MATCH 'old'");

      g_assert_true (olds == 0 || olds == N_AIDS);
      g_assert_cmpint (index_number (reader, "SELECT (SELECT count(*) FROM title_index WHERE title_index MATCH 'old') + (SELECT count(*) FROM title_index WHERE title_index MATCH 'new')"), ==, N_AIDS);
      self->looks++;
    }

  return NULL;
}

static void
test_readers_see_old_titles_or_new_ones (Fixture *self,
                                         gconstpointer data)
{
  Watcher watcher = { .fixture = self };
  GThread *thread = NULL;

  assert_mends (self);
  thread = g_thread_new ("reader", watch_titles, &watcher);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GError) error = NULL;

      write_aids (self, i % 2 == 0 ? "new" : "old");
      refresh (self, &error);
      g_assert_no_error (error);
    }
  g_atomic_int_set (&watcher.stop, 1);
  g_thread_join (thread);
  g_assert_cmpuint (watcher.looks, >, 0);
  assert_as_new (self);
}

static gint64
get_size (const char *path,
          const char *ending)
{
  g_autofree char *name = g_strconcat (path, ending, NULL);
  GStatBuf status;

  return g_stat (name, &status) == 0 ? (gint64) status.st_size : 0;
}

/* A year of updates, with the search window open all the time. */
static void
test_does_not_grow (Fixture *self,
                    gconstpointer data)
{
  g_autoptr (RailDatabase) reader = NULL;
  gint64 size = 0;

  assert_mends (self);
  reader = open_reader (self);
  for (guint i = 0; i < 14; i++)
    {
      g_autoptr (GError) error = NULL;

      write_aids (self, i % 2 == 0 ? "new" : "old");
      refresh (self, &error);
      g_assert_no_error (error);
      g_assert_cmpint (index_number (reader, "SELECT count(*) FROM aids"), ==, N_AIDS);
      if (i == 9)
        size = get_size (self->path, "");
    }

  g_assert_cmpint (get_size (self->path, "-wal"), ==, 0);
  g_assert_cmpint (get_size (self->path, ""), <, size * 3 / 2);
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
  int result;

  g_test_init (&argc, &argv, NULL);
  /* A sound one: what it spares is the waiting for each sync, minutes on a busy machine. */
  spoilt_disk_begin ();

  add ("/search-index/is-made-where-there-is-none", test_is_made_where_there_is_none);
  add ("/search-index/nothing-is-read-before-it-is-filled", test_nothing_is_read_before_it_is_filled);
  add ("/search-index/another-file-is-replaced", test_another_file_is_replaced);
  add ("/search-index/another-version-is-replaced", test_another_version_is_replaced);
  add ("/search-index/a-truncated-file-is-made-anew", test_a_truncated_file_is_made_anew);
  add ("/search-index/overwritten-pages-are-made-anew", test_overwritten_pages_are_made_anew);
  add ("/search-index/verify-finds-words-that-are-not-there", test_verify_finds_words_that_are_not_there);
  add ("/search-index/only-one-writes", test_only_one_writes);
  add ("/search-index/a-file-that-vanishes-is-made-anew", test_a_file_that_vanishes_is_made_anew);
  add ("/search-index/a-place-that-cannot-be-written-is-named", test_a_place_that_cannot_be_written_is_named);
  add ("/search-index/a-full-disk-is-said-and-survived", test_a_full_disk_is_said_and_survived);
  add ("/search-index/killed-at-any-moment", test_killed_at_any_moment);
  add ("/search-index/goes-on-where-it-was-cancelled", test_goes_on_where_it_was_cancelled);
  add ("/search-index/readers-see-old-titles-or-new-ones", test_readers_see_old_titles_or_new_ones);
  add ("/search-index/does-not-grow", test_does_not_grow);

  result = g_test_run ();
  spoilt_disk_end ();

  return result;
}
