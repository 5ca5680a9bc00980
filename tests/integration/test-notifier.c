/*
 * What a well-behaved notification server does not do: hang, refuse, end in between, know no buttons. On a private bus; the end-to-end
 * test has a real server.
 */

#include "config.h"

#include <gio/gio.h>

#include "platform/notifier.h"
#include "testlib/wait-until.h"

#define SERVER_NAME "org.freedesktop.Notifications"
/* RequestName: may be replaced, replaces, does not queue. */
#define REPLACING 7
#define SERVER_PATH "/org/freedesktop/Notifications"

/* Long enough for a busy two-core machine; nothing waits this long when all is well. */
#define LIMIT_SECONDS 20

static const char *const description =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "</interface></node>";

/* A server on a connection of its own, so that it comes and goes like another process. */
typedef struct
{
  GDBusConnection *connection;
  guint registration_id;
  const char *const *capabilities;
  const char *version;
  gboolean hangs;
  gboolean refuses;

  guint n_asked; /* for its capabilities */
  guint n_shown;
  guint n_closed;
  guint32 last_id;
  guint32 replaced;
  char *title;
  char *body;
  GStrv actions;
  GVariant *hints;
} Server;

typedef struct
{
  GDBusConnection *connection;
  RailNotifier *notifier;
  GString *heard; /* "opened a token;gone b;" */
} Fixture;

static const char *const full[] = { "actions", "body", "body-markup", NULL };
static const char *const plain[] = { "body", NULL };

/* ---- the server ---- */

static void
notify (Server *server,
        GVariant *parameters,
        GDBusMethodInvocation *invocation)
{
  if (server->refuses)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Notifications.Error", "No more room");
      return;
    }

  g_clear_pointer (&server->title, g_free);
  g_clear_pointer (&server->body, g_free);
  g_clear_pointer (&server->actions, g_strfreev);
  g_clear_pointer (&server->hints, g_variant_unref);
  g_variant_get (parameters,
                 "(&su&sss^as@a{sv}i)",
                 NULL,
                 &server->replaced,
                 NULL,
                 &server->title,
                 &server->body,
                 &server->actions,
                 &server->hints,
                 NULL);
  if (server->replaced == 0)
    server->last_id++;
  server->n_shown++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", server->last_id));
}

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Server *server = user_data;

  if (server->hangs)
    {
      g_object_unref (invocation);
      return;
    }

  if (g_str_equal (method, "GetServerInformation"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ssss)", "fake", "Handrail", "1", server->version));
    }
  else if (g_str_equal (method, "GetCapabilities"))
    {
      server->n_asked++;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", server->capabilities));
    }
  else if (g_str_equal (method, "Notify"))
    {
      notify (server, parameters, invocation);
    }
  else
    {
      server->n_closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                                        G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                                        NULL,
                                                                        NULL,
                                                                        &error);

  g_assert_no_error (error);
  return connection;
}

static Server *
server_new (const char *const *capabilities)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, &error);
  g_autoptr (GVariant) reply = NULL;
  Server *server = g_new0 (Server, 1);

  g_assert_no_error (error);
  server->capabilities = capabilities;
  server->version = "1.2";
  server->connection = connect_to_bus ();
  server->registration_id = g_dbus_connection_register_object (server->connection, SERVER_PATH, node->interfaces[0], &vtable, server, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (server->connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", SERVER_NAME, REPLACING),
                                       G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_variant_get_uint32 (g_variant_get_child_value (reply, 0)), ==, 1);

  return server;
}

static void
server_free (Server *server)
{
  /* Calls that are under way find nobody from here on. */
  g_dbus_connection_unregister_object (server->connection, server->registration_id);
  g_dbus_connection_close_sync (server->connection, NULL, NULL);
  g_object_unref (server->connection);
  g_free (server->title);
  g_free (server->body);
  g_strfreev (server->actions);
  g_clear_pointer (&server->hints, g_variant_unref);
  g_free (server);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

static void
emit (Server *server,
      const char *signal,
      GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (server->connection, NULL, SERVER_PATH, SERVER_NAME, signal, parameters, &error);
  g_assert_no_error (error);
}

/* Time for others on the bus, not for the caller's main context. */
static void
go_round (Server *server,
          guint times)
{
  for (guint i = 0; i < times; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) reply = g_dbus_connection_call_sync (server->connection,
                                                                "org.freedesktop.DBus",
                                                                "/org/freedesktop/DBus",
                                                                "org.freedesktop.DBus",
                                                                "GetId",
                                                                NULL,
                                                                NULL,
                                                                G_DBUS_CALL_FLAGS_NONE,
                                                                -1,
                                                                NULL,
                                                                &error);

      g_assert_no_error (error);
    }
}

