#include "config.h"

#include "context/time-zone.h"

#include "context/civil-time.h"

/* Offsets lie between -12 h and +14 h; a VTIMEZONE may claim up to a day. */
#define FARTHEST_OFFSET ((gint64) 36 * 3600)

struct _RailTimeZone
{
  gatomicrefcount ref_count;
  GTimeZone *zone; /* NULL: @changes decide */
  GArray *changes; /* RailTimeZoneChange by moment */
};

static RailTimeZone *
create (GTimeZone *zone,
        GArray *changes)
{
  RailTimeZone *self = g_new0 (RailTimeZone, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->zone = zone;
  self->changes = changes;
  return self;
}

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  const RailTimeZoneChange *left = a;
  const RailTimeZoneChange *right = b;

  return (left->moment > right->moment) - (left->moment < right->moment);
}

/*
 * Both kinds are a row of intervals with one offset each, counted from 0 in the order of time. GLib has local lookups too
 * (g_time_zone_adjust_time), but they choose among two readings by asking for daylight or standard time, which is not
 * "first": Casablanca turns its clocks back into daylight time. So only its lookup by moment is used.
 */
static int
find_interval (const RailTimeZone *self,
               gint64 moment)
{
  guint low = 0;
  guint high;

  if (self->zone != NULL)
    return g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, moment);

  for (high = self->changes->len; low < high;)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->changes, RailTimeZoneChange, middle).moment <= moment)
        low = middle + 1;
      else
        high = middle;
    }
  return (int) low;
}

static gint64
get_offset (const RailTimeZone *self,
            int interval)
{
  if (self->zone != NULL)
    return g_time_zone_get_offset (self->zone, interval);
  if (interval == 0)
    return g_array_index (self->changes, RailTimeZoneChange, 0).offset_before;

  return g_array_index (self->changes, RailTimeZoneChange, interval - 1).offset_after;
}

RailTimeZone *
rail_time_zone_new (GTimeZone *zone)
{
  return create (g_time_zone_ref (zone), NULL);
}

RailTimeZone *
rail_time_zone_new_from_changes (GArray *changes)
{
  g_return_val_if_fail (changes->len > 0, NULL);

  g_array_sort (changes, compare_changes);
  return create (NULL, g_array_ref (changes));
}

RailTimeZone *
rail_time_zone_ref (RailTimeZone *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_time_zone_unref (RailTimeZone *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->changes, g_array_unref);
  g_free (self);
}

gint64
rail_time_zone_get_moment (const RailTimeZone *self,
                           gint64 civil)
{
  int interval = find_interval (self, civil - FARTHEST_OFFSET);
  gint64 offset_before = get_offset (self, interval);

  for (;; interval++)
    {
      gint64 offset = get_offset (self, interval);
      gint64 moment = civil - offset;
      int home = find_interval (self, moment);

      /* The first interval that holds its own reading of @civil is the earlier of two. */
      if (home == interval)
        return moment;
      /* Its reading lies before it begins, and the interval before ended earlier: no clock showed @civil. */
      if (home < interval)
        return civil - offset_before;
      offset_before = offset;
    }
}

gint64
rail_time_zone_get_civil (const RailTimeZone *self,
                          gint64 moment)
{
  return moment + get_offset (self, find_interval (self, moment));
}

gint64
rail_time_zone_get_date (const RailTimeZone *self,
                         gint64 moment)
{
  gint64 local = rail_time_zone_get_civil (self, moment);
  gint64 local_midnight = rail_civil_day_of (local) * RAIL_CIVIL_DAY;

  return local == local_midnight ? local_midnight : rail_civil_day_of (moment) * RAIL_CIVIL_DAY;
}
