#include "config.h"

#include "platform/background-portal.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define BACKGROUND_INTERFACE "org.freedesktop.portal.Background"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

/* Response codes of the Request interface; everything above is another kind of failure. */
#define RESPONSE_GRANTED 0
#define RESPONSE_REFUSED 1

#define PORTAL_ENDED N_ ("The part of the desktop that starts programs at login ended before it answered. Switch this off and on to ask again.")

typedef struct
{
  GDBusConnection *connection;
  char *handle; /* object path of the request: where the answer comes from */
  guint answer_id;
  guint patience_id;
  guint watch_id; /* of the portal, once it has taken the question */
  GSource *cancelled;
  GCancellable *call; /* cancels the call once the question is settled otherwise */
} Request;

static void
request_free (Request *self)
{
  g_free (self->handle);
  g_object_unref (self->call);
  g_object_unref (self->connection);
  g_free (self);
}

/* ---- the end ---- */

/* Nothing that comes later may settle it a second time. */
static void
shut (GTask *task)
{
  Request *self = g_task_get_task_data (task);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->answer_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->answer_id);
  self->answer_id = 0;
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_cancellable_cancel (self->call);
}

static void
settle (GTask *task,
        gboolean autostart)
{
  shut (task);
  g_task_return_boolean (task, autostart);
  g_object_unref (task);
}

static void
fail (GTask *task,
      GError *error)
{
  shut (task);
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* A dialog that is open for a question nobody asks any more goes. */
static void
take_back (GTask *task)
{
  Request *self = g_task_get_task_data (task);

  g_dbus_connection_call (self->connection,
                          PORTAL_NAME,
                          self->handle,
                          REQUEST_INTERFACE,
                          "Close",
                          NULL,
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          NULL,
                          NULL,
                          NULL);
}

static gboolean
lost_patience_cb (gpointer user_data)
{
  GTask *task = user_data;
  Request *self = g_task_get_task_data (task);

  self->patience_id = 0;
  take_back (task);
  fail (task,
        g_error_new_literal (RAIL_ERROR,
                             RAIL_ERROR_FAILED,
                             _ ("The desktop did not answer whether it starts Handrail at login. Switch this off and on to ask again.")));

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer user_data)
{
  take_back (user_data);
  fail (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Taken back"));

  return G_SOURCE_REMOVE;
}

/* ---- the answer ---- */

static void
answered_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  g_autoptr (GVariant) results = NULL;
  gboolean autostart = FALSE;
  guint response;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response > RESPONSE_REFUSED)
    {
      fail (user_data,
            g_error_new_literal (RAIL_ERROR,
                                 RAIL_ERROR_FAILED,
                                 _ ("The desktop could not say whether it starts Handrail at login. Switch this off and on to ask again.")));
      return;
    }

  g_variant_lookup (results, "autostart", "b", &autostart);
  settle (user_data, response == RESPONSE_GRANTED && autostart);
}

static void
listen (GTask *task,
        const char *handle)
{
  Request *self = g_task_get_task_data (task);

  if (self->answer_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->answer_id);
  g_free (self->handle);
  self->handle = g_strdup (handle);
  self->answer_id = g_dbus_connection_signal_subscribe (self->connection,
                                                        PORTAL_NAME,
                                                        REQUEST_INTERFACE,
                                                        "Response",
                                                        handle,
                                                        NULL,
                                                        G_DBUS_SIGNAL_FLAGS_NONE,
                                                        answered_cb,
                                                        task,
                                                        NULL);
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  fail (user_data,
        g_error_new_literal (RAIL_ERROR, RAIL_ERROR_FAILED, _ (PORTAL_ENDED)));
}

