#define G_LOG_DOMAIN "handrail-http-transfer"

#include "config.h"

#include "base/http-transfer.h"

#include "base/duration.h"
#include "base/error.h"
#include "base/http-date.h"

#define USER_AGENT "Handrail/" RAIL_VERSION

/* Status line and headers together. The largest answers of calendar servers have 2 KiB, mostly policies for browsers. */
#define MAX_HEAD_BYTES (64 * 1024)

/* No server means more than a day, whatever it writes. */
#define LONGEST_RETRY_AFTER RAIL_DAY

/* Less than so many bytes a second is a stall. */
#define STALL_BYTES_PER_SECOND 32

struct _RailHttpTransfer
{
  const RailCurlLibrary *curl;
  const RailHttpRequest *request;
  const RailWebAddress *address;
  const char *trusted;
  RailHttpSink sink;
  gpointer sink_data;

  CURL *easy;
  struct curl_slist *lines;
  char message[CURL_ERROR_SIZE];
  RailHttpResponse *response;
  GError *failure; /* why one of our callbacks ended it */
  guint64 head_bytes;
  guint64 body_bytes;
  guint64 bytes_sent;
  guint64 bytes_received;
};

/* ---- what the server answers ---- */

/* NULL when the answer has no such header, or one that is not text. Transfer full. */
static char *
dup_header (const RailHttpTransfer *self,
            const char *name)
{
  struct curl_header *header;

  if (self->curl->easy_header (self->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK || *header->value == '\0')
    return NULL;

  return g_utf8_validate (header->value, -1, NULL) ? g_strdup (header->value) : NULL;
}

static RailHttpResponse *
ensure_response (RailHttpTransfer *self)
{
  g_autofree char *retry_after = NULL;

  if (self->response != NULL)
    return self->response;

  retry_after = dup_header (self, "Retry-After");
  self->response = g_new0 (RailHttpResponse, 1);
  self->response->status = rail_http_transfer_get_status (self);
  self->response->host = g_strdup (rail_web_address_get_host (self->address));
  self->response->etag = dup_header (self, "ETag");
  self->response->last_modified = dup_header (self, "Last-Modified");
  self->response->content_type = dup_header (self, "Content-Type");
  if (retry_after != NULL && !rail_http_date_parse_retry_after (retry_after, g_get_real_time (), LONGEST_RETRY_AFTER, &self->response->retry_after))
    self->response->retry_after = 0;
  return self->response;
}

static void
refuse_size (RailHttpTransfer *self)
{
  g_autofree char *size = g_format_size_full (self->request->max_bytes, G_FORMAT_SIZE_IEC_UNITS);

  if (self->failure == NULL)
    self->failure = g_error_new (RAIL_ERROR,
                                 RAIL_ERROR_TOO_LARGE,
                                 "The answer of “%s” is larger than %s, so it was not read to its end",
                                 rail_web_address_get_host (self->address),
                                 size);
}

/* ---- libcurl's callbacks: none may call libcurl's multi interface ---- */

static size_t
body_cb (char *data,
         size_t size,
         size_t count,
         void *user_data)
{
  RailHttpTransfer *self = user_data;
  RailHttpResponse *response = ensure_response (self);
  gsize length = size * count;

  self->body_bytes += length;
  if (self->body_bytes > self->request->max_bytes)
    {
      refuse_size (self);
      return CURL_WRITEFUNC_ERROR;
    }

  if (self->sink == NULL || rail_http_transfer_is_redirect (self))
    return length;

  return self->sink (response, data, length, self->sink_data, &self->failure) ? length : CURL_WRITEFUNC_ERROR;
}

static size_t
header_cb (char *data,
           size_t size,
           size_t count,
           void *user_data)
{
  RailHttpTransfer *self = user_data;
  gsize length = size * count;

  self->head_bytes += length;
  if (self->head_bytes <= MAX_HEAD_BYTES)
    return length;

  if (self->failure == NULL)
    self->failure = g_error_new (RAIL_ERROR,
                                 RAIL_ERROR_TOO_LARGE,
                                 "“%s” answers with more headers than any answer needs: check the address",
                                 rail_web_address_get_host (self->address));
  return CURL_WRITEFUNC_ERROR;
}

/* The only place that sees each byte once: CURLINFO_REQUEST_SIZE and CURLINFO_SIZE_UPLOAD_T both count a small body. */
static int
count_cb (CURL *easy,
          curl_infotype type,
          char *data,
          size_t size,
          void *user_data)
{
  RailHttpTransfer *self = user_data;

  if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)
    self->bytes_sent += size;
  else if (type == CURLINFO_HEADER_IN || type == CURLINFO_DATA_IN)
    self->bytes_received += size;
  return 0;
}

