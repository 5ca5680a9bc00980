/*
 * What one calendar holds and how it stands: the window it was asked for, the occurrences in it, the sentence for people. The part that all
 * calendar sources have in common; each embeds one and fills it.
 */

#pragma once

#include "platform/calendar-source.h"

typedef struct
{
  gint64 from;
  gint64 to;
  GTimeZone *zone; /* NULL: not asked for yet */
} RailCalendarWindow;

typedef struct
{
  RailCalendarWindow window;
  GPtrArray *occurrences;
  GPtrArray *problems;
  RailProviderState state;
  char *reason; /* of the trouble; "" when there is none */
  char *detail; /* the same, or what could not be read, with the age of the events */
  gint64 read_at;
} RailCalendarContents;

/* Nothing yet, which @detail says. */
void rail_calendar_contents_init (RailCalendarContents *self,
                                  const char *detail);
void rail_calendar_contents_clear (RailCalendarContents *self);

/* FALSE when nothing differs. */
gboolean rail_calendar_contents_set_window (RailCalendarContents *self,
                                            gint64 from,
                                            gint64 to,
                                            GTimeZone *zone);

/* Another holder of the same window, for a thread. */
void rail_calendar_window_copy (const RailCalendarWindow *self,
                                RailCalendarWindow *copy);
void rail_calendar_window_clear (RailCalendarWindow *self);
gboolean rail_calendar_window_equal (const RailCalendarWindow *a,
                                     const RailCalendarWindow *b);

/* The calendar was read at @read_at: what it holds, and how well. Takes both arrays. */
void rail_calendar_contents_take (RailCalendarContents *self,
                                  GPtrArray *occurrences,
                                  GPtrArray *problems,
                                  gint64 read_at);

/* It works, but less than it could, or not at all: @reason is a sentence without a full stop. Says how old the events are when they are. */
void rail_calendar_contents_set_trouble (RailCalendarContents *self,
                                         RailProviderState state,
                                         const char *reason);

/* As set_trouble(), and adds @reason to the problems that somebody can mend. */
void rail_calendar_contents_fail (RailCalendarContents *self,
                                  const char *file,
                                  const char *reason,
                                  const char *mend);

/* What is known from an earlier run, until something is read; takes @occurrences. Nothing when something has been read. */
void rail_calendar_contents_remember (RailCalendarContents *self,
                                      GPtrArray *occurrences,
                                      gint64 read_at);

/* Fills all of @status but its id and name. */
void rail_calendar_contents_get_status (const RailCalendarContents *self,
                                        RailCalendarStatus *status);
