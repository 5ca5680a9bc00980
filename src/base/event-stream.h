/*
 * Server-sent events, read as they come: bytes in, events out. Lines end in CR, LF or CRLF, comments and unknown fields are skipped, a
 * byte order mark at the start too; an event that the stream's end cuts off is not one. Only the data is of interest here: names, ids and
 * retry times are read over. Source: the HTML Living Standard, section 9.2 (server-sent events).
 */

#pragma once

#include <glib.h>

/* Of one event's data; what passes it ends the stream with RAIL_ERROR_TOO_LARGE. */
#define RAIL_EVENT_STREAM_MAX_DATA (256 * 1024)

typedef struct _RailEventStream RailEventStream;

/* @data: the lines of one event joined by line feeds, valid UTF-8 (repaired). FALSE with @error ends the reading. */
typedef gboolean (*RailEventStreamFunc) (const char *data,
                                         gpointer user_data,
                                         GError **error);

RailEventStream *rail_event_stream_new (RailEventStreamFunc func,
                                        gpointer user_data);
void rail_event_stream_free (RailEventStream *self);

/* FALSE with @error: the func's, or RAIL_ERROR_TOO_LARGE. Memory never passes the cap. */
gboolean rail_event_stream_feed (RailEventStream *self,
                                 const char *bytes,
                                 gsize length,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEventStream, rail_event_stream_free)
