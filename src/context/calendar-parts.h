/*
 * Cuts iCalendar text into its events and time zones without reading them: borrowed ranges of bytes with their line in the file. So one
 * event that is broken, endless or too large costs itself only, and a file of 50,000 events is never one tree in memory.
 * The first step of recurrence.c.
 */

#pragma once

#include <glib.h>

/* The most one event or time zone may take. */
#define RAIL_CALENDAR_PART_MAX_BYTES (1024 * 1024)

typedef enum
{
  RAIL_CALENDAR_PART_EVENT,
  RAIL_CALENDAR_PART_TIME_ZONE,
} RailCalendarPartKind;

typedef struct
{
  RailCalendarPartKind kind;
  guint line; /* of BEGIN, 1-based */
  const char *data;
  gsize length;
} RailCalendarPart;

typedef struct
{
  char *name;    /* what the file calls itself (X-WR-CALNAME, or NAME of RFC 7986), or NULL */
  GArray *parts; /* RailCalendarPart, in file order */
} RailCalendarParts;

/*
 * Also takes text that begins with an event, as calendar servers hand it out. NULL with @error when @data is no calendar at all, or too
 * large; an event without an end, or too large, adds an error to @problems and is left out.
 */
RailCalendarParts *rail_calendar_parts_new (const char *data,
                                            gsize length,
                                            const char *file,
                                            GPtrArray *problems,
                                            GError **error);

/* Sets the error for a calendar larger than RAIL_CALENDAR_MAX_BYTES, for who finds out before reading it. */
void rail_calendar_parts_refuse_size (const char *file,
                                      GError **error);

void rail_calendar_parts_free (RailCalendarParts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarParts, rail_calendar_parts_free)
