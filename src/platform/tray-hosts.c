#include "config.h"

#include "platform/tray-hosts.h"

#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define HOST_PREFIX "org.kde.StatusNotifierHost-"

/* A desktop has one host, perhaps two; asking about more at a stranger's wish would be work for nothing. */
#define MAX_HOSTS 16

struct _RailTrayHosts
{
  GObject parent_instance;

  GDBusConnection *connection;
  guint watch_id;
  char *watcher;     /* unique name, or NULL while there is none */
  GHashTable *known; /* unique names found to be hosts: the bus never gives one out twice */
};

G_DEFINE_FINAL_TYPE (RailTrayHosts, rail_tray_hosts, G_TYPE_OBJECT)

enum
{
  SIGNAL_WATCHER_APPEARED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  char *sender;
  GPtrArray *hosts; /* well-known names still to be asked about */
} Check;

static void
check_free (Check *check)
{
  g_free (check->sender);
  g_ptr_array_unref (check->hosts);
  g_free (check);
}

static void ask_next (GTask *task);

static void
ask_bus (GTask *task,
         const char *method,
         GVariant *parameters,
         const char *reply_type,
         GAsyncReadyCallback callback)
{
  RailTrayHosts *self = g_task_get_source_object (task);

  g_dbus_connection_call (self->connection,
                          "org.freedesktop.DBus",
                          "/org/freedesktop/DBus",
                          "org.freedesktop.DBus",
                          method,
                          parameters,
                          G_VARIANT_TYPE (reply_type),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          callback,
                          task);
}

static void
got_owner_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  GTask *task = user_data;
  RailTrayHosts *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *owner = "";

  if (reply != NULL)
    g_variant_get (reply, "(&s)", &owner);

  if (!g_str_equal (owner, check->sender))
    {
      ask_next (task);
      return;
    }

  g_hash_table_add (self->known, g_strdup (owner));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Takes over @task. */
static void
ask_next (GTask *task)
{
  Check *check = g_task_get_task_data (task);
  g_autofree char *host = NULL;

  if (check->hosts->len == 0)
    {
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
      return;
    }

  host = g_ptr_array_steal_index_fast (check->hosts, 0);
  ask_bus (task, "GetNameOwner", g_variant_new ("(s)", host), "(s)", got_owner_cb);
}

static void
got_names_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  GTask *task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariantIter) names = NULL;
  const char *name;

  if (reply != NULL)
    {
      g_variant_get (reply, "(as)", &names);
      while (check->hosts->len < MAX_HOSTS && g_variant_iter_next (names, "&s", &name))
        {
          if (g_str_has_prefix (name, HOST_PREFIX))
            g_ptr_array_add (check->hosts, g_strdup (name));
        }
    }

  ask_next (task);
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  RailTrayHosts *self = user_data;

  g_free (self->watcher);
  self->watcher = g_strdup (owner);
  g_signal_emit (self, signals[SIGNAL_WATCHER_APPEARED], 0, owner);
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  RailTrayHosts *self = user_data;

  g_clear_pointer (&self->watcher, g_free);
  g_hash_table_remove_all (self->known);
}

static void
rail_tray_hosts_finalize (GObject *object)
{
  RailTrayHosts *self = RAIL_TRAY_HOSTS (object);

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->watcher, g_free);
  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (rail_tray_hosts_parent_class)->finalize (object);
}

static void
rail_tray_hosts_class_init (RailTrayHostsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_tray_hosts_finalize;

  signals[SIGNAL_WATCHER_APPEARED] = g_signal_new ("watcher-appeared", RAIL_TYPE_TRAY_HOSTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rail_tray_hosts_init (RailTrayHosts *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

RailTrayHosts *
rail_tray_hosts_new (GDBusConnection *connection)
{
  RailTrayHosts *self = g_object_new (RAIL_TYPE_TRAY_HOSTS, NULL);

  self->connection = g_object_ref (connection);
  /* Never starts one: a desktop without a tray is not given one by us. */
  self->watch_id = g_bus_watch_name_on_connection (connection,
                                                   WATCHER_NAME,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   appeared_cb,
                                                   vanished_cb,
                                                   self,
                                                   NULL);
  return self;
}

void
rail_tray_hosts_check_async (RailTrayHosts *self,
                             const char *sender,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Check *check = g_new0 (Check, 1);

  g_task_set_source_tag (task, rail_tray_hosts_check_async);
  check->sender = g_strdup (sender);
  check->hosts = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);

  if (g_strcmp0 (sender, self->watcher) == 0 || g_hash_table_contains (self->known, sender))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  ask_bus (task, "ListNames", NULL, "(as)", got_names_cb);
}

gboolean
rail_tray_hosts_check_finish (RailTrayHosts *self,
                              GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
