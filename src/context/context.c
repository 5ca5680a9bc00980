#include "config.h"

#include "context/context.h"

RailContext *
rail_context_new (gint64 now,
                  GTimeZone *zone,
                  RailWindow *window,
                  GPtrArray *occurrences)
{
  g_autoptr (RailOccurrenceIndex) index = rail_occurrence_index_new (occurrences);

  return rail_context_new_indexed (now, zone, window, index);
}

RailContext *
rail_context_new_indexed (gint64 now,
                          GTimeZone *zone,
                          RailWindow *window,
                          RailOccurrenceIndex *index)
{
  RailContext *self = g_new0 (RailContext, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->now = now;
  self->zone = g_time_zone_ref (zone);
  self->window = window != NULL ? rail_window_ref (window) : NULL;
  self->index = rail_occurrence_index_ref (index);
  self->occurrences = rail_occurrence_index_get_occurrences (index);

  return self;
}

RailContext *
rail_context_ref (RailContext *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_context_unref (RailContext *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_time_zone_unref (self->zone);
  g_clear_pointer (&self->window, rail_window_unref);
  rail_occurrence_index_unref (self->index);
  g_free (self);
}

GPtrArray *
rail_context_find_occurrences (const RailContext *self,
                               gint64 from,
                               gint64 to)
{
  return rail_occurrence_index_find (self->index, from, to);
}

RailOccurrence *
rail_context_find_same (const RailContext *self,
                        const RailOccurrence *occurrence)
{
  for (guint i = 0; i < self->occurrences->len; i++)
    {
      RailOccurrence *candidate = g_ptr_array_index (self->occurrences, i);

      if (rail_occurrence_is_same (candidate, occurrence))
        return candidate;
    }

  return NULL;
}

gboolean
rail_context_meets_people (const RailContext *self)
{
  g_autoptr (GPtrArray) running = rail_context_find_occurrences (self, self->now, self->now + 1);

  for (guint i = 0; i < running->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (running, i);

      /* One of no length does not run, but is found. */
      if (self->now < occurrence->end && occurrence->attendees >= 2 && !occurrence->all_day && !occurrence->cancelled &&
          occurrence->response != RAIL_RESPONSE_DECLINED)
        return TRUE;
    }

  return FALSE;
}
