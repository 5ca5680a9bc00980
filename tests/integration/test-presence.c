/* The sources of presence against programs that answer, change their mind, refuse, and come and go, on a private bus. */

#include "config.h"

#include <glib/gstdio.h>

#include "fakes/fake-holder.h"
#include "platform/presence-lock.h"
#include "platform/presence-notifications.h"
#include "platform/presence-portal.h"
#include "platform/presence-session.h"
#include "platform/sleep-watch.h"

/* Long enough for a busy two-core machine; nothing waits this long when all is well. */
#define LIMIT_SECONDS 20

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define NOTIFICATIONS "org.freedesktop.Notifications"

typedef struct
{
  GTestDBus *bus;
  char *folder; /* of services that leave a file behind when somebody starts them */
  GDBusConnection *connection;
  RailPresenceBoard *board;
} Fixture;

static void
write_trap (Fixture *fixture,
            const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.service", fixture->folder, name);
  g_autofree char *text = g_strdup_printf ("[D-BUS Service]\nName=%s\nExec=/bin/touch %s/started\n", name, fixture->folder);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("presence-XXXXXX", &error);
  g_assert_no_error (error);
  write_trap (fixture, "org.gnome.ScreenSaver");
  write_trap (fixture, NOTIFICATIONS);
  write_trap (fixture, "org.xfce.Xfconf");
  write_trap (fixture, "org.freedesktop.portal.Desktop");

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (fixture->bus, fixture->folder);
  g_test_dbus_up (fixture->bus);
  fixture->connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (fixture->bus),
                                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                    G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                                NULL,
                                                                NULL,
                                                                &error);
  g_assert_no_error (error);
  fixture->board = rail_presence_board_new ();
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  static const char *const names[] = { "org.gnome.ScreenSaver.service", NOTIFICATIONS ".service", "org.xfce.Xfconf.service", "org.freedesktop.portal.Desktop.service" };

  g_object_unref (fixture->board);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_object_unref (fixture->connection);
  g_test_dbus_down (fixture->bus);
  g_object_unref (fixture->bus);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  /* Not empty: somebody was started only to be asked. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static FakeHolder *
hold (Fixture *fixture,
      const char *name)
{
  return fake_holder_new (g_test_dbus_get_bus_address (fixture->bus), name);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited %d s for %s", LIMIT_SECONDS, (const char *) user_data);

  return G_SOURCE_REMOVE;
}

static void
wait_for (Fixture *fixture,
          RailPresenceFact fact,
          RailPresenceState state)
{
  static const char *const words[] = { "unknown", "no", "yes" };
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) words[state]);

  while (rail_presence_board_get (fixture->board, fact) != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit_id);
}

/* Turns the loop until the sentences on @fact contain @text. */
static void
wait_for_sentence (Fixture *fixture,
                   RailPresenceFact fact,
                   const char *text,
                   RailProviderState health)
{
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) text);

  for (;;)
    {
      g_autofree char *sentences = NULL;
      RailProviderState seen = rail_presence_board_get_health (fixture->board, fact, &sentences);

      if (strstr (sentences, text) != NULL)
        {
          g_assert_cmpint (seen, ==, health);
          break;
        }
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (limit_id);
}

/* ---- locked ---- */

static void
cover (FakeHolder *saver,
       gboolean covered)
{
  fake_holder_set_answer (saver, "GetActive", g_variant_new ("(b)", covered));
  fake_holder_emit (saver, "/org/mate/ScreenSaver", "org.mate.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", covered));
}

static void
test_lock (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (RailPresenceLock) lock = rail_presence_lock_new (fixture->connection, fixture->board);
  FakeHolder *saver = hold (fixture, "org.mate.ScreenSaver");

  g_assert_false (rail_presence_board_is_settled (fixture->board));
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_UNKNOWN);
  cover (saver, FALSE);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_NO);
  cover (saver, TRUE);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES);
  wait_for_sentence (fixture, RAIL_PRESENCE_LOCKED, "org.mate.ScreenSaver", RAIL_PROVIDER_OK);

  /* A screen saver that crashed leaves nobody who knows. */
  fake_holder_free (saver);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN);
  wait_for_sentence (fixture, RAIL_PRESENCE_LOCKED, "This desktop does not tell", RAIL_PROVIDER_LIMITED);
}

