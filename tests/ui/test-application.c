#include "config.h"

#include "ui-fixture.h"

#include <gdk/x11/gdkx.h>

#include "fakes/fake-agent.h"

#define NAME "io.github.handrail.Handrail"
#define PATH "/io/github/handrail/Handrail"

/* The built program in a process of its own, with an agent that says what a test wants. */
typedef struct
{
  UiFixture *fixture;
  FakeAgent *agent;
  GtkWindow *other; /* what the user works in */
  GDBusConnection *bus;
  GSubprocess *program;
  guint watch_id;
  gboolean on_bus;
  gboolean ended;
  GString *calls;
  const char *call; /* waited for */
} Desk;

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  ((Desk *) user_data)->on_bus = TRUE;
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  ((Desk *) user_data)->on_bus = FALSE;
}

static gboolean
is_on_bus (gpointer desk)
{
  return ((Desk *) desk)->on_bus;
}

static gboolean
is_not_active (gpointer window)
{
  return !gtk_window_is_active (window);
}

static gboolean
was_called (gpointer data)
{
  Desk *desk = data;
  g_autofree char *calls = desk->agent != NULL ? fake_agent_take_calls (desk->agent) : g_strdup ("");

  g_string_append (desk->calls, calls);

  return strstr (desk->calls->str, desk->call) != NULL;
}

static void
wait_for_call (Desk *desk,
               const char *call)
{
  desk->call = call;
  ui_fixture_wait (call, was_called, desk);
}

static void
forget_calls (Desk *desk)
{
  g_free (fake_agent_take_calls (desk->agent));
  g_string_truncate (desk->calls, 0);
}

static void
ended_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  Desk *desk = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  desk->ended = TRUE;
}

static gboolean
has_ended (gpointer desk)
{
  return ((Desk *) desk)->ended;
}

static void
start (Desk *desk)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", desk->fixture->folder, TRUE);
  desk->program = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("HANDRAIL"), "--gapplication-service", NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (desk->program, NULL, ended_cb, desk);
  ui_fixture_wait ("the program", is_on_bus, desk);
}

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autoptr (GError) error = NULL;

  desk->fixture = ui_fixture_new ();
  desk->calls = g_string_new (NULL);
  desk->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  desk->watch_id = g_bus_watch_name_on_connection (desk->bus, NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, desk, NULL);
  desk->agent = fake_agent_new ();
  desk->other = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (desk->other, 300, 200);
  gtk_window_present (desk->other);
  ui_fixture_wait ("the other window's focus", ui_fixture_is_active, desk->other);
  ui_fixture_xdotool ("mousemove", "5", "5", NULL);
  start (desk);

  return desk;
}

