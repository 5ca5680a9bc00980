#define G_LOG_DOMAIN "handrail-calendar-memory"

#include "config.h"

#include "platform/calendar-memory.h"

/*
 * Held by whichever thread uses a cache, of whatever calendar: SQLite keeps the log of a file that two leave at one moment, and empties none that
 * another one reads, so what was to be forgotten would stay in it. Over @forgotten and @stored_at too, so that the last word is the last.
 */
static GMutex file_mutex;

/* The ids that stay, and the file. */
typedef struct
{
  char *path;
  char **ids;
} Keeping;

struct _RailCalendarMemory
{
  gatomicrefcount ref_count;
  char *path;
  char *id;
  gboolean forgotten;
  gint64 stored_at; /* threads may come to the file in another order than they were sent */
};

typedef struct
{
  RailCalendarMemory *memory;
  RailCachedCalendar *calendar;
} Storing;

RailCalendarMemory *
rail_calendar_memory_new (const char *path,
                          const char *id)
{
  RailCalendarMemory *self = g_new0 (RailCalendarMemory, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  self->id = g_strdup (id);
  return self;
}

RailCalendarMemory *
rail_calendar_memory_ref (RailCalendarMemory *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_calendar_memory_unref (RailCalendarMemory *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->path);
  g_free (self->id);
  g_free (self);
}

static RailOccurrenceCache *
open_cache (RailCalendarMemory *self)
{
  g_autoptr (GError) error = NULL;
  RailOccurrenceCache *cache = rail_occurrence_cache_open (self->path, &error);

  if (cache == NULL)
    g_message ("Calendars are not remembered: %s", error->message);
  return cache;
}

RailCachedCalendar *
rail_calendar_memory_load (RailCalendarMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file_mutex);
  g_autoptr (RailOccurrenceCache) cache = self->forgotten ? NULL : open_cache (self);

  return cache != NULL ? rail_occurrence_cache_load (cache, self->id, NULL) : NULL;
}

static void
storing_free (Storing *self)
{
  rail_calendar_memory_unref (self->memory);
  rail_cached_calendar_free (self->calendar);
  g_free (self);
}

static void
store_in_thread (GTask *task,
                 gpointer source,
                 gpointer task_data,
                 GCancellable *cancellable)
{
  RailCalendarMemory *self = ((Storing *) task_data)->memory;
  const RailCachedCalendar *calendar = ((Storing *) task_data)->calendar;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file_mutex);
  g_autoptr (RailOccurrenceCache) cache = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->forgotten && calendar->read_at > self->stored_at)
    {
      self->stored_at = calendar->read_at;
      cache = open_cache (self);
    }
  if (cache != NULL && !rail_occurrence_cache_store (cache, self->id, calendar, &error))
    g_message ("A calendar is not remembered: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
rail_calendar_memory_store (RailCalendarMemory *self,
                            RailCachedCalendar *calendar)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Storing *storing = g_new0 (Storing, 1);

  storing->memory = rail_calendar_memory_ref (self);
  storing->calendar = calendar;
  g_task_set_source_tag (task, rail_calendar_memory_store);
  g_task_set_task_data (task, storing, (GDestroyNotify) storing_free);
  g_task_run_in_thread (task, store_in_thread);
}

static void
forget_in_thread (GTask *task,
                  gpointer source,
                  gpointer task_data,
                  GCancellable *cancellable)
{
  RailCalendarMemory *self = task_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file_mutex);
  g_autoptr (RailOccurrenceCache) cache = NULL;
  g_autoptr (GError) error = NULL;

  self->forgotten = TRUE;
  cache = open_cache (self);
  if (cache != NULL && !rail_occurrence_cache_forget (cache, self->id, &error))
    g_warning ("A calendar that is no longer read is still remembered: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
rail_calendar_memory_forget (RailCalendarMemory *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, rail_calendar_memory_forget);
  g_task_set_task_data (task, rail_calendar_memory_ref (self), (GDestroyNotify) rail_calendar_memory_unref);
  g_task_run_in_thread (task, forget_in_thread);
}

static void
keeping_free (Keeping *self)
{
  g_free (self->path);
  g_strfreev (self->ids);
  g_free (self);
}

static void
forget_others_in_thread (GTask *task,
                         gpointer source,
                         gpointer task_data,
                         GCancellable *cancellable)
{
  const Keeping *keeping = task_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file_mutex);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailOccurrenceCache) cache = rail_occurrence_cache_open (keeping->path, &error);

  if (cache == NULL || !rail_occurrence_cache_forget_all_but (cache, (const char *const *) keeping->ids, &error))
    g_warning ("Calendars that are no longer read may still be remembered: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
rail_calendar_memory_forget_all_but (const char *path,
                                     const char *const *ids)
{
  g_autoptr (GTask) task = NULL;
  Keeping *keeping;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;

  keeping = g_new0 (Keeping, 1);
  keeping->path = g_strdup (path);
  keeping->ids = g_strdupv ((char **) ids);
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, rail_calendar_memory_forget_all_but);
  g_task_set_task_data (task, keeping, (GDestroyNotify) keeping_free);
  g_task_run_in_thread (task, forget_others_in_thread);
}
