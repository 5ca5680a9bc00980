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
  RailNextStepList *next_steps;
  GtkWindow *window;
  char *activated; /* the last action of the application and its target */
} Desk;

/* In the program these are the application's. */
static const GActionEntry actions[] = {
  { .name = "open-aid", .activate = ui_fixture_note_activation_cb, .parameter_type = "(ss)" },
  { .name = "open-aid-for-meeting", .activate = ui_fixture_note_activation_cb, .parameter_type = "(ssss)" },
  { .name = "show-nudge", .activate = ui_fixture_note_activation_cb, .parameter_type = "s" },
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
  desk->next_steps = rail_next_step_list_new (desk->client);
  rail_next_step_list_set_journal (desk->next_steps, desk->fixture->journal);
  g_action_map_add_action_entries (G_ACTION_MAP (desk->fixture->application), actions, G_N_ELEMENTS (actions), &desk->activated);

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
  desk->window = rail_today_window_new (desk->fixture->application, desk->client, desk->fixture->library, desk->policy, desk->next_steps);
  gtk_window_set_default_size (desk->window, width, height);
  gtk_window_present (desk->window);
  if (desk->agent != NULL)
    ui_fixture_wait ("the agent", is_reachable, desk->client);
}

static void
desk_free (Desk *desk)
{
  ui_fixture_destroy (desk->window);
  rail_next_step_list_set_journal (desk->next_steps, NULL);
  g_object_unref (desk->next_steps);
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
  ui_fixture_wait_for_words (desk->window, "in 5 minutes · 2 people");
  ui_fixture_wait_for_words (desk->window, "2 problems to look at");
  ui_fixture_wait_for_words (desk->window, "Shown today: 3 of at most 12");
  ui_fixture_wait_for_words (desk->window, "Something for your 15:00");
  ui_fixture_wait_for_words (desk->window, "Team & <others>.ics");
  ui_fixture_wait_for_words (desk->window, "A planning meeting with <b>a title</b>");
  ui_fixture_wait_for_words (desk->window, "Book a trip");
  ui_fixture_wait_for_words (desk->window, "1 of 2 files can be read");
  g_assert_false (ui_fixture_says (desk->window, "Before a dismissal"));

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
  ui_fixture_wait_for_words (desk->window, "in 5 minutes · 2 people");
  ui_fixture_picture (desk->window, "today-200-percent");
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  set_busy_day (desk);
  show (desk, 620, 680);
  ui_fixture_wait_for_words (desk->window, "in 5 minutes · 2 people");
  ui_fixture_picture (desk->window, "today-rtl");
}

static void
test_quiet_day (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  show (desk, 620, 680);
  ui_fixture_wait_for_words (desk->window, "No meetings today");
  g_assert_false (ui_fixture_says (desk->window, "Waiting for You"));
  ui_fixture_picture (desk->window, "today-quiet");
}

static void
test_no_agent (void)
{
  g_autoptr (Desk) desk = desk_new (FALSE);

  show (desk, 620, 680);
  ui_fixture_wait_for_words (desk->window, "Handrail is not watching");
  ui_fixture_picture (desk->window, "today-no-agent");

  /* It comes back by itself, and leaves again. */
  desk->agent = fake_agent_new ();
  ui_fixture_wait_until_not (desk->window, "Handrail is not watching");
  ui_fixture_wait_for_words (desk->window, "Shown today: 0 of at most 12");
  g_clear_pointer (&desk->agent, fake_agent_free);
  ui_fixture_wait_for_words (desk->window, "Handrail is not watching");
}

