#include "config.h"

#include "ui-fixture.h"

#include "base/duration.h"
#include "base/web-address.h"
#include "fakes/fake-agent.h"
#include "fakes/fake-settings.h"
#include "ui/pause-row.h"
#include "ui/policy-row.h"
#include "ui/preferences-window.h"
#include "ui/text-list-group.h"
#include "ui/time-spin.h"

#define KEY(name) "/io/github/handrail/Handrail/" name
#define BY_ORGANISATION "Set by your organisation"

typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  RailPolicy *policy;
  RailAgentClient *client;
  GtkWindow *window;
} Desk;

static gboolean
is_reachable (gpointer client)
{
  return rail_agent_client_is_reachable (client);
}

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  fake_settings_clear ();
  desk->fixture = ui_fixture_new ();
  desk->agent = fake_agent_new ();
  desk->policy = rail_policy_new ();
  desk->client = rail_agent_client_new ();
  ui_fixture_wait ("the agent", is_reachable, desk->client);

  return desk;
}

static void
desk_free (Desk *desk)
{
  ui_fixture_destroy (desk->window);
  g_object_unref (desk->client);
  g_object_unref (desk->policy);
  fake_agent_free (desk->agent);
  ui_fixture_free (desk->fixture);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
show (Desk *desk,
      const char *page)
{
  if (desk->window == NULL)
    {
      desk->window = rail_preferences_window_new (desk->fixture->application, desk->client, desk->fixture->library, desk->policy, NULL);
      gtk_window_present (desk->window);
      ui_fixture_wait ("the window's focus", ui_fixture_is_active, desk->window);
    }
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (desk->window), page);
}

/* The one that is shown. */
static GtkWidget *
get_page (Desk *desk)
{
  return GTK_WIDGET (adw_preferences_window_get_visible_page (ADW_PREFERENCES_WINDOW (desk->window)));
}

/* The widget of this type in the row of that title. */
static GtkWidget *
find_in_row (Desk *desk,
             const char *title,
             GType type)
{
  GtkWidget *label = ui_fixture_find (get_page (desk), GTK_TYPE_LABEL, title);
  GtkWidget *found;

  g_assert_nonnull (label);
  found = ui_fixture_find (gtk_widget_get_ancestor (label, ADW_TYPE_PREFERENCES_ROW), type, NULL);
  g_assert_nonnull (found);

  return found;
}

/* The group whose title stands in the visible page. */
static GtkWidget *
find_group (Desk *desk,
            const char *title)
{
  return gtk_widget_get_ancestor (ui_fixture_find (get_page (desk), GTK_TYPE_LABEL, title), ADW_TYPE_PREFERENCES_GROUP);
}

/* As the agent lists them: with inputs of other kinds, and texts that are no markup. */
static const char desktop_calendars[] = "[{'name': <'Windows'>, 'state': <'ok'>, 'detail': <''>},"
                                        "{'kind': <'calendar-file'>, 'name': <'Work.ics'>, 'state': <'ok'>, 'detail': <''>},"
                                        "{'kind': <'desktop-calendar'>, 'name': <'Personal'>, 'state': <'ok'>, 'detail': <''>},"
                                        "{'kind': <'desktop-calendar'>, 'name': <'R&D <team>'>, 'state': <'limited'>, 'detail': <'The account asks for its password: open your calendar program. Its events are as of 2026-10-05 08:12'>},"
                                        "{'kind': <'desktop-calendar'>, 'name': <'Holidays'>, 'state': <'off'>, 'detail': <'Hidden in your calendar program'>},"
                                        "{'kind': <'desktop-calendar'>, 'name': <'Office'>, 'state': <'failed'>, 'detail': <'The desktop’s calendar service does not answer. Its events are as of 2026-10-05 08:12'>}]";

#define ADDRESS "https://calendar.example.org/private-5e1f/basic.ics"

