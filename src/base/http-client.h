/*
 * Requests over HTTP: the one way out of this computer, for subscriptions, packs and the coach. Each goes through libcurl on the
 * main loop of whoever made the client, so that streaming and cancelling need no lock and nothing wakes up while no request
 * runs; libcurl itself is loaded with the first. A client cannot be made without an observer, which may refuse a request before anything leaves and hears of every one
 * afterwards. Redirects are followed one by one: each is a request of its own for the observer, and secrets stay with their origin.
 * The usual variables for proxies are honoured; CURL_CA_BUNDLE or SSL_CERT_FILE name other certificates to trust, as for the curl tool.
 */

#pragma once

#include <gio/gio.h>

#include "base/http-request.h"

typedef enum
{
  RAIL_HTTP_ANSWERED,  /* a whole answer came, whatever it says */
  RAIL_HTTP_FAILED,    /* no answer, or not all of it; something may have been sent */
  RAIL_HTTP_CANCELLED, /* something may have been sent */
  RAIL_HTTP_REFUSED,   /* by the observer: nothing was sent */
} RailHttpOutcome;

/* One request that has ended; all borrowed. The part of the address behind the origin is nobody's business. */
typedef struct
{
  gint64 when; /* when it was about to leave */
  const char *purpose;
  const char *method;
  const char *origin;
  const char *body_sha256; /* 64 hex digits; NULL for a request without a body */
  guint64 bytes_sent;      /* head and body, as libcurl put them on the connection, before encryption */
  guint64 bytes_received;  /* head and body, before they were unpacked */
  guint status;            /* 0 when no answer began */
  RailHttpOutcome outcome;
} RailHttpRecord;

typedef struct
{
  /* FALSE with @error, which becomes the request's: usually RAIL_ERROR_REFUSED. */
  gboolean (*may_send) (gpointer owner,
                        const char *origin,
                        const char *purpose,
                        GError **error);
  void (*finished) (gpointer owner,
                    const RailHttpRecord *record);
} RailHttpObserver;

typedef struct _RailHttpClient RailHttpClient;

/* @owner must live as long as the client and every request given to it. Uses the thread-default main context. */
RailHttpClient *rail_http_client_new (const RailHttpObserver *observer,
                                      gpointer owner);
RailHttpClient *rail_http_client_ref (RailHttpClient *self);
void rail_http_client_unref (RailHttpClient *self);

/* @request is copied. @sink may be NULL when nobody reads the body. It is never called after @callback. */
void rail_http_client_send_async (RailHttpClient *self,
                                  const RailHttpRequest *request,
                                  RailHttpSink sink,
                                  gpointer sink_data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/*
 * Any status is an answer (rail_http_response_check()). Errors name the host and the mend: RAIL_ERROR_UNREACHABLE, _TOO_LARGE, _REFUSED, _INVALID, and _FAILED without libcurl;
 * G_IO_ERROR_CANCELLED. Transfer full.
 */
RailHttpResponse *rail_http_client_send_finish (RailHttpClient *self,
                                                GAsyncResult *result,
                                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailHttpClient, rail_http_client_unref)
