#include "config.h"

#include "rules/time-condition.h"

#include "base/duration.h"

#define SECONDS_PER_DAY 86400
#define MINUTES_PER_DAY 1440

/* The julian day that GDate gives 1970-01-01. */
#define EPOCH_DAY 719163

/*
 * A fifth Friday can be months away, a leap day is not asked for: within two years everything that can happen has.
 */
#define HORIZON_DAYS 732

/* The first moment at which the clocks of @zone show @wall (seconds, as if in UTC), or the end of the gap that swallows it. */
static gint64
first_moment (gint64 wall,
              GTimeZone *zone)
{
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &wall);

  if (interval > 0)
    {
      gint64 earlier = wall - g_time_zone_get_offset (zone, interval - 1);

      if (g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, earlier) == interval - 1)
        return earlier * RAIL_SECOND;
    }

  return (wall - g_time_zone_get_offset (zone, interval)) * RAIL_SECOND;
}

static gint64
floor_divide (gint64 number,
              gint64 divisor)
{
  return number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor);
}

/* Days since 1970-01-01 on the wall of @zone. */
static gint64
local_day (gint64 now,
           GTimeZone *zone)
{
  gint64 seconds = floor_divide (now, RAIL_SECOND);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return floor_divide (seconds + g_time_zone_get_offset (zone, interval), SECONDS_PER_DAY);
}

static gboolean
is_day (const RailTimeCondition *self,
        gint64 day)
{
  GDate date;
  int weekday;
  int of_month;
  int last;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (day + EPOCH_DAY));
  weekday = (int) g_date_get_weekday (&date) - G_DATE_MONDAY;
  if ((self->days & 1u << weekday) == 0)
    return FALSE;
  if (!self->has_nth)
    return TRUE;

  of_month = g_date_get_day (&date);
  last = g_date_get_days_in_month (g_date_get_month (&date), g_date_get_year (&date));

  return weekday == self->nth_day &&
         (self->nth_n > 0 ? (of_month - 1) / 7 + 1 == self->nth_n : (last - of_month) / 7 + 1 == -self->nth_n);
}

/* The stretch that starts on @day; FALSE if there is none. */
static gboolean
get_stretch (const RailTimeCondition *self,
             gint64 day,
             GTimeZone *zone,
             gint64 *start,
             gint64 *end)
{
  int from = self->has_between ? self->from : 0;
  int to = self->has_between ? self->to : MINUTES_PER_DAY;

  if (!is_day (self, day))
    return FALSE;

  if (to <= from)
    to += MINUTES_PER_DAY;
  *start = first_moment (day * SECONDS_PER_DAY + from * 60, zone);
  *end = first_moment (day * SECONDS_PER_DAY + to * 60, zone);

  return *start < *end;
}

gboolean
rail_time_condition_evaluate (const RailTimeCondition *self,
                              gint64 now,
                              GTimeZone *zone,
                              gint64 *until)
{
  gint64 today = local_day (now, zone);
  gboolean holds = FALSE;

  /* Yesterday's stretch may reach over midnight into today; stretches that touch are one. */
  *until = G_MAXINT64;
  for (gint64 day = today - 1; day <= today + HORIZON_DAYS; day++)
    {
      gint64 start, end;

      if (!get_stretch (self, day, zone, &start, &end) || end <= now)
        continue;

      if (start <= (holds ? *until : now))
        {
          *until = holds ? MAX (*until, end) : end;
          holds = TRUE;
          continue;
        }
      if (!holds)
        *until = start;
      return holds;
    }

  /* Every day of the next two years touches the one before. */
  if (holds && *until > now + (HORIZON_DAYS - 1) * RAIL_DAY)
    *until = G_MAXINT64;

  return holds;
}
