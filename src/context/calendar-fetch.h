/*
 * One request for a calendar over HTTP, for subscriptions and for `handrailctl agenda`: only a whole calendar is an answer, and its text goes
 * to a file without a name, which is gone when it has been expanded.
 */

#pragma once

#include <gio/gio.h>

#include "base/http-client.h"
#include "context/recurrence.h"

typedef struct
{
  gboolean modified; /* FALSE: as it was when the validators came (304); nothing below is known then */
  int fd;            /* of the file, or -1 */
  char *host;        /* for people */
  char *name;        /* what the calendar calls itself, or NULL */
  gint64 interval;   /* how often it wants to be read; 0 when it does not say */
  char *etag;        /* validators for the next time, or NULL */
  char *last_modified;
} RailCalendarFetch;

void rail_calendar_fetch_free (RailCalendarFetch *self);

/* The validators may be NULL. Does not keep @address. */
void rail_calendar_fetch_async (RailHttpClient *client,
                                const RailWebAddress *address,
                                const char *etag,
                                const char *last_modified,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* *@retry_after (optional): the moment the server named, answer or not; 0 when it named none. Transfer full; NULL with @error. */
RailCalendarFetch *rail_calendar_fetch_finish (GAsyncResult *result,
                                               gint64 *retry_after,
                                               GError **error);

/* As rail_recurrence_expand(), of the text that came; it is given up with that. NULL with @error. Blocks: for a thread. */
GPtrArray *rail_calendar_fetch_expand (RailCalendarFetch *self,
                                       const RailCalendarReading *reading,
                                       gint64 from,
                                       gint64 to,
                                       GPtrArray *problems,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCalendarFetch, rail_calendar_fetch_free)