/* Errors by which the bus says that there is nobody to ask, be it that nobody has the name or that who has it knows no such question. */
static gboolean
means_no_portal (const GError *error)
{
  static const GDBusError codes[] = {
    G_DBUS_ERROR_SERVICE_UNKNOWN,
    G_DBUS_ERROR_NAME_HAS_NO_OWNER,
    G_DBUS_ERROR_UNKNOWN_METHOD,
    G_DBUS_ERROR_UNKNOWN_INTERFACE,
    G_DBUS_ERROR_UNKNOWN_OBJECT,
    G_DBUS_ERROR_SPAWN_EXEC_FAILED,
    G_DBUS_ERROR_SPAWN_CHILD_EXITED,
    G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,
    G_DBUS_ERROR_SPAWN_FAILED,
    G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_error_matches (error, G_DBUS_ERROR, (int) codes[i]))
        return TRUE;
    }

  return FALSE;
}

static GError *
explain (const GError *error)
{
  g_autofree char *detail = NULL;

  if (means_no_portal (error))
    return g_error_new_literal (RAIL_ERROR,
                                RAIL_ERROR_NOT_FOUND,
                                _ ("This desktop has no portal that starts programs at login. Add Handrail to its startup programs by hand."));

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    return g_error_new_literal (RAIL_ERROR, RAIL_ERROR_FAILED, _ (PORTAL_ENDED));

  detail = g_strdup (error->message);
  g_strchomp (detail);
  /* Translators: %s is what another program says about its failure. */
  return g_error_new (RAIL_ERROR, RAIL_ERROR_FAILED, _ ("The desktop refused to say whether it starts Handrail at login: %s"), detail);
}

static void
taken_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *handle;

  /* It was settled otherwise. */
  if (g_cancellable_is_cancelled (self->call))
    return;

  if (reply == NULL)
    {
      g_dbus_error_strip_remote_error (error);
      fail (task, explain (error));
      return;
    }

  /* Portals before version 0.9 chose the handle themselves. */
  g_variant_get (reply, "(&o)", &handle);
  if (!g_str_equal (handle, self->handle))
    listen (task, handle);

  self->watch_id = g_bus_watch_name_on_connection (self->connection,
                                                   PORTAL_NAME,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   NULL,
                                                   vanished_cb,
                                                   task,
                                                   NULL);
}

/* ---- the question ---- */

/* No other program on the bus can guess where the answer will come. */
static char *
make_token (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return g_strconcat ("handrail", g_strdelimit (uuid, "-", '_'), NULL);
}

static char *
predict_handle (GDBusConnection *connection,
                const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);

  return g_strconcat (PORTAL_PATH "/request/", g_strdelimit (sender, ".", '_'), "/", token, NULL);
}

static GVariant *
build_question (const char *token,
                gboolean autostart,
                const char *const *command)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "reason", "s", _ ("Handrail watches for the moments your job aids are meant for."));
  g_variant_dict_insert (&options, "autostart", "b", autostart);
  g_variant_dict_insert (&options, "commandline", "^as", command);
  g_variant_dict_insert (&options, "dbus-activatable", "b", FALSE);

  /* There is no window to ask on behalf of. */
  return g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options));
}

void
rail_background_portal_request_async (GDBusConnection *connection,
                                      gboolean autostart,
                                      const char *const *command,
                                      guint patience_seconds,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *self = g_new0 (Request, 1);
  g_autofree char *token = make_token ();
  g_autofree char *handle = predict_handle (connection, token);

  g_task_set_source_tag (task, rail_background_portal_request_async);
  g_task_set_task_data (task, self, (GDestroyNotify) request_free);
  self->connection = g_object_ref (connection);
  self->call = g_cancellable_new ();
  self->patience_id = g_timeout_add_seconds (patience_seconds, lost_patience_cb, task);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }

  /* Before the question is put: the answer may be there first. */
  listen (task, handle);
  g_dbus_connection_call (connection,
                          PORTAL_NAME,
                          PORTAL_PATH,
                          BACKGROUND_INTERFACE,
                          "RequestBackground",
                          build_question (token, autostart, command),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          G_MAXINT,
                          self->call,
                          taken_cb,
                          g_object_ref (task));
}

gboolean
rail_background_portal_request_finish (GAsyncResult *result,
                                       gboolean *autostart,
                                       GError **error)
{
  GError *problem = NULL;

  *autostart = g_task_propagate_boolean (G_TASK (result), &problem);
  if (problem == NULL)
    return TRUE;

  g_propagate_error (error, problem);
  return FALSE;
}
