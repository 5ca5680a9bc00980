/* What somebody means to do, in a journal on disk. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "journal/next-steps.h"
#include "testlib/scratch-folder.h"

#define NOON (G_GINT64_CONSTANT (1790000040) * RAIL_SECOND)
#define PACK "org.example.managers"

typedef struct
{
  ScratchFolder *folder;
  char *path;
  RailJournal *journal;
} Fixture;

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

/* ---- writing, and waiting for the answer ---- */

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
finish (Fixture *fixture,
        GAsyncResult **result,
        GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = g_steal_pointer (result);

  return rail_next_steps_finish (fixture->journal, answer, error);
}

static void
assert_written (Fixture *fixture,
                GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (finish (fixture, result, &error));
  g_assert_no_error (error);
}

static void
add (Fixture *fixture,
     const char *text,
     gint64 remind_at)
{
  GAsyncResult *result = NULL;

  rail_next_steps_add_async (fixture->journal, text, PACK, "hard-conversation", remind_at, NOON + 17 * RAIL_SECOND, answered_cb, &result);
  assert_written (fixture, &result);
}

static void
set_done (Fixture *fixture,
          gint64 id,
          gboolean done,
          gint64 now)
{
  GAsyncResult *result = NULL;

  rail_next_steps_set_done_async (fixture->journal, id, done, now, answered_cb, &result);
  assert_written (fixture, &result);
}

static void
set_reminder (Fixture *fixture,
              gint64 id,
              gint64 remind_at)
{
  GAsyncResult *result = NULL;

  rail_next_steps_set_reminder_async (fixture->journal, id, remind_at, answered_cb, &result);
  assert_written (fixture, &result);
}

static GPtrArray *
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *steps = rail_next_steps_load (fixture->journal, &error);

  g_assert_no_error (error);
  return steps;
}

/* "text, minutes from noon to the reminder or -, done or open", one a line. */
static void
assert_steps (Fixture *fixture,
              const char *expected)
{
  g_autoptr (GPtrArray) steps = load (fixture);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const RailNextStep *step = g_ptr_array_index (steps, i);
      g_autofree char *reminder = step->remind_at != 0 ? g_strdup_printf ("%d", (int) ((step->remind_at - NOON) / RAIL_MINUTE)) : g_strdup ("-");

      g_string_append_printf (lines, "%s, %s, %s\n", step->text, reminder, step->done != 0 ? "done" : "open");
    }
  g_assert_cmpstr (lines->str, ==, expected);
}

static gint64
get_id (Fixture *fixture,
        guint index)
{
  g_autoptr (GPtrArray) steps = load (fixture);

  return ((const RailNextStep *) g_ptr_array_index (steps, index))->id;
}

/* ---- tests ---- */

static void
test_kept (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GPtrArray) steps = NULL;
  const RailNextStep *step;

  add (fixture, "Ask for twenty minutes", NOON + 90 * RAIL_MINUTE + 5);
  add (fixture, "  Write down\tthe first \n sentence ", 0);
  close_journal (fixture);
  open_journal (fixture);

  assert_steps (fixture, "Ask for twenty minutes, 90, open\nWrite down the first sentence, -, open\n");
  steps = load (fixture);
  step = g_ptr_array_index (steps, 0);
  g_assert_cmpstr (step->pack, ==, PACK);
  g_assert_cmpstr (step->aid, ==, "hard-conversation");
  g_assert_cmpint (step->created, ==, NOON);
  g_assert_cmpint (step->remind_at, ==, NOON + 90 * RAIL_MINUTE + 5);
}

static void
test_twice (Fixture *fixture,
            gconstpointer data)
{
  add (fixture, "Ask for twenty minutes", NOON + RAIL_HOUR);
  add (fixture, "Ask for twenty minutes", 0);
  assert_steps (fixture, "Ask for twenty minutes, 60, open\n");
  add (fixture, "Ask for twenty minutes", NOON + 2 * RAIL_HOUR);
  assert_steps (fixture, "Ask for twenty minutes, 120, open\n");

  /* What was done once may be meant to be done again. */
  set_done (fixture, get_id (fixture, 0), TRUE, NOON);
  add (fixture, "Ask for twenty minutes", 0);
  assert_steps (fixture, "Ask for twenty minutes, -, done\nAsk for twenty minutes, -, open\n");
}

static void
test_done (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GPtrArray) steps = NULL;
  gint64 id;

  add (fixture, "Ask for twenty minutes", NOON + RAIL_HOUR);
  id = get_id (fixture, 0);
  set_done (fixture, id, TRUE, NOON + 42 * RAIL_SECOND);
  assert_steps (fixture, "Ask for twenty minutes, -, done\n");
  steps = load (fixture);
  g_assert_cmpint (((const RailNextStep *) g_ptr_array_index (steps, 0))->done, ==, NOON);

  set_reminder (fixture, id, NOON + RAIL_HOUR);
  assert_steps (fixture, "Ask for twenty minutes, -, done\n");
  set_done (fixture, id, FALSE, NOON);
  assert_steps (fixture, "Ask for twenty minutes, -, open\n");
  set_reminder (fixture, id, NOON + RAIL_HOUR);
  assert_steps (fixture, "Ask for twenty minutes, 60, open\n");
  set_reminder (fixture, id, 0);
  assert_steps (fixture, "Ask for twenty minutes, -, open\n");
}

