#include "config.h"

#include "agent/context-tracker.h"

#include "base/duration.h"
#include "base/iso-time.h"
#include "context/local-zone.h"

/* Occurrences are held for a week either way and the day around it: triggers look ahead and behind, and one talks about whom one met. */
#define CALENDAR_BACK (8 * RAIL_DAY)
#define CALENDAR_AHEAD (9 * RAIL_DAY)

struct _RailContextTracker
{
  GObject parent_instance;

  RailPolicy *policy;
  RailCalendars *calendars;
  RailWindowWatcherX11 *watcher; /* NULL until started, and without an X server */
  RailOccurrenceIndex *index;    /* of all calendars */
  GTimeZone *zone;
  gint64 day; /* that the calendars' window was set for; 0: none */
};

G_DEFINE_FINAL_TYPE (RailContextTracker, rail_context_tracker, G_TYPE_OBJECT)

enum
{
  WINDOW_CHANGED,
  CALENDARS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static RailTitleFilter *
build_filter (RailContextTracker *self)
{
  g_auto (GStrv) apps = rail_policy_dup_excluded_apps (self->policy);
  g_auto (GStrv) titles = rail_policy_dup_private_titles (self->policy);

  return rail_title_filter_new ((const char *const *) apps, (const char *const *) titles);
}

static void
window_changed_cb (RailContextTracker *self)
{
  g_signal_emit (self, signals[WINDOW_CHANGED], 0);
}

static void
calendars_changed_cb (RailContextTracker *self)
{
  g_autoptr (GPtrArray) occurrences = rail_calendars_dup_occurrences (self->calendars);

  rail_occurrence_index_unref (self->index);
  self->index = rail_occurrence_index_new (occurrences);
  g_signal_emit (self, signals[CALENDARS_CHANGED], 0);
}

static void
rail_context_tracker_finalize (GObject *object)
{
  RailContextTracker *self = RAIL_CONTEXT_TRACKER (object);

  g_clear_object (&self->watcher);
  g_clear_object (&self->calendars);
  g_clear_object (&self->policy);
  g_clear_pointer (&self->index, rail_occurrence_index_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (rail_context_tracker_parent_class)->finalize (object);
}

static void
rail_context_tracker_class_init (RailContextTrackerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_context_tracker_finalize;

  signals[WINDOW_CHANGED] = g_signal_new ("window-changed", RAIL_TYPE_CONTEXT_TRACKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CALENDARS_CHANGED] = g_signal_new ("calendars-changed", RAIL_TYPE_CONTEXT_TRACKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_context_tracker_init (RailContextTracker *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  self->index = rail_occurrence_index_new (none);
  self->zone = rail_local_zone_new (NULL);
}

RailContextTracker *
rail_context_tracker_new (RailPolicy *policy,
                          RailCalendars *calendars)
{
  RailContextTracker *self = g_object_new (RAIL_TYPE_CONTEXT_TRACKER, NULL);

  self->policy = g_object_ref (policy);
  self->calendars = g_object_ref (calendars);

  return self;
}

gboolean
rail_context_tracker_start (RailContextTracker *self,
                            GError **error)
{
  g_signal_connect_object (self->calendars, "changed", G_CALLBACK (calendars_changed_cb), self, G_CONNECT_SWAPPED);

  self->watcher = rail_window_watcher_x11_new (NULL, build_filter (self), error);
  if (self->watcher == NULL)
    return FALSE;

  g_signal_connect_object (self->watcher, "changed", G_CALLBACK (window_changed_cb), self, G_CONNECT_SWAPPED);
  return TRUE;
}

RailContext *
rail_context_tracker_dup_context (RailContextTracker *self)
{
  return rail_context_new_indexed (g_get_real_time (),
                                   self->zone,
                                   self->watcher != NULL ? rail_window_watcher_x11_get_window (self->watcher) : NULL,
                                   self->index);
}

RailWindowWatcherX11 *
rail_context_tracker_get_watcher (RailContextTracker *self)
{
  return self->watcher;
}

void
rail_context_tracker_get_anchor (RailContextTracker *self,
                                 int *x,
                                 int *y,
                                 int *width,
                                 int *height)
{
  if (self->watcher == NULL || !rail_window_watcher_x11_get_geometry (self->watcher, x, y, width, height))
    *x = *y = *width = *height = 0;
}

gboolean
rail_context_tracker_follow_day (RailContextTracker *self,
                                 gint64 now)
{
  gint64 day = rail_iso_time_day_start (now, self->zone);

  if (day == self->day)
    return FALSE;

  self->day = day;
  rail_calendars_set_window (self->calendars, day - CALENDAR_BACK, day + CALENDAR_AHEAD, self->zone);
  return TRUE;
}

void
rail_context_tracker_follow_policy (RailContextTracker *self)
{
  if (self->watcher != NULL)
    rail_window_watcher_x11_set_filter (self->watcher, build_filter (self));
}

void
rail_context_tracker_reread_zone (RailContextTracker *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = rail_local_zone_new (NULL);
  self->day = 0;
}
