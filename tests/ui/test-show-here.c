/* "Show This Here…": the window, the ways to it and the list of what was made with it. */

#include "config.h"

#include "ui-fixture.h"

#include "fakes/fake-agent.h"
#include "fakes/fake-settings.h"
#include "ui/aid-button.h"
#include "ui/aid-card.h"
#include "ui/preferences-window.h"
#include "ui/show-here-window.h"
#include "ui/trigger-choice-row.h"

#define WINDOW_DRAFTS "{'kind': <'window'>, 'app': <'zoom'>, 'title': <'Performance review'>, 'minutes': <uint32 0>}, {'kind': <'window'>, 'app': <'zoom'>, 'title': <''>, 'minutes': <uint32 0>}"
#define MEETING_DRAFTS "{'kind': <'before'>, 'app': <''>, 'title': <'1:1 Priya & <Sam>'>, 'minutes': <uint32 5>}, {'kind': <'during'>, 'app': <''>, 'title': <'1:1 Priya & <Sam>'>, 'minutes': <uint32 0>}, {'kind': <'after'>, 'app': <''>, 'title': <'1:1 Priya & <Sam>'>, 'minutes': <uint32 10>}"

/* 10:00 and 14:00 of a day, in UTC as the tests run. */
#define MEETINGS "[{'title': <'1:1 Priya & <Sam>'>, 'start': <int64 1790848800000000>, 'end': <int64 1790850600000000>}, {'title': <'1:1 Priya'>, 'start': <int64 1790863200000000>, 'end': <int64 1790865000000000>}]"

#define OWN "[{'pack': <'" PACK "'>, 'aid': <'travel'>, 'trigger': <'own-1'>, 'wanted': <'the window in front'>, 'kind': <'window'>, 'app': <'zoom'>, 'title': <'R&D <b>'>, 'minutes': <uint32 0>}," \
            " {'pack': <'" PACK "'>, 'aid': <'gone'>, 'trigger': <'own-2'>, 'wanted': <'a meeting'>}]"

typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  RailPolicy *policy;
  RailAgentClient *client;
  GtkWindow *window;
  const char *words; /* waited for */
  char *activated;   /* the target of app.show-here */
} Desk;

static gboolean
can_ask (gpointer client)
{
  return rail_agent_client_get_triggers (client) != NULL;
}

static void
show_here_cb (GSimpleAction *action,
              GVariant *target,
              gpointer user_data)
{
  Desk *desk = user_data;

  g_free (desk->activated);
  desk->activated = g_variant_print (target, FALSE);
}

/* In the program they are the application's. Without the first, an aid's button is of no use at all. */
static const GActionEntry actions[] = {
  { .name = "open-aid-for-meeting", .activate = show_here_cb, .parameter_type = "(ssss)" },
  { .name = "show-here", .activate = show_here_cb, .parameter_type = "(ss)" },
};

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  fake_settings_clear ();
  desk->fixture = ui_fixture_new ();
  desk->agent = fake_agent_new ();
  desk->policy = rail_policy_new ();
  desk->client = rail_agent_client_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (desk->fixture->application), actions, G_N_ELEMENTS (actions), desk);
  ui_fixture_wait ("the agent", can_ask, desk->client);

  return desk;
}

