#define G_LOG_DOMAIN "handrail-library-index"

#include "config.h"

#include "agent/library-index.h"

#include <malloc.h>
#include <sys/resource.h>

#include <glib/gi18n-lib.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/problem.h"
#include "search/file-mark.h"
#include "search/search-index.h"

/* Nobody types while the packs of a day are read; whoever does, comes first. */
#define NICENESS 10

/* A file that is spoilt so often in a row is no accident: from then on the pauses grow. */
#define MAX_AT_ONCE 5

/* What a new run alone does not mend, such as a full disk, may be over soon or never: pauses of 2 s, 4 s, 8 s, up to half an hour. */
#define FIRST_PAUSE_SECONDS 2
#define LAST_PAUSE_SECONDS 1800

/* Another program that writes the file, such as handrailctl, is done within seconds. */
#define LAST_BUSY_PAUSE_SECONDS 30

/* Looking closely costs about as much as making the file anew: no more than a twentieth of a processor, whatever readers say. */
#define MIN_VERIFY_PAUSE (2 * RAIL_SECOND)
#define VERIFY_PAUSE_SHARE 20

struct _RailLibraryIndex
{
  GObject parent_instance;

  RailLibrary *library;
  char *path;
  GFileMonitor *monitor;  /* of its folder; NULL until there is one */
  RailFileMark left;      /* the file as the last run left it */
  RailSearchIndex *index; /* NULL until opened, and while a thread has it */
  GThread *thread;        /* NULL unless one runs, as the next two */
  struct _Run *run;       /* borrowed from its task */
  GCancellable *cancellable;
  gboolean again;  /* something changed while it ran */
  guint n_at_once; /* tries again since the last run that went well: at once */
  guint n_pauses;  /* and behind a pause */
  guint retry_id;
  gboolean strange; /* somebody else has written into the file, and nobody has looked closely yet */
  gint64 verify_at; /* monotonic: not before */
  guint look_id;    /* until then */
  GError *error;    /* why the last run failed */
};