static void
test_pause (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  g_autofree char *calls = NULL;
  GtkWidget *bar;

  show (desk, 620, 680);
  ui_fixture_wait_for_words (desk->window, "Shown today: 0 of at most 12");
  bar = ui_fixture_find (GTK_WIDGET (desk->window), RAIL_TYPE_PAUSE_BAR, NULL);
  gtk_widget_activate_action (bar, "pause.until", "s", "resumed");
  ui_fixture_wait_for_words (desk->window, "Paused until you resume");
  ui_fixture_picture (desk->window, "today-paused");

  gtk_widget_activate_action (bar, "pause.until", "s", "now");
  ui_fixture_wait_for_words (desk->window, "Shown today: 0 of at most 12");
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
  ui_fixture_wait_for_words (desk->window, "Book a trip");
  gtk_widget_activate (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "_Unmute"));
  ui_fixture_wait_until_not (desk->window, "Book a trip");
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
  ui_fixture_wait_for_words (desk->window, "Open a performance review");
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
  ui_fixture_wait ("the window's focus", ui_fixture_is_active, desk->window);
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
  ui_fixture_wait_for_words (desk->window, "Team.ics");
  label = ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_LABEL, "Team.ics");
  gtk_widget_activate_action (label, "calendars.remove", "s", "/srv/calendars/Team.ics");
  ui_fixture_wait_until_not (desk->window, "Team.ics");
  left = rail_policy_dup_calendar_files (desk->policy);
  g_assert_cmpuint (g_strv_length (left), ==, 1);
  g_assert_cmpstr (left[0], ==, "/srv/calendars/Work.ics");
}

/* ---- next steps ---- */

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_assert_true (rail_next_steps_finish (RAIL_JOURNAL (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer value)
{
  return *(gboolean *) value;
}

/* As another window would: then everybody is told. */
static void
keep (Desk *desk,
      const char *text,
      const char *aid,
      gint64 remind_at)
{
  gboolean answered = FALSE;

  rail_next_steps_add_async (desk->fixture->journal, text, PACK, aid, remind_at, g_get_real_time (), answered_cb, &answered);
  ui_fixture_wait ("the step to be kept", is_true, &answered);
}

static void
keep_three (Desk *desk)
{
  gint64 soon = (g_get_real_time () / G_TIME_SPAN_MINUTE + 5) * G_TIME_SPAN_MINUTE;

  keep (desk, "Ask for twenty minutes today, <b>before</b> anything else & without a reason that would have to be argued about", "pushback", soon);
  keep (desk, "Write down the first sentence", "open-review", 0);
  keep (desk, "Call Sam", "gone", g_get_real_time () - G_TIME_SPAN_MINUTE);
}

static GPtrArray *
load_steps (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *steps = rail_next_steps_load (desk->fixture->journal, &error);

  g_assert_no_error (error);
  return steps;
}

static GtkWidget *
find_step (Desk *desk,
           const char *text)
{
  GtkWidget *label = ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_LABEL, text);

  g_assert_nonnull (label);

  return gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW);
}

typedef struct
{
  Desk *desk;
  guint open;
  guint done;
} Count;

static gboolean
counts (gpointer data)
{
  const Count *count = data;
  g_autoptr (GPtrArray) steps = load_steps (count->desk);
  guint done = 0;

  for (guint i = 0; i < steps->len; i++)
    done += ((const RailNextStep *) g_ptr_array_index (steps, i))->done != 0;

  return done == count->done && steps->len - done == count->open;
}

static void
wait_for_count (Desk *desk,
                guint open,
                guint done)
{
  Count count = { desk, open, done };

  ui_fixture_wait ("the journal", counts, &count);
}

static gboolean
looks_done (gpointer row)
{
  return gtk_widget_has_css_class (row, "over");
}