/* The desktop's calendars, and one on the web as the agent tells of it. Transfer full. */
static char *
list_with_subscription (const char *state,
                        const char *detail)
{
  g_autoptr (RailWebAddress) address = rail_web_address_parse (ADDRESS, NULL);
  g_autofree char *id = rail_web_address_dup_digest (address);

  return g_strdup_printf ("%.*s, {'kind': <'calendar-subscription'>, 'id': <'%s'>, 'name': <'Team & <friends>'>, 'state': <'%s'>, 'detail': <'%s'>,"
                          "'read-at': <int64 %" G_GINT64_FORMAT ">}]",
                          (int) strlen (desktop_calendars) - 1,
                          desktop_calendars,
                          id,
                          state,
                          detail,
                          g_get_real_time () - 3 * RAIL_HOUR - RAIL_MINUTE);
}

static void
fill (Desk *desk)
{
  const char *const subscriptions[] = { ADDRESS, "https://holidays.example.net/all.ics", NULL };
  g_autofree char *providers = list_with_subscription ("failed", "“calendar.example.org” cannot be reached: check the network connection; it is asked again later. Its events are as of 2026-10-05 08:12");
  const char *const files[] = { "/srv/calendars/Work.ics", NULL };
  const char *const addresses[] = { "anna@example.org", "anna.weber@a-department-with-a-long-name.example.org", NULL };

  rail_policy_set_calendar_files (desk->policy, files);
  rail_policy_set_my_addresses (desk->policy, addresses);
  rail_policy_set_quiet_hours (desk->policy, TRUE);
  rail_policy_set_calendar_subscriptions (desk->policy, subscriptions);
  fake_agent_set_providers (desk->agent, providers);
  fake_agent_set_mutes (desk->agent, "[{'trigger': <'" PACK "/travel/3fa1b2c4'>, 'pack': <'" PACK "'>, 'aid': <'travel'>}, {'trigger': <'" PACK "/gone/soon'>, 'pack': <'" PACK "'>, 'aid': <'gone'>}]");
}

static const char *const pages[] = { "general", "calendars", "privacy", "interruptions", "triggers" };

/* Further down the page of the calendars. */
static void
picture_subscriptions (Desk *desk,
                       const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("preferences-subscriptions-%s", suffix);

  ui_fixture_wait_for_words (get_page (desk), "Team & <friends>");
  gtk_widget_grab_focus (ui_fixture_find (find_group (desk, "My Addresses"), ADW_TYPE_ENTRY_ROW, NULL));
  ui_fixture_picture (desk->window, name);
}

static void
picture_pages (Desk *desk,
               const char *suffix)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *name = g_strdup_printf ("preferences-%s-%s", pages[i], suffix);

      show (desk, pages[i]);
      if (g_str_equal (pages[i], "triggers"))
        ui_fixture_wait_for_words (get_page (desk), "Book a trip");
      if (g_str_equal (pages[i], "calendars"))
        ui_fixture_wait_for_words (get_page (desk), "R&D <team>");
      ui_fixture_picture (desk->window, name);
      if (g_str_equal (pages[i], "calendars"))
        picture_subscriptions (desk, suffix);
    }
}

static void
test_looks (void)
{
  g_autoptr (Desk) desk = desk_new ();

  fill (desk);
  picture_pages (desk, "light");
  ui_fixture_set_dark (TRUE);
  picture_pages (desk, "dark");
}

static void
test_large (void)
{
  g_autoptr (Desk) desk = desk_new ();

  ui_fixture_set_text_scale (2);
  fill (desk);
  picture_pages (desk, "200-percent");
}

static guint
count_words (GtkWidget *root,
             const char *words)
{
  g_autofree char *texts = ui_fixture_dup_texts (root);
  guint count = 0;

  for (const char *hit = texts; (hit = strstr (hit, words)) != NULL; hit++)
    count++;

  return count;
}