static void
desk_free (Desk *desk)
{
  if (desk->window != NULL)
    ui_fixture_destroy (desk->window);
  g_clear_object (&desk->client);
  g_object_unref (desk->policy);
  g_clear_pointer (&desk->agent, fake_agent_free);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_action_map_remove_action (G_ACTION_MAP (desk->fixture->application), actions[i].name);
  ui_fixture_free (desk->fixture);
  g_free (desk->activated);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
present (Desk *desk,
         GtkWindow *window)
{
  desk->window = window;
  gtk_window_present (window);
  ui_fixture_wait ("the window's focus", ui_fixture_is_active, window);
}

static void
show (Desk *desk,
      const char *aid)
{
  present (desk, rail_show_here_window_new (desk->fixture->application, desk->client, desk->fixture->library, PACK, aid));
}

static GtkWidget *
find (Desk *desk,
      GType type,
      const char *label)
{
  GtkWidget *found = ui_fixture_find (GTK_WIDGET (desk->window), type, label);

  g_assert_nonnull (found);

  return found;
}

static gboolean
can_keep (gpointer data)
{
  return gtk_widget_is_sensitive (find (data, GTK_TYPE_BUTTON, "_Show Here"));
}

static gboolean
cannot_keep (gpointer data)
{
  return !can_keep (data);
}

static void
choose (Desk *desk,
        const char *words)
{
  ui_fixture_wait_for_words (desk->window, words);
  gtk_widget_activate (gtk_widget_get_ancestor (find (desk, GTK_TYPE_LABEL, words), RAIL_TYPE_TRIGGER_CHOICE_ROW));
}

static void
take_words (Desk *desk,
            const char *words)
{
  gtk_editable_set_text (GTK_EDITABLE (find (desk, ADW_TYPE_ENTRY_ROW, NULL)), words);
}

/* The last line of what the agent was asked. */
static void
expect_last_call (Desk *desk,
                  const char *expected)
{
  g_autofree char *calls = fake_agent_take_calls (desk->agent);
  const char *last = strrchr (g_strchomp (calls), '\n');

  g_assert_cmpstr (last != NULL ? last + 1 : calls, ==, expected);
}

static gboolean
is_closed (gpointer desk)
{
  return ((Desk *) desk)->window == NULL;
}

static void
press_and_wait_until_closed (Desk *desk,
                             const char *key)
{
  g_object_add_weak_pointer (G_OBJECT (desk->window), (gpointer *) &desk->window);
  ui_fixture_xdotool ("key", key, NULL);
  ui_fixture_wait ("the window to close", is_closed, desk);
}

static void
test_looks (void)
{
  g_autoptr (Desk) desk = desk_new ();

  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS ", " MEETING_DRAFTS "]");
  fake_agent_set_preview (desk->agent, TRUE, MEETINGS);
  show (desk, "open-review");
  ui_fixture_wait_for_words (desk->window, "When a window of zoom that says “Performance review” is in front");
  ui_fixture_wait_for_words (desk->window, "5 minutes before meetings called “1:1 Priya & <Sam>”");
  ui_fixture_wait_for_words (desk->window, "Matches now.");
  ui_fixture_picture (desk->window, "show-here-light");

  choose (desk, "5 minutes before meetings called “1:1 Priya & <Sam>”");
  ui_fixture_wait_for_words (desk->window, "Matches now. Would have come for 2 meetings today: 10:00 1:1 Priya & <Sam>, 14:00 1:1 Priya");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (desk->window, "show-here-dark");
}

static void
test_large (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_text_scale (2);
  fake_agent_set_drafts (desk->agent, "[" MEETING_DRAFTS "]");
  fake_agent_set_preview (desk->agent, FALSE, MEETINGS);
  show (desk, "long");
  ui_fixture_wait_for_words (desk->window, "Would have come for 2 meetings today");
  ui_fixture_picture (desk->window, "show-here-200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS ", " MEETING_DRAFTS "]");
  fake_agent_set_preview (desk->agent, FALSE, "[]");
  show (desk, "pushback");
  choose (desk, "Up to 10 minutes after meetings called “1:1 Priya & <Sam>”");
  ui_fixture_wait_for_words (desk->window, "Nothing today would have matched.");
  ui_fixture_picture (desk->window, "show-here-rtl");
}

static void
test_keyboard (void)
{
  g_autoptr (Desk) desk = desk_new ();

  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS ", " MEETING_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait_for_words (desk->window, "Does not match what is in front now.");

  /* The words have the focus and are chosen: typing replaces them, Enter keeps, Enter again closes. */
  ui_fixture_xdotool ("key", "ctrl+a", NULL);
  ui_fixture_xdotool ("type", "pay talk", NULL);
  ui_fixture_wait_for_words (desk->window, "When a window of zoom that says “pay talk” is in front");
  ui_fixture_xdotool ("key", "Return", NULL);
  ui_fixture_wait_for_words (desk->window, "Will show when a window of zoom that says “pay talk” is in front");
  expect_last_call (desk, "Add " PACK "/open-review window|zoom|pay talk|0");
  g_assert_false (can_keep (desk));
  ui_fixture_picture (desk->window, "show-here-kept");

  press_and_wait_until_closed (desk, "Return");
}

