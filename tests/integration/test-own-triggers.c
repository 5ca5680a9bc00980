/* The user's own triggers in a journal on disk. */

#include "config.h"

#include "journal/own-triggers.h"
#include "testlib/scratch-folder.h"

static RailJournal *
open_journal (const ScratchFolder *folder)
{
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autoptr (GError) error = NULL;
  RailJournal *journal = rail_journal_open (path, NULL, &error);

  g_assert_no_error (error);
  return journal;
}

static void
add (RailJournal *journal,
     const char *aid,
     const char *trigger,
     const char *when)
{
  RailOwnTrigger own = { .pack = (char *) "pack", .aid = (char *) aid, .trigger = (char *) trigger, .when = (char *) when };

  rail_own_triggers_add (journal, &own, g_get_real_time ());
}

static void
assert_triggers (RailJournal *journal,
                 const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) triggers = rail_own_triggers_load (journal, &error);
  g_autoptr (GString) lines = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < triggers->len; i++)
    {
      const RailOwnTrigger *trigger = g_ptr_array_index (triggers, i);

      g_string_append_printf (lines, "%s/%s/%s %s\n", trigger->pack, trigger->aid, trigger->trigger, trigger->when);
    }
  g_assert_cmpstr (lines->str, ==, expected);
}

static void
close_journal (RailJournal *journal)
{
  rail_journal_close (journal);
  g_object_unref (journal);
}

static void
test_kept (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  RailJournal *journal = open_journal (folder);

  add (journal, "b", "own-1", "{window: {title: 'it''s'}}");
  add (journal, "a", "own-2", "{window: {app: x}}");
  close_journal (journal);

  journal = open_journal (folder);
  assert_triggers (journal, "pack/b/own-1 {window: {title: 'it''s'}}\npack/a/own-2 {window: {app: x}}\n");
  rail_own_triggers_remove (journal, "pack", "b", "own-1");
  rail_own_triggers_remove (journal, "pack", "b", "never-was");
  add (journal, "a", "own-2", "{window: {app: y}}");
  assert_triggers (journal, "pack/a/own-2 {window: {app: y}}\n");
  close_journal (journal);
  scratch_folder_free (folder);
}

static void
test_history (void)
{
  ScratchFolder *folder = scratch_folder_new ();
  RailJournal *journal = open_journal (folder);
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  add (journal, "a", "own-1", "{window: {app: x}}");
  g_assert_true (rail_journal_delete_history (journal, &error));
  g_assert_no_error (error);
  assert_triggers (journal, "pack/a/own-1 {window: {app: x}}\n");

  text = rail_journal_export_file (path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "{window: {app: x}}"));
  close_journal (journal);
  scratch_folder_free (folder);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/own-triggers/are-there-again-after-a-restart", test_kept);
  g_test_add_func ("/own-triggers/outlive-the-history-and-are-exported", test_history);

  return g_test_run ();
}