/* What comes packed may unpack to nothing for ever: the connection has its cap too. */
static int
progress_cb (void *user_data,
             curl_off_t to_come,
             curl_off_t came,
             curl_off_t to_go,
             curl_off_t gone)
{
  RailHttpTransfer *self = user_data;

  if (self->bytes_received <= self->request->max_bytes + MAX_HEAD_BYTES)
    return 0;

  refuse_size (self);
  return 1;
}

/* ---- setting up ---- */

static long
to_milliseconds (gint64 span)
{
  return (long) (span / 1000);
}

static void
append_line (RailHttpTransfer *self,
             const char *name,
             const char *value)
{
  g_autofree char *line = g_strconcat (name, value, NULL);

  self->lines = self->curl->slist_append (self->lines, line);
}

/* Validators are for the address they came from, headers of the caller for its origin. */
static void
set_lines (RailHttpTransfer *self)
{
  gboolean own = rail_web_address_same_origin (self->request->address, self->address);

  for (gsize i = 0; own && self->request->headers != NULL && self->request->headers[i] != NULL; i++)
    self->lines = self->curl->slist_append (self->lines, self->request->headers[i]);
  if (own && self->request->etag != NULL)
    append_line (self, "If-None-Match: ", self->request->etag);
  if (own && self->request->last_modified != NULL)
    append_line (self, "If-Modified-Since: ", self->request->last_modified);
  /* libcurl would wait a second for a "100 Continue" that few servers send. */
  append_line (self, "Expect:", "");
  self->curl->easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->lines);
}

static void
set_body (RailHttpTransfer *self)
{
  gsize length;
  gconstpointer data;

  if (self->request->body != NULL)
    {
      data = g_bytes_get_data (self->request->body, &length);
      self->curl->easy_setopt (self->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) length);
      self->curl->easy_setopt (self->easy, CURLOPT_POSTFIELDS, data != NULL ? data : "");
    }
  if (!g_str_equal (self->request->method, self->request->body != NULL ? "POST" : "GET"))
    self->curl->easy_setopt (self->easy, CURLOPT_CUSTOMREQUEST, self->request->method);
}

static void
set_limits (RailHttpTransfer *self)
{
  const RailHttpRequest *request = self->request;

  if (request->connect_timeout > 0)
    self->curl->easy_setopt (self->easy, CURLOPT_CONNECTTIMEOUT_MS, to_milliseconds (request->connect_timeout));
  self->curl->easy_setopt (self->easy, CURLOPT_TIMEOUT_MS, to_milliseconds (request->total_timeout));
  if (request->stall_timeout > 0)
    {
      self->curl->easy_setopt (self->easy, CURLOPT_LOW_SPEED_LIMIT, (long) STALL_BYTES_PER_SECOND);
      self->curl->easy_setopt (self->easy, CURLOPT_LOW_SPEED_TIME, (long) MAX (request->stall_timeout / RAIL_SECOND, 1));
    }
  self->curl->easy_setopt (self->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) request->max_bytes);
}

static void
set_callbacks (RailHttpTransfer *self)
{
  CURL *easy = self->easy;

  self->curl->easy_setopt (easy, CURLOPT_ERRORBUFFER, self->message);
  self->curl->easy_setopt (easy, CURLOPT_WRITEFUNCTION, body_cb);
  self->curl->easy_setopt (easy, CURLOPT_WRITEDATA, self);
  self->curl->easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  self->curl->easy_setopt (easy, CURLOPT_HEADERDATA, self);
  self->curl->easy_setopt (easy, CURLOPT_DEBUGFUNCTION, count_cb);
  self->curl->easy_setopt (easy, CURLOPT_DEBUGDATA, self);
  self->curl->easy_setopt (easy, CURLOPT_VERBOSE, 1L);
  self->curl->easy_setopt (easy, CURLOPT_XFERINFOFUNCTION, progress_cb);
  self->curl->easy_setopt (easy, CURLOPT_XFERINFODATA, self);
  self->curl->easy_setopt (easy, CURLOPT_NOPROGRESS, 0L);
}

