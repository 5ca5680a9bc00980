/*
 * What one calendar of the desktop was last known to hold, kept in an occurrence cache: so that it is there before the service answers, and when
 * it never does. Shared by the calendar and the threads that keep it; once forgotten nothing is kept any more, whatever is still under way.
 */

#pragma once

#include <gio/gio.h>

#include "context/occurrence-cache.h"

typedef struct _RailCalendarMemory RailCalendarMemory;

/* @id: as for the occurrence cache. */
RailCalendarMemory *rail_calendar_memory_new (const char *path,
                                              const char *id);
RailCalendarMemory *rail_calendar_memory_ref (RailCalendarMemory *self);
void rail_calendar_memory_unref (RailCalendarMemory *self);

/* Blocks: for a thread. NULL when nothing is known. */
RailCachedCalendar *rail_calendar_memory_load (RailCalendarMemory *self);

/* Takes @calendar, and writes it soon; nobody waits for the disk. What cannot be kept is logged, and read anew the next time. */
void rail_calendar_memory_store (RailCalendarMemory *self,
                                 RailCachedCalendar *calendar);

/* Soon nothing of the calendar is in the file. */
void rail_calendar_memory_forget (RailCalendarMemory *self);

/* The same for every calendar but those in @ids, NULL-terminated. Does not make a file where there is none. */
void rail_calendar_memory_forget_all_but (const char *path,
                                          const char *const *ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarMemory, rail_calendar_memory_unref)
