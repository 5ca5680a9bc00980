#include "config.h"

#include "delivery/reminder-moment.h"

#include "base/duration.h"
#include "base/iso-time.h"

/* An hour from now is at night where it falls before the first or after the second, by the clock on the wall. */
#define DAY_BEGINS 7
#define DAY_ENDS 19

#define MORNING 9

static gint64
get_clock (gint64 day,
           int hour,
           GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (day / RAIL_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) moment = g_date_time_new (zone, g_date_time_get_year (local), g_date_time_get_month (local), g_date_time_get_day_of_month (local), hour, 0, 0);

  return g_date_time_to_unix (moment) * RAIL_SECOND;
}

static gboolean
is_attended (const RailOccurrence *occurrence)
{
  return !occurrence->all_day && !occurrence->cancelled && occurrence->response != RAIL_RESPONSE_DECLINED;
}

/* Of those that run the one that began last is where somebody sits; else the first to come. What goes on past midnight is no meeting of this day. */
static const RailOccurrence *
find_meeting (const RailContext *context,
              gint64 day_end)
{
  g_autoptr (GPtrArray) occurrences = rail_context_find_occurrences (context, context->now, day_end);
  const RailOccurrence *running = NULL;

  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);

      if (!is_attended (occurrence) || occurrence->end <= context->now || occurrence->end > day_end)
        continue;
      if (occurrence->start <= context->now)
        running = occurrence;
      else
        return running != NULL ? running : occurrence;
    }

  return running;
}

RailReminderMoment
rail_reminder_moment_choose (const RailContext *context)
{
  gint64 day = rail_iso_time_day_start (context->now, context->zone);
  /* Half a day past midnight is tomorrow even where a clock change makes the day 25 hours long. */
  gint64 next_day = rail_iso_time_day_start (day + 36 * RAIL_HOUR, context->zone);
  const RailOccurrence *meeting = find_meeting (context, next_day);
  gint64 hour = context->now + RAIL_HOUR;

  if (meeting != NULL)
    return (RailReminderMoment){ .kind = RAIL_REMINDER_AFTER_MEETING, .moment = meeting->end, .occurrence = meeting };
  if (hour < get_clock (day, DAY_BEGINS, context->zone))
    return (RailReminderMoment){ .kind = RAIL_REMINDER_IN_THE_MORNING, .moment = get_clock (day, MORNING, context->zone) };
  if (hour > get_clock (day, DAY_ENDS, context->zone))
    return (RailReminderMoment){ .kind = RAIL_REMINDER_IN_THE_MORNING, .moment = get_clock (next_day, MORNING, context->zone) };

  return (RailReminderMoment){ .kind = RAIL_REMINDER_IN_AN_HOUR, .moment = hour };
}

const char *
rail_reminder_kind_to_string (RailReminderKind kind)
{
  static const char *const words[] = {
    [RAIL_REMINDER_AFTER_MEETING] = "meeting",
    [RAIL_REMINDER_IN_AN_HOUR] = "hour",
    [RAIL_REMINDER_IN_THE_MORNING] = "morning",
  };

  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (words), "hour");

  return words[kind];
}
