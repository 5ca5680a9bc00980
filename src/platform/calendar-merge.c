#include "config.h"

#include "platform/calendar-merge.h"

/* An occurrence that is to be one of the list, and whether its calendar only remembers it. */
typedef struct
{
  RailOccurrence *occurrence; /* borrowed */
  gboolean stale;
  GRefString *people; /* borrowed: of that copy which has the longest list */
} Copy;

/* The order of the rules in the header. */
static gboolean
says_more (const Copy *copy,
           const Copy *held)
{
  const RailOccurrence *a = copy->occurrence;
  const RailOccurrence *b = held->occurrence;
  gboolean answered = a->response != RAIL_RESPONSE_NONE;
  gboolean declined = a->response == RAIL_RESPONSE_DECLINED;
  gboolean organized = a->organizer_role != RAIL_ORGANIZER_UNKNOWN;

  if (copy->stale != held->stale)
    return held->stale;
  if (a->cancelled != b->cancelled)
    return a->cancelled;
  if (answered != (b->response != RAIL_RESPONSE_NONE))
    return answered;
  if (declined != (b->response == RAIL_RESPONSE_DECLINED))
    return declined;
  if (organized != (b->organizer_role != RAIL_ORGANIZER_UNKNOWN))
    return organized;
  return a->attendees > b->attendees;
}

static void
add_copy (GHashTable *chosen,
          const Copy *copy)
{
  g_autofree char *identity = rail_occurrence_dup_identity (copy->occurrence);
  Copy *held = g_hash_table_lookup (chosen, identity);
  GRefString *people = held != NULL && g_ref_string_length (held->people) >= g_ref_string_length (copy->people) ? held->people : copy->people;

  if (held == NULL)
    {
      g_hash_table_insert (chosen, g_steal_pointer (&identity), g_memdup2 (copy, sizeof *copy));
      return;
    }

  if (says_more (copy, held))
    *held = *copy;
  held->people = people;
}

/* A calendar that hides who comes must not hide it from who keeps their names back. */
static RailOccurrence *
dup_occurrence (const Copy *copy)
{
  if (copy->people == copy->occurrence->people)
    return rail_occurrence_ref (copy->occurrence);

  return rail_occurrence_new_with_people (copy->occurrence, copy->people);
}

GPtrArray *
rail_calendar_merge (GPtrArray *sources)
{
  GPtrArray *occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (GHashTable) chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer copy;

  for (guint i = 0; i < sources->len; i++)
    {
      RailCalendarSource *source = g_ptr_array_index (sources, i);
      GPtrArray *of_source = rail_calendar_source_get_occurrences (source);
      RailCalendarStatus status;

      rail_calendar_source_get_status (source, &status);
      for (guint j = 0; j < of_source->len; j++)
        {
          RailOccurrence *occurrence = g_ptr_array_index (of_source, j);

          add_copy (chosen, &(const Copy){ occurrence, status.state == RAIL_PROVIDER_FAILED, occurrence->people });
        }
    }

  g_hash_table_iter_init (&iter, chosen);
  while (g_hash_table_iter_next (&iter, NULL, &copy))
    g_ptr_array_add (occurrences, dup_occurrence (copy));
  g_ptr_array_sort (occurrences, rail_occurrence_compare);
  return occurrences;
}