static void
test_escape (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *calls = NULL;

  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait_for_words (desk->window, "Does not match what is in front now.");
  press_and_wait_until_closed (desk, "Escape");
  calls = fake_agent_take_calls (desk->agent);
  g_assert_null (strstr (calls, "Add"));
}

static void
test_minutes (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *spin;

  fake_agent_set_drafts (desk->agent, "[" MEETING_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait_for_words (desk->window, "Nothing today would have matched.");
  spin = find (desk, GTK_TYPE_SPIN_BUTTON, NULL);
  gtk_widget_grab_focus (spin);
  ui_fixture_xdotool ("key", "ctrl+a", NULL);
  ui_fixture_xdotool ("type", "20", NULL);
  /* A number that stands there counts, even if nobody has left its field. */
  ui_fixture_xdotool ("key", "Return", NULL);
  ui_fixture_wait_for_words (desk->window, "Will show 20 minutes before meetings called “1:1 Priya & <Sam>”");
  expect_last_call (desk, "Add " PACK "/open-review before||1:1 Priya & <Sam>|20");

  /* Each way keeps its own number, and what has none offers none. */
  choose (desk, "Up to 10 minutes after meetings called “1:1 Priya & <Sam>”");
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin)), ==, 10);
  choose (desk, "During meetings called “1:1 Priya & <Sam>”");
  g_assert_false (gtk_widget_get_mapped (spin));
  choose (desk, "20 minutes before meetings called “1:1 Priya & <Sam>”");
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin)), ==, 20);
}

static void
test_refused (void)
{
  g_autoptr (Desk) desk = desk_new ();

  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait ("the button", can_keep, desk);
  fake_agent_set_refusal (desk->agent, "The regular expression “/(/” has an error: missing closing parenthesis. Close it.");
  take_words (desk, "/(/");
  ui_fixture_wait_for_words (desk->window, "missing closing parenthesis. Close it.");
  ui_fixture_wait ("the button to be of no use", cannot_keep, desk);
  g_assert_false (ui_fixture_says (desk->window, "GDBus.Error"));
  ui_fixture_picture (desk->window, "show-here-refused");

  fake_agent_set_refusal (desk->agent, NULL);
  take_words (desk, "review");
  ui_fixture_wait_for_words (desk->window, "Does not match what is in front now.");
  g_assert_true (can_keep (desk));
}

static void
test_nothing_near (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show (desk, "open-review");
  ui_fixture_wait_for_words (desk->window, "no meeting is near");
  ui_fixture_wait_for_words (desk->window, "Type some words of the meeting’s title.");
  g_assert_true (cannot_keep (desk));
  expect_last_call (desk, "");
  ui_fixture_picture (desk->window, "show-here-nothing-near");

  take_words (desk, "appraisal");
  ui_fixture_wait_for_words (desk->window, "Nothing today would have matched.");
  ui_fixture_wait_for_words (desk->window, "5 minutes before meetings called “appraisal”");
  g_assert_true (can_keep (desk));
  expect_last_call (desk, "Preview before||appraisal|5");
}

static void
test_asks_once_for_a_burst (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *calls = NULL;

  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait_for_words (desk->window, "Does not match what is in front now.");
  g_free (fake_agent_take_calls (desk->agent));
  fake_agent_set_preview (desk->agent, TRUE, "[]");
  take_words (desk, "a");
  take_words (desk, "ap");
  take_words (desk, "app");
  ui_fixture_wait_for_words (desk->window, "Matches now.");
  calls = fake_agent_take_calls (desk->agent);
  g_assert_cmpstr (calls, ==, "Preview window|zoom|app|0\n");
}

