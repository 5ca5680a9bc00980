#include "config.h"

#include "journal/journal-writer.h"

/* So that one transaction stays short enough for another process that waits for the write lock. */
#define BATCH_MAX 256

typedef struct
{
  RailJournalWrite write;
  gpointer data;
  GDestroyNotify destroy;
  GTask *task;      /* NULL when somebody waits in rail_journal_writer_run() */
  GError **outcome; /* theirs, in that case */
  GError *error;
} Job;

struct _RailJournalWriter
{
  GThread *thread;
  RailDatabase *database; /* the thread's own once it runs */

  GMutex mutex;
  GCond pushed_or_ending;
  GCond answered;
  GQueue queue; /* Job */
  guint64 n_pushed;
  guint64 n_answered;
  gboolean ending;
};

static void
free_job (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->task);
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
deliver_cb (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);

  return G_SOURCE_REMOVE;
}

/*
 * The job travels to the caller's context as a whole. Were the task returned from here, its last reference might be dropped here, and with
 * it the journal's, whose end joins this very thread.
 */
static void
answer (gpointer data)
{
  Job *job = data;
  g_autoptr (GSource) source = NULL;

  if (job->task == NULL)
    {
      *job->outcome = g_steal_pointer (&job->error);
      free_job (job);
      return;
    }

  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, deliver_cb, job, free_job);
  g_source_set_static_name (source, "[handrail] journal answer");
  g_source_attach (source, g_task_get_context (job->task));
}

static gboolean
write_jobs (RailDatabase *database,
            GPtrArray *jobs,
            GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (job->error == NULL && !job->write (database, job->data, error))
        return FALSE;
    }

  return TRUE;
}

/* *@locked: whether the write lock was had at all. */
static gboolean
commit_together (RailDatabase *database,
                 GPtrArray *jobs,
                 gboolean *locked,
                 GError **error)
{
  *locked = rail_database_begin (database, error);
  if (!*locked)
    return FALSE;

  if (!write_jobs (database, jobs, error))
    {
      rail_database_rollback (database);
      return FALSE;
    }

  return rail_database_commit (database, error);
}

static void
refuse_cancelled (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (job->task != NULL)
        g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error);
    }
}

/* One bad write must not take the others down: when the batch fails, each goes alone. */
static void
commit_one_by_one (RailDatabase *database,
                   GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);
      g_autoptr (GPtrArray) alone = g_ptr_array_new ();
      gboolean locked;

      g_ptr_array_add (alone, job);
      if (job->error == NULL)
        commit_together (database, alone, &locked, &job->error);
    }
}

static void
commit_batch (RailDatabase *database,
              GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;
  gboolean locked;

  refuse_cancelled (jobs);
  if (commit_together (database, jobs, &locked, &error))
    return;

  if (locked && jobs->len > 1)
    {
      commit_one_by_one (database, jobs);
      return;
    }

  /* Without the lock each alone would only wait out the busy timeout again. */
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (job->error == NULL)
        job->error = g_error_copy (error);
    }
}

/* NULL when there is nothing left and the writer ends. */
static GPtrArray *
wait_for_batch (RailJournalWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (answer);

  while (g_queue_is_empty (&self->queue) && !self->ending)
    g_cond_wait (&self->pushed_or_ending, &self->mutex);

  while (!g_queue_is_empty (&self->queue) && jobs->len < BATCH_MAX)
    g_ptr_array_add (jobs, g_queue_pop_head (&self->queue));

  return jobs->len > 0 ? g_steal_pointer (&jobs) : NULL;
}

static gpointer
write_thread (gpointer data)
{
  RailJournalWriter *self = data;

  while (TRUE)
    {
      GPtrArray *jobs = wait_for_batch (self);
      guint n_jobs;

      if (jobs == NULL)
        return NULL;

      n_jobs = jobs->len;
      commit_batch (self->database, jobs);
      g_ptr_array_unref (jobs);

      g_mutex_lock (&self->mutex);
      self->n_answered += n_jobs;
      g_cond_broadcast (&self->answered);
      g_mutex_unlock (&self->mutex);
    }
}

RailJournalWriter *
rail_journal_writer_new (RailDatabase *database)
{
  RailJournalWriter *self = g_new0 (RailJournalWriter, 1);

  self->database = database;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->pushed_or_ending);
  g_cond_init (&self->answered);
  g_queue_init (&self->queue);
  self->thread = g_thread_new ("rail-journal", write_thread, self);

  return self;
}

void
rail_journal_writer_free (RailJournalWriter *self)
{
  g_mutex_lock (&self->mutex);
  self->ending = TRUE;
  g_cond_signal (&self->pushed_or_ending);
  g_mutex_unlock (&self->mutex);

  g_thread_join (self->thread);

  rail_database_close (self->database);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->pushed_or_ending);
  g_cond_clear (&self->answered);
  g_free (self);
}

static guint64
push (RailJournalWriter *self,
      Job *job)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_queue_push_tail (&self->queue, job);
  g_cond_signal (&self->pushed_or_ending);
  return ++self->n_pushed;
}

static void
wait_for (RailJournalWriter *self,
          guint64 number)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (self->n_answered < number)
    g_cond_wait (&self->answered, &self->mutex);
}

void
rail_journal_writer_push (RailJournalWriter *self,
                          RailJournalWrite write,
                          gpointer data,
                          GDestroyNotify destroy,
                          GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->write = write;
  job->data = data;
  job->destroy = destroy;
  job->task = task;

  /* Once committed it is so, whatever the caller meanwhile wished. */
  g_task_set_check_cancellable (task, FALSE);
  push (self, job);
}

gboolean
rail_journal_writer_run (RailJournalWriter *self,
                         RailJournalWrite write,
                         gconstpointer data,
                         GError **error)
{
  GError *outcome = NULL;
  Job *job = g_new0 (Job, 1);

  job->write = write;
  job->data = (gpointer) data;
  job->outcome = &outcome;
  wait_for (self, push (self, job));

  if (outcome != NULL)
    g_propagate_error (error, outcome);
  return outcome == NULL;
}

void
rail_journal_writer_flush (RailJournalWriter *self)
{
  guint64 n_pushed;

  g_mutex_lock (&self->mutex);
  n_pushed = self->n_pushed;
  g_mutex_unlock (&self->mutex);

  wait_for (self, n_pushed);
}
