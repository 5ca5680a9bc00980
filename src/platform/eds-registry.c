#define G_LOG_DOMAIN "handrail-eds-registry"

#include "config.h"

#include "platform/eds-registry.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "platform/calendar-memory.h"
#include "platform/calendar-source-eds.h"
#include "platform/eds-roster.h"
#include "platform/eds-service.h"
#include "platform/eds-source.h"

#define MANAGER_PATH "/org/gnome/evolution/dataserver/SourceManager"
#define OBJECT_MANAGER_INTERFACE "org.freedesktop.DBus.ObjectManager"
#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"

/* One change in a settings dialog is several signals. */
#define SETTLE_MILLISECONDS 100
#define CALL_TIMEOUT_MILLISECONDS 30000
#define FIRST_RETRY_SECONDS 1
#define LAST_RETRY_SECONDS 300

/* A desk has a handful. */
#define MAX_CALENDARS 100

struct _RailEdsRegistry
{
  GObject parent_instance;

  GDBusConnection *connection;
  char **addresses;
  char *cache_path;
  RailEdsRoster *roster; /* NULL: nothing is remembered */
  gboolean listed;       /* the service has given its list; what was removed while nobody looked has been forgotten */
  GListStore *calendars; /* RailCalendarSource */
  GHashTable *known;     /* uid -> RailEdsSource: what those in the list were made from */
  char *sources_name;    /* the bus names; NULL where there is no such service */
  char *calendars_name;
  RailProviderState state;
  char *detail;

  GCancellable *cancellable;
  guint installed_subscription;
  guint sources_subscription;
  guint name_watch;
  gboolean reading;
  gboolean again; /* something changed while it was being read */
  guint settle_source;
  guint retry_source;
  guint retry_seconds;
};

G_DEFINE_FINAL_TYPE (RailEdsRegistry, rail_eds_registry, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void read_sources (RailEdsRegistry *self);
static void probe (RailEdsRegistry *self);

static void
set_state (RailEdsRegistry *self,
           RailProviderState state,
           const char *detail)
{
  if (self->state == state && g_str_equal (self->detail, detail))
    return;

  self->state = state;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GWeakRef *
weak_ref_new (RailEdsRegistry *self)
{
  GWeakRef *weak_self = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_self, self);
  return weak_self;
}

/* The asker of a reply, if it still is; frees the reference. Transfer full. */
static RailEdsRegistry *
take_asker (GWeakRef *weak_self)
{
  RailEdsRegistry *self = g_weak_ref_get (weak_self);

  g_weak_ref_clear (weak_self);
  g_free (weak_self);
  return self;
}

/* ---- the list ---- */

static gboolean
find (RailEdsRegistry *self,
      const char *uid,
      guint *position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->calendars)); i++)
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (G_LIST_MODEL (self->calendars), i);
      RailCalendarStatus status;

      rail_calendar_source_get_status (calendar, &status);
      if (g_str_equal (status.id, uid))
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

static char **
join_addresses (RailEdsRegistry *self,
                const RailEdsSource *source)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (self->addresses != NULL)
    g_strv_builder_addv (builder, (const char **) self->addresses);
  g_strv_builder_addv (builder, (const char **) source->addresses);
  return g_strv_builder_end (builder);
}

static void
forget (RailEdsRegistry *self,
        guint position)
{
  g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (G_LIST_MODEL (self->calendars), position);

  rail_calendar_source_eds_forget (RAIL_CALENDAR_SOURCE_EDS (calendar));
}

static RailCalendarSource *
make_calendar (RailEdsRegistry *self,
               const RailEdsSource *source)
{
  g_auto (GStrv) addresses = NULL;

  if (source->off_reason != NULL)
    return rail_calendar_source_eds_new_off (source->uid, source->name, source->off_reason);

  addresses = join_addresses (self, source);
  return rail_calendar_source_eds_new (self->connection, self->calendars_name, source->uid, source->name, (const char *const *) addresses, self->cache_path);
}