G_DEFINE_FINAL_TYPE (RailLibraryIndex, rail_library_index, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_REFRESHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What a thread is given, and what it brings back. */
typedef struct _Run
{
  RailLibraryIndex *owner; /* NULL once it has gone; the thread does not look */
  RailSearchIndex *index;
  char *path;
  GPtrArray *packs; /* RailPack */
  gboolean may_verify;
  gboolean strange;
  GCancellable *cancellable;
  gint64 verifying; /* how long that took; 0: not done */
  gboolean changed;
  RailFileMark left;
  GError *error;
} Run;

static void
run_free (Run *self)
{
  g_clear_pointer (&self->index, rail_search_index_close);
  g_free (self->path);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

static void start (RailLibraryIndex *self);
static void look_at_file (RailLibraryIndex *self);

static gboolean
retry_cb (gpointer user_data)
{
  RailLibraryIndex *self = user_data;

  self->retry_id = 0;
  start (self);

  return G_SOURCE_REMOVE;
}

static gboolean
errors_equal (const GError *a,
              const GError *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->domain == b->domain && a->code == b->code && g_str_equal (a->message, b->message);
}

/* @error is consumed. */
static void
set_error (RailLibraryIndex *self,
           GError *error)
{
  gboolean differs = !errors_equal (self->error, error);

  g_clear_error (&self->error);
  self->error = error;
  if (differs)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Spoilt or taken away while it was written: the next run finds that out at its start, and makes it anew. */
static gboolean
is_spoilt (const GError *error)
{
  return g_error_matches (error, RAIL_ERROR, RAIL_ERROR_DAMAGED) || g_error_matches (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
}

static void
plan_retry (RailLibraryIndex *self,
            const GError *error)
{
  guint last = g_error_matches (error, RAIL_ERROR, RAIL_ERROR_BUSY) ? LAST_BUSY_PAUSE_SECONDS : LAST_PAUSE_SECONDS;
  guint pause;

  if (is_spoilt (error) && self->n_at_once < MAX_AT_ONCE)
    {
      self->n_at_once++;
      self->again = TRUE;
      return;
    }

  pause = (guint) FIRST_PAUSE_SECONDS << MIN (self->n_pauses, 10);
  self->n_pauses++;
  self->retry_id = g_timeout_add_seconds (MIN (pause, last), retry_cb, self);
}

/* Of an own write the file is as it was left when this comes; what readers do changes nothing. */
static void
folder_changed_cb (GFileMonitor *monitor,
                   GFile *file,
                   GFile *other_file,
                   GFileMonitorEvent event,
                   gpointer user_data)
{
  RailLibraryIndex *self = user_data;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = g_file_get_path (file);

  /* GIO would look for a lost folder every few seconds until its monitor is let go. */
  if (g_strcmp0 (name, folder) == 0)
    g_clear_object (&self->monitor);
  look_at_file (self);
}

static void
watch_folder (RailLibraryIndex *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (GFile) file = NULL;

  if (self->monitor != NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    return;

  file = g_file_new_for_path (folder);
  self->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (folder_changed_cb), self, 0);
}

static gboolean
may_verify (const RailLibraryIndex *self)
{
  return g_get_monotonic_time () >= self->verify_at;
}

static gboolean
look_cb (gpointer user_data)
{
  RailLibraryIndex *self = user_data;

  self->look_id = 0;
  look_at_file (self);

  return G_SOURCE_REMOVE;
}

static void
look_later (RailLibraryIndex *self)
{
  gint64 pause = MAX (self->verify_at - g_get_monotonic_time (), 0) / 1000 + 1;

  if (self->look_id == 0)
    self->look_id = g_timeout_add ((guint) pause, look_cb, self);
}

/* Somebody else has removed it, put another in its place, written into it, or has found damage. */
static void
look_at_file (RailLibraryIndex *self)
{
  g_autofree char *note = rail_search_index_dup_note_path (self->path);
  gboolean is_there;
  gboolean differs;
  RailFileMark mark;

  if (self->thread != NULL || self->retry_id != 0)
    return;

  is_there = rail_file_mark_read (self->path, &mark);
  differs = !rail_file_mark_equal (&mark, &self->left);
  self->strange |= differs && is_there;
  if (!differs && !self->strange && !g_file_test (note, G_FILE_TEST_EXISTS))
    return;

  if (!may_verify (self))
    {
      look_later (self);
      if (!differs)
        return;
    }

  /* With the folder the lock may have gone, and then it no longer keeps anybody out. */
  g_clear_pointer (&self->index, rail_search_index_close);
  start (self);
}

static void
finished_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (RailLibraryIndex) self = run->owner != NULL ? g_object_ref (run->owner) : NULL;
  gboolean cancelled = g_error_matches (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (self == NULL)
    return;

  g_thread_join (g_steal_pointer (&self->thread));
  self->run = NULL;
  g_clear_object (&self->cancellable);
  self->left = run->left;
  self->strange |= run->strange && run->verifying == 0;
  if (run->verifying > 0)
    self->verify_at = g_get_monotonic_time () + MAX (run->verifying * VERIFY_PAUSE_SHARE, MIN_VERIFY_PAUSE);

  /* With what was taken away the lock may have gone, and who waits need not keep others out. */
  if (run->error == NULL || cancelled)
    self->index = g_steal_pointer (&run->index);
  else
    g_clear_pointer (&run->index, rail_search_index_close);

  if (run->error == NULL)
    self->n_at_once = self->n_pauses = 0;
  else if (!cancelled && !self->again)
    plan_retry (self, run->error);

  if (run->changed)
    g_signal_emit (self, signals[SIGNAL_REFRESHED], 0);
  if (!cancelled && !self->again)
    set_error (self, g_steal_pointer (&run->error));
  watch_folder (self);
  if (self->again)
    start (self);
  else
    look_at_file (self);
}

/* A note that comes too soon after the last look stays for the next. */
static gboolean
look_closely (Run *run)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean sound;

  if (!run->may_verify || (!rail_search_index_take_damage_report (run->path) && !run->strange))
    return TRUE;

  sound = rail_search_index_verify (run->index, &run->error);
  run->verifying = g_get_monotonic_time () - begin + 1;

  return sound;
}

/* What happens to the file from here on differs from the mark; what has happened to it meanwhile is in its pages. */
static void
look_back (Run *run)
{
  rail_file_mark_read (run->path, &run->left);
  if (run->error == NULL)
    rail_search_index_check (run->path, &run->error);
}

static gpointer
refresh_in_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *run = g_task_get_task_data (task);

  setpriority (PRIO_PROCESS, 0, NICENESS);
  if (run->index == NULL)
    run->index = rail_search_index_open (run->path, &run->error);
  if (run->index != NULL && look_closely (run))
    rail_search_index_refresh (run->index, run->packs, run->cancellable, &run->changed, &run->error);
  look_back (run);

  g_clear_pointer (&run->packs, g_ptr_array_unref);
  /* Words by the million have gone through this heap; the process lives for months. */
  malloc_trim (0);
  g_task_return_boolean (task, TRUE);

  return NULL;
}

static void
start (RailLibraryIndex *self)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *packs = NULL;
  Run *run = NULL;

  if (!rail_library_is_loaded (self->library))
    return;

  self->again = self->thread != NULL;
  if (self->again)
    {
      g_cancellable_cancel (self->cancellable);
      return;
    }

  g_clear_handle_id (&self->retry_id, g_source_remove);
  packs = rail_library_get_packs (self->library);
  self->cancellable = g_cancellable_new ();

  run = g_new0 (Run, 1);
  run->owner = self;
  run->index = g_steal_pointer (&self->index);
  run->path = g_strdup (self->path);
  run->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  for (guint i = 0; i < packs->len; i++)
    g_ptr_array_add (run->packs, rail_pack_ref (g_ptr_array_index (packs, i)));
  run->may_verify = may_verify (self);
  run->strange = self->strange && run->may_verify;
  self->strange &= !run->may_verify;
  run->cancellable = g_object_ref (self->cancellable);

  task = g_task_new (NULL, NULL, finished_cb, NULL);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  self->run = run;
  /* Not one of GLib's: what has been made to give way cannot be taken back, and others would inherit it. */
  self->thread = g_thread_new ("handrail-index", refresh_in_thread, g_object_ref (task));
}

static void
rail_library_index_dispose (GObject *object)
{
  RailLibraryIndex *self = RAIL_LIBRARY_INDEX (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->thread != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_thread_join (g_steal_pointer (&self->thread));
      self->run->owner = NULL;
    }
  g_clear_object (&self->monitor);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->index, rail_search_index_close);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (rail_library_index_parent_class)->dispose (object);
}

