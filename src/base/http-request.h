/*
 * What somebody asks of a server. Filled in on the stack by whoever asks, and copied by the client.
 */

#pragma once

#include "base/http-response.h"
#include "base/web-address.h"

/* Spans are microseconds; 0 leaves a limit out. */
typedef struct
{
  const RailWebAddress *address;
  const char *purpose;        /* a word for the ledger: "calendar", "sync", "coach" */
  const char *method;         /* NULL = GET, or POST with a body; only GET follows redirects */
  GBytes *body;               /* NULL = none */
  const char *const *headers; /* "Name: value"; never sent to another origin. NULL = none */
  const char *etag;           /* validators of a conditional GET, of this very address; NULL = none */
  const char *last_modified;
  guint64 max_bytes;      /* of the body, as it comes and unpacked; always a limit */
  gint64 connect_timeout; /* name, connection and handshake together */
  gint64 total_timeout;   /* of one request; a stream that is meant to stay open has none */
  gint64 stall_timeout;   /* so long next to nothing comes */
  guint max_redirects;
} RailHttpRequest;

/*
 * Gets the body as it comes, unpacked, of whichever status; @response is complete but borrowed. FALSE with @error ends the request with that
 * error. Bodies of redirects are not passed on. It may cancel the request or send another, but not free the last reference of the client.
 */
typedef gboolean (*RailHttpSink) (const RailHttpResponse *response,
                                  const char *data,
                                  gsize length,
                                  gpointer user_data,
                                  GError **error);

/* The copy names its method. Only a copy is freed. */
RailHttpRequest *rail_http_request_copy (const RailHttpRequest *self);
void rail_http_request_free (RailHttpRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailHttpRequest, rail_http_request_free)
