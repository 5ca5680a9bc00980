#include "config.h"

#include "agent/calendars.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/problem.h"
#include "context/occurrence-cache.h"
#include "platform/calendar-file.h"
#include "platform/calendar-memory.h"
#include "platform/calendar-merge.h"
#include "platform/eds-registry.h"
#include "platform/eds-roster.h"

struct _RailCalendars
{
  GObject parent_instance;

  RailPolicy *policy;
  GDBusConnection *connection;
  RailSubscriptions *subscriptions;
  GHashTable *files;         /* path -> RailCalendarSource */
  RailEdsRegistry *registry; /* NULL where the desktop's calendars are not wanted */
  char **addresses;
  gint64 from, to;
  GTimeZone *zone;
};

G_DEFINE_FINAL_TYPE (RailCalendars, rail_calendars, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell (RailCalendars *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- the sources ---- */

static void
join_source (RailCalendars *self,
             RailCalendarSource *source)
{
  g_signal_connect_object (source, "changed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  if (self->zone != NULL)
    rail_calendar_source_set_window (source, self->from, self->to, self->zone);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  RailCalendarStatus left, right;

  rail_calendar_source_get_status (*(RailCalendarSource *const *) a, &left);
  rail_calendar_source_get_status (*(RailCalendarSource *const *) b, &right);
  return strcmp (left.id, right.id);
}

/* The files by path, then the subscriptions and the desktop's calendars as they are listed. Transfer full. */
static GPtrArray *
list_files (RailCalendars *self)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    g_ptr_array_add (sources, g_object_ref (file));
  g_ptr_array_sort (sources, compare_ids);

  return sources;
}

/* Transfer full; empty for NULL. */
static GPtrArray *
list_model (GListModel *calendars)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; calendars != NULL && i < g_list_model_get_n_items (calendars); i++)
    g_ptr_array_add (sources, g_list_model_get_item (calendars, i));

  return sources;
}

static GPtrArray *
list_desktop (RailCalendars *self)
{
  return list_model (self->registry != NULL ? rail_eds_registry_get_calendars (self->registry) : NULL);
}

static GPtrArray *
list_subscriptions (RailCalendars *self)
{
  return list_model (rail_subscriptions_get_calendars (self->subscriptions));
}

static GPtrArray *
list_all (RailCalendars *self)
{
  GPtrArray *sources = list_files (self);

  g_ptr_array_extend_and_steal (sources, list_subscriptions (self));
  g_ptr_array_extend_and_steal (sources, list_desktop (self));
  return sources;
}

static void
listed_cb (RailCalendars *self,
           guint position,
           guint removed,
           guint added,
           GListModel *calendars)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (calendars, i);

      join_source (self, calendar);
    }
  tell (self);
}

static RailCalendarSource *
open_file (RailCalendars *self,
           const char *path)
{
  RailCalendarSource *file = rail_calendar_file_new (path, (const char *const *) self->addresses);

  join_source (self, file);
  return file;
}

/* Keeps the files that are still listed, so that adding one calendar does not make the others blink. TRUE when any differs. */
static gboolean
follow_files (RailCalendars *self,
              gboolean anew)
{
  g_auto (GStrv) paths = rail_policy_dup_calendar_files (self->policy);
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gboolean changed = anew;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      RailCalendarSource *known = anew ? NULL : g_hash_table_lookup (self->files, paths[i]);

      changed |= known == NULL;
      g_hash_table_replace (files, g_strdup (paths[i]), known != NULL ? g_object_ref (known) : open_file (self, paths[i]));
    }

  changed |= g_hash_table_size (files) != g_hash_table_size (self->files);
  g_hash_table_unref (self->files);
  self->files = files;
  return changed;
}

/* Whatever an earlier run has left, too. */
static void
forget_desktop (RailCalendars *self,
                const char *cache_path)
{
  static const char *const none[] = { NULL };
  g_autoptr (RailEdsRoster) roster = rail_eds_roster_new (cache_path);
  g_autoptr (GPtrArray) no_sources = g_ptr_array_new ();

  if (self->registry != NULL)
    rail_eds_registry_forget (self->registry);
  rail_calendar_memory_forget_all_but (cache_path, none);
  rail_eds_roster_store (roster, no_sources);
}

