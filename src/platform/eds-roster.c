#define G_LOG_DOMAIN "handrail-eds-roster"

#include "config.h"

#include "platform/eds-roster.h"

#include <glib/gstdio.h>

#define MAX_BYTES (1024 * 1024)
#define MAX_CALENDARS 100

struct _RailEdsRoster
{
  gatomicrefcount ref_count;
  char *path;
  guint given;   /* lists, by the main thread */
  GMutex mutex;  /* over what follows and the file */
  guint written; /* the list that is in the file; threads may come to it in another order than they were sent */
};

typedef struct
{
  RailEdsRoster *roster;
  GKeyFile *keys; /* NULL: nothing is to stay */
  guint number;
} Storing;

RailEdsRoster *
rail_eds_roster_new (const char *cache_path)
{
  RailEdsRoster *self = g_new0 (RailEdsRoster, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->path = g_strconcat (cache_path, ".list", NULL);
  return self;
}

RailEdsRoster *
rail_eds_roster_ref (RailEdsRoster *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_eds_roster_unref (RailEdsRoster *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

/* ---- storing ---- */

static void
storing_free (Storing *self)
{
  rail_eds_roster_unref (self->roster);
  g_clear_pointer (&self->keys, g_key_file_unref);
  g_free (self);
}

static gboolean
write_file (const char *path,
            GKeyFile *keys,
            GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  gsize length = 0;

  /* A folder that cannot be made is what writing into it will say. */
  g_mkdir_with_parents (folder, 0700);
  text = g_key_file_to_data (keys, &length, NULL);
  return g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
store_in_thread (GTask *task,
                 gpointer source,
                 gpointer task_data,
                 GCancellable *cancellable)
{
  const Storing *storing = task_data;
  RailEdsRoster *self = storing->roster;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GError) error = NULL;

  if (storing->number > self->written)
    {
      self->written = storing->number;
      if (storing->keys == NULL)
        g_unlink (self->path);
      else if (!write_file (self->path, storing->keys, &error))
        g_message ("The list of calendars is not remembered: %s", error->message);
    }
  g_task_return_boolean (task, TRUE);
}

static void
describe (GKeyFile *keys,
          const RailEdsSource *source)
{
  g_autofree char *group = g_compute_checksum_for_string (G_CHECKSUM_SHA256, source->uid, -1);

  g_key_file_set_string (keys, group, "Uid", source->uid);
  g_key_file_set_string (keys, group, "Name", source->name);
  g_key_file_set_string_list (keys, group, "Addresses", (const char *const *) source->addresses, g_strv_length (source->addresses));
}

void
rail_eds_roster_store (RailEdsRoster *self,
                       GPtrArray *sources)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Storing *storing = g_new0 (Storing, 1);

  for (guint i = 0; i < sources->len; i++)
    {
      const RailEdsSource *source = g_ptr_array_index (sources, i);

      if (source->off_reason == NULL)
        {
          describe (keys, source);
          if (storing->keys == NULL)
            storing->keys = g_key_file_ref (keys);
        }
    }

  storing->roster = rail_eds_roster_ref (self);
  storing->number = ++self->given;
  g_task_set_source_tag (task, rail_eds_roster_store);
  g_task_set_task_data (task, storing, (GDestroyNotify) storing_free);
  g_task_run_in_thread (task, store_in_thread);
}

/* ---- loading ---- */

/* NULL for what no list of ours holds. */
static RailEdsSource *
read_source (GKeyFile *keys,
             const char *group)
{
  g_autofree char *uid = g_key_file_get_string (keys, group, "Uid", NULL);
  g_autofree char *name = g_key_file_get_string (keys, group, "Name", NULL);
  g_auto (GStrv) addresses = g_key_file_get_string_list (keys, group, "Addresses", NULL, NULL);
  RailEdsSource *source = NULL;

  if (uid == NULL || *uid == '\0' || name == NULL || *name == '\0')
    return NULL;

  source = g_new0 (RailEdsSource, 1);
  source->uid = g_steal_pointer (&uid);
  source->name = g_steal_pointer (&name);
  source->addresses = addresses != NULL ? g_steal_pointer (&addresses) : g_new0 (char *, 1);
  return source;
}

static GKeyFile *
read_file (const char *path)
{
  GKeyFile *keys = g_key_file_new ();
  GStatBuf status;

  /* What is damaged is written anew when the service gives its list. */
  if (g_stat (path, &status) == 0 && status.st_size <= MAX_BYTES)
    g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL);
  return keys;
}

static void
load_in_thread (GTask *task,
                gpointer task_source,
                gpointer task_data,
                GCancellable *cancellable)
{
  RailEdsRoster *self = task_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GKeyFile) keys = read_file (self->path);
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_eds_source_free);

  for (guint i = 0; groups[i] != NULL && sources->len < MAX_CALENDARS; i++)
    {
      RailEdsSource *source = read_source (keys, groups[i]);

      if (source != NULL)
        g_ptr_array_add (sources, source);
    }
  g_task_return_pointer (task, sources, (GDestroyNotify) g_ptr_array_unref);
}

void
rail_eds_roster_load_async (RailEdsRoster *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, rail_eds_roster_load_async);
  g_task_set_task_data (task, rail_eds_roster_ref (self), (GDestroyNotify) rail_eds_roster_unref);
  g_task_run_in_thread (task, load_in_thread);
}

GPtrArray *
rail_eds_roster_load_finish (GAsyncResult *result,
                             GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
