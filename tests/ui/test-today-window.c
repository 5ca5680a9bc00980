#include "config.h"

#include "ui-fixture.h"

#include "base/duration.h"
#include "base/iso-time.h"
#include "fakes/fake-agent.h"
#include "ui/pause-bar.h"
#include "ui/today-window.h"

typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  RailPolicy *policy;
  RailAgentClient *client;
  GtkWindow *window;
  const char *words; /* waited for */
  char *activated;   /* the last action of the application and its target */
} Desk;

static void
activated_cb (GSimpleAction *action,
              GVariant *target,
              gpointer user_data)
{
  Desk *desk = user_data;
  g_autofree char *text = g_variant_print (target, FALSE);

  g_free (desk->activated);
  desk->activated = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)), text);
}

/* In the program these are the application's. */
static const GActionEntry actions[] = {
  { .name = "open-aid-for-meeting", .activate = activated_cb, .parameter_type = "(ssss)" },
  { .name = "show-nudge", .activate = activated_cb, .parameter_type = "s" },
};

static Desk *
desk_new (gboolean with_agent)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->fixture = ui_fixture_new ();
  if (with_agent)
    desk->agent = fake_agent_new ();
  desk->policy = rail_policy_new ();
  rail_policy_set_calendar_files (desk->policy, (const char *const[]){ NULL });
  desk->client = rail_agent_client_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (desk->fixture->application), actions, G_N_ELEMENTS (actions), desk);

  return desk;
}

static gboolean
is_reachable (gpointer client)
{
  return rail_agent_client_is_reachable (client);
}

static void
show (Desk *desk,
      int width,
      int height)
{
  desk->window = rail_today_window_new (desk->fixture->application, desk->client, desk->fixture->library, desk->policy);
  gtk_window_set_default_size (desk->window, width, height);
  gtk_window_present (desk->window);
  if (desk->agent != NULL)
    ui_fixture_wait ("the agent", is_reachable, desk->client);
}

