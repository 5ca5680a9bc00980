#include "config.h"

#include "context/context.h"

RailContext *
rail_context_new (gint64 now,
                  GTimeZone *zone,
                  RailWindow *window,
                  GPtrArray *occurrences)
{
  RailContext *self = g_new0 (RailContext, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->now = now;
  self->zone = g_time_zone_ref (zone);
  self->window = window != NULL ? rail_window_ref (window) : NULL;
  self->occurrences = g_ptr_array_ref (occurrences);

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
  g_ptr_array_unref (self->occurrences);
  g_free (self);
}
