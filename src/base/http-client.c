#define G_LOG_DOMAIN "handrail-http-client"

#include "config.h"

#include "base/http-client.h"

#include "base/curl-loop.h"
#include "base/error.h"
#include "base/http-transfer.h"

struct _RailHttpClient
{
  gatomicrefcount ref_count;

  const RailHttpObserver *observer;
  gpointer owner;
  GMainContext *context;
  char *trusted; /* a file of certificates, or NULL for the system's own */

  RailCurlLibrary curl;
  RailCurlLoop *loop; /* NULL until the first request */
};

/* What somebody asked for, through its redirects. */
typedef struct
{
  RailHttpClient *client;
  GTask *task;
  RailHttpRequest *request;
  RailWebAddress *address; /* where it has been redirected to */
  char *body_sha256;
  RailHttpSink sink;
  gpointer sink_data;

  GSource *start_source;
  GSource *cancel_source;
  guint redirects;

  /* Of the request under way, anew for each redirect. */
  RailHttpTransfer *transfer;
  gint64 started;
} Errand;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* ---- the ends of an errand ---- */

static void
clear_transfer (Errand *errand)
{
  if (errand->transfer != NULL)
    rail_curl_loop_remove (errand->client->loop, rail_http_transfer_get_easy (errand->transfer));
  g_clear_pointer (&errand->transfer, rail_http_transfer_free);
}

static void
errand_free (Errand *errand)
{
  clear_transfer (errand);
  clear_source (&errand->start_source);
  clear_source (&errand->cancel_source);
  g_clear_object (&errand->task);
  rail_web_address_free (errand->address);
  rail_http_request_free (errand->request);
  g_free (errand->body_sha256);
  rail_http_client_unref (errand->client);
  g_free (errand);
}

static void
tell_observer (Errand *errand,
               RailHttpOutcome outcome)
{
  const RailHttpTransfer *transfer = errand->transfer;
  const RailHttpRecord record = {
    .when = errand->started,
    .purpose = errand->request->purpose,
    .method = errand->request->method,
    .origin = rail_web_address_get_origin (errand->address),
    .body_sha256 = errand->body_sha256,
    .bytes_sent = transfer != NULL ? rail_http_transfer_get_bytes_sent (transfer) : 0,
    .bytes_received = transfer != NULL ? rail_http_transfer_get_bytes_received (transfer) : 0,
    .status = transfer != NULL ? rail_http_transfer_get_status (transfer) : 0,
    .outcome = outcome,
  };

  errand->client->observer->finished (errand->client->owner, &record);
}

/* Answers, and frees @errand. */
static void
return_error (Errand *errand,
              GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&errand->task);

  errand_free (errand);
  g_task_return_error (task, error);
}

static void
return_response (Errand *errand)
{
  g_autoptr (GTask) task = g_steal_pointer (&errand->task);
  RailHttpResponse *response = rail_http_transfer_take_response (errand->transfer);

  errand_free (errand);
  g_task_return_pointer (task, response, (GDestroyNotify) rail_http_response_free);
}

/* ---- one request after the other ---- */

static void finished_cb (CURL *easy, CURLcode code, gpointer user_data);

static gboolean
ensure_loop (RailHttpClient *self,
             GError **error)
{
  if (self->loop != NULL)
    return TRUE;

  if (!rail_curl_library_load (&self->curl, error))
    return FALSE;

  self->loop = rail_curl_loop_new (&self->curl, self->context, finished_cb, self);
  return TRUE;
}

static void
start (Errand *errand)
{
  RailHttpClient *self = errand->client;
  GError *error = NULL;
  CURL *easy;

  errand->started = g_get_real_time ();
  if (!self->observer->may_send (self->owner, rail_web_address_get_origin (errand->address), errand->request->purpose, &error))
    {
      tell_observer (errand, RAIL_HTTP_REFUSED);
      return_error (errand, error);
      return;
    }

  if (!ensure_loop (self, &error))
    {
      tell_observer (errand, RAIL_HTTP_FAILED);
      return_error (errand, error);
      return;
    }

  errand->transfer = rail_http_transfer_new (&self->curl, errand->request, errand->address, self->trusted, errand->sink, errand->sink_data);
  easy = rail_http_transfer_get_easy (errand->transfer);
  self->curl.easy_setopt (easy, CURLOPT_PRIVATE, errand);
  rail_curl_loop_add (self->loop, easy);
}