static void
desk_free (Desk *desk)
{
  ui_fixture_destroy (desk->window);
  g_object_unref (desk->client);
  g_object_unref (desk->policy);
  g_clear_pointer (&desk->agent, fake_agent_free);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_action_map_remove_action (G_ACTION_MAP (desk->fixture->application), actions[i].name);
  ui_fixture_free (desk->fixture);
  g_free (desk->activated);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static gboolean
says (gpointer data)
{
  Desk *desk = data;
  g_autofree char *texts = ui_fixture_dup_texts (GTK_WIDGET (desk->window));

  return strstr (texts, desk->words) != NULL;
}

static gboolean
says_not (gpointer data)
{
  return !says (data);
}

static void
wait_for_words (Desk *desk,
                const char *words)
{
  desk->words = words;
  ui_fixture_wait (words, says, desk);
}

static char *
make_meeting (const char *title,
              gint64 start,
              gint64 end,
              const char *extra)
{
  return g_strdup_printf ("{'title': <'%s'>, 'start': <int64 %" G_GINT64_FORMAT ">, 'end': <int64 %" G_GINT64_FORMAT ">,"
                          " 'attendees': <uint32 2>, 'calendar': <'Work'>, 'occurrence-key': <'o1'>, 'series-key': <'s1'>%s}",
                          title,
                          start,
                          end,
                          extra);
}

static void
set_busy_day (Desk *desk)
{
  gint64 now = g_get_real_time ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 morning = rail_iso_time_day_start (now, zone);
  g_autofree char *day_off = make_meeting ("Company day", morning, morning + RAIL_DAY, ", 'all-day': <true>");
  g_autofree char *stand_up = make_meeting ("Team stand-up", now - 2 * RAIL_HOUR, now - 2 * RAIL_HOUR + 15 * RAIL_MINUTE, "");
  g_autofree char *cancelled = make_meeting ("Supplier call: new terms", now - RAIL_HOUR, now - RAIL_MINUTE, ", 'cancelled': <true>");
  g_autofree char *review = make_meeting ("Review: Priya", now + 5 * RAIL_MINUTE, now + RAIL_HOUR, ", 'aids': <[{'pack': <'" PACK "'>, 'aid': <'open-review'>}, {'pack': <'" PACK "'>, 'aid': <'pushback'>}]>");
  g_autofree char *long_one = make_meeting ("A planning meeting with <b>a title</b> that runs on, & on, until it needs more than one line to be read in full", now + 3 * RAIL_HOUR, now + 4 * RAIL_HOUR, ", 'aids': <[{'pack': <'" PACK "'>, 'aid': <'one-to-one'>}]>");
  g_autofree char *agenda = g_strdup_printf ("[%s, %s, %s, %s, %s]", day_off, stand_up, cancelled, review, long_one);
  g_autofree char *nudge = ui_fixture_make_nudge_text ("n1", "pushback", "waiting", NULL);
  g_autofree char *neutral = ui_fixture_make_nudge_text ("n2", "dismissal", "waiting", "'neutral': <true>");
  g_autofree char *nudges = g_strdup_printf ("[%s, %s]", nudge, neutral);

  fake_agent_set_agenda (desk->agent, agenda);
  fake_agent_set_nudges (desk->agent, nudges);
  fake_agent_set_shown_today (desk->agent, 3);
  fake_agent_set_problems (desk->agent,
                           "[{'file': <'managers/aids/late.md'>, 'line': <uint32 7>, 'severity': <'error'>, 'message': <'“reviewd” is not a key of an aid'>, 'mend': <'Write “reviewed”.'>},"
                           " {'file': <'Team.ics'>, 'line': <uint32 0>, 'severity': <'warning'>, 'message': <'The calendar cannot be read'>, 'mend': <''>}]");
  fake_agent_set_mutes (desk->agent, "[{'trigger': <'" PACK "/travel/3fa1b2c4'>, 'pack': <'" PACK "'>, 'aid': <'travel'>}]");
  fake_agent_set_providers (desk->agent,
                            "[{'name': <'Windows'>, 'state': <'ok'>, 'detail': <'X11'>},"
                            " {'name': <'Calendar'>, 'state': <'limited'>, 'detail': <'1 of 2 files can be read'>},"
                            " {'name': <'Screen sharing'>, 'state': <'off'>, 'detail': <'This desktop does not tell'>}]");
}

static void
test_busy_day (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  const char *const files[] = { "/srv/calendars/Work.ics", "/srv/calendars/Team & <others>.ics", NULL };

  rail_policy_set_calendar_files (desk->policy, files);
  set_busy_day (desk);
  show (desk, 620, 1240);
  wait_for_words (desk, "in 5 minutes · 2 people");
  wait_for_words (desk, "2 problems to look at");
  wait_for_words (desk, "Shown today: 3 of at most 12");
  wait_for_words (desk, "Something for your 15:00");
  wait_for_words (desk, "Team & <others>.ics");
  wait_for_words (desk, "A planning meeting with <b>a title</b>");
  wait_for_words (desk, "Book a trip");
  wait_for_words (desk, "1 of 2 files can be read");
  desk->words = "Before a dismissal";
  g_assert_false (says (desk));

  ui_fixture_picture (desk->window, "today-light");
  ui_fixture_set_dark (TRUE);
  ui_fixture_picture (desk->window, "today-dark");
}

static void
test_narrow_and_large (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  ui_fixture_set_text_scale (2);
  set_busy_day (desk);
  show (desk, 480, 780);
  wait_for_words (desk, "in 5 minutes · 2 people");
  ui_fixture_picture (desk->window, "today-200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  set_busy_day (desk);
  show (desk, 620, 680);
  wait_for_words (desk, "in 5 minutes · 2 people");
  ui_fixture_picture (desk->window, "today-rtl");
}

static void
test_quiet_day (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  show (desk, 620, 680);
  wait_for_words (desk, "No meetings today");
  desk->words = "Waiting for You";
  g_assert_false (says (desk));
  ui_fixture_picture (desk->window, "today-quiet");
}

static void
test_no_agent (void)
{
  g_autoptr (Desk) desk = desk_new (FALSE);

  show (desk, 620, 680);
  wait_for_words (desk, "Handrail is not watching");
  ui_fixture_picture (desk->window, "today-no-agent");

  /* It comes back by itself, and leaves again. */
  desk->agent = fake_agent_new ();
  ui_fixture_wait ("the notice to go", says_not, desk);
  wait_for_words (desk, "Shown today: 0 of at most 12");
  g_clear_pointer (&desk->agent, fake_agent_free);
  wait_for_words (desk, "Handrail is not watching");
}

static void
test_pause (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  g_autofree char *calls = NULL;
  GtkWidget *bar;

  show (desk, 620, 680);
  wait_for_words (desk, "Shown today: 0 of at most 12");
  bar = ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_PAUSE_BAR, NULL);
  gtk_widget_activate_action (bar, "pause.until", "s", "resumed");
  wait_for_words (desk, "Paused until you resume");
  ui_fixture_picture (desk->window, "today-paused");

  gtk_widget_activate_action (bar, "pause.until", "s", "now");
  wait_for_words (desk, "Shown today: 0 of at most 12");
  calls = fake_agent_take_calls (desk->agent);
  g_assert_cmpstr (calls, ==, "Pause for good\nPause over\n");
}

static void
test_unmute (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  g_autofree char *calls = NULL;

  set_busy_day (desk);
  show (desk, 620, 680);
  wait_for_words (desk, "Book a trip");
  gtk_widget_activate (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "_Unmute"));
  ui_fixture_wait ("the mute to go", says_not, desk);
  calls = fake_agent_take_calls (desk->agent);
  g_assert_cmpstr (calls, ==, "Unmute " PACK "/travel/3fa1b2c4\n");
}

