#include "config.h"

#include "search/searcher.h"

#include "base/duration.h"
#include "search/search-worker.h"

#define MEMORY_SPAN RAIL_MINUTE

struct _RailSearcher
{
  GObject parent_instance;

  char *path;
  RailLibrary *library;
  RailSearchWorker *worker;
  GPtrArray *packs;      /* RailPack, as they are now; NULL until asked for */
  GCancellable *current; /* ends what was asked last */
};

G_DEFINE_FINAL_TYPE (RailSearcher, rail_searcher, G_TYPE_OBJECT)

/* One question, as the caller's cancellable knows it. */
typedef struct
{
  GCancellable *ends; /* the job's own, so that another question ends it too */
  gulong cancelled_handler;
} Question;

static void
free_question (gpointer data)
{
  Question *self = data;

  g_object_unref (self->ends);
  g_free (self);
}

/* Shared with the worker, thus never changed: other packs are another array. Packs are few however many aids they hold. */
static GPtrArray *
get_packs (RailSearcher *self)
{
  if (self->packs == NULL)
    {
      GPtrArray *packs = rail_library_get_packs (self->library);

      self->packs = g_ptr_array_new_full (packs->len, (GDestroyNotify) rail_pack_unref);
      for (guint i = 0; i < packs->len; i++)
        g_ptr_array_add (self->packs, rail_pack_ref (g_ptr_array_index (packs, i)));
    }

  return self->packs;
}

static void
end_current (RailSearcher *self)
{
  if (self->current != NULL)
    rail_search_worker_cancel (self->worker, self->current);
  g_clear_object (&self->current);
}

static void
library_changed_cb (RailSearcher *self)
{
  g_clear_pointer (&self->packs, g_ptr_array_unref);
}

/* In whichever thread somebody cancels; the task, and with it the searcher, is there until the handler is gone. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer task)
{
  RailSearcher *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  rail_search_worker_cancel (self->worker, question->ends);
}

/* What came too late to be stopped is not told either. */
static void
answered_cb (RailSearchJob *job)
{
  GTask *task = G_TASK (job->owner);
  Question *question = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), question->cancelled_handler);

  if (job->result == NULL || g_cancellable_is_cancelled (question->ends))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Something else was asked meanwhile");
  else
    g_task_return_pointer (task, g_steal_pointer (&job->result), (GDestroyNotify) rail_search_result_free);
}

static void
rail_searcher_dispose (GObject *object)
{
  RailSearcher *self = RAIL_SEARCHER (object);

  end_current (self);
  g_clear_object (&self->library);
  g_clear_pointer (&self->packs, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_searcher_parent_class)->dispose (object);
}

static void
rail_searcher_finalize (GObject *object)
{
  RailSearcher *self = RAIL_SEARCHER (object);

  rail_search_worker_free (self->worker);

  g_free (self->path);
  G_OBJECT_CLASS (rail_searcher_parent_class)->finalize (object);
}

static void
rail_searcher_class_init (RailSearcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_searcher_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_searcher_finalize;
}

static void
rail_searcher_init (RailSearcher *self)
{
}

RailSearcher *
rail_searcher_new (const char *path,
                   RailLibrary *library)
{
  RailSearcher *self = g_object_new (RAIL_TYPE_SEARCHER, NULL);

  self->path = g_strdup (path);
  self->worker = rail_search_worker_new (path, MEMORY_SPAN);
  self->library = g_object_ref (library);
  g_signal_connect_object (library, "changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

const char *
rail_searcher_get_path (RailSearcher *self)
{
  return self->path;
}

void
rail_searcher_search_async (RailSearcher *self,
                            RailSearchRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (self->library != NULL);

  end_current (self);
  self->current = g_cancellable_new ();

  question = g_new0 (Question, 1);
  question->ends = g_object_ref (self->current);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rail_searcher_search_async);
  g_task_set_task_data (task, question, free_question);
  if (cancellable != NULL)
    question->cancelled_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), task, NULL);

  rail_search_worker_ask (self->worker, rail_search_job_new (request, get_packs (self), self->current, g_object_ref (G_OBJECT (task)), answered_cb));
}

RailSearchResult *
rail_searcher_search_finish (RailSearcher *self,
                             GAsyncResult *result,
                             GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
