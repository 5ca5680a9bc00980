#include "config.h"

#include "agent/calendars.h"

#include "base/problem.h"
#include "platform/calendar-file.h"

struct _RailCalendars
{
  GObject parent_instance;

  RailPolicy *policy;
  GHashTable *files; /* path -> RailCalendarFile */
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
file_changed_cb (RailCalendars *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static RailCalendarFile *
open_file (RailCalendars *self,
           const char *path)
{
  RailCalendarFile *file = rail_calendar_file_new (path, (const char *const *) self->addresses);

  g_signal_connect_object (file, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  if (self->zone != NULL)
    rail_calendar_file_set_window (file, self->from, self->to, self->zone);

  return file;
}

/* Keeps the files that are still listed, so that adding one calendar does not make the others blink. */
static void
follow_policy (RailCalendars *self)
{
  g_auto (GStrv) paths = rail_policy_dup_calendar_files (self->policy);
  g_auto (GStrv) addresses = rail_policy_dup_my_addresses (self->policy);
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gboolean addresses_changed = self->addresses == NULL ||
                               !g_strv_equal ((const char *const *) addresses, (const char *const *) self->addresses);
  gboolean changed = addresses_changed;

  g_strfreev (self->addresses);
  self->addresses = g_steal_pointer (&addresses);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      RailCalendarFile *known = addresses_changed ? NULL : g_hash_table_lookup (self->files, paths[i]);

      changed |= known == NULL;
      g_hash_table_replace (files, g_strdup (paths[i]), known != NULL ? g_object_ref (known) : open_file (self, paths[i]));
    }

  changed |= g_hash_table_size (files) != g_hash_table_size (self->files);
  g_hash_table_unref (self->files);
  self->files = files;

  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
rail_calendars_finalize (GObject *object)
{
  RailCalendars *self = RAIL_CALENDARS (object);

  g_clear_object (&self->policy);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->addresses, g_strfreev);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (rail_calendars_parent_class)->finalize (object);
}

static void
rail_calendars_class_init (RailCalendarsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_calendars_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_CALENDARS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_calendars_init (RailCalendars *self)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

RailCalendars *
rail_calendars_new (RailPolicy *policy)
{
  RailCalendars *self = g_object_new (RAIL_TYPE_CALENDARS, NULL);

  self->policy = g_object_ref (policy);
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
  GHashTableIter iter;
  gpointer file;

  if (self->from == from && self->to == to && self->zone == zone)
    return;

  self->from = from;
  self->to = to;
  g_time_zone_ref (zone);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    rail_calendar_file_set_window (file, from, to, zone);
}

GPtrArray *
rail_calendars_dup_occurrences (RailCalendars *self)
{
  GPtrArray *occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    {
      GPtrArray *of_file = rail_calendar_file_get_occurrences (file);

      for (guint i = 0; i < of_file->len; i++)
        {
          RailOccurrence *occurrence = g_ptr_array_index (of_file, i);

          if (g_hash_table_add (seen, rail_occurrence_dup_identity (occurrence)))
            g_ptr_array_add (occurrences, rail_occurrence_ref (occurrence));
        }
    }

  g_ptr_array_sort (occurrences, rail_occurrence_compare);
  return occurrences;
}

void
rail_calendars_add_problems (RailCalendars *self,
                             GPtrArray *problems)
{
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    rail_problems_append (problems, rail_calendar_file_get_problems (file));
}

void
rail_calendars_build_providers (RailCalendars *self,
                                GVariantBuilder *providers)
{
  GHashTableIter iter;
  gpointer path, file;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, &path, &file))
    {
      g_autofree char *name = g_path_get_basename (path);
      const char *detail = NULL;
      RailProviderState state = rail_calendar_file_get_state (file, &detail);

      rail_provider_state_add (providers, name, state, detail);
    }
}
