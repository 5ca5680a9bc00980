/*
 * The occurrences of one reading of a calendar while they are collected: the window they must touch, the limits, the shared allowance
 * of time. Of too many, those nearest to now stay: first every series is held to a share, so that one that
 * repeats by the second does not push everybody's meetings out, and then the window becomes smaller. recurrence.c owns it; series.c adds the instances of a series to it.
 */

#pragma once

#include "context/calendar-event.h"
#include "context/occurrence.h"
#include "context/recurrence.h"

/* No offset, and no difference between two zones, moves a time farther (in seconds). */
#define RAIL_EXPANSION_SLACK (2 * RAIL_CIVIL_DAY)

/* 0001-01-03 to 9999-12-29 in seconds, so that no local time leaves the years that four digits can write. */
#define RAIL_EXPANSION_EARLIEST ((gint64) -62135424000)
#define RAIL_EXPANSION_LATEST ((gint64) 253402041600)

/* A series with more occurrences than its share of a crowd. */
typedef struct
{
  guint line;
  guint first; /* among the occurrences, until they are crowded */
  guint count;
  gboolean full; /* more than any series may have */
} RailExpansionFlood;

typedef struct
{
  const RailCalendarReading *reading;
  const char *calendar; /* display name */
  gint64 from;          /* seconds, a little wider than the window, within the bounds above */
  gint64 to;
  gint64 window_from; /* microseconds, as asked for */
  gint64 from_exact;  /* the same, until there are too many */
  gint64 to_exact;
  gint64 allowance; /* as in recurrence-rule.h */
  GPtrArray *occurrences;
  GPtrArray *problems;
  gsize text_bytes;
  gboolean texts_full; /* reported */
  gboolean is_misread; /* reported */
  gboolean crowded;    /* there were too many: each series has a smaller share now */
  gboolean cut;        /* and still too many: the window is smaller now */
  GArray *floods;      /* RailExpansionFlood */
  guint series_line;   /* of the series at hand */
  guint series_first;  /* where its occurrences begin, until they are crowded */
  guint series_count;  /* how many it has had */
  gboolean full;       /* the series at hand has had all it may have: stop */
} RailExpansion;

void rail_expansion_clear (RailExpansion *self);

/* Around all that is added for one UID; @line is where its first event begins. */
void rail_expansion_begin_series (RailExpansion *self,
                                  guint line);
void rail_expansion_end_series (RailExpansion *self);

/* Leaves the occurrences sorted and no more of them than there may be, and reports what that cost. */
void rail_expansion_finish (RailExpansion *self);

/* An event that has occurrences, and what it is about: read when the first of them is added. */
typedef struct
{
  const RailCalendarEvent *event;
  RailOccurrence *details;
} RailExpansionSource;

/* Lets the source stand for @event; NULL clears it. */
void rail_expansion_source_set (RailExpansionSource *self,
                                const RailCalendarEvent *event);

/* Adds the instance of the source's event that starts at @civil in its zone and lasts @span, if it touches the window. */
void rail_expansion_add (RailExpansion *self,
                         RailExpansionSource *source,
                         gint64 civil,
                         const RailCivilSpan *span,
                         const char *recurrence_id);

static inline void
rail_expansion_source_clear (RailExpansionSource *self)
{
  rail_expansion_source_set (self, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RailExpansion, rail_expansion_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RailExpansionSource, rail_expansion_source_clear)
