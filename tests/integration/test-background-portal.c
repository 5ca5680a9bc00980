/*
 * The desktop's answers to "start me with the session", and the many ways in which none comes. On a private bus with a portal of our own;
 * the Flatpak's test has the real one.
 */

#include "config.h"

#include <gio/gio.h>

#include "base/error.h"
#include "platform/background-portal.h"
#include "testlib/wait-until.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

/* Nobody waits this long when all is well. */
#define LIMIT_SECONDS 20

static const char *const description =
    "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
    "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
    "</method></interface>"
    "<interface name='org.freedesktop.portal.Request'><method name='Close'/></interface></node>";

typedef enum
{
  GRANTS,
  GRANTS_BEFORE_ITS_REPLY,
  REFUSES,
  CANNOT,      /* says yes to the background and no to the start at login */
  FAILS,       /* a response of its own kind */
  RAISES,      /* an error instead of a handle */
  NONSENSE,    /* a response of another type first, then a proper one */
  OTHER_PLACE, /* a handle of its own choice, as old portals did */
  TAKES_IT,    /* and never answers */
  IGNORES,     /* does not even reply */
} Manner;

/* On a connection of its own, so that it can vanish. */
typedef struct
{
  GDBusConnection *connection;
  Manner manner;
  guint n_asked;
  guint n_closed;
  char *parent;
  char *asker;
  char *handle;
  GArray *objects;
  gboolean autostart;
  gboolean activatable;
  GStrv command;
} Portal;

typedef struct
{
  GDBusConnection *connection;
  GCancellable *cancellable;
  gboolean done;
  gboolean known;
  gboolean autostart;
  GError *error;
} Fixture;

/* ---- the portal ---- */

static void
respond (Portal *portal,
         GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (portal->connection, portal->asker, portal->handle, "org.freedesktop.portal.Request", "Response", parameters, &error);
  g_assert_no_error (error);
}

static GVariant *
make_response (guint code,
               gboolean autostart)
{
  GVariantDict results;

  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert (&results, "background", "b", TRUE);
  g_variant_dict_insert (&results, "autostart", "b", autostart);

  return g_variant_new ("(u@a{sv})", code, g_variant_dict_end (&results));
}

static void
answer (Portal *portal)
{
  switch (portal->manner)
    {
    case GRANTS:
    case GRANTS_BEFORE_ITS_REPLY:
    case OTHER_PLACE:
      respond (portal, make_response (0, portal->autostart));
      break;
    case REFUSES:
      respond (portal, make_response (1, TRUE));
      break;
    case CANNOT:
      respond (portal, make_response (0, FALSE));
      break;
    case FAILS:
      respond (portal, make_response (2, FALSE));
      break;
    case NONSENSE:
      respond (portal, g_variant_new ("(s)", "granted"));
      respond (portal, make_response (0, portal->autostart));
      break;
    case RAISES:
    case TAKES_IT:
    case IGNORES:
    default:
      break;
    }
}

static void
note_question (Portal *portal,
               const char *sender,
               GVariant *parameters)
{
  g_autoptr (GVariant) options = NULL;
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  const char *token = NULL;

  g_clear_pointer (&portal->parent, g_free);
  g_clear_pointer (&portal->asker, g_free);
  g_clear_pointer (&portal->handle, g_free);
  g_clear_pointer (&portal->command, g_strfreev);
  g_variant_get (parameters, "(s@a{sv})", &portal->parent, &options);
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &portal->autostart));
  g_assert_true (g_variant_lookup (options, "dbus-activatable", "b", &portal->activatable));
  g_assert_true (g_variant_lookup (options, "commandline", "^as", &portal->command));
  portal->asker = g_strdup (sender);
  portal->handle = g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, portal->manner == OTHER_PLACE ? "elsewhere" : token);
}

static void
closed_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Portal *portal = user_data;

  portal->n_closed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GDBusNodeInfo *
describe (void)
{
  g_autoptr (GError) error = NULL;
  GDBusNodeInfo *node = g_dbus_node_info_new_for_xml (description, &error);

  g_assert_no_error (error);
  return node;
}

static void export(Portal *portal,
                   const char *path,
                   guint interface,
                   const GDBusInterfaceVTable *vtable)
{
  g_autoptr (GDBusNodeInfo) node = describe ();
  g_autoptr (GError) error = NULL;
  guint id = g_dbus_connection_register_object (portal->connection, path, node->interfaces[interface], vtable, portal, NULL, &error);

  g_assert_no_error (error);
  g_array_append_val (portal->objects, id);
}