static void
test_remove (Fixture *fixture,
             gconstpointer data)
{
  GAsyncResult *result = NULL;
  gint64 id;

  add (fixture, "One", 0);
  add (fixture, "Two", 0);
  id = get_id (fixture, 0);
  rail_next_steps_remove_async (fixture->journal, id, answered_cb, &result);
  assert_written (fixture, &result);
  assert_steps (fixture, "Two, -, open\n");

  /* It is gone, whoever still speaks of it. */
  set_done (fixture, id, TRUE, NOON);
  set_reminder (fixture, id, NOON);
  assert_steps (fixture, "Two, -, open\n");

  rail_next_steps_remove_all_async (fixture->journal, answered_cb, &result);
  assert_written (fixture, &result);
  assert_steps (fixture, "");
}

static void
test_full (Fixture *fixture,
           gconstpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < RAIL_NEXT_STEPS_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("Step %u", i);

      add (fixture, text, 0);
    }
  rail_next_steps_add_async (fixture->journal, "One more", PACK, "aid", 0, NOON, answered_cb, &result);
  g_assert_false (finish (fixture, &result, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);
  steps = load (fixture);
  g_assert_cmpuint (steps->len, ==, RAIL_NEXT_STEPS_MAX);

  /* One that is there already can still be given a reminder, and what is done makes room. */
  add (fixture, "Step 7", NOON + RAIL_HOUR);
  set_done (fixture, get_id (fixture, 0), TRUE, NOON);
  add (fixture, "One more", 0);
}

static void
test_texts (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *endless = g_strnfill (100000, 'x');
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  rail_next_steps_add_async (fixture->journal, " \n\t ", PACK, "aid", 0, NOON, answered_cb, &result);
  g_assert_false (finish (fixture, &result, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);

  add (fixture, endless, 0);
  steps = load (fixture);
  g_assert_cmpuint (strlen (((const RailNextStep *) g_ptr_array_index (steps, 0))->text), ==, RAIL_NEXT_STEP_MAX_CHARS);
}

/* The done ones do not grow without end either, and go after a month; open ones stay. */
static void
test_grows_old (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (GPtrArray) steps = NULL;

  for (guint i = 0; i < RAIL_NEXT_STEPS_MAX + 3; i++)
    {
      add (fixture, "Again", 0);
      steps = load (fixture);
      set_done (fixture, ((const RailNextStep *) g_ptr_array_index (steps, steps->len - 1))->id, TRUE, NOON + i * RAIL_MINUTE);
      g_clear_pointer (&steps, g_ptr_array_unref);
    }
  steps = load (fixture);
  g_assert_cmpuint (steps->len, ==, RAIL_NEXT_STEPS_MAX);

  add (fixture, "Open", 0);
  rail_journal_roll_up (fixture->journal, NOON + 40 * RAIL_DAY);
  assert_steps (fixture, "Open, -, open\n");
}

static void
test_delete (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *all = NULL;

  add (fixture, "Ask for twenty minutes", NOON + RAIL_HOUR);
  all = rail_journal_export (fixture->journal, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (all, "\"next_steps\":[{\"text\":\"Ask for twenty minutes\",\"pack\":\"" PACK "\""));

  g_assert_true (rail_journal_delete_history (fixture->journal, &error));
  g_assert_no_error (error);
  assert_steps (fixture, "");
}

/* The file as the version before left it: today's without the table. */
static void
test_upgrade (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (GSubprocess) shell = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mutes = NULL;

  rail_journal_set_muted (fixture->journal, "managers/x/t", TRUE, NOON);
  close_journal (fixture);
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sqlite3", fixture->path, "DROP TABLE next_steps; PRAGMA user_version = 4", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (shell, NULL, &error));

  open_journal (fixture);
  add (fixture, "Ask for twenty minutes", 0);
  assert_steps (fixture, "Ask for twenty minutes, -, open\n");
  mutes = rail_journal_load_mutes (fixture->journal, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mutes[0], ==, "managers/x/t");
}

#define ADD(path, test) g_test_add ("/next-steps/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("add/kept-across-a-restart", test_kept);
  ADD ("add/what-is-open-already-is-one", test_twice);
  ADD ("add/a-full-list-says-so", test_full);
  ADD ("add/texts-are-one-short-line", test_texts);
  ADD ("done/reminds-of-nothing", test_done);
  ADD ("remove/one-and-all", test_remove);
  ADD ("roll-up/done-ones-go", test_grows_old);
  ADD ("delete/takes-the-steps", test_delete);
  ADD ("upgrade/from-the-version-before", test_upgrade);

  return g_test_run ();
}
