#include "config.h"

#include "platform/calendar-file.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/problem.h"
#include "context/recurrence.h"
#include "platform/calendar-contents.h"

/* A program that saves writes several times: wait until it has been quiet for so long. */
#define SETTLE_MILLISECONDS 200

/* One reading, made in the main thread, worked on in another, taken back in the main thread. */
typedef struct
{
  char *path;
  char **my_addresses;
  RailCalendarWindow window;
  gint64 read_at;
  GPtrArray *occurrences; /* NULL: the file could not be read */
  GPtrArray *problems;
} Reading;

struct _RailCalendarFile
{
  GObject parent_instance;

  char *path;
  char *name;
  char **my_addresses;
  RailCalendarContents contents;
  GFileMonitor *monitor;
  char *monitored; /* the path it watches: the file, or the first folder above it that is missing */
  guint settle_source;
  GCancellable *cancellable; /* of the reading under way, or NULL */
  gboolean again;            /* something changed while it was under way */
};

static void implement_source (RailCalendarSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RailCalendarFile,
                               rail_calendar_file,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RAIL_TYPE_CALENDAR_SOURCE, implement_source))

static void start_reading (RailCalendarFile *self);

static void
reading_free (Reading *self)
{
  g_free (self->path);
  g_strfreev (self->my_addresses);
  rail_calendar_window_clear (&self->window);
  g_clear_pointer (&self->occurrences, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void
weak_ref_free (GWeakRef *self)
{
  g_weak_ref_clear (self);
  g_free (self);
}

static void
settled_cb (gpointer data)
{
  RailCalendarFile *self = data;

  self->settle_source = 0;
  start_reading (self);
}

static void
file_changed_cb (RailCalendarFile *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add_once (SETTLE_MILLISECONDS, settled_cb, self);
}

/*
 * GIO watches a file through its folder, and where the folder is missing it looks again every few seconds. The first
 * missing folder on the way is watched instead, so that nothing ever polls. Transfer full.
 */
static char *
dup_watched_path (const char *path)
{
  g_autofree char *watched = g_strdup (path);
  g_autofree char *folder = g_path_get_dirname (watched);

  while (!g_file_test (folder, G_FILE_TEST_IS_DIR) && !g_str_equal (folder, watched))
    {
      g_free (watched);
      watched = g_steal_pointer (&folder);
      folder = g_path_get_dirname (watched);
    }
  return g_steal_pointer (&watched);
}

static void
watch (RailCalendarFile *self)
{
  g_autofree char *path = dup_watched_path (self->path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  if (self->monitor != NULL && g_str_equal (path, self->monitored) && !g_file_monitor_is_cancelled (self->monitor))
    return;

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  g_free (self->monitored);
  self->monitored = g_steal_pointer (&path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  else
    g_warning ("A calendar file cannot be watched: %s", error->message);
}

static void
expand_in_thread (GTask *task,
                  gpointer source,
                  gpointer task_data,
                  GCancellable *cancellable)
{
  Reading *reading = task_data;
  RailCalendarReading calendar = {
    .file = reading->path,
    .my_addresses = (const char *const *) reading->my_addresses,
    .zone = reading->window.zone,
    .now = reading->read_at,
  };
  g_autoptr (GError) error = NULL;

  reading->occurrences = rail_recurrence_expand_file (&calendar, reading->window.from, reading->window.to, reading->problems, &error);
  if (reading->occurrences != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
read_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  GTask *task = G_TASK (result);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (RailCalendarFile) self = g_weak_ref_get (user_data);
  g_autoptr (GError) error = NULL;
  gboolean success = g_task_propagate_boolean (task, &error);

  weak_ref_free (user_data);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  /* Nobody wants what was read for an older window; the agent would take it for the new one. */
  if (!rail_calendar_window_equal (&self->contents.window, &reading->window))
    {
      start_reading (self);
      return;
    }

  if (success)
    rail_calendar_contents_take (&self->contents, g_steal_pointer (&reading->occurrences), g_steal_pointer (&reading->problems), reading->read_at);
  else
    rail_calendar_contents_fail (&self->contents, self->path, error->message, "choose the file again, or remove it from the calendars");

  if (self->again)
    start_reading (self);
  rail_calendar_source_emit_changed (RAIL_CALENDAR_SOURCE (self));
}

/* One reading at a time; what changes meanwhile is read after it. */
static void
start_reading (RailCalendarFile *self)
{
  g_autoptr (Reading) reading = NULL;
  g_autoptr (GTask) task = NULL;
  GWeakRef *weak_self;

  if (self->contents.window.zone == NULL)
    return;

  self->again = self->cancellable != NULL;
  if (self->again)
    return;

  /* Before reading: a change after this line is seen, one before it is read. */
  watch (self);

  reading = g_new0 (Reading, 1);
  reading->path = g_strdup (self->path);
  reading->my_addresses = g_strdupv (self->my_addresses);
  rail_calendar_window_copy (&self->contents.window, &reading->window);
  reading->read_at = g_get_real_time ();
  reading->problems = rail_problems_new ();

  weak_self = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak_self, self);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, read_cb, weak_self);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, g_steal_pointer (&reading), (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, expand_in_thread);
}

static void
rail_calendar_file_dispose (GObject *object)
{
  RailCalendarFile *self = RAIL_CALENDAR_FILE (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (rail_calendar_file_parent_class)->dispose (object);
}

static void
rail_calendar_file_finalize (GObject *object)
{
  RailCalendarFile *self = RAIL_CALENDAR_FILE (object);

  g_free (self->path);
  g_free (self->name);
  g_strfreev (self->my_addresses);
  rail_calendar_contents_clear (&self->contents);
  g_free (self->monitored);

  G_OBJECT_CLASS (rail_calendar_file_parent_class)->finalize (object);
}

static void
rail_calendar_file_set_window (RailCalendarSource *source,
                               gint64 from,
                               gint64 to,
                               GTimeZone *zone)
{
  RailCalendarFile *self = RAIL_CALENDAR_FILE (source);

  if (rail_calendar_contents_set_window (&self->contents, from, to, zone))
    start_reading (self);
}

static GPtrArray *
rail_calendar_file_get_occurrences (RailCalendarSource *source)
{
  return RAIL_CALENDAR_FILE (source)->contents.occurrences;
}

static GPtrArray *
rail_calendar_file_get_problems (RailCalendarSource *source)
{
  return RAIL_CALENDAR_FILE (source)->contents.problems;
}

static void
rail_calendar_file_get_status (RailCalendarSource *source,
                               RailCalendarStatus *status)
{
  RailCalendarFile *self = RAIL_CALENDAR_FILE (source);

  rail_calendar_contents_get_status (&self->contents, status);
  status->id = self->path;
  status->name = self->name;
}

static void
implement_source (RailCalendarSourceInterface *iface)
{
  iface->set_window = rail_calendar_file_set_window;
  iface->get_occurrences = rail_calendar_file_get_occurrences;
  iface->get_problems = rail_calendar_file_get_problems;
  iface->get_status = rail_calendar_file_get_status;
}

static void
rail_calendar_file_class_init (RailCalendarFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_calendar_file_dispose;
  object_class->finalize = rail_calendar_file_finalize;
}

static void
rail_calendar_file_init (RailCalendarFile *self)
{
  rail_calendar_contents_init (&self->contents, _ ("The calendar has not been read yet"));
}

RailCalendarSource *
rail_calendar_file_new (const char *path,
                        const char *const *my_addresses)
{
  RailCalendarFile *self = g_object_new (RAIL_TYPE_CALENDAR_FILE, NULL);

  self->path = g_canonicalize_filename (path, NULL);
  self->name = g_filename_display_basename (self->path);
  self->my_addresses = g_strdupv ((char **) my_addresses);
  return RAIL_CALENDAR_SOURCE (self);
}