static void
export_request (Portal *portal)
{
  static const GDBusInterfaceVTable vtable = { .method_call = closed_cb };

  export(portal, portal->handle, 1, &vtable);
}

static void
asked_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GDBusMethodInvocation *invocation,
          gpointer user_data)
{
  Portal *portal = user_data;

  note_question (portal, sender, parameters);
  portal->n_asked++;

  if (portal->manner == RAISES)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.portal.Error.Failed", "Not today");
      return;
    }
  if (portal->manner == IGNORES)
    {
      g_object_unref (invocation);
      return;
    }

  export_request (portal);
  if (portal->manner == GRANTS_BEFORE_ITS_REPLY)
    answer (portal);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", portal->handle));
  if (portal->manner != GRANTS_BEFORE_ITS_REPLY && portal->manner != OTHER_PLACE)
    answer (portal);
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

static Portal *
portal_new (Manner manner)
{
  static const GDBusInterfaceVTable vtable = { .method_call = asked_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  Portal *portal = g_new0 (Portal, 1);

  portal->manner = manner;
  portal->connection = connect_to_bus ();
  portal->objects = g_array_new (FALSE, FALSE, sizeof (guint));
  export(portal, PORTAL_PATH, 0, &vtable);
  reply = g_dbus_connection_call_sync (portal->connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", PORTAL_NAME, 4),
                                       G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_no_error (error);

  return portal;
}

/* A question that is already on its way to us, such as a Close of the last moment, is refused once its object is gone. */
static void
portal_free (Portal *portal)
{
  for (guint i = 0; i < portal->objects->len; i++)
    g_dbus_connection_unregister_object (portal->connection, g_array_index (portal->objects, guint, i));
  g_array_unref (portal->objects);
  g_dbus_connection_close_sync (portal->connection, NULL, NULL);
  g_object_unref (portal->connection);
  g_free (portal->parent);
  g_free (portal->asker);
  g_free (portal->handle);
  g_strfreev (portal->command);
  g_free (portal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Portal, portal_free)

/* ---- the question ---- */

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->connection = connect_to_bus ();
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_clear_error (&fixture->error);
  g_clear_object (&fixture->cancellable);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->connection);
}

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->done);
  fixture->done = TRUE;
  fixture->known = rail_background_portal_request_finish (result, &fixture->autostart, &fixture->error);
}

static void
put (Fixture *fixture,
     gboolean autostart,
     guint patience_seconds)
{
  static const char *const command[] = { "handrail-agent", "--supervised", NULL };

  fixture->done = FALSE;
  g_clear_error (&fixture->error);
  rail_background_portal_request_async (fixture->connection, autostart, command, patience_seconds, fixture->cancellable, answered_cb, fixture);
}

static void
ask (Fixture *fixture,
     gboolean autostart)
{
  put (fixture, autostart, LIMIT_SECONDS);
  wait_until (fixture->done);
}

static void
assert_unknown (Fixture *fixture,
                int code,
                const char *word)
{
  g_assert_false (fixture->known);
  g_assert_false (fixture->autostart);
  g_assert_error (fixture->error, RAIL_ERROR, code);
  g_assert_nonnull (strstr (fixture->error->message, word));
}

static void
granted (Fixture *fixture,
         gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (GPOINTER_TO_INT (data));

  ask (fixture, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->known);
  g_assert_true (fixture->autostart);
  g_assert_cmpuint (portal->n_asked, ==, 1);
  g_assert_cmpstr (portal->parent, ==, "");
  g_assert_false (portal->activatable);
  g_assert_cmpuint (g_strv_length (portal->command), ==, 2);
  g_assert_cmpstr (portal->command[0], ==, "handrail-agent");
  g_assert_cmpstr (portal->command[1], ==, "--supervised");
}

