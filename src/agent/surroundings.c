#define G_LOG_DOMAIN "handrail-surroundings"

#include "config.h"

#include "agent/surroundings.h"

#include <glib/gi18n-lib.h>

#include "platform/clock-jump.h"
#include "platform/presence-monitor.h"
#include "platform/sleep-watch.h"
#include "platform/zone-watch.h"

/* Programs that are well answer within milliseconds; for one that hangs nobody's first reminder waits longer. */
#define PATIENCE_SECONDS 2

struct _RailSurroundings
{
  GObject parent_instance;

  RailPresenceBoard *board;
  RailPresenceMonitor *monitor;
  RailSleepWatch *sleep_watch; /* NULL without a system bus */
  RailZoneWatch *zone_watch;   /* NULL where the environment names the zone */
  RailClockJump clock;
  GCancellable *cancellable;
  gboolean is_settled;
  guint patience_id;
};

G_DEFINE_FINAL_TYPE (RailSurroundings, rail_surroundings, G_TYPE_OBJECT)

enum
{
  SIGNAL_SETTLED,
  SIGNAL_PRESENCE_CHANGED,
  SIGNAL_SLEEPING,
  SIGNAL_WOKE,
  SIGNAL_ZONE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
settled_cb (RailSurroundings *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (self->is_settled)
    return;

  self->is_settled = TRUE;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static gboolean
lost_patience_cb (gpointer user_data)
{
  RailSurroundings *self = user_data;

  self->patience_id = 0;
  settled_cb (self);

  return G_SOURCE_REMOVE;
}

static void
presence_changed_cb (RailSurroundings *self)
{
  g_signal_emit (self, signals[SIGNAL_PRESENCE_CHANGED], 0);
}

static void
sleeping_cb (RailSurroundings *self)
{
  g_signal_emit (self, signals[SIGNAL_SLEEPING], 0);
}

static void
woke_cb (RailSurroundings *self)
{
  g_signal_emit (self, signals[SIGNAL_WOKE], 0);
}

static void
zone_changed_cb (RailSurroundings *self)
{
  g_signal_emit (self, signals[SIGNAL_ZONE_CHANGED], 0);
}

static void
system_bus_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) system = g_bus_get_finish (result, &error);
  RailSurroundings *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = RAIL_SURROUNDINGS (user_data);
  if (system == NULL)
    {
      g_info ("There is no system bus; the clock tells of sleep: %s", error->message);
      rail_presence_board_expected_came (self->board);
      return;
    }

  /* GLib would end this program with the bus. */
  g_dbus_connection_set_exit_on_close (system, FALSE);
  rail_presence_monitor_set_system_bus (self->monitor, system);
  rail_presence_board_expected_came (self->board);
  self->sleep_watch = rail_sleep_watch_new (system);
  g_signal_connect_object (self->sleep_watch, "sleeping", G_CALLBACK (sleeping_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sleep_watch, "woke", G_CALLBACK (woke_cb), self, G_CONNECT_SWAPPED);
}

static void
rail_surroundings_finalize (GObject *object)
{
  RailSurroundings *self = RAIL_SURROUNDINGS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_object (&self->sleep_watch);
  g_clear_object (&self->zone_watch);
  g_clear_pointer (&self->monitor, rail_presence_monitor_free);
  g_clear_object (&self->board);

  G_OBJECT_CLASS (rail_surroundings_parent_class)->finalize (object);
}

static void
rail_surroundings_class_init (RailSurroundingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_surroundings_finalize;

  signals[SIGNAL_SETTLED] = g_signal_new ("settled", RAIL_TYPE_SURROUNDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PRESENCE_CHANGED] = g_signal_new ("presence-changed", RAIL_TYPE_SURROUNDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SLEEPING] = g_signal_new ("sleeping", RAIL_TYPE_SURROUNDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WOKE] = g_signal_new ("woke", RAIL_TYPE_SURROUNDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ZONE_CHANGED] = g_signal_new ("zone-changed", RAIL_TYPE_SURROUNDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_surroundings_init (RailSurroundings *self)
{
  self->cancellable = g_cancellable_new ();
  self->board = rail_presence_board_new ();
}

RailSurroundings *
rail_surroundings_new (GDBusConnection *session)
{
  RailSurroundings *self = g_object_new (RAIL_TYPE_SURROUNDINGS, NULL);

  self->monitor = rail_presence_monitor_new (session, self->board);
  g_signal_connect_object (self->board, "changed", G_CALLBACK (presence_changed_cb), self, G_CONNECT_SWAPPED);
  if (g_getenv ("TZ") == NULL)
    {
      self->zone_watch = rail_zone_watch_new (NULL);
      g_signal_connect_object (self->zone_watch, "changed", G_CALLBACK (zone_changed_cb), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->board, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  self->patience_id = g_timeout_add_seconds (PATIENCE_SECONDS, lost_patience_cb, self);
  rail_presence_board_expect (self->board);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, self);

  return self;
}

gboolean
rail_surroundings_is_settled (RailSurroundings *self)
{
  return self->is_settled;
}

void
rail_surroundings_fill (RailSurroundings *self,
                        RailPresence *presence)
{
  presence->locked = rail_presence_board_get (self->board, RAIL_PRESENCE_LOCKED);
  presence->sharing = rail_presence_board_get (self->board, RAIL_PRESENCE_SHARING);
  presence->do_not_disturb = rail_presence_board_get (self->board, RAIL_PRESENCE_DO_NOT_DISTURB);
}

gboolean
rail_surroundings_notice_jump (RailSurroundings *self)
{
  return rail_clock_jump_notice (&self->clock, g_get_real_time (), g_get_monotonic_time ());
}

void
rail_surroundings_build_providers (RailSurroundings *self,
                                   GVariantBuilder *providers)
{
  static const char *const names[RAIL_N_PRESENCE_FACTS] = {
    [RAIL_PRESENCE_LOCKED] = N_ ("Locked screen"),
    [RAIL_PRESENCE_DO_NOT_DISTURB] = N_ ("Do not disturb"),
    [RAIL_PRESENCE_SHARING] = N_ ("Screen sharing"),
    [RAIL_PRESENCE_IDLE] = N_ ("Somebody here"),
  };

  for (guint i = 0; i < RAIL_N_PRESENCE_FACTS; i++)
    {
      g_autofree char *detail = NULL;
      RailProviderState state = rail_presence_board_get_health (self->board, i, &detail);

      rail_provider_state_add (providers, _ (names[i]), state, detail);
    }
}
