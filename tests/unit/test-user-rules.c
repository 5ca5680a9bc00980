/* The user's own triggers between journal, library and rules. */

#include "config.h"

#include "agent/user-rules.h"
#include "base/error.h"
#include "base/problem.h"
#include "testlib/scratch-folder.h"

#define MANIFEST "format: 1\nid: org.example.desk\ntitle: Desk\nversion: 1\nlanguage: en\nlicence: x\nowner: x\n"
#define AID "---\ntitle: An aid\nkind: note\ntask: Do it\nowner: somebody\nreviewed: 2026-10-01\nkeywords: [x]\n---\nWords.\n"
#define PACK "org.example.desk"
#define MOST 500

typedef struct
{
  ScratchFolder *folder;
  char *path;
  RailLibrary *library;
  RailJournal *journal;
  RailUserRules *rules;
} Fixture;

static void
open_rules (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->journal = rail_journal_open (self->path, NULL, &error);
  g_assert_no_error (error);
  self->rules = rail_user_rules_new (self->journal, self->library);
  g_assert_true (rail_user_rules_load (self->rules, &error));
  g_assert_no_error (error);
}

static void
close_rules (Fixture *self)
{
  g_clear_pointer (&self->rules, rail_user_rules_free);
  rail_journal_close (self->journal);
  g_clear_object (&self->journal);
}

/* As after a new start of the agent. */
static void
open_again (Fixture *self)
{
  close_rules (self);
  open_rules (self);
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  const char *folders[2] = { NULL };

  self->folder = scratch_folder_new ();
  scratch_folder_write (self->folder, "packs/desk/aids/an-aid.md", AID);
  scratch_folder_write (self->folder, "packs/desk/pack.yaml", MANIFEST);
  self->path = g_build_filename (self->folder, "journal.db", NULL);
  folders[0] = g_build_filename (self->folder, "packs", NULL);
  self->library = rail_library_new (folders);
  rail_library_load (self->library);
  open_rules (self);
  g_free ((char *) folders[0]);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  close_rules (self);
  g_assert_finalize_object (self->library);
  scratch_folder_free (self->folder);
  g_free (self->path);
}

static RailTrigger *
add (Fixture *self,
     const char *aid,
     const char *title,
     GError **error)
{
  g_autoptr (RailTriggerDraft) draft = rail_trigger_draft_new (RAIL_DRAFT_WINDOW, "", title, 0);

  return rail_user_rules_add (self->rules, draft, PACK, aid, 1, error);
}

static guint
count_rules (Fixture *self)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);

  rail_user_rules_append (self->rules, triggers);
  return triggers->len;
}

static void
test_kept (Fixture *self,
           gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  RailTrigger *trigger = add (self, "an-aid", "review", &error);

  g_assert_no_error (error);
  id = g_strdup (trigger->id);
  open_again (self);
  g_assert_cmpuint (count_rules (self), ==, 1);
  trigger = g_ptr_array_index (rail_user_rules_get_triggers (self->rules), 0);
  g_assert_cmpstr (trigger->id, ==, id);
  g_assert_cmpstr (trigger->aid, ==, "an-aid");

  g_assert_true (rail_user_rules_remove (self->rules, PACK, "an-aid", id));
  g_assert_false (rail_user_rules_remove (self->rules, PACK, "an-aid", id));
  open_again (self);
  g_assert_cmpuint (count_rules (self), ==, 0);
}

static void
test_same_twice (Fixture *self,
                 gconstpointer data)
{
  RailTrigger *one = add (self, "an-aid", "review", NULL);

  g_assert_true (add (self, "an-aid", "review", NULL) == one);
  g_assert_false (add (self, "an-aid", "other", NULL) == one);
  open_again (self);
  g_assert_cmpuint (count_rules (self), ==, 2);
}

static void
test_refused (Fixture *self,
              gconstpointer data)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) invalid = NULL;

  g_assert_null (add (self, "no-such-aid", "review", &missing));
  g_assert_error (missing, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
  g_assert_null (add (self, "an-aid", "/(/", &invalid));
  g_assert_error (invalid, RAIL_ERROR, RAIL_ERROR_INVALID);
  open_again (self);
  g_assert_cmpuint (rail_user_rules_get_triggers (self->rules)->len, ==, 0);
}

static void
keep (Fixture *self,
      const char *aid,
      const char *trigger,
      const char *when)
{
  RailOwnTrigger own = { (char *) PACK, (char *) aid, (char *) trigger, (char *) when };

  rail_own_triggers_add (self->journal, &own, 1);
}

static void
test_aid_away (Fixture *self,
               gconstpointer data)
{
  keep (self, "away", "own-1", "{window: {title: review}}");
  keep (self, "an-aid", "own-2", "{window: {title: review}}");
  open_again (self);

  /* It waits for its pack, listed and no problem. */
  g_assert_cmpuint (count_rules (self), ==, 1);
  g_assert_cmpuint (rail_user_rules_get_triggers (self->rules)->len, ==, 2);
  g_assert_cmpuint (rail_user_rules_get_unreadable (self->rules)->len, ==, 0);
  g_assert_true (rail_user_rules_remove (self->rules, PACK, "away", "own-1"));
}

static void
test_unreadable (Fixture *self,
                 gconstpointer data)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) left = rail_problems_new ();
  const RailProblem *problem;

  keep (self, "an-aid", "own-1", "{window: {title: '/(/'}}");
  keep (self, "an-aid", "own-2", "{window: {title: review}}");
  open_again (self);

  g_assert_cmpuint (count_rules (self), ==, 1);
  rail_user_rules_add_problems (self->rules, problems);
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_nonnull (strstr (problem->message, PACK "/an-aid"));
  g_assert_nonnull (problem->mend);

  /* The mend it names is possible. */
  g_assert_cmpuint (rail_user_rules_get_unreadable (self->rules)->len, ==, 1);
  g_assert_true (rail_user_rules_remove (self->rules, PACK, "an-aid", "own-1"));
  rail_user_rules_add_problems (self->rules, left);
  g_assert_cmpuint (left->len, ==, 0);
  open_again (self);
  g_assert_cmpuint (rail_user_rules_get_unreadable (self->rules)->len, ==, 0);
}

static void
test_limit (Fixture *self,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MOST; i++)
    {
      g_autofree char *title = g_strdup_printf ("review %u", i);

      g_assert_nonnull (add (self, "an-aid", title, NULL));
    }
  g_assert_null (add (self, "an-aid", "one more", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);

  open_again (self);
  g_assert_cmpuint (count_rules (self), ==, MOST);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/user-rules/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("made/kept-until-removed", test_kept);
  ADD ("made/the-same-twice-is-one", test_same_twice);
  ADD ("refused/no-such-aid-and-no-such-pattern", test_refused);
  ADD ("aid-away/waits-for-it", test_aid_away);
  ADD ("unreadable/is-said-and-can-be-removed", test_unreadable);
  ADD ("many/stop-at-a-limit", test_limit);

  return g_test_run ();
}
