/* The rules of an organisation: what they add, whom they name, and that a file which cannot be read lets nothing through. */

#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/problem.h"
#include "coach/guard-policy.h"
#include "coach/guard.h"
#include "coach/hand-off.h"
#include "testlib/scratch-folder.h"

#define RULES                                                                                     \
  "format: 1\n"                                                                                   \
  "escalations: [{category: compliance, level: stop, contact: desk, phrases: [project heron]}]\n" \
  "look-alikes: [fire drill]\n"                                                                   \
  "domains: [managing, {id: expenses, phrases: [travel costs]}]\n"                                \
  "contacts: {termination: desk}\n"                                                               \
  "people: {desk: {name: People Desk, email: desk@example.org, note: Bring dates.}, legal: {name: House Counsel}}\n"

typedef struct
{
  ScratchFolder *folder;
  GPtrArray *problems;
  char *path;
} Fixture;

static void
set_up (Fixture *self,
        gconstpointer data)
{
  self->folder = scratch_folder_new ();
  self->problems = rail_problems_new ();
  self->path = g_build_filename (self->folder, "guard.yaml", NULL);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  g_ptr_array_unref (self->problems);
  g_free (self->path);
  scratch_folder_free (self->folder);
}

static RailGuard *
make_guard (RailGuardRules *rules)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailGuard) floor = rail_guard_new (&error);

  g_assert_no_error (error);
  return rail_guard_extend (floor, rules, NULL, 0);
}

static RailGuardResult *
check (const RailGuard *guard,
       const char *text)
{
  return rail_guard_check (guard, text, strlen (text), NULL, RAIL_GUARD_QUESTION, NULL);
}

static void
assert_verdict (const RailGuard *guard,
                const char *text,
                RailGuardVerdict verdict)
{
  g_autoptr (RailGuardResult) result = check (guard, text);

  g_test_message ("%s", text);
  g_assert_cmpint (result->verdict, ==, verdict);
}

static void
test_none (Fixture *self,
           gconstpointer data)
{
  g_assert_null (rail_guard_policy_load ("", self->problems));
  g_assert_cmpuint (self->problems->len, ==, 0);
}

static void
test_adds (Fixture *self,
           gconstpointer data)
{
  g_autoptr (RailGuardRules) rules = NULL;
  g_autoptr (RailGuard) guard = NULL;

  scratch_folder_write (self->folder, "guard.yaml", RULES);
  rules = rail_guard_policy_load (self->path, self->problems);
  g_assert_cmpuint (self->problems->len, ==, 0);
  g_assert_null (rules->closed);

  guard = make_guard (rules);
  assert_verdict (guard, "What may I tell the team about project heron?", RAIL_GUARD_STOP);
  assert_verdict (guard, "How do I fire him tomorrow?", RAIL_GUARD_STOP);
  assert_verdict (guard, "How do I book my travel costs for the trip?", RAIL_GUARD_OK);
  assert_verdict (guard, "What is the best recipe for pasta carbonara?", RAIL_GUARD_REFUSE);
}

static void
assert_person (const RailGuard *guard,
               const char *text,
               const char *name,
               const char *email)
{
  g_autoptr (RailGuardResult) result = check (guard, text);
  g_autoptr (RailHandOffContact) contact = rail_hand_off_contact_find (NULL, result);

  g_assert_null (result->contact_pack);
  g_assert_cmpstr (contact->name, ==, name);
  g_assert_cmpstr (contact->email, ==, email);
}

/* By the rule, by the category, by a key that the category goes by; and where nobody is named it is said whom to look for. */
static void
test_people (Fixture *self,
             gconstpointer data)
{
  g_autoptr (RailGuardRules) rules = NULL;
  g_autoptr (RailGuard) guard = NULL;
  g_autoptr (RailGuardResult) self_harm = NULL;

  scratch_folder_write (self->folder, "guard.yaml", RULES);
  rules = rail_guard_policy_load (self->path, self->problems);
  guard = make_guard (rules);

  assert_person (guard, "What may I tell the team about project heron?", "People Desk", "desk@example.org");
  assert_person (guard, "How do I fire him tomorrow?", "People Desk", "desk@example.org");
  assert_person (guard, "Our supplier is suing us", "House Counsel", NULL);
  self_harm = check (guard, "She says she wants to kill herself");
  g_assert_null (self_harm->person);
}

