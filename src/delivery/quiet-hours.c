#include "config.h"

#include "delivery/quiet-hours.h"

#include "base/duration.h"
#include "context/civil-time.h"
#include "context/time-zone.h"

#define MINUTES_PER_DAY (24 * 60)

static gint64
get_moment (const RailTimeZone *zone,
            gint64 day,
            guint minute)
{
  return rail_time_zone_get_moment (zone, day * RAIL_CIVIL_DAY + (gint64) minute * 60) * RAIL_SECOND;
}

gint64
rail_quiet_hours_get_end (guint from,
                          guint to,
                          gint64 now,
                          GTimeZone *zone)
{
  g_autoptr (RailTimeZone) rules = NULL;
  gint64 today;

  g_return_val_if_fail (from < MINUTES_PER_DAY && to < MINUTES_PER_DAY, 0);

  if (from == to)
    return 0;

  rules = rail_time_zone_new (zone);
  today = rail_civil_day_of (rail_time_zone_get_civil (rules, now / RAIL_SECOND));

  /* Those that hold now began today, or last evening. */
  for (gint64 day = today - 1; day <= today; day++)
    {
      gint64 begin = get_moment (rules, day, from);
      gint64 end = get_moment (rules, to > from ? day : day + 1, to);

      if (begin <= now && now < end)
        return end;
    }

  return 0;
}
