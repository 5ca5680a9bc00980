/*
 * When a VEVENT takes place: its start and length, its rules and dates, which instance of a series it replaces. What it is about
 * stays in the file's text until event-details.h reads it for an event that has an occurrence: most of a calendar lies in
 * the past. Belongs to one reading; the times of one event are read with the zones of one zone table. Source: RFC 5545 section 3.6.1.
 */

#pragma once

#include <glib.h>

#include "context/calendar-parts.h"
#include "context/civil-time.h"
#include "context/time-zone.h"
#include "context/zone-table.h"

typedef struct
{
  RailCivilTime civil;
  RailTimeZone *zone; /* NULL: floating, or a date; the event's own zone, or the user's, applies */
} RailCalendarTime;

typedef struct
{
  RailCalendarTime time;
  gboolean has_span; /* an RDATE written as a PERIOD brings its own length */
  RailCivilSpan span;
} RailCalendarDate;

typedef struct
{
  guint line;
  gboolean excludes; /* EXRULE of RFC 2445: obsolete, yet still written */
  char *text;
} RailCalendarRule;

typedef struct
{
  RailCalendarPart part;
  char *uid;
  RailCalendarTime start;
  RailTimeZone *zone; /* the one @start is read in: never NULL */
  RailCivilSpan span;
  gboolean replaces;       /* has a RECURRENCE-ID */
  gboolean replaces_later; /* RANGE=THISANDFUTURE */
  RailCalendarTime recurrence_id;
  gint64 recurrence_moment; /* of @recurrence_id, in seconds */
  gint64 sequence;
  gint64 revised;   /* LAST-MODIFIED or DTSTAMP, in seconds */
  GArray *rules;    /* RailCalendarRule */
  GArray *dates;    /* RailCalendarDate */
  GArray *excluded; /* RailCalendarTime */
} RailCalendarEvent;

/* NULL after adding an error to @problems when the event has no time that can be read. */
RailCalendarEvent *rail_calendar_event_parse (const RailCalendarPart *part,
                                              RailZoneTable *zones,
                                              const char *file,
                                              GPtrArray *problems);

void rail_calendar_event_free (RailCalendarEvent *self);

/* The zone @time of this event is read in; borrowed. */
RailTimeZone *rail_calendar_event_get_zone (const RailCalendarEvent *self,
                                            const RailCalendarTime *time);

/* The end in seconds of an instance that starts at @civil in the event's zone and lasts @span. */
gint64 rail_calendar_event_get_end (const RailCalendarEvent *self,
                                    gint64 civil,
                                    const RailCivilSpan *span);

gboolean rail_calendar_event_is_recurring (const RailCalendarEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarEvent, rail_calendar_event_free)
