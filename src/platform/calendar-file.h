/*
 * One .ics file as a calendar: watches it, also before it exists and when a program replaces it, and expands it in a thread for the window
 * the agent asks for. A file that goes away or breaks keeps what it last held, with a state that says so. Nothing wakes up
 * while the file stays as it is.
 */

#pragma once

#include <glib-object.h>

#include "context/occurrence.h"
#include "platform/provider-state.h"

#define RAIL_TYPE_CALENDAR_FILE (rail_calendar_file_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendarFile, rail_calendar_file, RAIL, CALENDAR_FILE, GObject)

/*
 * @my_addresses: lower-case e-mail addresses, NULL-terminated, or NULL if none is known. Reads nothing before a window is set.
 * Signal: "changed" (occurrences, problems or state may be others now).
 */
RailCalendarFile *rail_calendar_file_new (const char *path,
                                          const char *const *my_addresses);

/* Moments in microseconds, [from, to), and the user's zone; reads the file again when any of them differs. */
void rail_calendar_file_set_window (RailCalendarFile *self,
                                    gint64 from,
                                    gint64 to,
                                    GTimeZone *zone);

const char *rail_calendar_file_get_path (RailCalendarFile *self);

/* RailOccurrence, sorted by start; borrowed, and never changed: after "changed" it is another array. Never NULL. */
GPtrArray *rail_calendar_file_get_occurrences (RailCalendarFile *self);

/* RailProblem of the last reading; borrowed as above. */
GPtrArray *rail_calendar_file_get_problems (RailCalendarFile *self);

/* @detail (optional): a sentence for people, "" when all is well; borrowed. */
RailProviderState rail_calendar_file_get_state (RailCalendarFile *self,
                                                const char **detail);

/* The moment the occurrences were read, in microseconds; 0 when they never were. */
gint64 rail_calendar_file_get_read_at (RailCalendarFile *self);
