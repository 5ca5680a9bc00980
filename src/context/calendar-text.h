/*
 * The bytes of one calendar, in memory or in a file that is read piece by piece: a file of 60 MiB never lies on the heap as a whole, and is not
 * mapped either, because whoever truncates a mapped file kills its readers. RFC 5545 section 3.1 ends lines with CR LF; a CR that stands alone in
 * the place of one, as Macintosh once wrote it, is handed out as LF, so that nobody else need know. Only recurrence.c and calendar-parts.c know it.
 */

#pragma once

#include <glib.h>

typedef struct _RailCalendarText RailCalendarText;

/* @data is borrowed, and copied only where lines end with CR alone. */
RailCalendarText *rail_calendar_text_new (const char *data,
                                          gsize length);

/* NULL with @error where @path cannot be read, is no ordinary file, or is larger than RAIL_CALENDAR_MAX_BYTES. Blocks. */
RailCalendarText *rail_calendar_text_open (const char *path,
                                           GError **error);

void rail_calendar_text_free (RailCalendarText *self);

gsize rail_calendar_text_get_length (const RailCalendarText *self);

/*
 * The bytes from @offset on, as many as are at hand: all of them, or at least RAIL_CALENDAR_TEXT_PIECE. Borrowed until the next call.
 * NULL at the end and when the file fails, which rail_calendar_text_check() tells apart.
 */
#define RAIL_CALENDAR_TEXT_PIECE (256 * 1024)
const char *rail_calendar_text_peek (RailCalendarText *self,
                                     gsize offset,
                                     gsize *length);

/* A piece of it for longer: a copy, or the borrowed memory itself. Shorter than @length where the text ends or fails. Transfer full. */
GBytes *rail_calendar_text_dup_bytes (RailCalendarText *self,
                                      gsize offset,
                                      gsize length);

/* FALSE with @error when something could not be read; *@changed is set where the file was written meanwhile, so that trying again helps. */
gboolean rail_calendar_text_check (RailCalendarText *self,
                                   gboolean *changed,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarText, rail_calendar_text_free)
