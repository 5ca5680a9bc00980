#include "config.h"

#include "platform/presence-portal.h"

#include <glib/gi18n-lib.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define INHIBIT_INTERFACE "org.freedesktop.portal.Inhibit"
#define SOURCE "portal"

/* The session asks whether it may end, and waits a second for each monitor that does not say. */
#define SESSION_STATE_QUERY_END 2

struct _RailPresencePortal
{
  RailPresenceBoard *board;
  GDBusConnection *connection;
  GCancellable *cancellable; /* of the monitor; NULL while there is no portal */
  guint watch_id;
  guint subscription_id;
  gboolean has_answered;
};

static void
note_answer (RailPresencePortal *self)
{
  if (self->has_answered)
    return;

  self->has_answered = TRUE;
  rail_presence_board_expected_came (self->board);
}

static void
state_changed_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  RailPresencePortal *self = user_data;
  g_autoptr (GVariant) state = NULL;
  const char *session;
  gboolean is_covered;
  guint32 session_state;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa{sv})")))
    return;

  g_variant_get (parameters, "(&o@a{sv})", &session, &state);
  if (g_variant_lookup (state, "screensaver-active", "b", &is_covered))
    rail_presence_board_tell (self->board,
                              SOURCE,
                              RAIL_PRESENCE_LOCKED,
                              is_covered ? RAIL_PRESENCE_YES : RAIL_PRESENCE_NO,
                              RAIL_PROVIDER_OK,
                              _ ("The desktop tells through its portal."));
  if (g_variant_lookup (state, "session-state", "u", &session_state) && session_state == SESSION_STATE_QUERY_END)
    g_dbus_connection_call (self->connection,
                            PORTAL_NAME,
                            PORTAL_PATH,
                            INHIBIT_INTERFACE,
                            "QueryEndResponse",
                            g_variant_new ("(o)", session),
                            NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START,
                            -1,
                            NULL,
                            NULL,
                            NULL);
}

static void
created_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* Refused, or told a little later: nothing is known until then. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    note_answer (user_data);
}

static void
forget_portal (RailPresencePortal *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->subscription_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription_id);
  self->subscription_id = 0;
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  RailPresencePortal *self = user_data;
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  forget_portal (self);
  self->cancellable = g_cancellable_new ();
  self->subscription_id = g_dbus_connection_signal_subscribe (connection,
                                                              owner,
                                                              INHIBIT_INTERFACE,
                                                              "StateChanged",
                                                              PORTAL_PATH,
                                                              NULL,
                                                              G_DBUS_SIGNAL_FLAGS_NONE,
                                                              state_changed_cb,
                                                              self,
                                                              NULL);
  g_variant_builder_add (&options, "{sv}", "session_handle_token", g_variant_new_string ("handrail_presence"));
  g_dbus_connection_call (connection,
                          owner,
                          PORTAL_PATH,
                          INHIBIT_INTERFACE,
                          "CreateMonitor",
                          g_variant_new ("(sa{sv})", "", &options),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          self->cancellable,
                          created_cb,
                          self);
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  RailPresencePortal *self = user_data;

  forget_portal (self);
  rail_presence_board_tell (self->board, SOURCE, RAIL_PRESENCE_LOCKED, RAIL_PRESENCE_UNKNOWN, RAIL_PROVIDER_OFF, NULL);
  note_answer (self);
}

RailPresencePortal *
rail_presence_portal_new (GDBusConnection *session,
                          RailPresenceBoard *board)
{
  RailPresencePortal *self = g_new0 (RailPresencePortal, 1);

  self->board = g_object_ref (board);
  self->connection = g_object_ref (session);
  rail_presence_board_expect (board);
  self->watch_id = g_bus_watch_name_on_connection (session,
                                                   PORTAL_NAME,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   appeared_cb,
                                                   vanished_cb,
                                                   self,
                                                   NULL);
  return self;
}

void
rail_presence_portal_free (RailPresencePortal *self)
{
  g_bus_unwatch_name (self->watch_id);
  forget_portal (self);
  g_object_unref (self->connection);
  g_object_unref (self->board);
  g_free (self);
}
