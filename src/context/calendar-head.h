/*
 * The first lines of a calendar, read while it comes over the wire: whether it is one at all, so that a sign-in page ends a download early,
 * and what it says of itself. And its last line, for a connection that ends too early looks like an end.
 * Sources: RFC 5545 section 3.4, RFC 7986 sections 5.1 and 5.7.
 */

#pragma once

#include <glib.h>

typedef struct _RailCalendarHead RailCalendarHead;

RailCalendarHead *rail_calendar_head_new (void);
void rail_calendar_head_free (RailCalendarHead *self);

/* The next part, of any length. FALSE with RAIL_ERROR_INVALID as soon as it is plain that this is no calendar; @host is named then. */
gboolean rail_calendar_head_read (RailCalendarHead *self,
                                  const char *host,
                                  const char *data,
                                  gsize length,
                                  GError **error);

/* That was all. FALSE with RAIL_ERROR_UNREACHABLE when a part is missing. */
gboolean rail_calendar_head_end (RailCalendarHead *self,
                                 const char *host,
                                 GError **error);

/* NULL when it gives itself none. */
const char *rail_calendar_head_get_name (RailCalendarHead *self);

/* How often it wants to be read, in microseconds; 0 when it does not say. */
gint64 rail_calendar_head_get_interval (RailCalendarHead *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarHead, rail_calendar_head_free)