/* ---- the notifier ---- */

static void
opened_cb (Fixture *fixture,
           const char *key,
           const char *token)
{
  g_string_append_printf (fixture->heard, "opened %s %s;", key, token);
}

static void
done_cb (Fixture *fixture,
         const char *key)
{
  g_string_append_printf (fixture->heard, "done %s;", key);
}

static void
snoozed_cb (Fixture *fixture,
            const char *key)
{
  g_string_append_printf (fixture->heard, "snoozed %s;", key);
}

static void
dismissed_cb (Fixture *fixture,
              const char *key)
{
  g_string_append_printf (fixture->heard, "dismissed %s;", key);
}

static void
gone_cb (Fixture *fixture,
         const char *key)
{
  g_string_append_printf (fixture->heard, "gone %s;", key);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->heard = g_string_new (NULL);
  fixture->connection = connect_to_bus ();
  fixture->notifier = rail_notifier_new (fixture->connection);
  g_signal_connect_swapped (fixture->notifier, "opened", G_CALLBACK (opened_cb), fixture);
  g_signal_connect_swapped (fixture->notifier, "done", G_CALLBACK (done_cb), fixture);
  g_signal_connect_swapped (fixture->notifier, "snoozed", G_CALLBACK (snoozed_cb), fixture);
  g_signal_connect_swapped (fixture->notifier, "dismissed", G_CALLBACK (dismissed_cb), fixture);
  g_signal_connect_swapped (fixture->notifier, "gone", G_CALLBACK (gone_cb), fixture);
}

static gboolean
thread_runs (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;

  g_assert_nonnull (tasks);
  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, "rail-notifier"))
        return TRUE;
    }

  return FALSE;
}

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A thread that was left to itself ends by itself once its server answers or is gone. */
static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  guint look_id = g_timeout_add (5, look_again_cb, NULL);

  g_clear_object (&fixture->notifier);
  wait_until (!thread_runs ());
  g_source_remove (look_id);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_string_free (fixture->heard, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
show (Fixture *fixture,
      const char *key,
      const char *body)
{
  const RailNotice notice = { .title = "An aid", .body = body };

  rail_notifier_show (fixture->notifier, key, &notice);
}

static RailProviderState
get_state (Fixture *fixture)
{
  return rail_notifier_get_state (fixture->notifier, NULL);
}

/* ---- tests ---- */

static void
shown_as_written (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);
  const char *entry = NULL;
  gboolean transient = TRUE;

  show (fixture, "a", "<b>1 & 2</b>");
  wait_until (server->n_shown == 1);
  g_assert_cmpstr (server->title, ==, "An aid");
  g_assert_cmpstr (server->body, ==, "&lt;b&gt;1 &amp; 2&lt;/b&gt;");
  g_assert_cmpuint (g_strv_length (server->actions), ==, 4);
  g_assert_true (g_strv_contains ((const char *const *) server->actions, "default"));
  g_assert_true (g_strv_contains ((const char *const *) server->actions, "snooze"));
  g_assert_true (g_variant_lookup (server->hints, "desktop-entry", "&s", &entry));
  g_assert_cmpstr (entry, ==, RAIL_APP_ID);
  g_assert_false (g_variant_lookup (server->hints, "transient", "b", &transient));
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_OK);
}

