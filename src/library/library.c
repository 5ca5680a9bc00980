#include "config.h"

#include "library/library.h"

#include <string.h>

#include "base/discard.h"
#include "base/problem.h"
#include "library/pack-folder.h"
#include "library/pack-watch.h"

struct _RailLibrary
{
  GObject parent_instance;

  char **folders;
  GPtrArray *packs;    /* RailPack without bodies, by title */
  GPtrArray *problems; /* RailProblem */
  RailPackWatch *watch;
  GCancellable *reading; /* NULL unless a thread reads */
  gboolean stale;        /* something has changed since it began */
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE (RailLibrary, rail_library, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What one look at the folders finds. */
typedef struct
{
  GPtrArray *packs;
  GPtrArray *problems;
} Contents;

/* Does not keep the library alive: whoever drops it need not wait for the disk. */
typedef struct
{
  char **folders;
  GWeakRef library;
} Reading;

/* A pack folder found, before it is decided which of one id counts. */
typedef struct
{
  RailPack *pack; /* without aids */
  guint folder;   /* index of the folder it lies in */
} Candidate;

static void
candidate_free (Candidate *self)
{
  rail_pack_unref (self->pack);
  g_free (self);
}

static gboolean
wins (const Candidate *self,
      const Candidate *other)
{
  /* What the user put there by hand is meant to count (design, section 3). */
  if ((self->folder == 0) != (other->folder == 0))
    return self->folder == 0;

  return self->pack->version > other->pack->version;
}

static void
report_loser (const Candidate *loser,
              const Candidate *winner,
              GPtrArray *problems)
{
  g_autofree char *file = g_build_filename (loser->pack->folder, "pack.yaml", NULL);

  rail_problems_add (problems,
                     RAIL_SEVERITY_WARNING,
                     file,
                     0,
                     "duplicate-pack",
                     "Remove one of the two, if that is not meant",
                     "The pack “%s” (version %" G_GUINT64_FORMAT ") is not used, because %s holds version %" G_GUINT64_FORMAT,
                     loser->pack->id,
                     loser->pack->version,
                     winner->pack->folder,
                     winner->pack->version);
}

/* Enters @candidate into the winners by pack id; consumed. */
static void
compete (GHashTable *winners,
         Candidate *candidate,
         GPtrArray *problems)
{
  Candidate *other = g_hash_table_lookup (winners, candidate->pack->id);

  if (other != NULL && !wins (candidate, other))
    {
      report_loser (candidate, other, problems);
      candidate_free (candidate);
      return;
    }

  if (other != NULL)
    report_loser (other, candidate, problems);
  g_hash_table_replace (winners, candidate->pack->id, candidate);
}

static void
read_candidate (const char *path,
                guint folder,
                GHashTable *winners,
                GPtrArray *problems)
{
  g_autoptr (GPtrArray) own_problems = rail_problems_new ();
  RailPack *pack = rail_pack_open (path, own_problems);
  Candidate *candidate = NULL;

  if (pack == NULL)
    {
      g_ptr_array_extend_and_steal (problems, g_steal_pointer (&own_problems));
      return;
    }

  /* Whoever wins is read again with its aids and names its problems then. */
  candidate = g_new0 (Candidate, 1);
  candidate->pack = pack;
  candidate->folder = folder;
  compete (winners, candidate, problems);
}

static GHashTable *
find_winners (const char *const *folders,
              GPtrArray *problems)
{
  GHashTable *winners = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) candidate_free);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) paths = rail_pack_folder_list (folders[i], &error);

      if (error != NULL)
        rail_problems_add (problems, RAIL_SEVERITY_ERROR, folders[i], 0, "pack-folder", "Check that it is a folder, and yours to read", "Not all packs of this folder can be read: %s", error->message);
      for (guint j = 0; j < paths->len; j++)
        {
          if (rail_pack_folder_is_pack (g_ptr_array_index (paths, j)))
            read_candidate (g_ptr_array_index (paths, j), i, winners, problems);
        }
    }

  return winners;
}

static void
drop_bodies (RailPack *pack)
{
  for (guint i = 0; i < pack->aids->len; i++)
    {
      RailAid *aid = g_ptr_array_index (pack->aids, i);

      pack->aids->pdata[i] = rail_aid_copy_without_body (aid);
      rail_aid_unref (aid);
    }
}

static int
compare_packs (gconstpointer a,
               gconstpointer b)
{
  const RailPack *left = *(const RailPack *const *) a;
  const RailPack *right = *(const RailPack *const *) b;
  int order = g_utf8_collate (left->title, right->title);

  return order != 0 ? order : strcmp (left->id, right->id);
}