static void
test_next_steps (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  GtkWidget *check;

  keep_three (desk);
  show (desk, 620, 760);
  g_assert_false (ui_fixture_says (desk->window, "My Next Steps"));
  fake_agent_tell_next_steps (desk->agent);
  ui_fixture_wait_for_words (desk->window, "My Next Steps");
  g_assert_true (ui_fixture_says (desk->window, "<b>before</b> anything else & without"));
  g_assert_true (ui_fixture_says (desk->window, "Reminds you at"));
  g_assert_true (ui_fixture_says (desk->window, "Its reminder comes as soon as you may be disturbed"));
  ui_fixture_picture (desk->window, "today-next-steps");

  check = ui_fixture_find (find_step (desk, "Write down the first sentence"), GTK_TYPE_CHECK_BUTTON, NULL);
  ui_fixture_wait ("the focus", ui_fixture_is_active, desk->window);
  g_assert_true (gtk_widget_grab_focus (check));
  ui_fixture_xdotool ("key", "space", NULL);
  wait_for_count (desk, 2, 1);
  /* It stays to be seen, and to be taken back, and the keyboard with it. */
  g_assert_true (gtk_widget_has_focus (check));
  ui_fixture_wait ("the step to look done", looks_done, find_step (desk, "Write down the first sentence"));
  ui_fixture_picture (desk->window, "today-next-steps-ticked");
  ui_fixture_xdotool ("key", "space", NULL);
  wait_for_count (desk, 3, 0);

  gtk_widget_activate (find_step (desk, "Write down the first sentence"));
  ui_fixture_wait ("the aid", ui_fixture_is_set, &desk->activated);
  g_assert_cmpstr (desk->activated, ==, "open-aid ('" PACK "', 'open-review')");
  /* An aid that is gone cannot be opened. */
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (find_step (desk, "Call Sam"))));
}

static gboolean
finds_dialog (gpointer data)
{
  GtkWindow **dialog = data;
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *window = windows; window != NULL; window = window->next)
    {
      if (ADW_IS_MESSAGE_DIALOG (window->data))
        *dialog = window->data;
    }

  return *dialog != NULL;
}

static void
test_delete_next_steps (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);
  GtkWidget *row;
  GtkWindow *dialog = NULL;

  keep_three (desk);
  show (desk, 620, 760);
  fake_agent_tell_next_steps (desk->agent);
  ui_fixture_wait_for_words (desk->window, "Call Sam");
  row = find_step (desk, "Write down the first sentence");
  for (GtkWidget *child = gtk_widget_get_last_child (gtk_widget_get_first_child (row)); child != NULL; child = gtk_widget_get_first_child (child))
    {
      if (GTK_IS_BUTTON (child))
        {
          gtk_widget_activate (child);
          break;
        }
    }
  wait_for_count (desk, 2, 0);
  ui_fixture_wait_until_not (desk->window, "Write down the first sentence");
  g_assert_true (gtk_widget_has_focus (find_step (desk, "Call Sam")));

  gtk_widget_activate (ui_fixture_find (GTK_WIDGET (desk->window), GTK_TYPE_BUTTON, "Delete _All…"));
  ui_fixture_wait ("the question", finds_dialog, &dialog);
  ui_fixture_wait_for_words (dialog, "Delete All Next Steps?");
  ui_fixture_picture (dialog, "today-next-steps-delete-all");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "delete");
  wait_for_count (desk, 0, 0);
  ui_fixture_wait_until_not (desk->window, "My Next Steps");
}

static void
test_next_steps_large (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  ui_fixture_set_text_scale (2);
  keep_three (desk);
  show (desk, 520, 900);
  fake_agent_tell_next_steps (desk->agent);
  ui_fixture_wait_for_words (desk->window, "Call Sam");
  ui_fixture_picture (desk->window, "today-next-steps-200-percent");
}

static void
test_next_steps_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new (TRUE);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  ui_fixture_set_dark (TRUE);
  keep_three (desk);
  show (desk, 620, 760);
  fake_agent_tell_next_steps (desk->agent);
  ui_fixture_wait_for_words (desk->window, "Call Sam");
  ui_fixture_picture (desk->window, "today-next-steps-rtl-dark");
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
  g_test_add_func ("/today/next-steps/ticked-unticked-and-opened", test_next_steps);
  g_test_add_func ("/today/next-steps/one-and-all-are-deleted", test_delete_next_steps);
  g_test_add_func ("/today/next-steps/large-text", test_next_steps_large);
  g_test_add_func ("/today/next-steps/right-to-left-and-dark", test_next_steps_right_to_left);
  /* The last with keys: an open menu keeps the keyboard beyond its window (GTK 4.8). */
  g_test_add_func ("/today/menu/opens-with-f10", test_menu);
  g_test_add_func ("/today/calendar-files/can-be-removed", test_calendar_files);

  return g_test_run ();
}
