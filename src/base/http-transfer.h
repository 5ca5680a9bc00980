/*
 * One request on libcurl, from what is asked to what came of it: its limits, the answer, and in words why there is none. Redirects and
 * the main loop are the client's.
 */

#pragma once

#include "base/curl-library.h"
#include "base/http-request.h"

typedef struct _RailHttpTransfer RailHttpTransfer;

/*
 * @address is @request's own or the one it was redirected to, which gets none of its secrets unless it has the same origin. @trusted: a file of
 * certificates, or NULL for the system's own. All but @sink_data must live as long as the transfer.
 */
RailHttpTransfer *rail_http_transfer_new (const RailCurlLibrary *curl,
                                          const RailHttpRequest *request,
                                          const RailWebAddress *address,
                                          const char *trusted,
                                          RailHttpSink sink,
                                          gpointer sink_data);

/* No request may be running on it any more. */
void rail_http_transfer_free (RailHttpTransfer *self);

/* To be run. Its CURLINFO_PRIVATE is free for whoever runs it. */
CURL *rail_http_transfer_get_easy (const RailHttpTransfer *self);

/* 0 when no answer began. */
guint rail_http_transfer_get_status (const RailHttpTransfer *self);

/* Heads and bodies, before they were encrypted or unpacked. */
guint64 rail_http_transfer_get_bytes_sent (const RailHttpTransfer *self);
guint64 rail_http_transfer_get_bytes_received (const RailHttpTransfer *self);

/* Whether the answer is elsewhere; where, as the server wrote it, or NULL when it wrote nothing. Transfer full. */
gboolean rail_http_transfer_is_redirect (const RailHttpTransfer *self);
char *rail_http_transfer_dup_location (const RailHttpTransfer *self);

/* Once it has ended well. Transfer full. */
RailHttpResponse *rail_http_transfer_take_response (RailHttpTransfer *self);

/* Once it has ended with @code, which is not CURLE_OK. Transfer full. */
GError *rail_http_transfer_take_error (RailHttpTransfer *self,
                                       CURLcode code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailHttpTransfer, rail_http_transfer_free)