/* It says where it will answer, and only then answers. */
static void
granted_elsewhere (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (OTHER_PLACE);

  put (fixture, TRUE, LIMIT_SECONDS);
  wait_until (portal->n_asked == 1);
  while (!fixture->done)
    {
      answer (portal);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_true (fixture->autostart);
}

static void
switched_off (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (GRANTS);

  ask (fixture, FALSE);
  g_assert_true (fixture->known);
  g_assert_false (fixture->autostart);
  g_assert_false (portal->autostart);
}

/* Whatever else the reply says: a refusal starts nothing, and neither does a desktop that cannot. */
static void
not_granted (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (GPOINTER_TO_INT (data));

  ask (fixture, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->known);
  g_assert_false (fixture->autostart);
}

static void
failed (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (FAILS);

  ask (fixture, TRUE);
  assert_unknown (fixture, RAIL_ERROR_FAILED, "could not say");

  portal->manner = RAISES;
  ask (fixture, TRUE);
  assert_unknown (fixture, RAIL_ERROR_FAILED, "Not today");
  g_assert_null (strstr (fixture->error->message, "GDBus"));
}

static void
no_portal (Fixture *fixture,
           gconstpointer data)
{
  ask (fixture, TRUE);
  assert_unknown (fixture, RAIL_ERROR_NOT_FOUND, "by hand");
}

static void
hanging (Fixture *fixture,
         gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (IGNORES);

  put (fixture, TRUE, 1);
  wait_until (fixture->done);
  assert_unknown (fixture, RAIL_ERROR_FAILED, "did not answer");
}

/* A dialog that nobody looks at is closed, and what it says later is not heard. */
static void
never_answers (Fixture *fixture,
               gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (TAKES_IT);

  put (fixture, TRUE, 1);
  wait_until (fixture->done);
  assert_unknown (fixture, RAIL_ERROR_FAILED, "did not answer");
  wait_until (portal->n_closed == 1);

  respond (portal, make_response (0, TRUE));
  portal->manner = GRANTS;
  ask (fixture, FALSE);
  g_assert_false (fixture->autostart);
}

static void
vanishes (Fixture *fixture,
          gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (GPOINTER_TO_INT (data));

  put (fixture, TRUE, LIMIT_SECONDS);
  wait_until (portal->n_asked == 1);
  g_dbus_connection_close_sync (portal->connection, NULL, NULL);
  wait_until (fixture->done);
  assert_unknown (fixture, RAIL_ERROR_FAILED, "ended before");
}

static void
taken_back (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (TAKES_IT);

  put (fixture, TRUE, LIMIT_SECONDS);
  wait_until (portal->n_asked == 1);
  g_cancellable_cancel (fixture->cancellable);
  wait_until (fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_until (portal->n_closed == 1);
}

/* Somebody else on the bus cannot answer in the portal's place: nobody but the asker and the portal knows where. */
static void
strangers_answer (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (Portal) portal = portal_new (TAKES_IT);
  g_autoptr (GDBusConnection) stranger = connect_to_bus ();
  g_autofree char *name = NULL;
  g_autofree char *guess = NULL;

  put (fixture, TRUE, 1);
  wait_until (portal->n_asked == 1);
  name = g_strdelimit (g_strdup (portal->asker + 1), ".", '_');
  guess = g_strdup_printf (PORTAL_PATH "/request/%s/handrail", name);
  g_assert_cmpstr (guess, !=, portal->handle);
  g_dbus_connection_emit_signal (stranger, NULL, portal->handle, "org.freedesktop.portal.Request", "Response", make_response (0, TRUE), NULL);
  g_dbus_connection_emit_signal (stranger, portal->asker, guess, "org.freedesktop.portal.Request", "Response", make_response (0, TRUE), NULL);
  wait_until (fixture->done);
  assert_unknown (fixture, RAIL_ERROR_FAILED, "did not answer");
  g_dbus_connection_close_sync (stranger, NULL, NULL);
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

#define add(path, manner, function) g_test_add ("/background-portal/" path, Fixture, GINT_TO_POINTER (manner), set_up, function, tear_down)
  add ("granted/starts-at-login", GRANTS, granted);
  add ("granted/answer-before-the-reply-is-heard", GRANTS_BEFORE_ITS_REPLY, granted);
  add ("granted/nonsense-is-not-an-answer", NONSENSE, granted);
  add ("granted/old-portal-chooses-the-handle", OTHER_PLACE, granted_elsewhere);
  add ("switched-off/does-not-start-at-login", 0, switched_off);
  add ("refused/does-not-start-at-login", REFUSES, not_granted);
  add ("refused/desktop-that-cannot-says-so", CANNOT, not_granted);
  add ("failed/is-said-in-its-words", 0, failed);
  add ("no-portal/is-said", 0, no_portal);
  add ("hanging-portal/is-given-up", 0, hanging);
  add ("hanging-portal/question-is-taken-back", 0, never_answers);
  add ("vanished/before-its-reply", IGNORES, vanishes);
  add ("vanished/before-its-answer", TAKES_IT, vanishes);
  add ("taken-back/closes-the-dialog", 0, taken_back);
  add ("strangers/cannot-answer", 0, strangers_answer);
#undef add

  status = g_test_run ();
  g_test_dbus_stop (bus);

  return status;
}