static void
follow_source (RailEdsRegistry *self,
               RailEdsSource *source)
{
  const RailEdsSource *known = g_hash_table_lookup (self->known, source->uid);
  guint position = 0;

  if (known == NULL || !find (self, source->uid, &position))
    {
      g_autoptr (RailCalendarSource) calendar = make_calendar (self, source);

      g_list_store_append (self->calendars, calendar);
      rail_calendar_source_eds_set_account_trouble (RAIL_CALENDAR_SOURCE_EDS (calendar), source->trouble);
    }
  else if (!rail_eds_source_equal (known, source))
    {
      g_autoptr (RailCalendarSource) calendar = make_calendar (self, source);

      if (source->off_reason != NULL)
        forget (self, position);
      g_list_store_splice (self->calendars, position, 1, (gpointer *) &calendar, 1);
      rail_calendar_source_eds_set_account_trouble (RAIL_CALENDAR_SOURCE_EDS (calendar), source->trouble);
    }
  else
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (G_LIST_MODEL (self->calendars), position);

      rail_calendar_source_eds_set_account_trouble (RAIL_CALENDAR_SOURCE_EDS (calendar), source->trouble);
    }
}

/* Of calendars that went away, or were hidden, while Handrail did not run. */
static void
clear_cache (RailEdsRegistry *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  GHashTableIter iter;
  gpointer source;

  if (self->cache_path == NULL || self->listed)
    return;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, NULL, &source))
    {
      if (((RailEdsSource *) source)->off_reason == NULL)
        g_strv_builder_add (builder, ((RailEdsSource *) source)->uid);
    }
  ids = g_strv_builder_end (builder);
  rail_calendar_memory_forget_all_but (self->cache_path, (const char *const *) ids);
}

/* Calendars that stay as they are are left alone, so that adding one does not make the others blink. */
static void
list_sources (RailEdsRegistry *self,
              GPtrArray *sources)
{
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) rail_eds_source_free);

  for (guint i = 0; i < MIN (sources->len, MAX_CALENDARS); i++)
    {
      RailEdsSource *source = rail_eds_source_copy (g_ptr_array_index (sources, i));

      follow_source (self, source);
      g_hash_table_replace (listed, source->uid, source);
    }

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->calendars)); i > 0; i--)
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (G_LIST_MODEL (self->calendars), i - 1);
      RailCalendarStatus status;

      rail_calendar_source_get_status (calendar, &status);
      if (!g_hash_table_contains (listed, status.id))
        {
          forget (self, i - 1);
          g_list_store_remove (self->calendars, i - 1);
        }
    }

  g_hash_table_unref (self->known);
  self->known = g_steal_pointer (&listed);
}

static void
follow_sources (RailEdsRegistry *self,
                GPtrArray *sources)
{
  list_sources (self, sources);
  clear_cache (self);
  self->listed = TRUE;
  if (self->roster != NULL)
    rail_eds_roster_store (self->roster, sources);

  if (sources->len > MAX_CALENDARS)
    set_state (self, RAIL_PROVIDER_LIMITED, _ ("There are more calendars than Handrail reads"));
  else
    set_state (self, RAIL_PROVIDER_OK, "");
}

static void
recalled_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (RailEdsRegistry) self = take_asker (user_data);
  g_autoptr (GPtrArray) sources = rail_eds_roster_load_finish (result, NULL);

  /* The service may have given its list meanwhile, or have been removed. */
  if (self != NULL && sources != NULL && !self->listed && self->calendars_name != NULL)
    list_sources (self, sources);
}

/* The calendars of the last time, each of which tries for itself and shows what it held then. */
static void
recall (RailEdsRegistry *self)
{
  if (self->roster != NULL && !self->listed && g_hash_table_size (self->known) == 0)
    rail_eds_roster_load_async (self->roster, self->cancellable, recalled_cb, weak_ref_new (self));
}

/* ---- the service ---- */

static gboolean
retry_cb (gpointer user_data)
{
  RailEdsRegistry *self = user_data;

  self->retry_source = 0;
  read_sources (self);

  return G_SOURCE_REMOVE;
}

static void
retry_later (RailEdsRegistry *self)
{
  if (self->retry_source != 0)
    return;

  self->retry_source = g_timeout_add_seconds (self->retry_seconds, retry_cb, self);
  self->retry_seconds = MIN (self->retry_seconds * 2, LAST_RETRY_SECONDS);
}

static void
sources_cb (GObject *connection,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (RailEdsRegistry) self = take_asker (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (connection), result, &error);
  g_autoptr (GPtrArray) sources = NULL;

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->reading = FALSE;
  if (reply == NULL)
    {
      g_autofree char *reason = rail_eds_service_describe (error);

      set_state (self, RAIL_PROVIDER_FAILED, reason);
      recall (self);
      retry_later (self);
      return;
    }

  self->retry_seconds = FIRST_RETRY_SECONDS;
  sources = rail_eds_source_read_all (reply);
  follow_sources (self, sources);
  if (self->again)
    read_sources (self);
}