static gboolean
follow_desktop (RailCalendars *self,
                gboolean anew)
{
  gboolean wanted = rail_policy_get_desktop_calendars (self->policy);
  g_autofree char *cache_path = NULL;

  if (wanted == (self->registry != NULL) && !anew)
    return FALSE;

  cache_path = rail_occurrence_cache_dup_default_path (RAIL_OCCURRENCE_CACHE_OF_DESKTOP);
  if (!wanted)
    forget_desktop (self, cache_path);
  g_clear_object (&self->registry);
  if (wanted)
    {
      self->registry = rail_eds_registry_new (self->connection, (const char *const *) self->addresses, cache_path);
      g_signal_connect_object (self->registry, "changed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (rail_eds_registry_get_calendars (self->registry), "items-changed", G_CALLBACK (listed_cb), self, G_CONNECT_SWAPPED);
    }
  return TRUE;
}

static void
follow_policy (RailCalendars *self)
{
  g_auto (GStrv) addresses = rail_policy_dup_my_addresses (self->policy);
  gboolean anew = self->addresses == NULL ||
                  !g_strv_equal ((const char *const *) addresses, (const char *const *) self->addresses);
  gboolean changed = FALSE;

  g_strfreev (self->addresses);
  self->addresses = g_steal_pointer (&addresses);

  changed = follow_files (self, anew);
  changed |= follow_desktop (self, anew);
  if (changed)
    tell (self);
}

static void
rail_calendars_dispose (GObject *object)
{
  RailCalendars *self = RAIL_CALENDARS (object);

  g_clear_object (&self->registry);
  g_hash_table_remove_all (self->files);
  g_clear_object (&self->subscriptions);
  g_clear_object (&self->policy);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (rail_calendars_parent_class)->dispose (object);
}

static void
rail_calendars_finalize (GObject *object)
{
  RailCalendars *self = RAIL_CALENDARS (object);

  g_hash_table_unref (self->files);
  g_strfreev (self->addresses);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (rail_calendars_parent_class)->finalize (object);
}

static void
rail_calendars_class_init (RailCalendarsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_calendars_dispose;
  object_class->finalize = rail_calendars_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_CALENDARS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_calendars_init (RailCalendars *self)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

RailCalendars *
rail_calendars_new (RailPolicy *policy,
                    GDBusConnection *connection,
                    RailSubscriptions *subscriptions)
{
  RailCalendars *self = g_object_new (RAIL_TYPE_CALENDARS, NULL);
  GListModel *subscribed = rail_subscriptions_get_calendars (subscriptions);

  self->policy = g_object_ref (policy);
  self->connection = g_object_ref (connection);
  self->subscriptions = g_object_ref (subscriptions);
  g_signal_connect_object (subscribed, "items-changed", G_CALLBACK (listed_cb), self, G_CONNECT_SWAPPED);
  listed_cb (self, 0, 0, g_list_model_get_n_items (subscribed), subscribed);
  g_signal_connect_object (policy, "changed", G_CALLBACK (follow_policy), self, G_CONNECT_SWAPPED);
  follow_policy (self);

  return self;
}

void
rail_calendars_set_window (RailCalendars *self,
                           gint64 from,
                           gint64 to,
                           GTimeZone *zone)
{
  g_autoptr (GPtrArray) sources = NULL;

  if (self->from == from && self->to == to && self->zone == zone)
    return;

  self->from = from;
  self->to = to;
  g_time_zone_ref (zone);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;

  sources = list_all (self);
  for (guint i = 0; i < sources->len; i++)
    rail_calendar_source_set_window (g_ptr_array_index (sources, i), from, to, zone);
}

GPtrArray *
rail_calendars_dup_occurrences (RailCalendars *self)
{
  g_autoptr (GPtrArray) sources = list_all (self);

  return rail_calendar_merge (sources);
}

void
rail_calendars_add_problems (RailCalendars *self,
                             GPtrArray *problems)
{
  g_autoptr (GPtrArray) sources = list_all (self);

  rail_problems_append (problems, rail_subscriptions_get_problems (self->subscriptions));
  for (guint i = 0; i < sources->len; i++)
    rail_problems_append (problems, rail_calendar_source_get_problems (g_ptr_array_index (sources, i)));
}

static void
add_provider (GVariantBuilder *providers,
              const char *kind,
              const RailCalendarStatus *status)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "kind", "s", kind);
  g_variant_dict_insert (&dict, "name", "s", status->name);
  g_variant_dict_insert (&dict, "state", "s", rail_provider_state_to_string (status->state));
  g_variant_dict_insert (&dict, "detail", "s", status->detail);
  if (status->id != NULL)
    g_variant_dict_insert (&dict, "id", "s", status->id);
  if (status->read_at != 0)
    g_variant_dict_insert (&dict, "read-at", "x", status->read_at);
  g_variant_builder_add_value (providers, g_variant_dict_end (&dict));
}

static void
add_providers (GVariantBuilder *providers,
               const char *kind,
               GPtrArray *sources)
{
  for (guint i = 0; i < sources->len; i++)
    {
      RailCalendarStatus status;

      rail_calendar_source_get_status (g_ptr_array_index (sources, i), &status);
      add_provider (providers, kind, &status);
    }
}

void
rail_calendars_build_providers (RailCalendars *self,
                                GVariantBuilder *providers)
{
  g_autoptr (GPtrArray) files = list_files (self);
  g_autoptr (GPtrArray) subscriptions = list_subscriptions (self);
  g_autoptr (GPtrArray) desktop = list_desktop (self);
  const char *detail = _ ("Switched off in the preferences");
  RailProviderState state = self->registry != NULL ? rail_eds_registry_get_state (self->registry, &detail) : RAIL_PROVIDER_OFF;

  add_providers (providers, "calendar-file", files);
  add_providers (providers, "calendar-subscription", subscriptions);
  if (state != RAIL_PROVIDER_OK)
    add_provider (providers, "desktop-calendars", &(RailCalendarStatus){ .name = _ ("Calendars of the desktop"), .state = state, .detail = detail });
  add_providers (providers, "desktop-calendar", desktop);
}