static void
test_switches (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *warm;

  show (desk, "general");
  warm = find_in_row (desk, "Keep Cards Ready", GTK_TYPE_SWITCH);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (warm)));
  gtk_switch_set_active (GTK_SWITCH (warm), FALSE);
  g_assert_false (rail_policy_get_keep_warm (desk->policy));

  /* Changed elsewhere. */
  g_assert_true (rail_policy_set_keep_warm (desk->policy, TRUE));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (warm)));

  gtk_switch_set_active (GTK_SWITCH (find_in_row (desk, "Start at Login", GTK_TYPE_SWITCH)), FALSE);
  g_assert_false (rail_policy_get_autostart (desk->policy));
}

/* The desktop's answer stands below the switch, once it is told and as long as it matters. */
static void
test_start_at_login (void)
{
  g_autoptr (Desk) desk = desk_new ();
  static const char refusal[] = "[{'kind': <'autostart'>, 'name': <'Start at login'>, 'state': <'failed'>, 'detail': <'Your desktop says <no> & means it.'>}]";

  fake_agent_set_providers (desk->agent, "[{'name': <'Windows'>, 'state': <'failed'>, 'detail': <'No display.'>}]");
  show (desk, "general");
  g_assert_cmpuint (count_words (GTK_WIDGET (desk->window), "No display."), ==, 0);

  fake_agent_set_providers (desk->agent, refusal);
  fake_agent_set_problems (desk->agent, "[]");
  ui_fixture_wait_for_words (get_page (desk), "Your desktop says <no> & means it.");
  ui_fixture_picture (desk->window, "preferences-general-refused");

  fake_agent_set_providers (desk->agent, "[{'kind': <'autostart'>, 'name': <'Start at login'>, 'state': <'ok'>, 'detail': <''>}]");
  fake_agent_set_problems (desk->agent, "[]");
  ui_fixture_wait_until_not (get_page (desk), "Your desktop says");
}

static void
test_desktop_calendars (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *read;

  fake_agent_set_providers (desk->agent, desktop_calendars);
  show (desk, "calendars");
  ui_fixture_wait_for_words (get_page (desk), "R&D <team>");
  g_assert_cmpuint (count_words (find_group (desk, "Calendars of This Desktop"), "Windows"), ==, 0);
  g_assert_cmpuint (count_words (find_group (desk, "Calendars of This Desktop"), "Work.ics"), ==, 0);

  /* Told of a change, it looks again. */
  fake_agent_set_providers (desk->agent, "[{'kind': <'desktop-calendars'>, 'name': <'Calendars of the desktop'>, 'state': <'off'>, 'detail': <'This desktop has no calendar service'>}]");
  fake_agent_set_problems (desk->agent, "[]");
  ui_fixture_wait_for_words (get_page (desk), "This desktop has no calendar service");
  g_assert_cmpuint (count_words (GTK_WIDGET (desk->window), "R&D <team>"), ==, 0);
  ui_fixture_picture (desk->window, "preferences-calendars-no-service");

  read = find_in_row (desk, "Read These Calendars", GTK_TYPE_SWITCH);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (read)));
  gtk_switch_set_active (GTK_SWITCH (read), FALSE);
  g_assert_false (rail_policy_get_desktop_calendars (desk->policy));
  ui_fixture_wait_until_not (get_page (desk), "This desktop has no calendar service");

  rail_policy_set_desktop_calendars (desk->policy, TRUE);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (read)));
}

