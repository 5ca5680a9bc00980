/* Which aids were opened, in a journal on disk. */

#include "config.h"

#include "base/duration.h"
#include "base/iso-time.h"
#include "journal/aid-uses.h"
#include "testlib/scratch-folder.h"

typedef struct
{
  ScratchFolder *folder;
  char *path;
  RailJournal *journal;
} Fixture;

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

static void
open_journal (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->journal = rail_journal_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
}

static void
close_journal (Fixture *fixture)
{
  rail_journal_close (fixture->journal);
  g_clear_object (&fixture->journal);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->folder = scratch_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "journal.db", NULL);
  open_journal (fixture);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  close_journal (fixture);
  g_free (fixture->path);
  scratch_folder_free (fixture->folder);
}

static void
assert_uses (Fixture *fixture,
             guint limit,
             const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) uses = rail_aid_uses_load (fixture->journal, limit, &error);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GString) lines = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < uses->len; i++)
    {
      const RailAidUse *use = g_ptr_array_index (uses, i);
      g_autofree char *time = rail_iso_time_format (use->last_used, utc);

      g_string_append_printf (lines, "%s/%s %s %u\n", use->pack, use->aid, time, use->count);
    }
  g_assert_cmpstr (lines->str, ==, expected);
}

static void
note_three (Fixture *fixture)
{
  rail_aid_uses_note (fixture->journal, "managers", "review", at ("2026-10-01T09:00:59.7Z"));
  rail_aid_uses_note (fixture->journal, "managers", "pushback", at ("2026-10-02T09:00:00Z"));
  rail_aid_uses_note (fixture->journal, "managers", "review", at ("2026-10-03T10:30:20Z"));
}

static void
test_newest_first (Fixture *fixture,
                   gconstpointer data)
{
  note_three (fixture);

  assert_uses (fixture, 10, "managers/review 2026-10-03T10:30:00+00:00 2\nmanagers/pushback 2026-10-02T09:00:00+00:00 1\n");
  assert_uses (fixture, 1, "managers/review 2026-10-03T10:30:00+00:00 2\n");
}

static void
test_kept (Fixture *fixture,
           gconstpointer data)
{
  note_three (fixture);
  close_journal (fixture);
  open_journal (fixture);

  assert_uses (fixture, 10, "managers/review 2026-10-03T10:30:00+00:00 2\nmanagers/pushback 2026-10-02T09:00:00+00:00 1\n");
}

static void
test_clock_set_back (Fixture *fixture,
                     gconstpointer data)
{
  note_three (fixture);
  rail_aid_uses_note (fixture->journal, "managers", "review", at ("2025-01-01T00:00:00Z"));

  assert_uses (fixture, 1, "managers/review 2026-10-03T10:30:00+00:00 3\n");
}

static void
test_table (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (GPtrArray) uses = NULL;
  g_autoptr (GHashTable) table = NULL;
  const gint64 *moment;

  note_three (fixture);
  uses = rail_aid_uses_load (fixture->journal, 10, NULL);
  table = rail_aid_uses_to_table (uses);

  g_assert_cmpuint (g_hash_table_size (table), ==, 2);
  moment = g_hash_table_lookup (table, "managers/pushback");
  g_assert_nonnull (moment);
  g_assert_cmpint (*moment, ==, at ("2026-10-02T09:00:00Z"));
}

static void
test_grows_old (Fixture *fixture,
                gconstpointer data)
{
  note_three (fixture);

  rail_journal_roll_up (fixture->journal, at ("2026-11-02T00:00:00Z"));
  assert_uses (fixture, 10, "managers/review 2026-10-03T10:30:00+00:00 2\nmanagers/pushback 2026-10-02T00:00:00+00:00 1\n");
}

static void
test_delete (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  note_three (fixture);
  g_assert_true (rail_journal_delete_history (fixture->journal, &error));
  g_assert_no_error (error);
  assert_uses (fixture, 10, "");
}

/* The file as the version before left it: today's without the tables that came since. */
static void
test_upgrade (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (GSubprocess) shell = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mutes = NULL;

  rail_journal_set_muted (fixture->journal, "managers/x/t", TRUE, at ("2026-10-01T09:04:00Z"));
  close_journal (fixture);
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sqlite3", fixture->path, "DROP TABLE aid_uses; DROP TABLE gaps; DROP TABLE next_steps; PRAGMA user_version = 3", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (shell, NULL, &error));

  open_journal (fixture);
  note_three (fixture);
  assert_uses (fixture, 1, "managers/review 2026-10-03T10:30:00+00:00 2\n");
  mutes = rail_journal_load_mutes (fixture->journal, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mutes[0], ==, "managers/x/t");
}

#define ADD(path, test) g_test_add ("/aid-uses/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("load/newest-first-to-the-minute", test_newest_first);
  ADD ("load/kept-across-a-restart", test_kept);
  ADD ("note/a-clock-set-back-does-not-age-it", test_clock_set_back);
  ADD ("table/as-a-search-wants-it", test_table);
  ADD ("roll-up/older-uses-keep-their-day", test_grows_old);
  ADD ("delete/takes-the-uses", test_delete);
  ADD ("upgrade/from-the-version-before", test_upgrade);

  return g_test_run ();
}
