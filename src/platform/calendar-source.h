/*
 * A calendar, wherever it lives: a file, a subscription, the desktop's calendar service. Holds the occurrences of the window it was
 * given, keeps them current without being asked, and keeps what it last knew when its origin cannot be reached. Implemented by the
 * units named after their origin; agent/calendars adds them up.
 */

#pragma once

#include <glib-object.h>

#include "context/occurrence.h"
#include "platform/provider-state.h"

/* What people are told about one calendar; all borrowed, valid until the next "changed". */
typedef struct
{
  const char *id;     /* stays the same from run to run: a path, an address, the service's own id */
  const char *name;   /* for people */
  const char *detail; /* a sentence: what is missing and the mend; "" when all is well */
  RailProviderState state;
  gint64 read_at; /* when the occurrences were last known to be current, in microseconds; 0 = never */
} RailCalendarStatus;

#define RAIL_TYPE_CALENDAR_SOURCE (rail_calendar_source_get_type ())
G_DECLARE_INTERFACE (RailCalendarSource, rail_calendar_source, RAIL, CALENDAR_SOURCE, GObject)

struct _RailCalendarSourceInterface
{
  GTypeInterface parent_iface;

  void (*set_window) (RailCalendarSource *self,
                      gint64 from,
                      gint64 to,
                      GTimeZone *zone);
  GPtrArray *(*get_occurrences) (RailCalendarSource *self);
  GPtrArray *(*get_problems) (RailCalendarSource *self);
  void (*get_status) (RailCalendarSource *self,
                      RailCalendarStatus *status);
};

/*
 * Moments in microseconds, [from, to), and the user's zone. Nothing is read before the first call; nothing happens when nothing differs.
 * Signal: "changed" (no arguments): occurrences, problems or status may be others now.
 */
void rail_calendar_source_set_window (RailCalendarSource *self,
                                      gint64 from,
                                      gint64 to,
                                      GTimeZone *zone);

/* RailOccurrence, sorted by start; borrowed, and never changed: after "changed" it is another array. Never NULL. */
GPtrArray *rail_calendar_source_get_occurrences (RailCalendarSource *self);

/* RailProblem of the last reading; borrowed as above. */
GPtrArray *rail_calendar_source_get_problems (RailCalendarSource *self);

void rail_calendar_source_get_status (RailCalendarSource *self,
                                      RailCalendarStatus *status);

/* For implementations. */
void rail_calendar_source_emit_changed (RailCalendarSource *self);