static void
test_right_to_left (void)
{
  g_autoptr (Desk) desk = desk_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  fill (desk);
  show (desk, "calendars");
  ui_fixture_wait_for_words (get_page (desk), "R&D <team>");
  ui_fixture_picture (desk->window, "preferences-calendars-rtl");
  picture_subscriptions (desk, "rtl");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* What somebody types into a spin button counts when they leave it. */
static void
type (GtkWidget *spin,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
}

static void
test_numbers (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *spin;

  show (desk, "interruptions");
  spin = find_in_row (desk, "At Most in an Hour", GTK_TYPE_SPIN_BUTTON);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "4");
  type (spin, "2");
  g_assert_cmpuint (rail_policy_get_interruptions_per_hour (desk->policy), ==, 2);
  /* What cannot be goes back to what was. */
  type (spin, "1000");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "2");
  type (spin, "often");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "2");
  type (spin, "");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "2");
  g_assert_cmpuint (rail_policy_get_interruptions_per_hour (desk->policy), ==, 2);

  g_assert_true (rail_policy_set_interruptions_per_day (desk->policy, 3));
  spin = find_in_row (desk, "At Most in a Day", GTK_TYPE_SPIN_BUTTON);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "3");
}

static void
test_quiet_hours (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *from, *to;

  show (desk, "interruptions");
  from = find_in_row (desk, "From", GTK_TYPE_SPIN_BUTTON);
  to = find_in_row (desk, "To", GTK_TYPE_SPIN_BUTTON);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (from)), ==, "18:00");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (to)), ==, "08:00");

  type (from, "22.30");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (from)), ==, "22:30");
  g_assert_cmpuint (rail_policy_get_quiet_from (desk->policy), ==, 22 * 60 + 30);
  type (from, "25:00");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (from)), ==, "22:30");

  /* Over midnight in both directions. */
  type (to, "23:50");
  gtk_spin_button_spin (GTK_SPIN_BUTTON (to), GTK_SPIN_STEP_FORWARD, 15);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (to)), ==, "00:05");
  g_assert_cmpuint (rail_policy_get_quiet_to (desk->policy), ==, 5);
  gtk_spin_button_spin (GTK_SPIN_BUTTON (to), GTK_SPIN_STEP_BACKWARD, 15);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (to)), ==, "23:50");
  g_assert_cmpuint (rail_policy_get_quiet_to (desk->policy), ==, 23 * 60 + 50);

  gtk_switch_set_active (GTK_SWITCH (find_in_row (desk, "Keep Quiet Every Day", GTK_TYPE_SWITCH)), TRUE);
  g_assert_true (rail_policy_get_quiet_hours (desk->policy));
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    int minute; /* -1: none */
  } cases[] = {
    { "18:00", 18 * 60 },
    { " 0:05 ", 5 },
    { "9", 9 * 60 },
    { "0930", 9 * 60 + 30 },
    { "930", 9 * 60 + 30 },
    { "23.59", 23 * 60 + 59 },
    { "24:00", -1 },
    { "12:60", -1 },
    { "1260", -1 },
    { "12:5", -1 },
    { "12:005", -1 },
    { "-1", -1 },
    { "", -1 },
    { "noon", -1 },
    { "12345", -1 },
    { "4294967296:00", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint minute = 0;
      gboolean parsed = rail_time_spin_parse (cases[i].text, &minute);

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (parsed ? (int) minute : -1, ==, cases[i].minute);
    }
}

/* Types a text into the group's entry and confirms it. */
static void
add_text (GtkWidget *group,
          const char *text)
{
  GtkWidget *entry = ui_fixture_find (group, ADW_TYPE_ENTRY_ROW, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "apply");
}

