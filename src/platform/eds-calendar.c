#include "config.h"

#include "platform/eds-calendar.h"

#include <glib/gi18n-lib.h>

#include "platform/eds-service.h"

#define FACTORY_PATH "/org/gnome/evolution/dataserver/CalendarFactory"
#define FACTORY_INTERFACE RAIL_EDS_PREFIX ".CalendarFactory"
#define CALENDAR_INTERFACE RAIL_EDS_PREFIX ".Calendar"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"

/* A remote calendar may be fetched for the first time while it is opened. */
#define CALL_TIMEOUT_MILLISECONDS 60000

struct _RailEdsCalendar
{
  GObject parent_instance;

  GDBusConnection *connection;
  GCancellable *cancellable;
  char *owner;
  char *path;
  char *address;
  char *revision; /* as the service counts its changes; "" when it does not say */
  guint name_watch;
  guint subscription;
  gboolean open;
  gboolean online;
};

G_DEFINE_FINAL_TYPE (RailEdsCalendar, rail_eds_calendar, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPENED,
  SIGNAL_CHANGED,
  SIGNAL_REVISED,
  SIGNAL_LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GWeakRef *
weak_ref_new (RailEdsCalendar *self)
{
  GWeakRef *weak_self = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_self, self);
  return weak_self;
}

/* Who asked, if they still are; frees the reference. Transfer full. */
static RailEdsCalendar *
take_asker (GWeakRef *weak_self)
{
  RailEdsCalendar *self = g_weak_ref_get (weak_self);

  g_weak_ref_clear (weak_self);
  g_free (weak_self);
  return self;
}

static void
call (RailEdsCalendar *self,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *arguments,
      const char *reply_type,
      GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->connection,
                          name,
                          path,
                          interface,
                          method,
                          arguments,
                          G_VARIANT_TYPE (reply_type),
                          G_DBUS_CALL_FLAGS_NONE,
                          CALL_TIMEOUT_MILLISECONDS,
                          self->cancellable,
                          callback,
                          weak_ref_new (self));
}

/* Nothing more is awaited or heard. */
static void
stop (RailEdsCalendar *self)
{
  g_cancellable_cancel (self->cancellable);
  self->open = FALSE;
  if (self->name_watch != 0)
    g_bus_unwatch_name (self->name_watch);
  self->name_watch = 0;
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
}

static void
lose (RailEdsCalendar *self,
      const char *reason)
{
  g_autoptr (RailEdsCalendar) kept = g_object_ref (self);

  stop (kept);
  g_signal_emit (kept, signals[SIGNAL_LOST], 0, reason);
}

/* The reply to a question whose asker still is and still waits; on an error the calendar is lost. */
static GVariant *
take_reply (GObject *connection,
            GAsyncResult *result,
            GWeakRef *weak_self,
            RailEdsCalendar **self)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (connection), result, &error);

  *self = take_asker (weak_self);
  if (*self == NULL || g_cancellable_is_cancelled ((*self)->cancellable))
    {
      g_clear_pointer (&reply, g_variant_unref);
      return NULL;
    }

  if (reply == NULL)
    {
      g_autofree char *reason = rail_eds_service_describe (error);

      lose (*self, reason);
    }
  return reply;
}

/* TRUE when it is another one than before. */
static gboolean
follow_online (RailEdsCalendar *self,
               GVariant *properties)
{
  gboolean online = self->online;
  gboolean differs;

  g_variant_lookup (properties, "Online", "b", &online);
  differs = online != self->online;
  self->online = online;
  return differs;
}

static gboolean
follow_revision (RailEdsCalendar *self,
                 GVariant *properties)
{
  const char *revision = NULL;

  if (!g_variant_lookup (properties, "Revision", "&s", &revision) || g_str_equal (revision, self->revision))
    return FALSE;

  g_free (self->revision);
  self->revision = g_strdup (revision);
  return TRUE;
}

static void
properties_changed_cb (GDBusConnection *connection,
                       const char *sender,
                       const char *path,
                       const char *interface,
                       const char *signal,
                       GVariant *parameters,
                       gpointer user_data)
{
  g_autoptr (RailEdsCalendar) self = g_object_ref (user_data);
  g_autoptr (GVariant) properties = NULL;
  gboolean changed, revised;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;

  g_variant_get_child (parameters, 1, "@a{sv}", &properties);
  changed = follow_online (self, properties);
  revised = follow_revision (self, properties);
  if (self->open && changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->open && revised)
    g_signal_emit (self, signals[SIGNAL_REVISED], 0);
}