static void
replaced_not_doubled (Fixture *fixture,
                      gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);

  show (fixture, "a", "one");
  show (fixture, "a", "two");
  wait_until (server->n_shown == 2);
  g_assert_cmpuint (server->replaced, ==, 1);
  g_assert_cmpstr (server->body, ==, "two");

  show (fixture, "b", "three");
  wait_until (server->n_shown == 3);
  g_assert_cmpuint (server->replaced, ==, 0);
  g_assert_cmpuint (server->n_asked, ==, 1);

  rail_notifier_withdraw (fixture->notifier, "a");
  wait_until (server->n_closed == 1);
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

static void
opened_with_token (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);

  show (fixture, "a", "one");
  wait_until (server->n_shown == 1);
  emit (server, "ActivationToken", g_variant_new ("(us)", 1, "token-1"));
  emit (server, "ActionInvoked", g_variant_new ("(us)", 1, "default"));
  emit (server, "NotificationClosed", g_variant_new ("(uu)", 1, 2));
  wait_until (fixture->heard->len > 0);

  show (fixture, "b", "two");
  wait_until (server->n_shown == 2);
  emit (server, "ActionInvoked", g_variant_new ("(us)", 2, "snooze"));
  wait_until (g_str_has_suffix (fixture->heard->str, "snoozed b;"));
  g_assert_cmpstr (fixture->heard->str, ==, "opened a token-1;snoozed b;");
}

/* Only where it is asked for, in the words asked for; what is shown in its place may be done in other words. */
static void
done_by_button (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);
  const RailNotice one = { .title = "Your next step", .body = "Ask", .done = "Done", .snooze = "Later" };
  const RailNotice two = { .title = "Your 2 next steps", .body = "Ask, write", .done = "All Done", .snooze = "Later" };

  rail_notifier_show (fixture->notifier, "a", &one);
  wait_until (server->n_shown == 1);
  g_assert_true (g_strv_contains ((const char *const *) server->actions, "Done"));
  g_assert_true (g_strv_contains ((const char *const *) server->actions, "Later"));
  rail_notifier_show (fixture->notifier, "a", &two);
  wait_until (server->n_shown == 2);
  g_assert_true (g_strv_contains ((const char *const *) server->actions, "All Done"));
  g_assert_false (g_strv_contains ((const char *const *) server->actions, "Done"));

  emit (server, "ActionInvoked", g_variant_new ("(us)", 1, "done"));
  emit (server, "NotificationClosed", g_variant_new ("(uu)", 1, 2));
  wait_until (fixture->heard->len > 0);
  show (fixture, "b", "one");
  wait_until (server->n_shown == 3);
  g_assert_false (g_strv_contains ((const char *const *) server->actions, "done"));
  g_assert_cmpstr (fixture->heard->str, ==, "done a;");
}

static void
closed_by_whom (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);

  show (fixture, "a", "one");
  show (fixture, "b", "two");
  wait_until (server->n_shown == 2);
  emit (server, "NotificationClosed", g_variant_new ("(uu)", 1, 1));
  emit (server, "NotificationClosed", g_variant_new ("(uu)", 2, 2));
  wait_until (g_str_has_suffix (fixture->heard->str, "dismissed b;"));
  g_assert_cmpstr (fixture->heard->str, ==, "gone a;dismissed b;");
}

static void
without_buttons (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (Server) server = server_new (plain);

  show (fixture, "a", "1 & 2");
  wait_until (server->n_shown == 1);
  g_assert_cmpuint (g_strv_length (server->actions), ==, 0);
  g_assert_true (g_str_has_prefix (server->body, "1 & 2\n"));
  g_assert_nonnull (strstr (server->body, "Today"));
  wait_until (get_state (fixture) == RAIL_PROVIDER_LIMITED);
}

static void
nobody_there (Fixture *fixture,
              gconstpointer data)
{
  const char *detail;

  wait_until (get_state (fixture) == RAIL_PROVIDER_FAILED);
  show (fixture, "a", "one");
  wait_until (fixture->heard->len > 0);
  g_assert_cmpstr (fixture->heard->str, ==, "gone a;");
  g_assert_cmpint (rail_notifier_get_state (fixture->notifier, &detail), ==, RAIL_PROVIDER_FAILED);
  g_assert_nonnull (strstr (detail, "no notification server"));
}