static void
rail_library_index_finalize (GObject *object)
{
  RailLibraryIndex *self = RAIL_LIBRARY_INDEX (object);

  g_free (self->path);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (rail_library_index_parent_class)->finalize (object);
}

static void
rail_library_index_class_init (RailLibraryIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_library_index_dispose;
  object_class->finalize = rail_library_index_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFRESHED] = g_signal_new ("refreshed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_library_index_init (RailLibraryIndex *self)
{
}

RailLibraryIndex *
rail_library_index_new (RailLibrary *library,
                        const char *path)
{
  RailLibraryIndex *self = g_object_new (RAIL_TYPE_LIBRARY_INDEX, NULL);

  self->library = g_object_ref (library);
  self->path = path != NULL ? g_strdup (path) : rail_search_index_dup_default_path ();
  g_signal_connect_object (library, "changed", G_CALLBACK (start), self, G_CONNECT_SWAPPED);
  start (self);

  return self;
}

static const char *
get_mend (const GError *error)
{
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_FULL))
    return _ ("Make room on the disk; what is indexed already is found meanwhile");
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_BUSY))
    return _ ("Nothing, if handrailctl is running: Handrail tries again by itself");
  if (is_spoilt (error))
    return _ ("Check the disk: the file is spoilt or removed each time it is written. Titles are found meanwhile");

  return _ ("Check that the folder is yours to write");
}

void
rail_library_index_add_problems (RailLibraryIndex *self,
                                 GPtrArray *problems)
{
  g_return_if_fail (RAIL_IS_LIBRARY_INDEX (self));

  if (self->error != NULL)
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, self->path, 0, "search-index", get_mend (self->error), _ ("Search is not up to date: %s"), self->error->message);
}