static gboolean
packs_equal (GPtrArray *a,
             GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      const RailPack *left = g_ptr_array_index (a, i);
      const RailPack *right = g_ptr_array_index (b, i);

      if (!g_str_equal (left->digest, right->digest) || !g_str_equal (left->folder, right->folder))
        return FALSE;
    }

  return TRUE;
}

static gboolean
problems_equal (GPtrArray *a,
                GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      g_autofree char *left = rail_problem_to_string (g_ptr_array_index (a, i));
      g_autofree char *right = rail_problem_to_string (g_ptr_array_index (b, i));

      if (!g_str_equal (left, right))
        return FALSE;
    }

  return TRUE;
}

/* ---- reading ---- */

static void
contents_free (Contents *self)
{
  g_ptr_array_unref (self->packs);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Contents, contents_free)

/* Knows no library: it runs in a thread. Cut short when cancelled. */
static Contents *
read_folders (const char *const *folders,
              GCancellable *cancellable)
{
  Contents *self = g_new0 (Contents, 1);
  g_autoptr (GHashTable) winners = NULL;
  GHashTableIter iter;
  const Candidate *winner = NULL;

  self->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  self->problems = rail_problems_new ();

  winners = find_winners (folders, self->problems);
  g_hash_table_iter_init (&iter, winners);
  while (!g_cancellable_is_cancelled (cancellable) && g_hash_table_iter_next (&iter, NULL, (gpointer *) &winner))
    {
      RailPack *pack = rail_pack_load (winner->pack->folder, self->problems);

      if (pack == NULL)
        continue;
      drop_bodies (pack);
      g_ptr_array_add (self->packs, pack);
    }
  g_ptr_array_sort (self->packs, compare_packs);
  rail_problems_sort (self->problems);

  return self;
}

/* @contents is consumed. */
static void
adopt (RailLibrary *self,
       Contents *contents)
{
  gboolean is_first = !self->loaded && self->watch != NULL;
  GPtrArray *packs = self->packs;
  GPtrArray *problems = self->problems;

  self->loaded = TRUE;
  /* What callers have borrowed stays where it is unless they hear of it. */
  if (!is_first && packs_equal (packs, contents->packs) && problems_equal (problems, contents->problems))
    {
      rail_discard (contents, (GDestroyNotify) contents_free);
      return;
    }

  self->packs = contents->packs;
  self->problems = contents->problems;
  contents->packs = packs;
  contents->problems = problems;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  rail_discard (contents, (GDestroyNotify) contents_free);
}

static void
reading_free (Reading *self)
{
  g_weak_ref_clear (&self->library);
  g_strfreev (self->folders);
  g_free (self);
}

static void
read_in_thread (GTask *task,
                gpointer source,
                gpointer data,
                GCancellable *cancellable)
{
  const Reading *reading = data;

  g_task_return_pointer (task, read_folders ((const char *const *) reading->folders, cancellable), (GDestroyNotify) contents_free);
}

static void start_reading (RailLibrary *self);

static void
read_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  GTask *task = G_TASK (result);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (RailLibrary) self = g_weak_ref_get (&reading->library);
  Contents *contents = g_task_propagate_pointer (task, NULL);

  /* Cancelled by who read by itself meanwhile, or by the end. */
  if (self == NULL || self->reading != g_task_get_cancellable (task))
    {
      g_clear_pointer (&contents, contents_free);
      return;
    }

  g_clear_object (&self->reading);
  if (self->stale)
    start_reading (self);
  if (contents != NULL)
    adopt (self, contents);
}

static void
start_reading (RailLibrary *self)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading = NULL;

  /* Cutting it short would mean that folders which never fall quiet are never read. */
  self->stale = self->reading != NULL;
  if (self->stale)
    return;

  reading = g_new0 (Reading, 1);
  reading->folders = g_strdupv (self->folders);
  g_weak_ref_init (&reading->library, self);
  self->reading = g_cancellable_new ();
  task = g_task_new (NULL, self->reading, read_cb, NULL);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

static void
stop_reading (RailLibrary *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->stale = FALSE;
}

static void
settled_cb (gpointer user_data)
{
  g_autoptr (RailLibrary) self = g_object_ref (RAIL_LIBRARY (user_data));

  rail_pack_watch_refresh (self->watch);
  start_reading (self);
}

/* ---- the library ---- */

static void
rail_library_dispose (GObject *object)
{
  RailLibrary *self = RAIL_LIBRARY (object);

  stop_reading (self);
  g_clear_pointer (&self->watch, rail_pack_watch_free);

  G_OBJECT_CLASS (rail_library_parent_class)->dispose (object);
}

