#define G_LOG_DOMAIN "handrail-search-worker"

#include "config.h"

#include "search/search-worker.h"

#include "base/duration.h"
#include "base/error.h"
#include "search/file-mark.h"
#include "search/search-index.h"
#include "search/search-query.h"
#include "search/title-scan.h"

/* A damaged file is left alone for so long, unless another one takes its place: most queries would find the damage late. */
#define DAMAGE_PAUSE (2 * RAIL_SECOND)

struct _RailSearchWorker
{
  gatomicrefcount ref_count; /* the thread has one */
  char *path;
  gint64 memory_span;

  GMutex mutex;
  GCond cond;
  RailSearchJob *waiting;
  gboolean has_thread;
  gboolean ended;
  RailDatabase *interruptible; /* the connection while a query runs on it */
  GCancellable *running;       /* of the job that runs; borrowed */

  /* The thread's own from here on. */
  RailDatabase *database;
  RailSearchQuery *query;
  RailTitleScan *titles;
  RailFileMark damaged;
  gint64 damaged_until; /* monotonic; 0: nothing is known to be damaged */
};

/* ---- jobs ---- */

RailSearchJob *
rail_search_job_new (RailSearchRequest *request,
                     GPtrArray *packs,
                     GCancellable *cancellable,
                     GObject *owner,
                     void (*answered_cb) (RailSearchJob *job))
{
  RailSearchJob *self = g_new0 (RailSearchJob, 1);

  self->request = request;
  self->packs = g_ptr_array_ref (packs);
  self->cancellable = g_object_ref (cancellable);
  self->owner = owner;
  self->answered_cb = answered_cb;
  self->context = g_main_context_ref_thread_default ();

  return self;
}

static void
free_job (gpointer data)
{
  RailSearchJob *self = data;

  rail_search_request_free (self->request);
  g_ptr_array_unref (self->packs);
  g_object_unref (self->cancellable);
  g_object_unref (self->owner);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->result, rail_search_result_free);
  g_free (self);
}

static gboolean
answer_cb (gpointer data)
{
  RailSearchJob *job = data;

  job->answered_cb (job);

  return G_SOURCE_REMOVE;
}

/* Also its last reference to the owner is dropped over there: objects of a main loop do not end in a thread. */
static void
send_back (RailSearchJob *job)
{
  g_autoptr (GMainContext) context = g_main_context_ref (job->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_cb, job, free_job);
  g_source_attach (source, context);
}

/* ---- the index ---- */

static gboolean
is_known_damaged (RailSearchWorker *self)
{
  RailFileMark mark;

  if (self->damaged_until == 0)
    return FALSE;
  if (g_get_monotonic_time () < self->damaged_until && rail_file_mark_read (self->path, &mark) && rail_file_mark_equal (&mark, &self->damaged))
    return TRUE;

  self->damaged_until = 0;
  return FALSE;
}

static void
note_failure (RailSearchWorker *self,
              const GError *error)
{
  g_debug ("The index cannot be used: %s", error->message);
  if (!g_error_matches (error, RAIL_ERROR, RAIL_ERROR_DAMAGED) || !rail_file_mark_read (self->path, &self->damaged))
    return;

  self->damaged_until = g_get_monotonic_time () + DAMAGE_PAUSE;
  rail_search_index_report_damage (self->path);
}

static void
close_index (RailSearchWorker *self)
{
  g_clear_pointer (&self->query, rail_search_query_free);
  g_clear_pointer (&self->database, rail_database_close);
}

static gboolean
open_index (RailSearchWorker *self)
{
  g_autoptr (GError) error = NULL;

  if (self->database != NULL && rail_database_has_moved (self->database))
    close_index (self);
  if (self->database != NULL)
    return TRUE;
  if (is_known_damaged (self))
    return FALSE;

  self->database = rail_search_index_open_reader (self->path, &error);
  if (self->database == NULL)
    {
      note_failure (self, error);
      return FALSE;
    }
  self->query = rail_search_query_new (self->database);

  return TRUE;
}

