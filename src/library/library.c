#include "config.h"

#include "library/library.h"

#include <string.h>

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
};

G_DEFINE_FINAL_TYPE (RailLibrary, rail_library, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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

/* Subfolders without pack.yaml are no packs: one may be on its way in. */
static gboolean
is_pack (const char *path)
{
  g_autofree char *manifest = g_build_filename (path, "pack.yaml", NULL);

  return g_file_test (manifest, G_FILE_TEST_EXISTS);
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
find_winners (RailLibrary *self,
              GPtrArray *problems)
{
  GHashTable *winners = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) candidate_free);

  for (guint i = 0; self->folders[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) paths = rail_pack_folder_list (self->folders[i], &error);

      if (error != NULL)
        rail_problems_add (problems, RAIL_SEVERITY_ERROR, self->folders[i], 0, "pack-folder", "Check that it is a folder, and yours to read", "Not all packs of this folder can be read: %s", error->message);
      for (guint j = 0; j < paths->len; j++)
        {
          if (is_pack (g_ptr_array_index (paths, j)))
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

static void
settled_cb (gpointer user_data)
{
  g_autoptr (RailLibrary) self = g_object_ref (RAIL_LIBRARY (user_data));

  rail_pack_watch_refresh (self->watch);
  rail_library_load (self);
}

static void
rail_library_dispose (GObject *object)
{
  RailLibrary *self = RAIL_LIBRARY (object);

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

  return self;
}

void
rail_library_load (RailLibrary *self)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GHashTable) winners = NULL;
  GHashTableIter iter;
  const Candidate *winner = NULL;

  g_return_if_fail (RAIL_IS_LIBRARY (self));

  winners = find_winners (self, problems);
  g_hash_table_iter_init (&iter, winners);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &winner))
    {
      RailPack *pack = rail_pack_load (winner->pack->folder, problems);

      if (pack == NULL)
        continue;
      drop_bodies (pack);
      g_ptr_array_add (packs, pack);
    }
  g_ptr_array_sort (packs, compare_packs);
  rail_problems_sort (problems);

  /* What callers have borrowed stays where it is unless they hear of it. */
  if (packs_equal (self->packs, packs) && problems_equal (self->problems, problems))
    return;

  g_ptr_array_unref (self->packs);
  self->packs = g_steal_pointer (&packs);
  g_ptr_array_unref (self->problems);
  self->problems = g_steal_pointer (&problems);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
rail_library_watch (RailLibrary *self)
{
  g_return_if_fail (RAIL_IS_LIBRARY (self));

  if (self->watch != NULL)
    return;

  self->watch = rail_pack_watch_new ((const char *const *) self->folders, settled_cb, self);
  rail_pack_watch_refresh (self->watch);
  rail_library_load (self);
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