static void
next_server (Fixture *fixture,
             gconstpointer data)
{
  Server *first = server_new (full);
  g_autoptr (Server) second = NULL;

  show (fixture, "a", "one");
  wait_until (first->n_shown == 1);
  server_free (first);
  wait_until (fixture->heard->len > 0);
  g_assert_cmpstr (fixture->heard->str, ==, "gone a;");

  second = server_new (plain);
  show (fixture, "b", "two");
  wait_until (second->n_shown == 1);
  g_assert_cmpuint (second->n_asked, ==, 1);
  /* That number belongs to the other server. */
  g_assert_cmpuint (second->replaced, ==, 0);
  rail_notifier_withdraw (fixture->notifier, "b");
  wait_until (second->n_closed == 1);
}

static void
refused (Fixture *fixture,
         gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);

  server->refuses = TRUE;
  show (fixture, "a", "one");
  wait_until (fixture->heard->len > 0);
  g_assert_cmpstr (fixture->heard->str, ==, "gone a;");
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_FAILED);

  server->refuses = FALSE;
  show (fixture, "a", "again");
  wait_until (server->n_shown == 1);
  wait_until (get_state (fixture) == RAIL_PROVIDER_OK);
}

static void
unknown_version (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);

  server->version = "unreadable";
  show (fixture, "a", "one");
  wait_until (fixture->heard->len > 0);
  g_assert_cmpstr (fixture->heard->str, ==, "gone a;");
  g_assert_cmpuint (server->n_shown, ==, 0);

  server->version = "1.2";
  show (fixture, "b", "two");
  wait_until (server->n_shown == 1);
}

static gboolean
tick_cb (gpointer user_data)
{
  gint64 *ticks = user_data;
  gint64 now = g_get_monotonic_time ();

  ticks[1] = MAX (ticks[1], now - ticks[0]);
  ticks[0] = now;

  return G_SOURCE_CONTINUE;
}

static void
hanging_server (Fixture *fixture,
                gconstpointer data)
{
  Server *hanging = server_new (full);
  g_autoptr (Server) next = NULL;
  gint64 ticks[2] = { g_get_monotonic_time (), 0 };
  guint ticking_id = g_timeout_add (5, tick_cb, ticks);

  hanging->hangs = TRUE;
  show (fixture, "a", "one");
  wait_until (fixture->heard->len > 0);
  g_source_remove (ticking_id);
  g_assert_cmpstr (fixture->heard->str, ==, "gone a;");
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_FAILED);
  /* The loop went on meanwhile; the server's limit is 25 s, and this machine may be busy. */
  g_assert_cmpint (ticks[1], <, G_USEC_PER_SEC);

  /* While it hangs, others do not even begin to wait. */
  ticks[0] = g_get_monotonic_time ();
  show (fixture, "b", "two");
  wait_until (g_str_has_suffix (fixture->heard->str, "gone b;"));
  g_assert_cmpint (g_get_monotonic_time () - ticks[0], <, G_USEC_PER_SEC);

  server_free (hanging);
  next = server_new (full);
  wait_until (get_state (fixture) == RAIL_PROVIDER_OK);
  show (fixture, "c", "three");
  wait_until (next->n_shown == 1);
  g_assert_cmpstr (next->body, ==, "three");
}

static void
ends_beside_a_hanging_server (Fixture *fixture,
                              gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);
  gint64 begin;

  server->hangs = TRUE;
  show (fixture, "a", "one");
  begin = g_get_monotonic_time ();
  g_clear_object (&fixture->notifier);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
}

static void
taken_down_at_the_end (Fixture *fixture,
                       gconstpointer data)
{
  g_autoptr (Server) server = server_new (full);

  show (fixture, "a", "one");
  wait_until (server->n_shown == 1);
  /* The server answers on this very loop, so the end does not wait for it; its word is on the bus all the same. */
  g_clear_object (&fixture->notifier);
  wait_until (server->n_closed == 1);
}

