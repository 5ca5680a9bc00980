/*
 * One .ics file as a calendar: watches it, also before it exists and when a program replaces it, and expands it in a thread for the window
 * the agent asks for. A file that goes away or breaks keeps what it last held, with a state that says so. Nothing wakes up
 * while the file stays as it is.
 */

#pragma once

#include "platform/calendar-source.h"

#define RAIL_TYPE_CALENDAR_FILE (rail_calendar_file_get_type ())
G_DECLARE_FINAL_TYPE (RailCalendarFile, rail_calendar_file, RAIL, CALENDAR_FILE, GObject)

/* @my_addresses: lower-case e-mail addresses, NULL-terminated, or NULL if none is known. Its id is its path. */
RailCalendarSource *rail_calendar_file_new (const char *path,
                                            const char *const *my_addresses);