static void
test_addresses (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_auto (GStrv) addresses = NULL;
  g_auto (GStrv) left = NULL;
  GtkWidget *group, *entry;

  show (desk, "calendars");
  group = find_group (desk, "My Addresses");
  entry = ui_fixture_find (group, ADW_TYPE_ENTRY_ROW, NULL);

  /* By the keyboard, as somebody would. */
  gtk_widget_grab_focus (entry);
  ui_fixture_xdotool ("type", "Anna@example.org", NULL);
  ui_fixture_xdotool ("key", "Return", NULL);
  ui_fixture_wait_for_words (get_page (desk), "anna@example.org");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");

  /* Once is enough, whatever the case; and what is no address stays to be mended. */
  add_text (group, "ANNA@EXAMPLE.ORG");
  add_text (group, "   ");
  add_text (group, "Anna Weber");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Anna Weber");
  add_text (group, "<b>@home.example");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  add_text (group, "weber@home.example");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  addresses = rail_policy_dup_my_addresses (desk->policy);
  g_assert_cmpuint (g_strv_length (addresses), ==, 2);

  gtk_widget_activate_action (group, "texts.remove", "s", "anna@example.org");
  ui_fixture_wait_until_not (get_page (desk), "anna@example.org");
  left = rail_policy_dup_my_addresses (desk->policy);
  g_assert_cmpuint (g_strv_length (left), ==, 1);
  /* The focus goes on with the list. */
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (gtk_root_get_focus (GTK_ROOT (desk->window))), ==, "GtkButton");
  gtk_widget_activate_action (group, "texts.remove", "s", "weber@home.example");
  ui_fixture_wait_until_not (get_page (desk), "weber@home.example");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (desk->window)), entry));
}

static gboolean
is_gone (gpointer widget)
{
  return !gtk_widget_get_visible (widget);
}

/* The text of a private address is a key: it is taken, and never shown. */
static void
test_subscriptions (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *providers = list_with_subscription ("ok", "");
  g_auto (GStrv) addresses = NULL;
  g_auto (GStrv) left = NULL;
  GtkWidget *group, *entry;

  fake_agent_set_providers (desk->agent, providers);
  show (desk, "calendars");
  group = find_group (desk, "Calendars on the Web");
  entry = ui_fixture_find (group, ADW_TYPE_ENTRY_ROW, NULL);

  add_text (group, "http://calendar.example.org/private-5e1f/basic.ics");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  ui_fixture_wait_for_words (get_page (desk), "without encryption");
  add_text (group, "  webcal://calendar.example.org/private-5e1f/basic.ics ");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  add_text (group, ADDRESS);
  addresses = rail_policy_dup_calendar_subscriptions (desk->policy);
  g_assert_cmpuint (g_strv_length (addresses), ==, 1);
  g_assert_cmpstr (addresses[0], ==, ADDRESS);

  ui_fixture_wait_for_words (get_page (desk), "Team & <friends>");
  ui_fixture_wait_for_words (get_page (desk), "Updated 3 hours ago");
  g_assert_false (ui_fixture_says (get_page (desk), "5e1f"));

  fake_settings_set_locked (KEY ("calendar-subscriptions"), TRUE);
  ui_fixture_wait ("the entry to go", is_gone, entry);
  g_assert_nonnull (ui_fixture_find (group, GTK_TYPE_LABEL, BY_ORGANISATION));
  fake_settings_set_locked (KEY ("calendar-subscriptions"), FALSE);
  gtk_widget_activate_action (group, "subscriptions.remove", "i", 0);
  ui_fixture_wait_until_not (get_page (desk), "Team & <friends>");
  left = rail_policy_dup_calendar_subscriptions (desk->policy);
  g_assert_cmpuint (g_strv_length (left), ==, 0);
}

static void
test_reset (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_auto (GStrv) apps = NULL;
  g_auto (GStrv) reset = NULL;
  GtkWidget *group;

  show (desk, "privacy");
  group = find_group (desk, "Applications Not Looked At");
  g_assert_null (ui_fixture_find (group, GTK_TYPE_BUTTON, "_Reset"));
  add_text (group, "*<signal>&*");
  ui_fixture_wait_for_words (get_page (desk), "*<signal>&*");
  apps = rail_policy_dup_excluded_apps (desk->policy);
  g_assert_true (g_strv_contains ((const char *const *) apps, "*<signal>&*"));
  g_assert_true (g_strv_contains ((const char *const *) apps, "*keepass*"));
  ui_fixture_picture (desk->window, "preferences-privacy-unfolded");

  gtk_widget_activate (ui_fixture_find (group, GTK_TYPE_BUTTON, "_Reset"));
  ui_fixture_wait_until_not (get_page (desk), "*<signal>&*");
  reset = rail_policy_dup_excluded_apps (desk->policy);
  g_assert_cmpuint (g_strv_length (reset), ==, g_strv_length (apps) - 1);
  g_assert_null (ui_fixture_find (group, GTK_TYPE_BUTTON, "_Reset"));
}