static void
test_undo (void)
{
  g_autoptr (Desk) desk = desk_new ();

  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait ("the button", can_keep, desk);
  gtk_widget_activate (find (desk, GTK_TYPE_BUTTON, "_Show Here"));
  ui_fixture_wait_for_words (desk->window, "Will show when a window of zoom");
  gtk_widget_activate (find (desk, GTK_TYPE_BUTTON, "_Undo"));
  ui_fixture_wait ("the button to be of use again", can_keep, desk);
  expect_last_call (desk, "Remove " PACK "/open-review/own-1");
}

static void
test_escape_after_keeping (void)
{
  g_autoptr (Desk) desk = desk_new ();

  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait ("the button", can_keep, desk);
  gtk_widget_activate (find (desk, GTK_TYPE_BUTTON, "_Show Here"));
  ui_fixture_wait_for_words (desk->window, "It will show there");
  press_and_wait_until_closed (desk, "Escape");
}

static void
test_known (void)
{
  g_autoptr (Desk) desk = desk_new ();

  /* The agent calls it the same as one that is there already: undoing would remove that. */
  fake_agent_set_triggers (desk->agent, "[{'pack': <'" PACK "'>, 'aid': <'open-review'>, 'trigger': <'own-1'>, 'wanted': <''>}]");
  fake_agent_set_drafts (desk->agent, "[" WINDOW_DRAFTS "]");
  show (desk, "open-review");
  ui_fixture_wait ("the button", can_keep, desk);
  gtk_widget_activate (find (desk, GTK_TYPE_BUTTON, "_Show Here"));
  ui_fixture_wait_for_words (desk->window, "Will show when a window of zoom");
  g_assert_null (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "_Undo"));
}

static void
test_no_agent (void)
{
  g_autoptr (Desk) desk = desk_new ();

  g_clear_pointer (&desk->agent, fake_agent_free);
  show (desk, "open-review");
  ui_fixture_wait_for_words (desk->window, "Handrail’s agent cannot be reached.");
  g_assert_true (cannot_keep (desk));
}

static gboolean
is_activated (gpointer desk)
{
  return ((Desk *) desk)->activated != NULL;
}

static void
test_card_menu (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (RailNudgeInfo) neutral = ui_fixture_make_nudge ("n1", "pushback", "'neutral': <true>");
  g_autoptr (RailNudgeInfo) nudge = ui_fixture_make_nudge ("n2", "pushback", NULL);
  GtkWidget *card = rail_aid_card_new (desk->fixture->library, desk->fixture->journal);

  present (desk, GTK_WINDOW (g_object_new (GTK_TYPE_WINDOW, "application", desk->fixture->application, "child", card, NULL)));

  /* What may not be named on this screen is not named by a window about it either. */
  rail_aid_card_show_nudge (RAIL_AID_CARD (card), neutral);
  gtk_widget_activate_action (card, "card.show-here", NULL);
  g_assert_false (is_activated (desk));

  rail_aid_card_show_nudge (RAIL_AID_CARD (card), nudge);
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_fixture_find (card, GTK_TYPE_MENU_BUTTON, NULL)));
  gtk_widget_activate_action (card, "card.show-here", NULL);
  ui_fixture_wait ("the card's action", is_activated, desk);
  g_assert_cmpstr (desk->activated, ==, "('" PACK "', 'pushback')");

  g_clear_pointer (&desk->activated, g_free);
  rail_aid_card_show_aid (RAIL_AID_CARD (card), PACK, "travel", "", "");
  gtk_widget_activate_action (card, "card.show-here", NULL);
  ui_fixture_wait ("the aid's action", is_activated, desk);
  g_assert_cmpstr (desk->activated, ==, "('" PACK "', 'travel')");

  g_clear_pointer (&desk->activated, g_free);
  rail_aid_card_show_aid (RAIL_AID_CARD (card), PACK, "no-such-aid", "", "");
  gtk_widget_activate_action (card, "card.show-here", NULL);
  g_assert_false (is_activated (desk));
}