static void
assert_closed (Fixture *self,
               const char *place)
{
  g_autoptr (RailGuardRules) rules = rail_guard_policy_load (self->path, self->problems);
  g_autoptr (RailGuard) guard = make_guard (rules);
  g_autoptr (RailGuardResult) refused = NULL;

  g_assert_cmpuint (self->problems->len, >=, 1);
  g_assert_nonnull (rules->closed);
  g_assert_nonnull (strstr (rules->closed, place));

  /* Neither what managers do nor a few words, nor what needs care; and the floor holds, with nothing to make it look away. */
  g_assert_cmpuint (rules->look_alikes->len, ==, 0);
  refused = check (guard, "How do I give feedback after a demo?");
  g_assert_cmpint (refused->verdict, ==, RAIL_GUARD_REFUSE);
  g_assert_true (refused->reason == rules->closed);
  assert_verdict (guard, "And then?", RAIL_GUARD_REFUSE);
  assert_verdict (guard, "What do I answer when she asks for a raise?", RAIL_GUARD_REFUSE);
  assert_verdict (guard, "How do I fire him tomorrow?", RAIL_GUARD_STOP);
  assert_verdict (guard, "She says she wants to kill herself", RAIL_GUARD_STOP);
  g_ptr_array_set_size (self->problems, 0);
}

static void
test_broken (Fixture *self,
             gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *line;
  } cases[] = {
    { "format: 2\n", "guard.yaml:1" },
    { "format: 1\nescalation: []\n", "guard.yaml:2" },
    { "format: 1\nlook-alikes: [fire him tomorrow]\ndomains: [nothing]\n", "guard.yaml:3" },
    { "format: 1\npeople: {hr: {email: a@example.org}}\n", "guard.yaml:2" },
    { "format: 1\npeople: {hr: {name: Jo, email: nobody}}\n", "guard.yaml:2" },
    { "format: 1\ncontacts: {everything: hr}\n", "guard.yaml:2" },
    { "- format\n", "guard.yaml" },
    { "", "guard.yaml" },
    { "format: 1\nlists: &a {x: [y]}\n", "guard.yaml:2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      scratch_folder_write (self->folder, "guard.yaml", cases[i].text);
      assert_closed (self, cases[i].line);
    }
}

static void
test_unreadable (Fixture *self,
                 gconstpointer data)
{
  g_autofree char *large = g_strnfill (70000, '#');
  g_autofree char *other = g_build_filename (self->folder, "other", NULL);

  assert_closed (self, self->path);

  g_assert_cmpint (mkdir (self->path, 0700), ==, 0);
  assert_closed (self, self->path);
  g_assert_cmpint (rmdir (self->path), ==, 0);

  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  assert_closed (self, self->path);
  g_assert_cmpint (unlink (self->path), ==, 0);

  scratch_folder_write (self->folder, "guard.yaml", large);
  assert_closed (self, self->path);
  g_assert_cmpint (unlink (self->path), ==, 0);

  g_free (self->path);
  self->path = g_strdup ("guard.yaml");
  assert_closed (self, "guard.yaml");

  /* Where its links lead is the administrator's business. */
  g_free (self->path);
  self->path = g_build_filename (self->folder, "guard.yaml", NULL);
  scratch_folder_write (self->folder, "other", RULES);
  g_assert_cmpint (symlink (other, self->path), ==, 0);
  {
    g_autoptr (RailGuardRules) rules = rail_guard_policy_load (self->path, self->problems);

    g_assert_null (rules->closed);
  }
}

/* Whoever confirms domains confirms these. */
static void
test_digest (Fixture *self,
             gconstpointer data)
{
  static const char *const texts[] = {
    "format: 1\ndomains: [managing]\n",
    "format: 1\ndomains: [{id: managing, phrases: [a pay slip]}]\n",
    "format: 1\ndomains: [{id: expenses, phrases: [travel costs]}]\n",
    "format: 1\ndomains: [{id: expenses, phrases: [travel costs, a trip]}]\n",
    "format: 1\ndomains: [managing, {id: expenses, phrases: [travel costs]}]\n",
  };
  static const char same[] = "format: 1\nlook-alikes: [fire drill]\ndomains:\n  - managing\n";
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (RailGuardRules) again = rail_guard_rules_parse (same, strlen (same), "x", RAIL_GUARD_RULES_TRUSTED, self->problems);
  g_autoptr (RailGuardRules) none = rail_guard_rules_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RailGuardRules) rules = rail_guard_rules_parse (texts[i], strlen (texts[i]), "x", RAIL_GUARD_RULES_PACK, self->problems);

      g_assert_true (g_hash_table_add (seen, g_strdup (rules->domains_digest)));
    }
  g_assert_true (g_hash_table_contains (seen, again->domains_digest));
  g_assert_null (none->domains_digest);
  g_assert_cmpuint (self->problems->len, ==, 0);
}

#define ADD(path, test) g_test_add ("/guard-policy/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("no-file-no-rules", test_none);
  ADD ("its-rules-hold-over-the-floor", test_adds);
  ADD ("its-people-are-turned-to", test_people);
  ADD ("a-file-with-an-error-closes-the-coach", test_broken);
  ADD ("a-file-that-cannot-be-read-closes-the-coach", test_unreadable);
  ADD ("what-was-confirmed-is-these-domains", test_digest);

  return g_test_run ();
}
