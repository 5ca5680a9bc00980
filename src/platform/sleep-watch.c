#include "config.h"

#include "platform/sleep-watch.h"

#define LOGIND_NAME "org.freedesktop.login1"

struct _RailSleepWatch
{
  GObject parent_instance;

  GDBusConnection *connection;
  guint subscription_id;
};

G_DEFINE_FINAL_TYPE (RailSleepWatch, rail_sleep_watch, G_TYPE_OBJECT)

enum
{
  SIGNAL_SLEEPING,
  SIGNAL_WOKE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
prepare_cb (GDBusConnection *connection,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer user_data)
{
  RailSleepWatch *self = user_data;
  gboolean going_down;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &going_down);
  g_signal_emit (self, signals[going_down ? SIGNAL_SLEEPING : SIGNAL_WOKE], 0);
}

static void
rail_sleep_watch_finalize (GObject *object)
{
  RailSleepWatch *self = RAIL_SLEEP_WATCH (object);

  g_dbus_connection_signal_unsubscribe (self->connection, self->subscription_id);
  g_object_unref (self->connection);

  G_OBJECT_CLASS (rail_sleep_watch_parent_class)->finalize (object);
}

static void
rail_sleep_watch_class_init (RailSleepWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_sleep_watch_finalize;

  signals[SIGNAL_SLEEPING] = g_signal_new ("sleeping", RAIL_TYPE_SLEEP_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WOKE] = g_signal_new ("woke", RAIL_TYPE_SLEEP_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_sleep_watch_init (RailSleepWatch *self)
{
}

RailSleepWatch *
rail_sleep_watch_new (GDBusConnection *system)
{
  RailSleepWatch *self = g_object_new (RAIL_TYPE_SLEEP_WATCH, NULL);

  self->connection = g_object_ref (system);
  self->subscription_id = g_dbus_connection_signal_subscribe (system,
                                                              LOGIND_NAME,
                                                              LOGIND_NAME ".Manager",
                                                              "PrepareForSleep",
                                                              "/org/freedesktop/login1",
                                                              NULL,
                                                              G_DBUS_SIGNAL_FLAGS_NONE,
                                                              prepare_cb,
                                                              self,
                                                              NULL);
  return self;
}