static gboolean
is_activated (gpointer desk)
{
  return ((Desk *) desk)->activated != NULL;
}

static void
test_opening (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  GtkWidget *label, *row;

  set_busy_day (desk);
  show (desk, 620, 1240);
  wait_for_words (desk, "Open a performance review");
  label = ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_LABEL, "Open a performance review");
  gtk_widget_activate (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON));
  ui_fixture_wait ("the aid's action", is_activated, desk);
  g_assert_cmpstr (desk->activated, ==, "open-aid-for-meeting ('" PACK "', 'open-review', 'o1', 's1')");

  g_clear_pointer (&desk->activated, g_free);
  label = ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_LABEL, "Something for your 15:00");
  row = gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);
  gtk_widget_activate (row);
  ui_fixture_wait ("the nudge's action", is_activated, desk);
  g_assert_cmpstr (desk->activated, ==, "show-nudge 'n2'");
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

static gboolean
is_menu_open (gpointer window)
{
  GtkWidget *item = ui_fixture_find (window, GTK_TYPE_LABEL, "_Preferences");

  return item != NULL && gtk_widget_get_mapped (item);
}

static void
test_menu (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  show (desk, 620, 680);
  ui_fixture_wait ("the window's focus", is_active, desk->window);
  ui_fixture_xdotool ("key", "F10", NULL);
  ui_fixture_wait ("the menu", is_menu_open, desk->window);
}

static void
test_calendar_files (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  const char *const files[] = { "/srv/calendars/Work.ics", "/srv/calendars/Team.ics", NULL };
  g_auto (GStrv) left = NULL;
  GtkWidget *label;

  rail_policy_set_calendar_files (desk->policy, files);
  show (desk, 620, 680);
  wait_for_words (desk, "Team.ics");
  label = ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_LABEL, "Team.ics");
  gtk_widget_activate_action (label, "calendars.remove", "s", "/srv/calendars/Team.ics");
  ui_fixture_wait ("the file to go", says_not, desk);
  left = rail_policy_dup_calendar_files (desk->policy);
  g_assert_cmpuint (g_strv_length (left), ==, 1);
  g_assert_cmpstr (left[0], ==, "/srv/calendars/Work.ics");
}

int
main (int argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/today/busy-day/shows-meetings-aids-and-problems", test_busy_day);
  g_test_add_func ("/today/large-text/fits-a-narrow-window", test_narrow_and_large);
  g_test_add_func ("/today/right-to-left/mirrors", test_right_to_left);
  g_test_add_func ("/today/quiet-day/says-so-calmly", test_quiet_day);
  g_test_add_func ("/today/no-agent/says-so-and-recovers", test_no_agent);
  g_test_add_func ("/today/pause/asks-the-agent", test_pause);
  g_test_add_func ("/today/muted/can-be-unmuted", test_unmute);
  g_test_add_func ("/today/aids-and-nudges/open-on-a-click", test_opening);
  g_test_add_func ("/today/menu/opens-with-f10", test_menu);
  g_test_add_func ("/today/calendar-files/can-be-removed", test_calendar_files);

  return g_test_run ();
}