static void
set_running (RailSearchWorker *self,
             GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->running = cancellable;
  self->interruptible = cancellable != NULL ? self->database : NULL;
}

/* NULL: cancelled, or there is no index to ask. */
static RailSearchResult *
ask_index (RailSearchWorker *self,
           RailSearchJob *job)
{
  g_autoptr (GError) error = NULL;
  RailSearchResult *result;

  if (!open_index (self))
    return NULL;

  set_running (self, job->cancellable);
  result = rail_search_query_run (self->query, job->request, job->cancellable, &error);
  set_running (self, NULL);

  if (result != NULL)
    g_clear_pointer (&self->titles, rail_title_scan_free);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      note_failure (self, error);
      close_index (self);
    }

  return result;
}

static RailSearchResult *
ask_titles (RailSearchWorker *self,
            RailSearchJob *job)
{
  if (self->titles != NULL && rail_title_scan_get_packs (self->titles) != job->packs)
    g_clear_pointer (&self->titles, rail_title_scan_free);
  if (self->titles == NULL)
    self->titles = rail_title_scan_new (job->packs);

  return rail_title_scan_run (self->titles, job->request, job->cancellable, NULL);
}

/* ---- the thread ---- */

static void
drop (RailSearchWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}

/* NULL at the end, or with @deadline (monotonic, 0: none) when that is reached. */
static RailSearchJob *
wait_for_job (RailSearchWorker *self,
              gint64 deadline,
              gboolean *ended)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gboolean in_time = TRUE;

  while (self->waiting == NULL && !self->ended && in_time)
    {
      if (deadline > 0)
        in_time = g_cond_wait_until (&self->cond, &self->mutex, deadline);
      else
        g_cond_wait (&self->cond, &self->mutex);
    }
  *ended = self->ended;

  return g_steal_pointer (&self->waiting);
}

static void
forget (RailSearchWorker *self)
{
  close_index (self);
  g_clear_pointer (&self->titles, rail_title_scan_free);
}

/* Between two searches, often a day, a resident has better uses for some megabytes. */
static RailSearchJob *
wait_long_for_job (RailSearchWorker *self)
{
  gboolean ended;
  RailSearchJob *job = wait_for_job (self, g_get_monotonic_time () + self->memory_span, &ended);

  if (job == NULL && !ended)
    {
      forget (self);
      job = wait_for_job (self, 0, &ended);
    }

  return job;
}

static gpointer
work (gpointer data)
{
  RailSearchWorker *self = data;
  RailSearchJob *job;

  while ((job = wait_long_for_job (self)) != NULL)
    {
      if (!g_cancellable_is_cancelled (job->cancellable))
        job->result = ask_index (self, job);
      if (job->result == NULL && !g_cancellable_is_cancelled (job->cancellable))
        job->result = ask_titles (self, job);
      send_back (job);
    }

  forget (self);
  drop (self);

  return NULL;
}

RailSearchWorker *
rail_search_worker_new (const char *path,
                        gint64 memory_span)
{
  RailSearchWorker *self = g_new0 (RailSearchWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  self->memory_span = memory_span;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);

  return self;
}

void
rail_search_worker_free (RailSearchWorker *self)
{
  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  drop (self);
}

static void
start_thread (RailSearchWorker *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  self->has_thread = TRUE;
  g_thread_unref (g_thread_new ("search", work, self));
}

void
rail_search_worker_ask (RailSearchWorker *self,
                        RailSearchJob *job)
{
  RailSearchJob *displaced;

  if (!self->has_thread)
    start_thread (self);

  g_mutex_lock (&self->mutex);
  displaced = self->waiting;
  self->waiting = job;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  if (displaced != NULL)
    send_back (displaced);
}

void
rail_search_worker_cancel (RailSearchWorker *self,
                           GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_cancellable_cancel (cancellable);

  /* Under the lock the connection is not closed, and no other job begins on it. */
  locker = g_mutex_locker_new (&self->mutex);
  if (self->interruptible != NULL && self->running == cancellable)
    rail_database_interrupt (self->interruptible);
}
