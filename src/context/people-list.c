#include "config.h"

#include "context/people-list.h"

#include <string.h>

#include "context/occurrence.h"

struct _RailPeopleList
{
  GPtrArray *names;
  GHashTable *seen; /* names in lower case */
  gsize n_bytes;
};

RailPeopleList *
rail_people_list_new (void)
{
  RailPeopleList *self = g_new0 (RailPeopleList, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
rail_people_list_free (RailPeopleList *self)
{
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->seen);
  g_free (self);
}

static gboolean
add_name (RailPeopleList *self,
          const char *name)
{
  gsize length = strlen (name);

  if (self->names->len >= RAIL_PEOPLE_LIST_MAX_NAMES || self->n_bytes + length > RAIL_PEOPLE_LIST_MAX_BYTES)
    return FALSE;

  if (length > 0 && g_hash_table_add (self->seen, g_utf8_strdown (name, -1)))
    {
      g_ptr_array_add (self->names, g_strdup (name));
      self->n_bytes += length;
    }

  return TRUE;
}

gboolean
rail_people_list_add (RailPeopleList *self,
                      const char *people)
{
  g_auto (GStrv) names = g_strsplit (people, "\n", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!add_name (self, names[i]))
        return FALSE;
    }

  return TRUE;
}

static int
compare_distances (gconstpointer a,
                   gconstpointer b,
                   gpointer now)
{
  const RailOccurrence *one = *(const RailOccurrence *const *) a;
  const RailOccurrence *other = *(const RailOccurrence *const *) b;
  gint64 one_distance = ABS (one->start - *(const gint64 *) now);
  gint64 other_distance = ABS (other->start - *(const gint64 *) now);

  return (one_distance > other_distance) - (one_distance < other_distance);
}

void
rail_people_list_add_occurrences (RailPeopleList *self,
                                  GPtrArray *occurrences,
                                  gint64 now)
{
  g_autoptr (GPtrArray) nearest = g_ptr_array_copy (occurrences, NULL, NULL);
  const char *before = NULL;

  g_ptr_array_set_free_func (nearest, NULL);
  g_ptr_array_sort_with_data (nearest, compare_distances, &now);
  for (guint i = 0; i < nearest->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (nearest, i);

      /* The same text again and again, where a series recurs by the hour. */
      if (occurrence->people != before && !rail_people_list_add (self, occurrence->people))
        return;
      before = occurrence->people;
    }
}

char **
rail_people_list_dup_names (RailPeopleList *self)
{
  char **names = g_new0 (char *, self->names->len + 1);

  for (guint i = 0; i < self->names->len; i++)
    names[i] = g_strdup (g_ptr_array_index (self->names, i));

  return names;
}