static void
rail_library_finalize (GObject *object)
{
  RailLibrary *self = RAIL_LIBRARY (object);

  g_strfreev (self->folders);
  g_ptr_array_unref (self->packs);
  g_ptr_array_unref (self->problems);

  G_OBJECT_CLASS (rail_library_parent_class)->finalize (object);
}

static void
rail_library_class_init (RailLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_library_dispose;
  object_class->finalize = rail_library_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          RAIL_TYPE_LIBRARY,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
}

static void
rail_library_init (RailLibrary *self)
{
  self->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  self->problems = rail_problems_new ();
}

static void
add_folder (GPtrArray *folders,
            char *folder)
{
  if (g_ptr_array_find_with_equal_func (folders, folder, g_str_equal, NULL))
    g_free (folder);
  else
    g_ptr_array_add (folders, folder);
}

char **
rail_library_dup_default_folders (void)
{
  const char *const *system = g_get_system_data_dirs ();
  GPtrArray *folders = g_ptr_array_new ();

  add_folder (folders, g_build_filename (g_get_user_data_dir (), "handrail", "packs", NULL));
  for (gsize i = 0; system[i] != NULL; i++)
    add_folder (folders, g_build_filename (system[i], "handrail", "packs", NULL));
  add_folder (folders, g_build_filename (RAIL_PKGDATADIR, "packs", NULL));
  g_ptr_array_add (folders, NULL);

  return (char **) g_ptr_array_free (folders, FALSE);
}

RailLibrary *
rail_library_new (const char *const *folders)
{
  RailLibrary *self = g_object_new (RAIL_TYPE_LIBRARY, NULL);

  self->folders = g_strdupv ((char **) folders);

  return self;
}

RailLibrary *
rail_library_new_for_packs (GPtrArray *packs)
{
  static const char *const no_folders[] = { NULL };
  RailLibrary *self = rail_library_new (no_folders);

  for (guint i = 0; i < packs->len; i++)
    g_ptr_array_add (self->packs, rail_pack_ref (g_ptr_array_index (packs, i)));
  self->loaded = TRUE;

  return self;
}

void
rail_library_load (RailLibrary *self)
{
  g_return_if_fail (RAIL_IS_LIBRARY (self));

  /* A thread that began before knows less. */
  stop_reading (self);
  adopt (self, read_folders ((const char *const *) self->folders, NULL));
}

gboolean
rail_library_is_loaded (RailLibrary *self)
{
  g_return_val_if_fail (RAIL_IS_LIBRARY (self), FALSE);

  return self->loaded;
}

void
rail_library_watch (RailLibrary *self)
{
  g_return_if_fail (RAIL_IS_LIBRARY (self));

  if (self->watch != NULL)
    return;

  self->watch = rail_pack_watch_new ((const char *const *) self->folders, settled_cb, self);
  rail_pack_watch_refresh (self->watch);
  start_reading (self);
}

GPtrArray *
rail_library_get_packs (RailLibrary *self)
{
  g_return_val_if_fail (RAIL_IS_LIBRARY (self), NULL);

  return self->packs;
}

GPtrArray *
rail_library_get_problems (RailLibrary *self)
{
  g_return_val_if_fail (RAIL_IS_LIBRARY (self), NULL);

  return self->problems;
}

RailPack *
rail_library_get_pack (RailLibrary *self,
                       const char *pack)
{
  g_return_val_if_fail (RAIL_IS_LIBRARY (self), NULL);

  for (guint i = 0; i < self->packs->len; i++)
    {
      RailPack *candidate = g_ptr_array_index (self->packs, i);

      if (g_str_equal (candidate->id, pack))
        return candidate;
    }

  return NULL;
}

RailAid *
rail_library_get_aid (RailLibrary *self,
                      const char *pack,
                      const char *aid)
{
  const RailPack *found = rail_library_get_pack (self, pack);

  return found != NULL ? rail_pack_get_aid (found, aid) : NULL;
}

GPtrArray *
rail_library_dup_triggers (RailLibrary *self)
{
  GPtrArray *triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);

  g_return_val_if_fail (RAIL_IS_LIBRARY (self), triggers);

  for (guint i = 0; i < self->packs->len; i++)
    {
      const RailPack *pack = g_ptr_array_index (self->packs, i);

      for (guint j = 0; j < pack->aids->len; j++)
        {
          const RailAid *aid = g_ptr_array_index (pack->aids, j);

          for (guint k = 0; k < aid->triggers->len; k++)
            g_ptr_array_add (triggers, rail_trigger_ref (g_ptr_array_index (aid->triggers, k)));
        }
    }

  return triggers;
}