static void
lock_all (gboolean locked)
{
  static const char *const keys[] = {
    KEY ("autostart"),
    KEY ("keep-warm"),
    KEY ("calendar-files"),
    KEY ("desktop-calendars"),
    KEY ("calendar-subscriptions"),
    KEY ("network"),
    KEY ("desktop-search"),
    KEY ("search-shortcut"),
    KEY ("my-addresses"),
    KEY ("excluded-apps"),
    KEY ("private-titles"),
    KEY ("interruptions-per-hour"),
    KEY ("interruptions-per-day"),
    KEY ("quiet-hours"),
    KEY ("quiet-from"),
    KEY ("quiet-to"),
    KEY ("paused-until"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    fake_settings_set_locked (keys[i], locked);
}

/* All below @root that a hand could change something with. */
static guint
count_sensitive (GtkWidget *root)
{
  guint count = 0;

  if (!gtk_widget_get_visible (root))
    return 0;
  if ((GTK_IS_SWITCH (root) || GTK_IS_SPIN_BUTTON (root) || GTK_IS_MENU_BUTTON (root) || GTK_IS_BUTTON (root) || ADW_IS_ENTRY_ROW (root)) && gtk_widget_is_sensitive (root))
    count++;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    count += count_sensitive (child);

  return count;
}

static void
test_locked (void)
{
  /* Rows or groups on each page. */
  static const guint locks[] = { 3, 4, 4, 6 };
  g_autoptr (Desk) desk = desk_new ();

  fill (desk);
  lock_all (TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (locks); i++)
    {
      g_autofree char *picture = g_strdup_printf ("preferences-%s-locked", pages[i]);
      GtkWidget *page;

      show (desk, pages[i]);
      page = get_page (desk);
      g_assert_cmpuint (count_words (page, BY_ORGANISATION), ==, locks[i]);
      /* The rows that unfold are only opened by theirs. */
      g_assert_cmpuint (count_sensitive (page), ==, 0);
      ui_fixture_picture (desk->window, picture);
    }

  /* Let go while the window is open: everything can be set again. */
  lock_all (FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (locks); i++)
    {
      show (desk, pages[i]);
      ui_fixture_wait_until_not (get_page (desk), BY_ORGANISATION);
      g_assert_cmpuint (count_sensitive (get_page (desk)), >, 0);
    }
}

static void
test_one_lock (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWidget *hour, *day;

  fake_settings_set_locked (KEY ("interruptions-per-hour"), TRUE);
  show (desk, "interruptions");
  hour = find_in_row (desk, "At Most in an Hour", GTK_TYPE_SPIN_BUTTON);
  day = find_in_row (desk, "At Most in a Day", GTK_TYPE_SPIN_BUTTON);
  g_assert_false (gtk_widget_is_sensitive (hour));
  g_assert_true (gtk_widget_is_sensitive (day));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (hour)), ==, "4");
  g_assert_nonnull (find_in_row (desk, BY_ORGANISATION, GTK_TYPE_SPIN_BUTTON));
}