/* All of them, at every change: a few dozen small texts, and no second picture of the service's objects that could get out of step. */
static void
read_sources (RailEdsRegistry *self)
{
  self->again = self->reading;
  if (self->reading)
    return;

  g_clear_handle_id (&self->retry_source, g_source_remove);
  self->reading = TRUE;
  g_dbus_connection_call (self->connection,
                          self->sources_name,
                          MANAGER_PATH,
                          OBJECT_MANAGER_INTERFACE,
                          "GetManagedObjects",
                          NULL,
                          G_VARIANT_TYPE ("(a{oa{sa{sv}}})"),
                          G_DBUS_CALL_FLAGS_NONE,
                          CALL_TIMEOUT_MILLISECONDS,
                          self->cancellable,
                          sources_cb,
                          weak_ref_new (self));
}

static void
settled_cb (gpointer user_data)
{
  RailEdsRegistry *self = user_data;

  self->settle_source = 0;
  read_sources (self);
}

static void
source_changed_cb (GDBusConnection *connection,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  RailEdsRegistry *self = user_data;

  if (g_str_has_prefix (path, MANAGER_PATH) && self->settle_source == 0)
    self->settle_source = g_timeout_add_once (SETTLE_MILLISECONDS, settled_cb, self);
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  RailEdsRegistry *self = user_data;

  /* Said while an answer is awaited, it only means that the service is yet to be started. */
  if (self->reading || self->state == RAIL_PROVIDER_FAILED)
    return;

  set_state (self, RAIL_PROVIDER_FAILED, _ ("The desktop’s calendar service has ended"));
  retry_later (self);
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  read_sources (user_data);
}

static void
leave_service (RailEdsRegistry *self)
{
  if (self->name_watch != 0)
    g_bus_unwatch_name (self->name_watch);
  self->name_watch = 0;
  if (self->sources_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->sources_subscription);
  self->sources_subscription = 0;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_pointer (&self->sources_name, g_free);
  g_clear_pointer (&self->calendars_name, g_free);
}

static void
join_service (RailEdsRegistry *self,
              const char *sources_name,
              const char *calendars_name)
{
  self->sources_name = g_strdup (sources_name);
  self->calendars_name = g_strdup (calendars_name);
  self->sources_subscription = g_dbus_connection_signal_subscribe (self->connection,
                                                                   sources_name,
                                                                   NULL,
                                                                   NULL,
                                                                   NULL,
                                                                   NULL,
                                                                   G_DBUS_SIGNAL_FLAGS_NONE,
                                                                   source_changed_cb,
                                                                   self,
                                                                   NULL);
  self->name_watch = g_bus_watch_name_on_connection (self->connection,
                                                     sources_name,
                                                     G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                     appeared_cb,
                                                     vanished_cb,
                                                     self,
                                                     NULL);
  read_sources (self);
}

/* What is on offer decides; a service that is there under no version we know is told and left alone. */
static void
choose_service (RailEdsRegistry *self,
                const char *const *names)
{
  guint other_sources = 0;
  guint other_calendars = 0;
  const char *sources = rail_eds_service_choose (names, RAIL_EDS_SOURCES, RAIL_EDS_SOURCES_FIRST, RAIL_EDS_SOURCES_LAST, &other_sources);
  const char *calendars = rail_eds_service_choose (names, RAIL_EDS_CALENDARS, RAIL_EDS_CALENDARS_FIRST, RAIL_EDS_CALENDARS_LAST, &other_calendars);

  if (sources != NULL && calendars != NULL)
    {
      if (self->sources_name == NULL || !g_str_equal (self->sources_name, sources) || !g_str_equal (self->calendars_name, calendars))
        {
          leave_service (self);
          join_service (self, sources, calendars);
        }
      return;
    }

  leave_service (self);
  g_list_store_remove_all (self->calendars);
  g_hash_table_remove_all (self->known);
  if (other_sources != 0 || other_calendars != 0)
    set_state (self, RAIL_PROVIDER_FAILED, _ ("The desktop’s calendar service is of a version that Handrail does not know"));
  else
    set_state (self, RAIL_PROVIDER_OFF, _ ("This desktop has no calendar service"));
}

