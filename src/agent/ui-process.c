#define G_LOG_DOMAIN "handrail-ui-process"

#include "config.h"

#include "agent/ui-process.h"

#include "base/duration.h"

#define UI_PATH "/io/github/handrail/Handrail"

/* A process that ends this soon after its start will most likely do so again. */
#define SHORT_LIFE (10 * RAIL_SECOND)
#define FREE_SHORT_LIVES 3
#define MAX_DELAY_SECONDS 600

struct _RailUiProcess
{
  GObject parent_instance;

  GDBusConnection *connection;
  GCancellable *cancellable;
  guint watch_id;
  GMutex mutex; /* over owner: GDBus asks who may call from threads of its own */
  char *owner;  /* unique name, or NULL while it does not run; written by the main thread only */
  gboolean starting;
  gint64 started;      /* monotonic */
  guint n_short_lives; /* in a row */
  guint start_id;      /* a start that waits */
};

G_DEFINE_FINAL_TYPE (RailUiProcess, rail_ui_process, G_TYPE_OBJECT)

enum
{
  SIGNAL_VANISHED,
  SIGNAL_START_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
count_life (RailUiProcess *self)
{
  if (g_get_monotonic_time () - self->started >= SHORT_LIFE)
    self->n_short_lives = 0;
  else
    self->n_short_lives++;
}

/* Nothing for the first short lives, then 1, 2, 4, ... seconds: a card should not have to wait, a loop of crashes should. */
static guint
get_delay (RailUiProcess *self)
{
  guint beyond = self->n_short_lives > FREE_SHORT_LIVES ? self->n_short_lives - FREE_SHORT_LIVES : 0;

  return beyond == 0 ? 0 : MIN (1u << MIN (beyond - 1, 16), MAX_DELAY_SECONDS);
}

static void
start_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  RailUiProcess *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = RAIL_UI_PROCESS (user_data);
  self->starting = FALSE;
  if (reply == NULL)
    {
      /* Killed while they started, or not installed: what the user asked for stays open, and the next wish tries again. */
      g_message ("The windows do not start: %s", error->message);
      g_signal_emit (self, signals[SIGNAL_START_FAILED], 0);
    }
}

static void
start (RailUiProcess *self)
{
  self->starting = TRUE;
  g_dbus_connection_call (self->connection,
                          "org.freedesktop.DBus",
                          "/org/freedesktop/DBus",
                          "org.freedesktop.DBus",
                          "StartServiceByName",
                          g_variant_new ("(su)", RAIL_APP_ID, 0),
                          G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          self->cancellable,
                          start_cb,
                          self);
}

static gboolean
delayed_start_cb (gpointer user_data)
{
  RailUiProcess *self = user_data;

  self->start_id = 0;
  if (self->owner == NULL && !self->starting)
    start (self);

  return G_SOURCE_REMOVE;
}

static void
set_owner (RailUiProcess *self,
           const char *owner)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_free (self->owner);
  self->owner = g_strdup (owner);
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  RailUiProcess *self = user_data;

  set_owner (self, owner);
  self->started = g_get_monotonic_time ();
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  RailUiProcess *self = user_data;

  if (self->owner == NULL)
    return;

  set_owner (self, NULL);
  count_life (self);
  g_signal_emit (self, signals[SIGNAL_VANISHED], 0);
}

static void
rail_ui_process_finalize (GObject *object)
{
  RailUiProcess *self = RAIL_UI_PROCESS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->start_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  g_clear_object (&self->connection);
  g_free (self->owner);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (rail_ui_process_parent_class)->finalize (object);
}

static void
rail_ui_process_class_init (RailUiProcessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_ui_process_finalize;

  signals[SIGNAL_START_FAILED] = g_signal_new ("start-failed", RAIL_TYPE_UI_PROCESS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_VANISHED] = g_signal_new ("vanished", RAIL_TYPE_UI_PROCESS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_ui_process_init (RailUiProcess *self)
{
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->mutex);
}

RailUiProcess *
rail_ui_process_new (GDBusConnection *connection)
{
  RailUiProcess *self = g_object_new (RAIL_TYPE_UI_PROCESS, NULL);

  self->connection = g_object_ref (connection);
  self->watch_id = g_bus_watch_name_on_connection (connection,
                                                   RAIL_APP_ID,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   appeared_cb,
                                                   vanished_cb,
                                                   self,
                                                   NULL);
  return self;
}

gboolean
rail_ui_process_is (RailUiProcess *self,
                    const char *sender)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->owner != NULL && g_strcmp0 (self->owner, sender) == 0;
}

gboolean
rail_ui_process_authorize (RailUiProcess *self,
                           GDBusMethodInvocation *invocation)
{
  if (rail_ui_process_is (self, g_dbus_method_invocation_get_sender (invocation)))
    return TRUE;

  g_dbus_method_invocation_return_error_literal (invocation,
                                                 G_DBUS_ERROR,
                                                 G_DBUS_ERROR_ACCESS_DENIED,
                                                 "Only Handrail's own windows may ask this");
  return FALSE;
}

gboolean
rail_ui_process_is_running (RailUiProcess *self)
{
  return self->owner != NULL;
}

void
rail_ui_process_warm (RailUiProcess *self)
{
  guint delay = get_delay (self);

  if (self->owner != NULL || self->starting || self->start_id != 0)
    return;

  if (delay == 0)
    start (self);
  else
    self->start_id = g_timeout_add_seconds (delay, delayed_start_cb, self);
}

void
rail_ui_process_activate_action (RailUiProcess *self,
                                 const char *action,
                                 GVariant *parameter,
                                 const char *activation_token)
{
  g_auto (GVariantBuilder) parameters = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  g_auto (GVariantBuilder) platform = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sv}"));

  if (parameter != NULL)
    g_variant_builder_add (&parameters, "v", parameter);
  if (activation_token != NULL)
    {
      g_variant_builder_add (&platform, "{sv}", "desktop-startup-id", g_variant_new_string (activation_token));
      g_variant_builder_add (&platform, "{sv}", "activation-token", g_variant_new_string (activation_token));
    }

  g_dbus_connection_call (self->connection,
                          RAIL_APP_ID,
                          UI_PATH,
                          "org.freedesktop.Application",
                          "ActivateAction",
                          g_variant_new ("(sava{sv})", action, &parameters, &platform),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          self->cancellable,
                          start_cb,
                          self);
}
