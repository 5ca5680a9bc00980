/*
 * What the coach may be asked about: the packs that say so, the user's word on each, and the organisation's over all of them.
 */

#include "config.h"

#include "ui-fixture.h"

#include <string.h>

#include "fakes/fake-agent.h"
#include "fakes/fake-settings.h"
#include "ui/coach-kit.h"
#include "ui/coach-packs-group.h"
#include "ui/preferences-window.h"

#define PATH(name) "/io/github/handrail/Handrail/" name
#define GROUP "What It May Be Asked About"
#define TRAVEL "org.example.travel"
#define PASTRY "What is the best recipe for pancakes?"

#define PACK_FILE(id, title) "format: 1\nid: " id "\ntitle: " title "\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: a@example.org\n"

typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  RailPolicy *policy;
  RailAgentClient *client;
  GSettings *settings;
  GtkWindow *window;
} Desk;

/* One pack without subjects (the fixture's), and two with. */
static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  fake_settings_clear ();
  desk->fixture = ui_fixture_new ();
  scratch_folder_write (desk->fixture->folder, "handrail/packs/travel/pack.yaml", PACK_FILE (TRAVEL, "\"Travel & <expenses>\""));
  scratch_folder_write (desk->fixture->folder, "handrail/packs/travel/guard.yaml", "format: 1\ndomains: [managing, {id: travel-expenses, phrases: [travel costs]}]\n");
  scratch_folder_write (desk->fixture->folder, "handrail/packs/kitchen/pack.yaml", PACK_FILE ("org.example.kitchen", "Kitchen"));
  scratch_folder_write (desk->fixture->folder, "handrail/packs/kitchen/guard.yaml", "format: 1\ndomains: [{id: pastry, phrases: [recipe for pancakes]}]\n");
  rail_library_load (desk->fixture->library);
  desk->agent = fake_agent_new ();
  desk->policy = rail_policy_new ();
  desk->client = rail_agent_client_new ();
  desk->settings = g_settings_new ("io.github.handrail.Handrail");

  return desk;
}

static void
desk_free (Desk *desk)
{
  if (desk->window != NULL)
    ui_fixture_destroy (desk->window);
  g_object_unref (desk->settings);
  g_object_unref (desk->client);
  g_object_unref (desk->policy);
  fake_agent_free (desk->agent);
  ui_fixture_free (desk->fixture);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static GtkWidget *
show (Desk *desk)
{
  GtkWidget *page, *label;

  desk->window = rail_preferences_window_new (desk->fixture->application, desk->client, desk->fixture->library, desk->policy, NULL);
  gtk_window_present (desk->window);
  ui_fixture_wait ("the window's focus", ui_fixture_is_active, desk->window);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (desk->window), "coach");
  page = GTK_WIDGET (adw_preferences_window_get_visible_page (ADW_PREFERENCES_WINDOW (desk->window)));
  label = ui_fixture_find (page, GTK_TYPE_LABEL, GROUP);

  return label != NULL ? gtk_widget_get_ancestor (label, RAIL_TYPE_COACH_PACKS_GROUP) : NULL;
}

static GtkSwitch *
find_switch (GtkWidget *group,
             const char *pack)
{
  GtkWidget *label = ui_fixture_find (group, GTK_TYPE_LABEL, pack);

  g_assert_nonnull (label);
  return GTK_SWITCH (ui_fixture_find (gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW), GTK_TYPE_SWITCH, NULL));
}

static gboolean
is_on (gpointer control)
{
  return gtk_switch_get_active (control);
}

/* What the pane's next conversation would say, of which the reason. */
static char *
dup_answer (Desk *desk,
            const char *question,
            RailGuardVerdict verdict)
{
  g_autoptr (RailCoachKit) kit = rail_coach_kit_new (desk->fixture->library, desk->policy, desk->fixture->journal, desk->client);
  g_autoptr (GError) error = NULL;
  const RailCoachParts *parts = NULL;
  g_autoptr (RailGuardResult) result = NULL;

  rail_coach_kit_load_guard (kit);
  while (!rail_coach_kit_is_ready (kit))
    g_main_context_iteration (NULL, TRUE);
  parts = rail_coach_kit_prepare (kit, &error);
  g_assert_no_error (error);
  result = rail_guard_check (parts->guard, question, strlen (question), NULL, RAIL_GUARD_QUESTION, NULL);
  g_assert_cmpint (result->verdict, ==, verdict);
  return g_strdup (result->reason);
}

/* ---- the user's word ---- */

static void
test_confirmed (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *group = show (desk);
  GtkSwitch *kitchen = find_switch (group, "Kitchen");
  g_autofree char *refused = dup_answer (desk, PASTRY, RAIL_GUARD_REFUSE);
  g_autofree char *fine = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *again = NULL;

  g_assert_nonnull (strstr (refused, "“Kitchen”"));
  g_assert_nonnull (strstr (refused, GROUP));
  g_assert_true (ui_fixture_says (group, "About: what managers do, travel expenses"));
  g_assert_null (ui_fixture_find (group, GTK_TYPE_LABEL, "Managers"));

  gtk_widget_grab_focus (GTK_WIDGET (kitchen));
  ui_fixture_picture (desk->window, "coach-packs-unconfirmed");
  ui_fixture_xdotool ("key", "space", NULL);
  ui_fixture_wait ("the switch to be on", is_on, kitchen);
  fine = dup_answer (desk, PASTRY, RAIL_GUARD_OK);
  kept = rail_policy_dup_coach_pack (desk->policy, "org.example.kitchen");
  g_assert_cmpuint (strlen (kept), ==, 64);

  gtk_switch_set_active (kitchen, FALSE);
  again = dup_answer (desk, PASTRY, RAIL_GUARD_REFUSE);
  g_assert_null (rail_policy_dup_coach_pack (desk->policy, "org.example.kitchen"));
}

