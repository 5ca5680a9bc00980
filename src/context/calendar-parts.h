/*
 * Cuts iCalendar text into its events and time zones without reading them: where they stand, and which of the events can matter to a window of
 * time. So one event that is broken, endless or too large costs itself only, and a file of 50,000 events is never one tree in memory.
 * The first step of recurrence.c.
 */

#pragma once

#include <glib.h>

#include "context/calendar-problems.h"
#include "context/calendar-text.h"

/* The most one event or time zone may take. */
#define RAIL_CALENDAR_PART_MAX_BYTES (1024 * 1024)

typedef enum
{
  RAIL_CALENDAR_PART_EVENT,
  RAIL_CALENDAR_PART_TIME_ZONE,
} RailCalendarPartKind;

/* An event or time zone from its BEGIN to its END line. */
typedef struct
{
  RailCalendarPartKind kind;
  guint line; /* of BEGIN, 1-based */
  const char *data;
  gsize length;
} RailCalendarPart;

/* Where one stands: RAIL_CALENDAR_MAX_BYTES fits into its numbers with room to spare, and there may be millions of them. */
typedef struct
{
  guint32 offset;
  guint32 line;
  guint32 key; /* of an event: the same for all that have its UID, and by chance for another */
  guint32 length : 30;
  guint32 matters : 1;  /* of an event: it may have an occurrence in the window, or a problem */
  guint32 has_news : 1; /* of an event: the first that may name a certain time zone */
} RailCalendarRange;

typedef struct
{
  char *name;     /* what the file calls itself (X-WR-CALNAME, or NAME of RFC 7986), or NULL */
  GArray *zones;  /* RailCalendarRange, in file order, as the next */
  GArray *events; /* without those that do not matter and share their key with none that does */
} RailCalendarParts;

/*
 * Also takes text that begins with an event, as calendar servers hand it out. @from and @to as in event-glance.h. NULL with @error when @text
 * is no calendar at all, or too large; an event without an end, or too large, adds an error to @problems and is left out.
 */
RailCalendarParts *rail_calendar_parts_new (RailCalendarText *text,
                                            gint64 from,
                                            gint64 to,
                                            const char *file,
                                            RailCalendarProblems *problems,
                                            GError **error);

/* Sets the error for a calendar larger than RAIL_CALENDAR_MAX_BYTES, for who finds out before reading it. */
void rail_calendar_parts_refuse_size (const char *file,
                                      GError **error);

void rail_calendar_parts_free (RailCalendarParts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarParts, rail_calendar_parts_free)
