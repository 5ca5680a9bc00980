#include "config.h"

#define G_LOG_DOMAIN "handrail-pack-watch"

#include "library/pack-watch.h"

#include <sys/stat.h>

#include "library/pack-folder.h"

/* A folder that never falls quiet is read all the same. */
#define LONGEST_WAIT (3 * G_USEC_PER_SEC)

struct _RailPackWatch
{
  char **folders;
  RailPackWatchFunc settled;
  gpointer user_data;
  GHashTable *monitors; /* char * -> Monitor */
  guint settle_id;
  gint64 unsettled_since; /* monotonic, of the first event not yet told */
};

typedef struct
{
  RailPackWatch *owner;
  GFile *folder;
  GFileMonitor *monitor;
  char *awaited; /* the one name that matters in a folder that is not ours; NULL = all do */
  dev_t device;
  ino_t inode;
} Monitor;

static void
monitor_free (Monitor *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
      g_object_unref (self->monitor);
    }
  g_object_unref (self->folder);
  g_free (self->awaited);
  g_free (self);
}

static gboolean
settle_cb (gpointer user_data)
{
  RailPackWatch *self = user_data;

  self->settle_id = 0;
  self->settled (self->user_data);

  return G_SOURCE_REMOVE;
}

static void
schedule (RailPackWatch *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->settle_id == 0)
    self->unsettled_since = now;
  else if (now - self->unsettled_since > LONGEST_WAIT)
    return;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (RAIL_PACK_WATCH_SETTLE_MS, settle_cb, self);
}

/*
 * Editors write beside a file under hidden names and rename at the end; the rename counts. So does the end of the folder itself: GIO looks
 * for a lost folder every four seconds until its monitor is let go.
 */
static gboolean
concerns (const Monitor *self,
          GFile *file)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (name == NULL)
    return FALSE;
  if (g_file_equal (file, self->folder))
    return TRUE;
  if (self->awaited != NULL)
    return g_str_equal (name, self->awaited);

  return name[0] != '.';
}

static void
changed_cb (GFileMonitor *monitor,
            GFile *file,
            GFile *other_file,
            GFileMonitorEvent event,
            gpointer user_data)
{
  const Monitor *self = user_data;

  if (concerns (self, file) || concerns (self, other_file))
    schedule (self->owner);
}

static Monitor *
monitor_new (RailPackWatch *owner,
             const char *path,
             const char *awaited,
             const struct stat *info)
{
  g_autoptr (GError) error = NULL;
  Monitor *self = g_new0 (Monitor, 1);

  self->owner = owner;
  self->folder = g_file_new_for_path (path);
  self->awaited = g_strdup (awaited);
  self->device = info->st_dev;
  self->inode = info->st_ino;
  self->monitor = g_file_monitor_directory (self->folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (changed_cb), self);
  else
    g_message ("Changes in a folder of packs will only be seen at the next start: %s", error->message);

  return self;
}

/* Moves the monitor of @path from the old ones to @kept, or makes one. FALSE if there is no such folder. */
static gboolean
keep (RailPackWatch *self,
      GHashTable *kept,
      const char *path,
      const char *awaited)
{
  g_autofree char *key = awaited != NULL ? g_strconcat (path, "//", awaited, NULL) : g_strdup (path);
  g_autofree char *old_key = NULL;
  Monitor *monitor = NULL;
  struct stat info;

  if (stat (path, &info) != 0 || !S_ISDIR (info.st_mode))
    return FALSE;
  if (g_hash_table_contains (kept, key))
    return TRUE;

  /* A folder removed and made again bears the old name, but the old monitor is deaf. */
  g_hash_table_steal_extended (self->monitors, key, (gpointer *) &old_key, (gpointer *) &monitor);
  if (monitor != NULL && (monitor->device != info.st_dev || monitor->inode != info.st_ino))
    g_clear_pointer (&monitor, monitor_free);
  if (monitor == NULL)
    monitor = monitor_new (self, path, awaited, &info);

  g_hash_table_insert (kept, g_steal_pointer (&key), monitor);
  return TRUE;
}

/* Each folder before what is in it: what appears in between is then seen one way or the other. */
static void
keep_packs (RailPackWatch *self,
            GHashTable *kept,
            const char *folder)
{
  static const char *const inner[] = { "aids", "media" };
  g_autoptr (GPtrArray) packs = rail_pack_folder_list (folder, NULL);

  for (guint i = 0; i < packs->len; i++)
    {
      const char *pack = g_ptr_array_index (packs, i);

      keep (self, kept, pack, NULL);
      for (gsize j = 0; j < G_N_ELEMENTS (inner); j++)
        {
          g_autofree char *path = g_build_filename (pack, inner[j], NULL);

          keep (self, kept, path, NULL);
        }
    }
}

/* Waits for the next step of the way to @folder. FALSE if it has appeared meanwhile. */
static gboolean
keep_waiting (RailPackWatch *self,
              GHashTable *kept,
              const char *folder)
{
  g_autofree char *path = g_strdup (folder);

  while (TRUE)
    {
      g_autofree char *parent = g_path_get_dirname (path);
      g_autofree char *name = g_path_get_basename (path);

      if (keep (self, kept, parent, name))
        return !g_file_test (path, G_FILE_TEST_IS_DIR);
      if (g_str_equal (parent, path))
        return TRUE;

      g_free (path);
      path = g_steal_pointer (&parent);
    }
}

void
rail_pack_watch_refresh (RailPackWatch *self)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) monitor_free);

  for (gsize i = 0; self->folders[i] != NULL; i++)
    {
      while (!keep (self, kept, self->folders[i], NULL))
        {
          if (keep_waiting (self, kept, self->folders[i]))
            break;
        }
      keep_packs (self, kept, self->folders[i]);
    }

  g_hash_table_unref (self->monitors);
  self->monitors = g_steal_pointer (&kept);
}

RailPackWatch *
rail_pack_watch_new (const char *const *folders,
                     RailPackWatchFunc settled,
                     gpointer user_data)
{
  RailPackWatch *self = g_new0 (RailPackWatch, 1);

  self->folders = g_strdupv ((char **) folders);
  self->settled = settled;
  self->user_data = user_data;
  self->monitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) monitor_free);

  return self;
}

void
rail_pack_watch_free (RailPackWatch *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_hash_table_unref (self->monitors);
  g_strfreev (self->folders);
  g_free (self);
}
