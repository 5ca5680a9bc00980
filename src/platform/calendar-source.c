#include "config.h"

#include "platform/calendar-source.h"

G_DEFINE_INTERFACE (RailCalendarSource, rail_calendar_source, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
rail_calendar_source_default_init (RailCalendarSourceInterface *iface)
{
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_CALENDAR_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

void
rail_calendar_source_set_window (RailCalendarSource *self,
                                 gint64 from,
                                 gint64 to,
                                 GTimeZone *zone)
{
  g_return_if_fail (RAIL_IS_CALENDAR_SOURCE (self));

  RAIL_CALENDAR_SOURCE_GET_IFACE (self)->set_window (self, from, to, zone);
}

GPtrArray *
rail_calendar_source_get_occurrences (RailCalendarSource *self)
{
  g_return_val_if_fail (RAIL_IS_CALENDAR_SOURCE (self), NULL);

  return RAIL_CALENDAR_SOURCE_GET_IFACE (self)->get_occurrences (self);
}

GPtrArray *
rail_calendar_source_get_problems (RailCalendarSource *self)
{
  g_return_val_if_fail (RAIL_IS_CALENDAR_SOURCE (self), NULL);

  return RAIL_CALENDAR_SOURCE_GET_IFACE (self)->get_problems (self);
}

void
rail_calendar_source_get_status (RailCalendarSource *self,
                                 RailCalendarStatus *status)
{
  g_return_if_fail (RAIL_IS_CALENDAR_SOURCE (self));

  RAIL_CALENDAR_SOURCE_GET_IFACE (self)->get_status (self, status);
}

void
rail_calendar_source_emit_changed (RailCalendarSource *self)
{
  g_return_if_fail (RAIL_IS_CALENDAR_SOURCE (self));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