static void
test_button_menu (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *button = rail_aid_button_new (rail_library_get_aid (desk->fixture->library, PACK, "pushback"), "o1", "s1");

  present (desk, GTK_WINDOW (g_object_new (GTK_TYPE_WINDOW, "application", desk->fixture->application, "child", button, NULL)));
  g_assert_true (gtk_widget_grab_focus (button));
  ui_fixture_xdotool ("key", "shift+F10", NULL);
  ui_fixture_wait_for_words (desk->window, "Show This Here…");
  ui_fixture_xdotool ("key", "Return", NULL);
  ui_fixture_wait ("the menu's action", is_activated, desk);
  g_assert_cmpstr (desk->activated, ==, "('" PACK "', 'pushback')");
}

static void
show_triggers (Desk *desk)
{
  present (desk, rail_preferences_window_new (desk->fixture->application, desk->client, desk->fixture->library, desk->policy, NULL));
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (desk->window), "triggers");
}

/* What was asked before does not matter any more. */
static gboolean
was_asked (gpointer data)
{
  Desk *desk = data;
  g_autofree char *calls = fake_agent_take_calls (desk->agent);

  return g_str_equal (calls, desk->words);
}

static void
test_list (void)
{
  g_autoptr (Desk) desk = desk_new ();

  show_triggers (desk);
  ui_fixture_wait_for_words (desk->window, "There are none.");

  /* As soon as one is made. */
  fake_agent_set_triggers (desk->agent, OWN);
  ui_fixture_wait_for_words (desk->window, "When a window of zoom that says “R&D <b>” is in front");
  ui_fixture_wait_for_words (desk->window, "Book a trip");
  ui_fixture_wait_for_words (desk->window, "a meeting");
  ui_fixture_picture (desk->window, "preferences-own-triggers");

  gtk_widget_activate_action (gtk_widget_get_ancestor (find (desk, GTK_TYPE_LABEL, "Book a trip"), ADW_TYPE_ACTION_ROW), "own-triggers.remove", "(sss)", PACK, "travel", "own-1");
  ui_fixture_wait_for_words (desk->window, "“Book a trip” no longer comes up there");
  ui_fixture_wait_until_not (desk->window, "R&D");
  expect_last_call (desk, "Remove " PACK "/travel/own-1");
  ui_fixture_picture (desk->window, "preferences-own-trigger-removed");

  gtk_widget_activate (find (desk, GTK_TYPE_BUTTON, "_Undo"));
  desk->words = "Add " PACK "/travel window|zoom|R&D <b>|0\n";
  ui_fixture_wait ("the trigger to be made again", was_asked, desk);
}

int
main (int argc,
      char *argv[])
{
  fake_settings_install ();
  ui_fixture_init (&argc, &argv);
  /* A picture shows where things stand, not where they are going. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add_func ("/show-here/looks/light-and-dark", test_looks);
  g_test_add_func ("/show-here/looks/at-200-percent", test_large);
  g_test_add_func ("/show-here/looks/right-to-left", test_right_to_left);
  g_test_add_func ("/show-here/keyboard/types-keeps-and-closes", test_keyboard);
  g_test_add_func ("/show-here/keyboard/escape-changes-nothing", test_escape);
  g_test_add_func ("/show-here/minutes/belong-to-their-way", test_minutes);
  g_test_add_func ("/show-here/refused/says-why-in-the-parsers-words", test_refused);
  g_test_add_func ("/show-here/nothing-near/asks-for-words", test_nothing_near);
  g_test_add_func ("/show-here/typing/asks-once-for-a-burst", test_asks_once_for_a_burst);
  g_test_add_func ("/show-here/kept/can-be-undone", test_undo);
  g_test_add_func ("/show-here/kept/escape-closes-at-once", test_escape_after_keeping);
  g_test_add_func ("/show-here/kept/what-was-there-before-is-not-undone", test_known);
  g_test_add_func ("/show-here/no-agent/says-so", test_no_agent);
  g_test_add_func ("/show-here/card/offers-it-unless-neutral", test_card_menu);
  g_test_add_func ("/show-here/today/aids-have-a-menu", test_button_menu);
  g_test_add_func ("/show-here/preferences/list-remove-and-undo", test_list);

  return g_test_run ();
}