/* Two own a name; one of them only keeps screens awake. */
static void
test_lock_refused (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (FakeHolder) proxy = hold (fixture, "org.freedesktop.ScreenSaver");
  g_autoptr (FakeHolder) saver = hold (fixture, "org.mate.ScreenSaver");
  g_autoptr (RailPresenceLock) lock = NULL;

  cover (saver, FALSE);
  lock = rail_presence_lock_new (fixture->connection, fixture->board);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_NO);
  g_assert_cmpuint (fake_holder_get_n_asked (proxy), <=, 1);

  /* Nonsense is no word either. */
  fake_holder_set_answer (saver, "GetActive", g_variant_new ("(s)", "perhaps"));
  fake_holder_emit (saver, "/org/mate/ScreenSaver", "org.mate.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN);
}

static void
test_storm (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (FakeHolder) saver = hold (fixture, "org.mate.ScreenSaver");
  g_autoptr (RailPresenceLock) lock = rail_presence_lock_new (fixture->connection, fixture->board);
  guint before;

  cover (saver, FALSE);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_NO);
  before = fake_holder_get_n_asked (saver);
  for (guint i = 0; i < 1000; i++)
    cover (saver, i % 2 == 0);
  cover (saver, TRUE);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES);
  g_assert_cmpuint (fake_holder_get_n_asked (saver) - before, <, 100);
}

/* ---- the same, from inside a sandbox ---- */

static void
emit_state (FakeHolder *portal,
            const char *state)
{
  fake_holder_emit (portal, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Inhibit", "StateChanged", g_variant_new_parsed (state));
}

static void
test_lock_portal (Fixture *fixture,
                  gconstpointer data)
{
  FakeHolder *portal = hold (fixture, "org.freedesktop.portal.Desktop");
  g_autoptr (RailPresencePortal) source = NULL;
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) "the portal's calls");

  fake_holder_set_answer (portal, "CreateMonitor", g_variant_new_parsed ("(objectpath '/org/freedesktop/portal/desktop/request/1',)"));
  fake_holder_set_answer (portal, "QueryEndResponse", g_variant_new ("()"));
  source = rail_presence_portal_new (fixture->connection, fixture->board);
  while (!rail_presence_board_is_settled (fixture->board))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_UNKNOWN);

  emit_state (portal, "(objectpath '/session/1', {'screensaver-active': <true>, 'session-state': <uint32 1>})");
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES);
  g_assert_cmpuint (fake_holder_get_n_asked (portal), ==, 1);

  /* Nobody's logout waits for us. */
  emit_state (portal, "(objectpath '/session/1', {'screensaver-active': <false>, 'session-state': <uint32 2>})");
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_NO);
  while (fake_holder_get_n_asked (portal) < 2)
    g_main_context_iteration (NULL, TRUE);

  fake_holder_free (portal);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN);
  g_source_remove (limit_id);
}

static void
test_lock_portal_refuses (Fixture *fixture,
                          gconstpointer data)
{
  g_autoptr (FakeHolder) portal = hold (fixture, "org.freedesktop.portal.Desktop");
  g_autoptr (RailPresencePortal) source = rail_presence_portal_new (fixture->connection, fixture->board);
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) "the portal's refusal");

  while (!rail_presence_board_is_settled (fixture->board))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit_id);
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_UNKNOWN);
}

/* ---- the session ---- */

static void
set_hints (FakeHolder *logind,
           gboolean locked,
           gboolean idle)
{
  fake_holder_set_answer (logind, "GetAll", g_variant_new_parsed ("({'LockedHint': <%b>, 'IdleHint': <%b>, 'Name': <'me'>},)", locked, idle));
  fake_holder_emit (logind,
                    "/org/freedesktop/login1/session/_31",
                    PROPERTIES,
                    "PropertiesChanged",
                    g_variant_new_parsed ("('org.freedesktop.login1.Session', @a{sv} {}, @as [])"));
}

/* A hint that nobody ever sets is no “no”. */
static void
test_session (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (FakeHolder) logind = hold (fixture, "org.freedesktop.login1");
  g_autoptr (RailPresenceSession) session = rail_presence_session_new (fixture->connection, fixture->board);

  fake_holder_set_answer (logind, "GetSession", g_variant_new ("(o)", "/org/freedesktop/login1/session/_31"));
  set_hints (logind, FALSE, FALSE);
  wait_for_sentence (fixture, RAIL_PRESENCE_LOCKED, "nothing on this desktop has told", RAIL_PROVIDER_LIMITED);
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_LOCKED), ==, RAIL_PRESENCE_UNKNOWN);

  set_hints (logind, TRUE, FALSE);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES);
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_IDLE), ==, RAIL_PRESENCE_UNKNOWN);
  set_hints (logind, FALSE, TRUE);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_NO);
  wait_for (fixture, RAIL_PRESENCE_IDLE, RAIL_PRESENCE_YES);
}

