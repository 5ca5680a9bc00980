#define G_LOG_DOMAIN "handrail-portal-guard"

#include "config.h"

#include "ui/portal-guard.h"

#include <gio/gio.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define SETTINGS_INTERFACE "org.freedesktop.portal.Settings"

/* One that runs answers within 50 ms; one that the bus has to start, with its back-ends, took up to 1.9 s. */
#define PATIENCE_MS 2000

/* A name that nobody has: the bus refuses what is sent there at once. */
#define NOBODY RAIL_APP_ID ".Nobody"

struct _RailPortalGuard
{
  GDBusConnection *connection; /* the one that the toolkit uses */
  guint filter_id;
  GDBusConnection *probe; /* one of our own, which may ask */
  GCancellable *cancellable;

  void (*back) (gpointer user_data);
  gpointer user_data;
};

/* libadwaita's own first question. */
static GVariant *
make_question (void)
{
  return g_variant_new ("(ss)", "org.freedesktop.appearance", "color-scheme");
}

/* By the path: proxies call the portal by its unique name. */
static gboolean
is_for_portal (GDBusMessage *message)
{
  const char *path = g_dbus_message_get_path (message);

  return g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL && path != NULL && g_str_has_prefix (path, PORTAL_PATH);
}

/* On GDBus' own thread; it takes over and gives back references. */
static GDBusMessage *
refuse_cb (GDBusConnection *connection,
           GDBusMessage *message,
           gboolean incoming,
           gpointer user_data)
{
  GDBusMessage *copy;

  if (incoming || !is_for_portal (message))
    return message;

  copy = g_dbus_message_copy (message, NULL);
  if (copy == NULL)
    return message;

  g_object_unref (message);
  g_dbus_message_set_destination (copy, NOBODY);
  return copy;
}

static void
lift (RailPortalGuard *self)
{
  if (self->filter_id != 0)
    g_dbus_connection_remove_filter (self->connection, self->filter_id);
  self->filter_id = 0;
}

static void
asked_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  RailPortalGuard *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Whatever came: somebody answered, or the bus in the place of somebody who has ended. */
  self = user_data;
  lift (self);
  self->back (self->user_data);
}

static gboolean
answers (GDBusConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (connection,
                                                            PORTAL_NAME,
                                                            PORTAL_PATH,
                                                            SETTINGS_INTERFACE,
                                                            "Read",
                                                            make_question (),
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            PATIENCE_MS,
                                                            NULL,
                                                            &error);

  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* Waiting here blocks nothing: there is no window yet, and the toolkit would wait as well, only longer. */
RailPortalGuard *
rail_portal_guard_new (void)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  RailPortalGuard *self;

  if (connection == NULL || answers (connection))
    return NULL;

  g_message ("The desktop's portal does not answer; until it does, nothing is asked of it.");
  self = g_new0 (RailPortalGuard, 1);
  self->connection = g_steal_pointer (&connection);
  self->cancellable = g_cancellable_new ();
  self->filter_id = g_dbus_connection_add_filter (self->connection, refuse_cb, NULL, NULL);

  return self;
}

void
rail_portal_guard_free (RailPortalGuard *self)
{
  g_cancellable_cancel (self->cancellable);
  lift (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->probe);
  g_clear_object (&self->connection);
  g_free (self);
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  if (address == NULL)
    return NULL;

  return g_dbus_connection_new_for_address_sync (address,
                                                 G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                 NULL,
                                                 NULL,
                                                 NULL);
}

void
rail_portal_guard_wait (RailPortalGuard *self,
                        void (*back) (gpointer user_data),
                        gpointer user_data)
{
  self->back = back;
  self->user_data = user_data;
  self->probe = connect_to_bus ();
  if (self->probe != NULL)
    g_dbus_connection_call (self->probe,
                            PORTAL_NAME,
                            PORTAL_PATH,
                            SETTINGS_INTERFACE,
                            "Read",
                            make_question (),
                            NULL,
                            G_DBUS_CALL_FLAGS_NONE,
                            G_MAXINT,
                            self->cancellable,
                            asked_cb,
                            self);
}