static void
names_cb (GObject *connection,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (RailEdsRegistry) self = take_asker (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (connection), result, &error);
  g_autofree const char **names = NULL;

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (reply == NULL)
    {
      g_autofree char *reason = rail_eds_service_describe (error);

      set_state (self, RAIL_PROVIDER_FAILED, reason);
      return;
    }

  g_variant_get (reply, "(^a&s)", &names);
  choose_service (self, (const char *const *) names);
}

/* Only services that the bus can start count: one that was started by hand cannot be had back when it ends. */
static void
probe (RailEdsRegistry *self)
{
  g_dbus_connection_call (self->connection,
                          BUS_NAME,
                          BUS_PATH,
                          BUS_NAME,
                          "ListActivatableNames",
                          NULL,
                          G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          CALL_TIMEOUT_MILLISECONDS,
                          self->cancellable,
                          names_cb,
                          weak_ref_new (self));
}

static void
installed_cb (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *signal,
              GVariant *parameters,
              gpointer user_data)
{
  probe (user_data);
}

static void
rail_eds_registry_dispose (GObject *object)
{
  RailEdsRegistry *self = RAIL_EDS_REGISTRY (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->connection != NULL)
    leave_service (self);
  if (self->installed_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->installed_subscription);
  self->installed_subscription = 0;
  g_clear_object (&self->calendars);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (rail_eds_registry_parent_class)->dispose (object);
}

static void
rail_eds_registry_finalize (GObject *object)
{
  RailEdsRegistry *self = RAIL_EDS_REGISTRY (object);

  g_strfreev (self->addresses);
  g_free (self->cache_path);
  g_clear_pointer (&self->roster, rail_eds_roster_unref);
  g_hash_table_unref (self->known);
  g_free (self->detail);

  G_OBJECT_CLASS (rail_eds_registry_parent_class)->finalize (object);
}

static void
rail_eds_registry_class_init (RailEdsRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_eds_registry_dispose;
  object_class->finalize = rail_eds_registry_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_EDS_REGISTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_eds_registry_init (RailEdsRegistry *self)
{
  self->calendars = g_list_store_new (RAIL_TYPE_CALENDAR_SOURCE);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) rail_eds_source_free);
  self->cancellable = g_cancellable_new ();
  self->retry_seconds = FIRST_RETRY_SECONDS;
  self->state = RAIL_PROVIDER_LIMITED;
  self->detail = g_strdup (_ ("The desktop’s calendars have not been asked for yet"));
}

RailEdsRegistry *
rail_eds_registry_new (GDBusConnection *connection,
                       const char *const *addresses,
                       const char *cache_path)
{
  RailEdsRegistry *self = g_object_new (RAIL_TYPE_EDS_REGISTRY, NULL);

  self->connection = g_object_ref (connection);
  self->addresses = g_strdupv ((char **) addresses);
  self->cache_path = g_strdup (cache_path);
  if (cache_path != NULL)
    self->roster = rail_eds_roster_new (cache_path);
  self->installed_subscription = g_dbus_connection_signal_subscribe (connection,
                                                                     BUS_NAME,
                                                                     BUS_NAME,
                                                                     "ActivatableServicesChanged",
                                                                     BUS_PATH,
                                                                     NULL,
                                                                     G_DBUS_SIGNAL_FLAGS_NONE,
                                                                     installed_cb,
                                                                     self,
                                                                     NULL);
  probe (self);

  return self;
}

void
rail_eds_registry_forget (RailEdsRegistry *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_return_if_fail (RAIL_IS_EDS_REGISTRY (self));

  if (self->roster != NULL)
    rail_eds_roster_store (self->roster, none);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->calendars)); i++)
    forget (self, i);
}

GListModel *
rail_eds_registry_get_calendars (RailEdsRegistry *self)
{
  g_return_val_if_fail (RAIL_IS_EDS_REGISTRY (self), NULL);

  return G_LIST_MODEL (self->calendars);
}

RailProviderState
rail_eds_registry_get_state (RailEdsRegistry *self,
                             const char **detail)
{
  g_return_val_if_fail (RAIL_IS_EDS_REGISTRY (self), RAIL_PROVIDER_OFF);

  if (detail != NULL)
    *detail = self->detail;
  return self->state;
}