static void
test_no_session (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (FakeHolder) logind = hold (fixture, "org.freedesktop.login1");
  g_autoptr (RailPresenceSession) session = NULL;

  fake_holder_set_answer (logind, "GetSession", g_variant_new ("(o)", "/org/freedesktop/login1/session/_31"));
  set_hints (logind, TRUE, FALSE);
  session = rail_presence_session_new (fixture->connection, fixture->board);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES);
  g_clear_pointer (&session, rail_presence_session_free);
  rail_presence_board_tell (fixture->board, "logind", RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_YES, RAIL_PROVIDER_OK, "left over");

  /* A user without a session: logind refuses, and what was left over goes. */
  fake_holder_set_answer (logind, "GetSession", NULL);
  session = rail_presence_session_new (fixture->connection, fixture->board);
  wait_for (fixture, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN);
}

/* ---- do not disturb ---- */

static FakeHolder *
start_server (Fixture *fixture,
              const char *name,
              const char *vendor)
{
  FakeHolder *server = hold (fixture, NOTIFICATIONS);

  fake_holder_set_answer (server, "GetServerInformation", g_variant_new ("(ssss)", name, vendor, "1", "1.2"));
  return server;
}

static void
set_property (FakeHolder *server,
              const char *path,
              const char *interface,
              const char *property,
              GVariant *value)
{
  g_autoptr (GVariant) kept = g_variant_ref_sink (value);

  fake_holder_set_answer (server, "Get", g_variant_new ("(v)", kept));
  fake_holder_emit (server, path, PROPERTIES, "PropertiesChanged", g_variant_new_parsed ("(%s, {%s: <%v>}, @as [])", interface, property, kept));
}

/* The server is replaced while Handrail runs, as when somebody switches desktops' parts about: each has its own place. */
static void
test_properties (Fixture *fixture,
                 gconstpointer data)
{
  FakeHolder *server = start_server (fixture, "dunst", "knopwob");
  g_autoptr (RailPresenceNotifications) source = rail_presence_notifications_new (fixture->connection, FALSE, fixture->board);

  set_property (server, "/org/freedesktop/Notifications", "org.dunstproject.cmd0", "paused", g_variant_new_boolean (FALSE));
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_NO);
  set_property (server, "/org/freedesktop/Notifications", "org.dunstproject.cmd0", "paused", g_variant_new_boolean (TRUE));
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_YES);

  fake_holder_free (server);
  wait_for_sentence (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, "No notification server", RAIL_PROVIDER_LIMITED);
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_DO_NOT_DISTURB), ==, RAIL_PRESENCE_UNKNOWN);

  server = start_server (fixture, "Plasma", "KDE");
  set_property (server, "/org/freedesktop/Notifications", NOTIFICATIONS, "Inhibited", g_variant_new_boolean (TRUE));
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_YES);
  wait_for_sentence (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, "Plasma", RAIL_PROVIDER_OK);
  fake_holder_free (server);
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_UNKNOWN);

  server = start_server (fixture, "mako", "emersion");
  set_property (server, "/fr/emersion/Mako", "fr.emersion.Mako", "Modes", g_variant_new_parsed ("['default']"));
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_NO);
  set_property (server, "/fr/emersion/Mako", "fr.emersion.Mako", "Modes", g_variant_new_parsed ("['default', 'do-not-disturb']"));
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_YES);
  fake_holder_free (server);
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_UNKNOWN);
}

static void
test_unknown_server (Fixture *fixture,
                     gconstpointer data)
{
  FakeHolder *server = start_server (fixture, "Herald", "Nobody");
  g_autoptr (RailPresenceNotifications) source = rail_presence_notifications_new (fixture->connection, FALSE, fixture->board);

  wait_for_sentence (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, "“Herald” does not let", RAIL_PROVIDER_LIMITED);
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_DO_NOT_DISTURB), ==, RAIL_PRESENCE_UNKNOWN);
  fake_holder_free (server);

  /* One that knows the name but not the property, as an older release may. */
  server = start_server (fixture, "mako", "emersion");
  wait_for_sentence (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, "“mako” does not let", RAIL_PROVIDER_LIMITED);
  fake_holder_free (server);
}

