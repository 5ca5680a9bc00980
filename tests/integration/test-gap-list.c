/* What was missing, in a journal on disk. */

#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "journal/gap-list.h"
#include "testlib/scratch-folder.h"

#define NOON (G_GINT64_CONSTANT (1790000000) * RAIL_SECOND)

typedef struct
{
  ScratchFolder *folder;
  char *path;
  RailJournal *journal;
} Fixture;

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = scratch_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "journal.db", NULL);
  fixture->journal = rail_journal_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  rail_journal_close (fixture->journal);
  g_object_unref (fixture->journal);
  g_free (fixture->path);
  scratch_folder_free (fixture->folder);
}

static GPtrArray *
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *gaps = rail_gap_list_load (fixture->journal, &error);

  g_assert_no_error (error);
  return gaps;
}

static void
assert_gaps (Fixture *fixture,
             const char *expected)
{
  g_autoptr (GPtrArray) gaps = load (fixture);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < gaps->len; i++)
    g_string_append_printf (lines, "%s\n", ((const RailGap *) g_ptr_array_index (gaps, i))->words);
  g_assert_cmpstr (lines->str, ==, expected);
}

static void
test_noted (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;

  rail_gap_list_add (fixture->journal, "parental leave", NOON + 17 * RAIL_SECOND);
  rail_gap_list_add (fixture->journal, "  visa\tfor \n Brazil ", NOON + RAIL_MINUTE);

  assert_gaps (fixture, "parental leave\nvisa for Brazil\n");
  gaps = load (fixture);
  g_assert_cmpint (((const RailGap *) g_ptr_array_index (gaps, 0))->noted % RAIL_MINUTE, ==, 0);
}

static void
test_again (Fixture *fixture,
            gconstpointer data)
{
  rail_gap_list_add (fixture->journal, "parental leave", NOON);
  rail_gap_list_add (fixture->journal, "visa", NOON + RAIL_MINUTE);
  rail_gap_list_add (fixture->journal, "parental  leave", NOON + 2 * RAIL_MINUTE);

  assert_gaps (fixture, "visa\nparental leave\n");
}

static void
test_taken_back (Fixture *fixture,
                 gconstpointer data)
{
  rail_gap_list_add (fixture->journal, "parental leave", NOON);
  rail_gap_list_add (fixture->journal, "visa", NOON);
  rail_gap_list_remove (fixture->journal, " parental leave ");
  rail_gap_list_remove (fixture->journal, "never was");

  assert_gaps (fixture, "visa\n");
}

static void
test_nothing (Fixture *fixture,
              gconstpointer data)
{
  rail_gap_list_add (fixture->journal, "", NOON);
  rail_gap_list_add (fixture->journal, " \n ", NOON);

  assert_gaps (fixture, "");
}

/* Megabytes by a slip of the hand, bytes that are no text, and letters of several bytes at the cut. */
static void
test_cut (Fixture *fixture,
          gconstpointer data)
{
  g_autofree char *long_words = g_strnfill (3 * 1024 * 1024, 'x');
  g_autoptr (GString) umlauts = g_string_new (NULL);
  g_autoptr (GPtrArray) gaps = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (umlauts, "ä");
  rail_gap_list_add (fixture->journal, long_words, NOON);
  rail_gap_list_add (fixture->journal, umlauts->str, NOON + RAIL_MINUTE);
  rail_gap_list_add (fixture->journal, "caf\xe9", NOON + 2 * RAIL_MINUTE);

  gaps = load (fixture);
  g_assert_cmpuint (gaps->len, ==, 3);
  g_assert_cmpuint (strlen (((const RailGap *) g_ptr_array_index (gaps, 0))->words), ==, RAIL_GAP_MAX_CHARS);
  g_assert_cmpuint (strlen (((const RailGap *) g_ptr_array_index (gaps, 1))->words), ==, 2 * RAIL_GAP_MAX_CHARS);
  g_assert_cmpstr (((const RailGap *) g_ptr_array_index (gaps, 2))->words, ==, "caf\xef\xbf\xbd");
}

static void
test_oldest_make_room (Fixture *fixture,
                       gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;

  for (guint i = 0; i < RAIL_GAP_LIST_MAX + 3; i++)
    {
      g_autofree char *words = g_strdup_printf ("words %u", i);

      rail_gap_list_add (fixture->journal, words, NOON + i * RAIL_MINUTE);
    }

  gaps = load (fixture);
  g_assert_cmpuint (gaps->len, ==, RAIL_GAP_LIST_MAX);
  g_assert_cmpstr (((const RailGap *) g_ptr_array_index (gaps, 0))->words, ==, "words 3");
}

static void
test_grows_old (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;

  rail_gap_list_add (fixture->journal, "old", NOON);
  rail_gap_list_add (fixture->journal, "new", NOON + 20 * RAIL_DAY);
  rail_journal_roll_up (fixture->journal, NOON + 31 * RAIL_DAY);

  gaps = load (fixture);
  g_assert_cmpuint (gaps->len, ==, 2);
  g_assert_cmpint (((const RailGap *) g_ptr_array_index (gaps, 0))->noted % RAIL_DAY, ==, 0);
  g_assert_cmpint (((const RailGap *) g_ptr_array_index (gaps, 1))->noted % RAIL_DAY, !=, 0);
}

static void
test_export_and_delete (Fixture *fixture,
                        gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  rail_gap_list_add (fixture->journal, "parental leave", NOON);
  before = rail_journal_export (fixture->journal, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (before, "\"gaps\":[{\"words\":\"parental leave\",\"noted_at\":\""));

  g_assert_true (rail_journal_delete_history (fixture->journal, &error));
  g_assert_no_error (error);
  after = rail_journal_export (fixture->journal, &error);
  g_assert_nonnull (strstr (after, "\"gaps\":[]"));
}

#define ADD(path, test) g_test_add ("/gap-list/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("add/on-one-line-to-the-minute", test_noted);
  ADD ("add/the-same-words-once", test_again);
  ADD ("remove/takes-back-only-these", test_taken_back);
  ADD ("add/nothing-is-no-gap", test_nothing);
  ADD ("add/cut-between-characters", test_cut);
  ADD ("add/the-oldest-make-room", test_oldest_make_room);
  ADD ("roll-up/older-ones-keep-their-day", test_grows_old);
  ADD ("delete/after-an-export-takes-them", test_export_and_delete);

  return g_test_run ();
}