/* Another server takes the name while the first one still runs; both know a notification of number 1. */
static void
second_server_takes_over (Fixture *fixture,
                          gconstpointer data)
{
  g_autoptr (Server) first = server_new (full);
  g_autoptr (Server) second = NULL;

  show (fixture, "a", "one");
  show (fixture, "b", "two");
  wait_until (first->n_shown == 2);

  second = server_new (full);
  /* Of its own notifications, before the notifier can have heard of the change: nothing is dispatched here until the bus has gone round often. */
  emit (second, "ActionInvoked", g_variant_new ("(us)", 1, "default"));
  emit (second, "NotificationClosed", g_variant_new ("(uu)", 2, 2));
  go_round (second, 200);
  wait_until (fixture->heard->len >= strlen ("gone a;gone b;"));
  g_assert_true (g_str_equal (fixture->heard->str, "gone a;gone b;") || g_str_equal (fixture->heard->str, "gone b;gone a;"));
  g_string_truncate (fixture->heard, 0);

  /* What the first one still has on screen is its own business. */
  emit (first, "ActionInvoked", g_variant_new ("(us)", 1, "snooze"));
  emit (first, "NotificationClosed", g_variant_new ("(uu)", 1, 2));
  rail_notifier_withdraw (fixture->notifier, "a");

  show (fixture, "c", "three");
  wait_until (second->n_shown == 1);
  g_assert_cmpuint (second->replaced, ==, 0);
  g_assert_cmpuint (second->n_closed, ==, 0);
  g_assert_cmpuint (first->n_closed, ==, 0);
  emit (second, "ActionInvoked", g_variant_new ("(us)", second->last_id, "snooze"));
  wait_until (fixture->heard->len > 0);
  g_assert_cmpstr (fixture->heard->str, ==, "snoozed c;");
}

/* From a server with buttons to one without, and back: each is asked what it can do. */
static void
servers_differ (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (Server) first = server_new (full);
  g_autoptr (Server) second = NULL;
  g_autoptr (Server) third = NULL;

  show (fixture, "a", "one");
  wait_until (first->n_shown == 1);

  second = server_new (plain);
  wait_until (g_str_equal (fixture->heard->str, "gone a;"));
  show (fixture, "b", "two");
  wait_until (second->n_shown == 1);
  g_assert_cmpuint (g_strv_length (second->actions), ==, 0);
  g_assert_nonnull (strstr (second->body, "Today"));
  wait_until (get_state (fixture) == RAIL_PROVIDER_LIMITED);

  third = server_new (full);
  wait_until (g_str_equal (fixture->heard->str, "gone a;gone b;"));
  show (fixture, "c", "three");
  wait_until (third->n_shown == 1);
  g_assert_cmpuint (g_strv_length (third->actions), ==, 4);
  g_assert_null (strstr (third->body, "Today"));
  wait_until (get_state (fixture) == RAIL_PROVIDER_OK);
  g_assert_cmpuint (first->n_shown + second->n_shown + third->n_shown, ==, 3);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  add ("/notifier/shown/plain-text-with-buttons", shown_as_written);
  add ("/notifier/shown/replaced-and-withdrawn-never-doubled", replaced_not_doubled);
  add ("/notifier/buttons/open-brings-the-activation-token", opened_with_token);
  add ("/notifier/buttons/done-where-asked-for", done_by_button);
  add ("/notifier/closed/dismissed-and-expired-differ", closed_by_whom);
  add ("/notifier/server-without-buttons/says-where-to-find-it", without_buttons);
  add ("/notifier/no-server/is-told-and-visible", nobody_there);
  add ("/notifier/server-restart/loses-what-was-shown-and-serves-again", next_server);
  add ("/notifier/two-servers/number-of-the-one-means-nothing-to-the-other", second_server_takes_over);
  add ("/notifier/two-servers/each-is-asked-what-it-can-do", servers_differ);
  add ("/notifier/refusal/is-told-and-forgiven", refused);
  add ("/notifier/unknown-version/does-no-harm", unknown_version);
  add ("/notifier/hanging-server/costs-nobody-else-time", hanging_server);
  add ("/notifier/hanging-server/does-not-hold-up-the-end", ends_beside_a_hanging_server);
  add ("/notifier/end/takes-down-what-is-shown", taken_down_at_the_end);
#undef add

  status = g_test_run ();
  g_test_dbus_stop (bus);

  return status;
}