static void
properties_cb (GObject *connection,
               GAsyncResult *result,
               gpointer user_data)
{
  g_autoptr (RailEdsCalendar) self = NULL;
  g_autoptr (GVariant) reply = take_reply (connection, result, user_data, &self);
  g_autoptr (GVariant) properties = NULL;
  const char *address = NULL;

  if (reply == NULL)
    return;

  properties = g_variant_get_child_value (reply, 0);
  follow_online (self, properties);
  follow_revision (self, properties);
  if (g_variant_lookup (properties, "CalEmailAddress", "&s", &address))
    self->address = rail_eds_service_dup_address (address);

  self->open = TRUE;
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static void
opened_cb (GObject *connection,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailEdsCalendar) self = NULL;
  g_autoptr (GVariant) reply = take_reply (connection, result, user_data, &self);

  if (reply != NULL)
    call (self, self->owner, self->path, PROPERTIES_INTERFACE, "GetAll", g_variant_new ("(s)", CALENDAR_INTERFACE), "(a{sv})", properties_cb);
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  RailEdsCalendar *self = user_data;

  self->owner = g_strdup (owner);
  self->subscription = g_dbus_connection_signal_subscribe (self->connection,
                                                           owner,
                                                           PROPERTIES_INTERFACE,
                                                           "PropertiesChanged",
                                                           self->path,
                                                           CALENDAR_INTERFACE,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           properties_changed_cb,
                                                           self,
                                                           NULL);
  call (self, owner, self->path, CALENDAR_INTERFACE, "Open", NULL, "(as)", opened_cb);
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  lose (user_data, _ ("The desktop’s calendar service has ended"));
}

static void
factory_cb (GObject *connection,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailEdsCalendar) self = NULL;
  g_autoptr (GVariant) reply = take_reply (connection, result, user_data, &self);
  const char *path = NULL;
  const char *name = NULL;

  if (reply == NULL)
    return;

  g_variant_get (reply, "(&s&s)", &path, &name);
  if (!g_variant_is_object_path (path) || !g_dbus_is_name (name))
    {
      lose (self, _ ("The desktop’s calendar service answers in a way that Handrail does not know"));
      return;
    }

  self->path = g_strdup (path);
  self->name_watch = g_bus_watch_name_on_connection (self->connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, self, NULL);
}

static void
rail_eds_calendar_dispose (GObject *object)
{
  RailEdsCalendar *self = RAIL_EDS_CALENDAR (object);

  stop (self);
  if (self->owner != NULL)
    g_dbus_connection_call (self->connection,
                            self->owner,
                            self->path,
                            CALENDAR_INTERFACE,
                            "Close",
                            NULL,
                            NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START,
                            CALL_TIMEOUT_MILLISECONDS,
                            NULL,
                            NULL,
                            NULL);
  g_clear_pointer (&self->owner, g_free);

  G_OBJECT_CLASS (rail_eds_calendar_parent_class)->dispose (object);
}

static void
rail_eds_calendar_finalize (GObject *object)
{
  RailEdsCalendar *self = RAIL_EDS_CALENDAR (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->connection);
  g_free (self->path);
  g_free (self->address);
  g_free (self->revision);

  G_OBJECT_CLASS (rail_eds_calendar_parent_class)->finalize (object);
}

static void
rail_eds_calendar_class_init (RailEdsCalendarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_eds_calendar_dispose;
  object_class->finalize = rail_eds_calendar_finalize;

  signals[SIGNAL_OPENED] = g_signal_new ("opened", RAIL_TYPE_EDS_CALENDAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_EDS_CALENDAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REVISED] = g_signal_new ("revised", RAIL_TYPE_EDS_CALENDAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOST] = g_signal_new ("lost", RAIL_TYPE_EDS_CALENDAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rail_eds_calendar_init (RailEdsCalendar *self)
{
  self->cancellable = g_cancellable_new ();
  self->online = TRUE;
  self->revision = g_strdup ("");
}

RailEdsCalendar *
rail_eds_calendar_new (GDBusConnection *connection,
                       const char *service,
                       const char *uid)
{
  RailEdsCalendar *self = g_object_new (RAIL_TYPE_EDS_CALENDAR, NULL);

  self->connection = g_object_ref (connection);
  call (self, service, FACTORY_PATH, FACTORY_INTERFACE, "OpenCalendar", g_variant_new ("(s)", uid), "(ss)", factory_cb);

  return self;
}

gboolean
rail_eds_calendar_is_online (RailEdsCalendar *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_CALENDAR (self), FALSE);

  return self->online;
}

const char *
rail_eds_calendar_get_owner (RailEdsCalendar *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_CALENDAR (self), NULL);

  return self->owner;
}

const char *
rail_eds_calendar_get_path (RailEdsCalendar *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_CALENDAR (self), NULL);

  return self->path;
}

const char *
rail_eds_calendar_get_address (RailEdsCalendar *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_CALENDAR (self), NULL);

  return self->address;
}