/* NULL with @error when the redirect is not to be followed. Transfer full. */
static RailWebAddress *
find_next (Errand *errand,
           GError **error)
{
  const char *host = rail_web_address_get_host (errand->address);
  g_autofree char *location = rail_http_transfer_dup_location (errand->transfer);
  g_autoptr (RailWebAddress) next = NULL;

  if (location == NULL || errand->redirects >= errand->request->max_redirects)
    {
      g_set_error (error,
                   RAIL_ERROR,
                   RAIL_ERROR_INVALID,
                   location == NULL ? "“%s” sends Handrail on without saying where: check the address" : "“%s” sends Handrail in circles: check the address",
                   host);
      return NULL;
    }

  next = rail_web_address_follow (errand->address, location, error);
  if (next == NULL)
    {
      g_prefix_error (error, "“%s” sends Handrail on to where it does not go: ", host);
      return NULL;
    }

  if (rail_web_address_is_encrypted (errand->address) && !rail_web_address_is_encrypted (next))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” sends Handrail on to an address without encryption, which it does not follow", host);
      return NULL;
    }

  return g_steal_pointer (&next);
}

static void
follow (Errand *errand)
{
  g_autoptr (GError) error = NULL;
  RailWebAddress *next = find_next (errand, &error);

  if (next == NULL)
    {
      return_error (errand, g_steal_pointer (&error));
      return;
    }

  clear_transfer (errand);
  rail_web_address_free (errand->address);
  errand->address = next;
  errand->redirects++;
  start (errand);
}

static void
finished_cb (CURL *easy,
             CURLcode code,
             gpointer user_data)
{
  RailHttpClient *self = user_data;
  Errand *errand = NULL;

  self->curl.easy_getinfo (easy, CURLINFO_PRIVATE, (char **) &errand);
  tell_observer (errand, code == CURLE_OK ? RAIL_HTTP_ANSWERED : RAIL_HTTP_FAILED);
  if (code != CURLE_OK)
    return_error (errand, rail_http_transfer_take_error (errand->transfer, code));
  else if (rail_http_transfer_is_redirect (errand->transfer))
    follow (errand);
  else
    return_response (errand);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer user_data)
{
  Errand *errand = user_data;

  /* Also one that has not begun: the ledger has every request there was. */
  if (errand->transfer == NULL)
    errand->started = g_get_real_time ();
  tell_observer (errand, RAIL_HTTP_CANCELLED);
  return_error (errand, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request to “%s” was cancelled", rail_web_address_get_host (errand->address)));
  return G_SOURCE_REMOVE;
}

/* From the loop, for a sink may send another request, and libcurl takes none while it runs one of our callbacks. */
static gboolean
start_cb (gpointer user_data)
{
  Errand *errand = user_data;

  clear_source (&errand->start_source);
  start (errand);
  return G_SOURCE_REMOVE;
}

static Errand *
errand_new (RailHttpClient *self,
            const RailHttpRequest *request)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->client = rail_http_client_ref (self);
  errand->request = rail_http_request_copy (request);
  errand->address = rail_web_address_copy (request->address);
  if (request->body != NULL)
    errand->body_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, request->body);
  return errand;
}

/* ---- public ---- */

RailHttpClient *
rail_http_client_new (const RailHttpObserver *observer,
                      gpointer owner)
{
  RailHttpClient *self;
  const char *trusted = g_getenv ("CURL_CA_BUNDLE");

  g_return_val_if_fail (observer != NULL && observer->may_send != NULL && observer->finished != NULL, NULL);

  self = g_new0 (RailHttpClient, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->observer = observer;
  self->owner = owner;
  self->context = g_main_context_ref_thread_default ();
  self->trusted = g_strdup (trusted != NULL && *trusted != '\0' ? trusted : g_getenv ("SSL_CERT_FILE"));
  return self;
}

RailHttpClient *
rail_http_client_ref (RailHttpClient *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_http_client_unref (RailHttpClient *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->loop, rail_curl_loop_free);
  g_main_context_unref (self->context);
  g_free (self->trusted);
  g_free (self);
}

void
rail_http_client_send_async (RailHttpClient *self,
                             const RailHttpRequest *request,
                             RailHttpSink sink,
                             gpointer sink_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Errand *errand = errand_new (self, request);

  errand->sink = sink;
  errand->sink_data = sink_data;
  errand->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (errand->task, rail_http_client_send_async);
  /* What came is what came: cancel_source decides. */
  g_task_set_check_cancellable (errand->task, FALSE);

  if (cancellable != NULL)
    {
      errand->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_static_name (errand->cancel_source, "[handrail] http cancelled");
      g_source_set_callback (errand->cancel_source, G_SOURCE_FUNC (cancelled_cb), errand, NULL);
      g_source_attach (errand->cancel_source, self->context);
    }

  errand->start_source = g_idle_source_new ();
  g_source_set_priority (errand->start_source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (errand->start_source, "[handrail] http start");
  g_source_set_callback (errand->start_source, start_cb, errand, NULL);
  g_source_attach (errand->start_source, self->context);
}

RailHttpResponse *
rail_http_client_send_finish (RailHttpClient *self,
                              GAsyncResult *result,
                              GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, rail_http_client_send_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