/* A later version of the pack with other subjects is not what was agreed to. */
static void
test_changed (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *group = show (desk);
  g_autofree char *refused = NULL;

  gtk_switch_set_active (find_switch (group, "Kitchen"), TRUE);
  scratch_folder_write (desk->fixture->folder, "handrail/packs/kitchen/guard.yaml", "format: 1\ndomains: [{id: anything, phrases: [recipe for pancakes, the]}]\n");
  g_clear_pointer (&desk->window, ui_fixture_destroy);

  group = show (desk);
  g_assert_false (gtk_switch_get_active (find_switch (group, "Kitchen")));
  g_assert_true (ui_fixture_says (group, "other subjects than you agreed to"));
  ui_fixture_picture (desk->window, "coach-packs-changed");
  refused = dup_answer (desk, PASTRY, RAIL_GUARD_REFUSE);
}

static void
test_nothing_to_confirm (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *travel = g_build_filename (desk->fixture->folder, "handrail/packs/travel/guard.yaml", NULL);
  g_autofree char *kitchen = g_build_filename (desk->fixture->folder, "handrail/packs/kitchen/guard.yaml", NULL);

  g_assert_cmpint (g_unlink (travel), ==, 0);
  g_assert_cmpint (g_unlink (kitchen), ==, 0);
  g_assert_null (show (desk));
}

/* ---- the organisation's ---- */

static void
test_pinned (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *group;
  g_autofree char *fine = NULL;

  g_assert_true (rail_policy_set_coach_pack (desk->policy, "org.example.kitchen", RAIL_GUARD_RULES_ANY_DOMAINS));
  fake_settings_set_locked (PATH ("coach-packs"), TRUE);
  group = show (desk);

  g_assert_true (gtk_switch_get_active (find_switch (group, "Kitchen")));
  g_assert_false (gtk_switch_get_active (find_switch (group, "Travel & <expenses>")));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_switch (group, "Kitchen"))));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_switch (group, "Travel & <expenses>"))));
  g_assert_true (ui_fixture_says (group, "Set by your organisation"));
  fine = dup_answer (desk, PASTRY, RAIL_GUARD_OK);
}

static void
name_rules (Desk *desk,
            const char *text)
{
  g_autofree char *path = g_build_filename (desk->fixture->folder, "guard & more.yaml", NULL);

  if (text != NULL)
    scratch_folder_write (desk->fixture->folder, "guard & more.yaml", text);
  g_assert_true (g_settings_set_string (desk->settings, "coach-guard-file", path));
}

static void
test_decided (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *group;
  g_autofree char *refused = NULL;

  g_assert_true (rail_policy_set_coach_pack (desk->policy, "org.example.kitchen", RAIL_GUARD_RULES_ANY_DOMAINS));
  name_rules (desk, "format: 1\ndomains: [managing]\n");
  group = show (desk);

  g_assert_true (ui_fixture_says (group, "Your organisation has said what the coach may be asked about"));
  g_assert_false (gtk_switch_get_active (find_switch (group, "Kitchen")));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_switch (group, "Kitchen"))));
  ui_fixture_picture (desk->window, "coach-packs-decided");
  refused = dup_answer (desk, PASTRY, RAIL_GUARD_REFUSE);
  g_assert_null (strstr (refused, "Kitchen"));
}

/* What cannot be read is said, where the file is and what to do about it; and while it is so nothing is answered but what goes to a person. */
static void
test_closed (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *group;
  g_autofree char *refused = NULL;
  g_autofree char *stopped = NULL;
  g_autofree char *fine = NULL;

  name_rules (desk, "format: 1\ndomain: [managing]\n");
  g_test_expect_message ("handrail-coach-kit", G_LOG_LEVEL_MESSAGE, "*guard & more.yaml:2*");
  refused = dup_answer (desk, "How do I give feedback after a demo?", RAIL_GUARD_REFUSE);
  g_test_expect_message ("handrail-coach-kit", G_LOG_LEVEL_MESSAGE, "*guard & more.yaml:2*");
  stopped = dup_answer (desk, "How do I fire him tomorrow?", RAIL_GUARD_STOP);
  g_test_assert_expected_messages ();
  g_assert_nonnull (strstr (refused, "guard & more.yaml:2"));

  group = show (desk);
  g_assert_true (ui_fixture_says (group, "guard & more.yaml:2"));
  g_assert_true (ui_fixture_says (group, "The coach is closed"));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_switch (group, "Kitchen"))));
  ui_fixture_picture (desk->window, "coach-packs-closed");

  /* Mended while the window is open; it is looked at again when a setting changes. */
  name_rules (desk, "format: 1\n");
  g_assert_true (g_settings_set_boolean (desk->settings, "keep-warm", FALSE));
  g_assert_false (ui_fixture_says (group, "The coach is closed"));
  fine = dup_answer (desk, "How do I give feedback after a demo?", RAIL_GUARD_OK);
}

int
main (int argc,
      char **argv)
{
  fake_settings_install ();
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/coach-packs/the-user-confirms-what-a-pack-is-for", test_confirmed);
  g_test_add_func ("/coach-packs/other-subjects-are-confirmed-anew", test_changed);
  g_test_add_func ("/coach-packs/without-subjects-there-is-nothing-to-say", test_nothing_to_confirm);
  g_test_add_func ("/coach-packs/the-organisation-pins-packs", test_pinned);
  g_test_add_func ("/coach-packs/the-organisation-decides-the-subjects", test_decided);
  g_test_add_func ("/coach-packs/rules-that-cannot-be-read-close-the-coach", test_closed);

  return g_test_run ();
}
