#include "config.h"

#include "platform/calendar-file.h"

#include <gio/gio.h>
#include <string.h>

#include "base/problem.h"
#include "context/recurrence.h"

/* A program that saves writes several times: wait until it has been quiet for so long. */
#define SETTLE_MILLISECONDS 200

typedef struct
{
  gint64 from;
  gint64 to;
  GTimeZone *zone; /* NULL: not asked for yet */
} Window;

/* One reading, made in the main thread, worked on in another, taken back in the main thread. */
typedef struct
{
  char *path;
  char **my_addresses;
  Window window;
  gint64 read_at;
  GPtrArray *occurrences; /* NULL: the file could not be read */
  GPtrArray *problems;
} Reading;

struct _RailCalendarFile
{
  GObject parent_instance;

  char *path;
  char **my_addresses;
  Window window;
  GPtrArray *occurrences;
  GPtrArray *problems;
  RailProviderState state;
  char *detail;
  gint64 read_at;
  GFileMonitor *monitor;
  char *monitored; /* the path it watches: the file, or the first folder above it that is missing */
  guint settle_source;
  GCancellable *cancellable; /* of the reading under way, or NULL */
  gboolean again;            /* something changed while it was under way */
};

G_DEFINE_FINAL_TYPE (RailCalendarFile, rail_calendar_file, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void start_reading (RailCalendarFile *self);

static void
reading_free (Reading *self)
{
  g_free (self->path);
  g_strfreev (self->my_addresses);
  g_clear_pointer (&self->window.zone, g_time_zone_unref);
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

static gboolean
same_window (const Window *a,
             const Window *b)
{
  return a->zone != NULL && b->zone != NULL && a->from == b->from && a->to == b->to &&
         g_str_equal (g_time_zone_get_identifier (a->zone), g_time_zone_get_identifier (b->zone));
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
  };
  g_autoptr (GError) error = NULL;

  reading->occurrences = rail_recurrence_expand_file (&calendar, reading->window.from, reading->window.to, reading->problems, &error);
  if (reading->occurrences != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static guint
count_errors (GPtrArray *problems)
{
  guint errors = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      errors += problem->severity == RAIL_SEVERITY_ERROR ? 1 : 0;
    }
  return errors;
}

static void
take_success (RailCalendarFile *self,
              Reading *reading)
{
  guint errors = count_errors (reading->problems);

  g_ptr_array_unref (self->occurrences);
  self->occurrences = g_steal_pointer (&reading->occurrences);
  self->read_at = reading->read_at;
  g_free (self->detail);
  self->state = reading->problems->len == 0 ? RAIL_PROVIDER_OK : RAIL_PROVIDER_LIMITED;
  if (errors == 0)
    self->detail = g_strdup (reading->problems->len == 0 ? "" : "Parts of the calendar could not be read as they are written");
  else if (errors == 1)
    self->detail = g_strdup ("One event of the calendar could not be read");
  else
    self->detail = g_strdup_printf ("%u events of the calendar could not be read", errors);
}

static void
take_failure (RailCalendarFile *self,
              Reading *reading,
              const GError *error)
{
  g_autoptr (GDateTime) read_at = g_date_time_new_from_unix_local (self->read_at / G_USEC_PER_SEC);
  g_autofree char *age = g_date_time_format (read_at, "%Y-%m-%d %H:%M");

  self->state = RAIL_PROVIDER_FAILED;
  g_free (self->detail);
  if (self->read_at != 0)
    self->detail = g_strdup_printf ("%s. Its events are as of %s", error->message, age);
  else
    self->detail = g_strdup (error->message);

  rail_problems_add (reading->problems, RAIL_SEVERITY_ERROR, self->path, 0, "calendar-file", "choose the file again, or remove it from the calendars", "%s", error->message);
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
  if (!same_window (&self->window, &reading->window))
    {
      start_reading (self);
      return;
    }

  if (success)
    take_success (self, reading);
  else
    take_failure (self, reading, error);
  g_ptr_array_unref (self->problems);
  self->problems = g_steal_pointer (&reading->problems);

  if (self->again)
    start_reading (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* One reading at a time; what changes meanwhile is read after it. */
static void
start_reading (RailCalendarFile *self)
{
  g_autoptr (Reading) reading = NULL;
  g_autoptr (GTask) task = NULL;
  GWeakRef *weak_self;

  if (self->window.zone == NULL)
    return;

  self->again = self->cancellable != NULL;
  if (self->again)
    return;

  /* Before reading: a change after this line is seen, one before it is read. */
  watch (self);

  reading = g_new0 (Reading, 1);
  reading->path = g_strdup (self->path);
  reading->my_addresses = g_strdupv (self->my_addresses);
  reading->window = self->window;
  g_time_zone_ref (reading->window.zone);
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
  g_strfreev (self->my_addresses);
  g_clear_pointer (&self->window.zone, g_time_zone_unref);
  g_ptr_array_unref (self->occurrences);
  g_ptr_array_unref (self->problems);
  g_free (self->detail);
  g_free (self->monitored);

  G_OBJECT_CLASS (rail_calendar_file_parent_class)->finalize (object);
}

static void
rail_calendar_file_class_init (RailCalendarFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_calendar_file_dispose;
  object_class->finalize = rail_calendar_file_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_CALENDAR_FILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_calendar_file_init (RailCalendarFile *self)
{
  self->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  self->problems = rail_problems_new ();
  self->state = RAIL_PROVIDER_LIMITED;
  self->detail = g_strdup ("The calendar has not been read yet");
}

RailCalendarFile *
rail_calendar_file_new (const char *path,
                        const char *const *my_addresses)
{
  RailCalendarFile *self = g_object_new (RAIL_TYPE_CALENDAR_FILE, NULL);

  self->path = g_canonicalize_filename (path, NULL);
  self->my_addresses = g_strdupv ((char **) my_addresses);
  return self;
}

void
rail_calendar_file_set_window (RailCalendarFile *self,
                               gint64 from,
                               gint64 to,
                               GTimeZone *zone)
{
  Window window = { from, to, zone };

  g_return_if_fail (RAIL_IS_CALENDAR_FILE (self));
  g_return_if_fail (zone != NULL);

  if (same_window (&self->window, &window))
    return;

  g_time_zone_ref (zone);
  g_clear_pointer (&self->window.zone, g_time_zone_unref);
  self->window = window;
  start_reading (self);
}

const char *
rail_calendar_file_get_path (RailCalendarFile *self)
{
  g_return_val_if_fail (RAIL_IS_CALENDAR_FILE (self), NULL);

  return self->path;
}

GPtrArray *
rail_calendar_file_get_occurrences (RailCalendarFile *self)
{
  g_return_val_if_fail (RAIL_IS_CALENDAR_FILE (self), NULL);

  return self->occurrences;
}

GPtrArray *
rail_calendar_file_get_problems (RailCalendarFile *self)
{
  g_return_val_if_fail (RAIL_IS_CALENDAR_FILE (self), NULL);

  return self->problems;
}

RailProviderState
rail_calendar_file_get_state (RailCalendarFile *self,
                              const char **detail)
{
  g_return_val_if_fail (RAIL_IS_CALENDAR_FILE (self), RAIL_PROVIDER_OFF);

  if (detail != NULL)
    *detail = self->detail;
  return self->state;
}

gint64
rail_calendar_file_get_read_at (RailCalendarFile *self)
{
  g_return_val_if_fail (RAIL_IS_CALENDAR_FILE (self), 0);

  return self->read_at;
}