static void
test_pause (void)
{
  g_autoptr (Desk) desk = desk_new ();
  gint64 until, now = g_get_real_time ();
  GtkWidget *row;

  show (desk, "interruptions");
  row = gtk_widget_get_ancestor (find_in_row (desk, "Pause", GTK_TYPE_MENU_BUTTON), RAIL_TYPE_PAUSE_ROW);
  gtk_widget_activate_action (row, "pause.until", "s", "tomorrow");
  ui_fixture_wait_for_words (get_page (desk), "Paused until ");
  until = rail_policy_get_paused_until (desk->policy);
  g_assert_cmpint (until, >, now);
  g_assert_cmpint (until, <=, now + 25 * RAIL_HOUR);

  gtk_widget_activate_action (row, "pause.until", "s", "resumed");
  ui_fixture_wait_for_words (get_page (desk), "Paused until you resume");
  gtk_widget_activate (ui_fixture_find (row, GTK_TYPE_BUTTON, "_Resume"));
  ui_fixture_wait_until_not (get_page (desk), "Paused until");
  g_assert_cmpint (rail_policy_get_paused_until (desk->policy), ==, 0);

  /* A settings file may hold any number. */
  rail_policy_set_paused_until (desk->policy, G_MAXINT64 - 1);
  ui_fixture_wait_for_words (get_page (desk), "Paused until you resume");
}

static void
test_muted (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *calls = NULL;

  fake_agent_set_mutes (desk->agent, "[{'trigger': <'" PACK "/travel/3fa1b2c4'>, 'pack': <'" PACK "'>, 'aid': <'travel'>}]");
  show (desk, "triggers");
  ui_fixture_wait_for_words (get_page (desk), "Book a trip");
  gtk_widget_activate (find_in_row (desk, "Book a trip", GTK_TYPE_BUTTON));
  ui_fixture_wait_for_words (get_page (desk), "Nothing is muted.");
  calls = fake_agent_take_calls (desk->agent);
  g_assert_cmpstr (calls, ==, "Unmute " PACK "/travel/3fa1b2c4\n");
  ui_fixture_picture (desk->window, "preferences-nothing-muted");
}

static gboolean
is_hidden (gpointer window)
{
  return *(GtkWindow **) window == NULL;
}

static void
test_keys (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GtkWindow *window = NULL;

  show (desk, "general");
  g_assert_false (gtk_window_get_modal (desk->window));
  g_set_weak_pointer (&window, desk->window);
  ui_fixture_xdotool ("key", "ctrl+w", NULL);
  ui_fixture_wait ("the window to close", is_hidden, &window);

  desk->window = NULL;
  show (desk, "general");
}

int
main (int argc,
      char *argv[])
{
  fake_settings_install ();
  ui_fixture_init (&argc, &argv);
  /* A picture shows where things stand, not where they are going. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add_func ("/preferences/looks/each-page-in-light-and-dark", test_looks);
  g_test_add_func ("/preferences/looks/each-page-at-200-percent", test_large);
  g_test_add_func ("/preferences/switches/write-and-follow", test_switches);
  g_test_add_func ("/preferences/start-at-login/desktop's-refusal-is-said", test_start_at_login);
  g_test_add_func ("/preferences/desktop-calendars/are-listed-and-can-be-left-alone", test_desktop_calendars);
  g_test_add_func ("/preferences/looks/right-to-left", test_right_to_left);
  g_test_add_func ("/preferences/numbers/write-follow-and-stay-in-range", test_numbers);
  g_test_add_func ("/preferences/quiet-hours/go-over-midnight", test_quiet_hours);
  g_test_add_func ("/preferences/times/are-read-in-many-forms", test_times);
  g_test_add_func ("/preferences/addresses/are-added-checked-and-removed", test_addresses);
  g_test_add_func ("/preferences/subscriptions/are-checked-and-never-shown", test_subscriptions);
  g_test_add_func ("/preferences/lists/go-back-to-the-default", test_reset);
  g_test_add_func ("/preferences/locked/says-so-until-it-ends", test_locked);
  g_test_add_func ("/preferences/locked/leaves-the-other-keys-alone", test_one_lock);
  g_test_add_func ("/preferences/pause/pauses-and-resumes", test_pause);
  g_test_add_func ("/preferences/muted/can-be-unmuted", test_muted);
  g_test_add_func ("/preferences/keys/close-the-window", test_keys);

  return g_test_run ();
}