static void
activate (Desk *desk,
          const char *action,
          const char *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *list = g_variant_parse (G_VARIANT_TYPE ("av"), parameters, NULL, NULL, &error);

  g_assert_no_error (error);
  g_dbus_connection_call (desk->bus, NAME, PATH, "org.freedesktop.Application", "ActivateAction", g_variant_new ("(s@av@a{sv})", action, list, g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0)), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
desk_free (Desk *desk)
{
  activate (desk, "quit", "[]");
  ui_fixture_wait ("the program's end", has_ended, desk);
  g_bus_unwatch_name (desk->watch_id);
  g_object_unref (desk->program);
  ui_fixture_destroy (desk->other);
  g_clear_pointer (&desk->agent, fake_agent_free);
  g_object_unref (desk->bus);
  g_string_free (desk->calls, TRUE);
  ui_fixture_free (desk->fixture);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
set_nudge (Desk *desk,
           const char *id,
           const char *aid,
           const char *state)
{
  g_autofree char *nudge = ui_fixture_make_nudge_text (id, aid, state, NULL);
  g_autofree char *nudges = g_strdup_printf ("[%s]", nudge);

  fake_agent_set_nudges (desk->agent, nudges);
}

static void
give_focus_back (Desk *desk)
{
  gtk_window_present_with_time (desk->other, gdk_x11_get_server_time (gtk_native_get_surface (GTK_NATIVE (desk->other))));
  ui_fixture_wait ("the other window's focus", ui_fixture_is_active, desk->other);
}

static void
test_push (void)
{
  g_autoptr (Desk) desk = desk_new ();

  set_nudge (desk, "n1", "open-review", "card");
  wait_for_call (desk, "NudgePainted n1");
  g_assert_true (gtk_window_is_active (desk->other));

  /* It ends elsewhere, and the next one comes. */
  fake_agent_set_nudges (desk->agent, "[]");
  set_nudge (desk, "n2", "pushback", "card");
  wait_for_call (desk, "NudgePainted n2");
  g_assert_true (gtk_window_is_active (desk->other));
  g_assert_null (strstr (desk->calls->str, "CloseNudge"));
}

static void
test_dismiss (void)
{
  g_autoptr (Desk) desk = desk_new ();

  set_nudge (desk, "n1", "open-review", "card");
  wait_for_call (desk, "NudgePainted n1");
  activate (desk, "focus-card", "[]");
  ui_fixture_wait ("the card's focus", is_not_active, desk->other);
  ui_fixture_xdotool ("key", "Escape", NULL);
  wait_for_call (desk, "CloseNudge n1 dismissed");
  ui_fixture_wait ("the other window's focus", ui_fixture_is_active, desk->other);

  /* A list from before the agent heard of it does not bring it back: the next thing painted is the next nudge. */
  forget_calls (desk);
  set_nudge (desk, "n1", "open-review", "card");
  set_nudge (desk, "n2", "pushback", "card");
  wait_for_call (desk, "NudgePainted n2");
  g_assert_null (strstr (desk->calls->str, "NudgePainted n1"));
}

static void
test_show_nudge (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *nudge = ui_fixture_make_nudge_text ("n1", "open-review", "card", NULL);
  g_autofree char *opened = g_strdup_printf ("[%s]", nudge);

  set_nudge (desk, "n1", "open-review", "waiting");
  fake_agent_set_nudges_once_opened (desk->agent, opened);
  activate (desk, "show-nudge", "[<'n1'>]");
  wait_for_call (desk, "OpenNudge n1");
  wait_for_call (desk, "NudgePainted n1");
  ui_fixture_wait ("the card's focus", is_not_active, desk->other);
}

static void
test_nudge_is_gone (void)
{
  g_autoptr (Desk) desk = desk_new ();

  activate (desk, "show-nudge", "[<'gone'>]");
  wait_for_call (desk, "OpenNudge gone");
  /* The Today window comes instead, with the focus; it is an ordinary window and closes like one. */
  ui_fixture_wait ("the Today window's focus", is_not_active, desk->other);
  ui_fixture_xdotool ("search", "--sync", "--onlyvisible", "--name", "^Today$", NULL);
  ui_fixture_xdotool ("key", "ctrl+w", NULL);
  ui_fixture_wait ("the other window's focus", ui_fixture_is_active, desk->other);
}

static gboolean
has_a_tick (gpointer data)
{
  Desk *desk = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RailChecklistRun) run = rail_journal_load_run (desk->fixture->journal, PACK, "open-review", "o1", g_get_real_time (), &error);

  g_assert_no_error (error);

  return run != NULL && g_hash_table_size (run->ticked) == 1;
}

static void
test_agent_vanishes (void)
{
  g_autoptr (Desk) desk = desk_new ();

  set_nudge (desk, "n1", "open-review", "card");
  wait_for_call (desk, "NudgePainted n1");
  g_clear_pointer (&desk->agent, fake_agent_free);
  activate (desk, "focus-card", "[]");
  ui_fixture_wait ("the card's focus", is_not_active, desk->other);
  ui_fixture_xdotool ("key", "space", NULL);
  ui_fixture_wait ("the tick in the journal", has_a_tick, desk);

  /* The new agent offers the same for the same meeting: it is the same card, under the new name. */
  desk->agent = fake_agent_new ();
  set_nudge (desk, "m1", "open-review", "card");
  give_focus_back (desk);
  activate (desk, "focus-card", "[]");
  ui_fixture_wait ("the card's focus", is_not_active, desk->other);
  ui_fixture_xdotool ("key", "Escape", NULL);
  wait_for_call (desk, "CloseNudge");
  g_assert_nonnull (strstr (desk->calls->str, "CloseNudge m1 dismissed"));
  g_assert_null (strstr (desk->calls->str, "NudgePainted m1"));
}

static void
test_open_aid (void)
{
  g_autoptr (Desk) desk = desk_new ();

  set_nudge (desk, "n1", "open-review", "card");
  wait_for_call (desk, "NudgePainted n1");
  activate (desk, "open-aid", "[<('" PACK "', 'pushback')>]");
  ui_fixture_wait ("the aid's focus", is_not_active, desk->other);
  wait_for_call (desk, "CollapseNudge n1");

  /* What the user reads is not taken away: the next nudge waits. */
  set_nudge (desk, "n2", "open-review", "card");
  wait_for_call (desk, "CollapseNudge n2");
  g_assert_null (strstr (desk->calls->str, "NudgePainted n2"));
}

static void
test_windows (void)
{
  g_autoptr (Desk) desk = desk_new ();

  activate (desk, "show-today", "[]");
  ui_fixture_wait ("the Today window's focus", is_not_active, desk->other);
  ui_fixture_xdotool ("search", "--sync", "--onlyvisible", "--name", "^Today$", NULL);
  ui_fixture_xdotool ("key", "ctrl+comma", NULL);
  ui_fixture_xdotool ("search", "--sync", "--onlyvisible", "--name", "^Preferences$", "windowfocus", "--sync", NULL);
  ui_fixture_xdotool ("key", "ctrl+question", NULL);
  ui_fixture_xdotool ("search", "--sync", "--onlyvisible", "--name", "^Keyboard Shortcuts$", NULL);
  activate (desk, "about", "[]");
  ui_fixture_xdotool ("search", "--sync", "--onlyvisible", "--name", "^About$", NULL);

  /* The tray asks for them without Today. */
  activate (desk, "show-preferences", "[]");
  ui_fixture_xdotool ("search", "--sync", "--onlyvisible", "--name", "^Preferences$", NULL);
}

int
main (int argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/application/card/appears-without-the-focus-and-goes", test_push);
  g_test_add_func ("/application/card/does-not-come-back-once-dismissed", test_dismiss);
  g_test_add_func ("/application/show-nudge/opens-with-the-focus", test_show_nudge);
  g_test_add_func ("/application/show-nudge/falls-back-to-today", test_nudge_is_gone);
  g_test_add_func ("/application/agent/may-vanish-and-return", test_agent_vanishes);
  g_test_add_func ("/application/open-aid/keeps-nudges-waiting", test_open_aid);

  g_test_add_func ("/application/windows/open-by-key-and-action", test_windows);

  return g_test_run ();
}
