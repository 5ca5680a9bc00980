#define G_LOG_DOMAIN "handrail-zone-watch"

#include "config.h"

#include "platform/zone-watch.h"

#define LOCAL_TIME "/etc/localtime"

/* Replacing the link is several events, and in between there may be none: the zone is read when they have come to rest. */
#define REST_MS 200

struct _RailZoneWatch
{
  GObject parent_instance;

  GFileMonitor *monitor; /* NULL where files cannot be watched */
  guint rest_id;
};

G_DEFINE_FINAL_TYPE (RailZoneWatch, rail_zone_watch, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
rested_cb (gpointer user_data)
{
  RailZoneWatch *self = user_data;

  self->rest_id = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
file_changed_cb (RailZoneWatch *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->rest_id = g_timeout_add (REST_MS, rested_cb, self);
}

static void
rail_zone_watch_finalize (GObject *object)
{
  RailZoneWatch *self = RAIL_ZONE_WATCH (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (rail_zone_watch_parent_class)->finalize (object);
}

static void
rail_zone_watch_class_init (RailZoneWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_zone_watch_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_ZONE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_zone_watch_init (RailZoneWatch *self)
{
}

RailZoneWatch *
rail_zone_watch_new (const char *path)
{
  RailZoneWatch *self = g_object_new (RAIL_TYPE_ZONE_WATCH, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path != NULL ? path : LOCAL_TIME);
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    g_message ("The time zone is not watched: %s", error->message);
  else
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