static void
set_up (RailHttpTransfer *self)
{
  const char *user = rail_web_address_get_user (self->address);
  const char *password = rail_web_address_get_password (self->address);
  CURL *easy = self->easy;

  self->curl->easy_setopt (easy, CURLOPT_URL, rail_web_address_get_url (self->address));
  self->curl->easy_setopt (easy, CURLOPT_PROTOCOLS_STR, rail_web_address_is_encrypted (self->address) ? "https" : "http");
  self->curl->easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  self->curl->easy_setopt (easy, CURLOPT_USERAGENT, USER_AGENT);
  self->curl->easy_setopt (easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  self->curl->easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  /* What may go unencrypted because it stays on this computer must not be handed to a proxy that the environment names. */
  if (rail_web_address_is_loopback (self->address))
    self->curl->easy_setopt (easy, CURLOPT_PROXY, "");
  /* Else giving up while a name is looked up would hold the main loop until the resolver's thread has its answer. */
  self->curl->easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
  if (self->trusted != NULL)
    self->curl->easy_setopt (easy, CURLOPT_CAINFO, self->trusted);
  if (user != NULL)
    {
      self->curl->easy_setopt (easy, CURLOPT_USERNAME, user);
      self->curl->easy_setopt (easy, CURLOPT_PASSWORD, password != NULL ? password : "");
    }

  set_callbacks (self);
  set_limits (self);
  set_body (self);
  set_lines (self);
}

/* ---- why there is no answer ---- */

static GError *
describe_timeout (const RailHttpTransfer *self,
                  const char *host)
{
  curl_off_t connected = 0;

  self->curl->easy_getinfo (self->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
  if (connected == 0)
    return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” does not answer in time: check the network connection; it is asked again later", host);

  return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” answers too slowly, so Handrail stopped listening: it is asked again later", host);
}

static GError *
describe_failure (RailHttpTransfer *self,
                  CURLcode code)
{
  const char *host = rail_web_address_get_host (self->address);
  const char *message = self->message[0] != '\0' ? self->message : self->curl->easy_strerror (code);

  switch ((int) code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” cannot be found: check the address and the network connection", host);
    case CURLE_COULDNT_RESOLVE_PROXY:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "The proxy on the way to “%s” cannot be found: check the proxy settings", host);
    case CURLE_COULDNT_CONNECT:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” cannot be reached: check the network connection; it is asked again later", host);
    case CURLE_OPERATION_TIMEDOUT:
      return describe_timeout (self, host);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return g_error_new (RAIL_ERROR,
                          RAIL_ERROR_INVALID,
                          "The certificate of “%s” is not to be trusted, so nothing was sent (%s): tell whoever runs the server",
                          host,
                          message);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "No encrypted connection to “%s” (%s): check the address", host, message);
    case CURLE_FILESIZE_EXCEEDED:
      refuse_size (self);
      return g_steal_pointer (&self->failure);
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2_STREAM:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” broke off before its answer was complete: it is asked again later", host);
    case CURLE_BAD_CONTENT_ENCODING:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_INVALID, "The answer of “%s” cannot be unpacked: tell whoever runs the server", host);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_INVALID, "What answers at “%s” is no web server: check the address", host);
    default:
      return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "The request to “%s” failed (%s)", host, message);
    }
}

/* ---- public ---- */

RailHttpTransfer *
rail_http_transfer_new (const RailCurlLibrary *curl,
                        const RailHttpRequest *request,
                        const RailWebAddress *address,
                        const char *trusted,
                        RailHttpSink sink,
                        gpointer sink_data)
{
  RailHttpTransfer *self = g_new0 (RailHttpTransfer, 1);

  self->curl = curl;
  self->request = request;
  self->address = address;
  self->trusted = trusted;
  self->sink = sink;
  self->sink_data = sink_data;
  self->easy = curl->easy_init ();
  g_assert (self->easy != NULL);
  set_up (self);
  return self;
}

void
rail_http_transfer_free (RailHttpTransfer *self)
{
  self->curl->easy_cleanup (self->easy);
  self->curl->slist_free_all (self->lines);
  g_clear_pointer (&self->response, rail_http_response_free);
  g_clear_error (&self->failure);
  g_free (self);
}

CURL *
rail_http_transfer_get_easy (const RailHttpTransfer *self)
{
  return self->easy;
}

guint
rail_http_transfer_get_status (const RailHttpTransfer *self)
{
  long status = 0;

  self->curl->easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
  return (guint) status;
}

guint64
rail_http_transfer_get_bytes_sent (const RailHttpTransfer *self)
{
  return self->bytes_sent;
}

guint64
rail_http_transfer_get_bytes_received (const RailHttpTransfer *self)
{
  return self->bytes_received;
}

gboolean
rail_http_transfer_is_redirect (const RailHttpTransfer *self)
{
  guint status = rail_http_transfer_get_status (self);

  return g_str_equal (self->request->method, "GET") && (status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
}

char *
rail_http_transfer_dup_location (const RailHttpTransfer *self)
{
  return dup_header (self, "Location");
}

RailHttpResponse *
rail_http_transfer_take_response (RailHttpTransfer *self)
{
  ensure_response (self);
  return g_steal_pointer (&self->response);
}

GError *
rail_http_transfer_take_error (RailHttpTransfer *self,
                               CURLcode code)
{
  return self->failure != NULL ? g_steal_pointer (&self->failure) : describe_failure (self, code);
}