static void
test_setting (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (FakeHolder) server = start_server (fixture, "gnome-shell", "GNOME");
  g_autoptr (GSettings) settings = g_settings_new ("org.gnome.desktop.notifications");
  g_autoptr (RailPresenceNotifications) source = rail_presence_notifications_new (fixture->connection, FALSE, fixture->board);

  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_NO);
  g_settings_set_boolean (settings, "show-banners", FALSE);
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_YES);
  g_settings_reset (settings, "show-banners");
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_NO);
}

/* Inside a sandbox the settings at hand are the sandbox's own: only the portal knows, and it may keep it to itself. */
static void
test_portal (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (FakeHolder) server = start_server (fixture, "gnome-shell", "GNOME");
  g_autoptr (FakeHolder) portal = hold (fixture, "org.freedesktop.portal.Desktop");
  g_autoptr (RailPresenceNotifications) source = rail_presence_notifications_new (fixture->connection, TRUE, fixture->board);

  wait_for_sentence (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, "“gnome-shell” does not let", RAIL_PROVIDER_LIMITED);
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_DO_NOT_DISTURB), ==, RAIL_PRESENCE_UNKNOWN);

  fake_holder_set_answer (portal, "Read", g_variant_new_parsed ("(<<false>>,)"));
  fake_holder_emit (portal,
                    "/org/freedesktop/portal/desktop",
                    "org.freedesktop.portal.Settings",
                    "SettingChanged",
                    g_variant_new_parsed ("('org.gnome.desktop.notifications', 'show-banners', <false>)"));
  wait_for (fixture, RAIL_PRESENCE_DO_NOT_DISTURB, RAIL_PRESENCE_YES);
}

/* ---- sleep ---- */

static void
note_cb (GString *heard,
         RailSleepWatch *watch)
{
  g_string_append (heard, "sleeping;");
}

static void
woke_cb (GString *heard,
         RailSleepWatch *watch)
{
  g_string_append (heard, "woke;");
}

static void
emit_sleep (FakeHolder *sender,
            gboolean begins)
{
  fake_holder_emit (sender, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", g_variant_new ("(b)", begins));
}

static void
test_sleep (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (FakeHolder) logind = hold (fixture, "org.freedesktop.login1");
  g_autoptr (FakeHolder) stranger = hold (fixture, "org.example.Stranger");
  g_autoptr (RailSleepWatch) watch = rail_sleep_watch_new (fixture->connection);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) "the end of a sleep");

  g_signal_connect_swapped (watch, "sleeping", G_CALLBACK (note_cb), heard);
  g_signal_connect_swapped (watch, "woke", G_CALLBACK (woke_cb), heard);
  /* The subscription is with the bus before anybody speaks. */
  g_assert_true (g_dbus_connection_flush_sync (fixture->connection, NULL, &error));
  g_variant_unref (g_dbus_connection_call_sync (fixture->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error));
  g_assert_no_error (error);

  emit_sleep (stranger, TRUE);
  fake_holder_emit (logind, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", g_variant_new ("(s)", "soon"));
  emit_sleep (logind, TRUE);
  emit_sleep (logind, FALSE);
  while (!g_str_has_suffix (heard->str, "woke;"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (heard->str, ==, "sleeping;woke;");
  g_source_remove (limit_id);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/presence/locked/follows-the-screen-saver", test_lock);
  ADD ("/presence/locked/ignores-who-cannot-tell", test_lock_refused);
  ADD ("/presence/locked/a-storm-asks-little-and-the-last-word-counts", test_storm);
  ADD ("/presence/locked/in-a-sandbox-is-told-by-the-portal", test_lock_portal);
  ADD ("/presence/locked/in-a-sandbox-may-stay-unknown", test_lock_portal_refuses);
  ADD ("/presence/session/hints-count-once-they-were-used", test_session);
  ADD ("/presence/session/without-one-nothing-is-known", test_no_session);
  ADD ("/presence/do-not-disturb/follows-the-property-of-each-server", test_properties);
  ADD ("/presence/do-not-disturb/of-others-is-unknown", test_unknown_server);
  ADD ("/presence/do-not-disturb/follows-the-setting", test_setting);
  ADD ("/presence/do-not-disturb/in-a-sandbox-asks-the-portal", test_portal);
  ADD ("/presence/sleep/is-told-by-logind-only", test_sleep);
#undef ADD

  return g_test_run ();
}
