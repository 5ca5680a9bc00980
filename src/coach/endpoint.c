#define G_LOG_DOMAIN "handrail-endpoint"

#include "config.h"

#include "coach/endpoint.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "coach/chat-answer.h"
#include "coach/chat-chunk.h"

#define PATH "/chat/completions"

#define CONNECT_TIMEOUT (10 * RAIL_SECOND)

/* Models on people's own computers read a long prompt first; once they write, they write. */
#define FIRST_PATIENCE RAIL_MINUTE
#define NEXT_PATIENCE (30 * RAIL_SECOND)

/* Between the last word and the end of the body, where servers say what it cost. */
#define LAST_PATIENCE (5 * RAIL_SECOND)

/* So long nobody reads along, however steadily it drips. */
#define TOTAL_TIMEOUT (10 * RAIL_MINUTE)

/* Each of 64 Ki one-byte pieces of text has some 60 bytes around it, of llama.cpp 250: what needs more than this is not an answer. */
#define MAX_STREAM_BYTES (4 * 1024 * 1024)

/* ---- an endpoint ---- */

RailEndpoint *
rail_endpoint_new (const char *name,
                   const char *address,
                   const char *model)
{
  RailEndpoint *self = g_new0 (RailEndpoint, 1);

  self->name = g_strdup (name);
  self->address = g_strdup (address);
  self->model = g_strdup (model);
  return self;
}

RailEndpoint *
rail_endpoint_copy (const RailEndpoint *self)
{
  RailEndpoint *copy = rail_endpoint_new (self->name, self->address, self->model);

  copy->patience = self->patience;
  return copy;
}

void
rail_endpoint_free (RailEndpoint *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self->model);
  g_free (self);
}

/* ---- its address ---- */

static gboolean
has_scheme (const char *address)
{
  return g_ascii_strncasecmp (address, "https://", strlen ("https://")) == 0 || g_ascii_strncasecmp (address, "http://", strlen ("http://")) == 0;
}

static RailWebAddress *
parse_address (const RailEndpoint *self,
               GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (self->address));
  g_autoptr (RailWebAddress) address = NULL;

  if (!has_scheme (text))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "The address of “%s” should look like https://models.example.org/v1", self->name);
      return NULL;
    }

  address = rail_web_address_parse (text, error);
  if (address == NULL)
    {
      g_prefix_error (error, "The address of “%s”: ", self->name);
      return NULL;
    }
  if (rail_web_address_get_user (address) != NULL)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "The address of “%s” holds a name or password: take it out, and enter the key by itself", self->name);
      return NULL;
    }
  return g_steal_pointer (&address);
}

/* Where only a host is given, the API stands below "/v1" with every server that has no path of its own. Transfer full. */
static RailWebAddress *
find_address (const RailEndpoint *self,
              GError **error)
{
  g_autoptr (RailWebAddress) base = parse_address (self, error);
  g_autofree char *url = base != NULL ? g_strdup (rail_web_address_get_url (base)) : NULL;
  g_autofree char *whole = NULL;
  char *query;
  gsize origin_length;

  if (base == NULL)
    return NULL;

  query = strchr (url, '?');
  if (query != NULL)
    *query++ = '\0';
  origin_length = strlen (rail_web_address_get_origin (base));
  while (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';

  whole = g_strconcat (url,
                       strlen (url) <= origin_length ? "/v1" : "",
                       g_str_has_suffix (url, PATH) ? "" : PATH,
                       query != NULL ? "?" : NULL,
                       query,
                       NULL);
  return rail_web_address_parse (whole, error);
}

/* Azure's deployments, and only they, want a version in the query; they know keys by a header of their own. */
static gboolean
is_azure (const RailWebAddress *address)
{
  const char *query = strchr (rail_web_address_get_url (address), '?');
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query + 1 : "", "&", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (parts[i], "api-version=", strlen ("api-version=")) == 0)
        return TRUE;
    }
  return FALSE;
}

char *
rail_endpoint_dup_origin (const RailEndpoint *self,
                          GError **error)
{
  g_autoptr (RailWebAddress) address = parse_address (self, error);

  return address != NULL ? g_strdup (rail_web_address_get_origin (address)) : NULL;
}

/* ---- one question ---- */

typedef struct
{
  char *host;
  gboolean has_key;
  gboolean has_text; /* the first words have come */
  gint64 patience;
  RailHttpClient *client;
  RailEndpointTextFunc func;
  gpointer func_data;

  GCancellable *cancellable; /* whoever asks; may be NULL */
  gulong cancelled_id;
  GCancellable *request; /* the request's own: we end it too */
  GSource *timer;

  RailChatAnswer *answer;
  guint status;     /* 0 until an answer begins */
  GString *trouble; /* its body, where it is an error */
  GError *failure;  /* why we ended it */

  gint64 retry_after;
  RailEndpointEnd end;
} Ask;

static void
ask_free (Ask *ask)
{
  if (ask->timer != NULL)
    g_source_destroy (ask->timer);
  g_clear_pointer (&ask->timer, g_source_unref);
  if (ask->cancelled_id != 0)
    g_cancellable_disconnect (ask->cancellable, ask->cancelled_id);
  g_clear_object (&ask->cancellable);
  g_clear_object (&ask->request);
  g_clear_pointer (&ask->answer, rail_chat_answer_free);
  g_string_free (ask->trouble, TRUE);
  g_clear_error (&ask->failure);
  rail_http_client_unref (ask->client);
  g_free (ask->host);
  g_free (ask);
}

static gboolean
is_good (guint status)
{
  return status >= 200 && status < 300;
}

/* ---- errors for people ---- */

/* What the server says itself: " (its words)", or "". Transfer full. */
static char *
quote_trouble (const GError *said)
{
  return g_error_matches (said, RAIL_ERROR, RAIL_ERROR_UNREACHABLE) ? g_strdup_printf (" (%s)", said->message) : g_strdup ("");
}

/* Of what the answer's reader said, and takes. */
static GError *
explain (const Ask *ask,
         GError *said)
{
  g_autoptr (GError) error = said;

  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE))
    return g_error_new (RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "For “%s” %s", ask->host, error->message);
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE))
    return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” has trouble of its own (%s): try again later", ask->host, error->message);

  return g_error_new (RAIL_ERROR,
                      RAIL_ERROR_INVALID,
                      "“%s” answers with %s: check the address, which usually ends in “/v1”",
                      ask->host,
                      error->message);
}

static GError *
describe_key (const Ask *ask)
{
  if (!ask->has_key)
    return g_error_new (RAIL_ERROR, RAIL_ERROR_REFUSED, "“%s” wants a key (%u): enter the one you were given", ask->host, ask->status);

  return g_error_new (RAIL_ERROR, RAIL_ERROR_REFUSED, "“%s” does not accept the key (%u): enter it again, or ask for a new one", ask->host, ask->status);
}

static GError *
describe_rate (const Ask *ask,
               const char *words)
{
  gint64 seconds = (ask->retry_after - g_get_real_time ()) / RAIL_SECOND + 1;

  if (ask->retry_after == 0 || seconds < 1)
    return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” has had enough questions for now%s: try again later", ask->host, words);

  return g_error_new (RAIL_ERROR,
                      RAIL_ERROR_UNREACHABLE,
                      "“%s” has had enough questions for now%s: try again in %" G_GINT64_FORMAT " seconds",
                      ask->host,
                      words,
                      seconds);
}

/* Of a status that is no success. */
static GError *
describe_status (const Ask *ask)
{
  g_autofree char *body = g_utf8_make_valid (ask->trouble->str, (gssize) ask->trouble->len);
  g_autoptr (GError) said = NULL;
  g_autofree char *words = NULL;
  RailChatChunk chunk;

  if (rail_chat_chunk_read (body, &chunk, &said))
    rail_chat_chunk_clear (&chunk);
  words = quote_trouble (said);

  if (ask->status == 401 || ask->status == 403 || ask->status == 407)
    return describe_key (ask);
  if (ask->status == 429)
    return describe_rate (ask, words);
  if (g_error_matches (said, RAIL_ERROR, RAIL_ERROR_TOO_LARGE))
    return explain (ask, g_steal_pointer (&said));
  if (ask->status == 413)
    return g_error_new (RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "For “%s” the question and its sources are too long (413): ask a shorter question", ask->host);
  if (ask->status >= 500)
    return g_error_new (RAIL_ERROR, RAIL_ERROR_UNREACHABLE, "“%s” has trouble of its own (%u)%s: try again later", ask->host, ask->status, words);
  if (ask->status >= 300 && ask->status < 400)
    return g_error_new (RAIL_ERROR,
                        RAIL_ERROR_INVALID,
                        "“%s” sends Handrail on to another address (%u), where no question goes: enter the address at which the model really is",
                        ask->host,
                        ask->status);
  if (ask->status == 404 || ask->status == 405)
    return g_error_new (RAIL_ERROR,
                        RAIL_ERROR_INVALID,
                        "“%s” has no such model or no chat API at this address (%u)%s: check both; the address usually ends in “/v1”",
                        ask->host,
                        ask->status,
                        words);

  return g_error_new (RAIL_ERROR,
                      RAIL_ERROR_INVALID,
                      "“%s” does not take the question as it is (%u)%s: check the name of the model and the address",
                      ask->host,
                      ask->status,
                      words);
}

/* What the client says: it knows nothing of contexts. Takes @error. */
static GError *
explain_transport (GError *error)
{
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE))
    error->code = RAIL_ERROR_INVALID;
  return error;
}

/* ---- while it comes ---- */

static void
set_timer (Ask *ask,
           gint64 span)
{
  g_source_set_ready_time (ask->timer, g_get_monotonic_time () + span);
}

static gboolean
out_of_time_cb (gpointer user_data)
{
  Ask *ask = user_data;

  if (!rail_chat_answer_is_over (ask->answer) && ask->failure == NULL)
    ask->failure = g_error_new (RAIL_ERROR,
                                RAIL_ERROR_UNREACHABLE,
                                "“%s” has been silent for too long: try again later, or ask whoever runs it",
                                ask->host);
  g_cancellable_cancel (ask->request);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer user_data)
{
  Ask *ask = user_data;

  g_cancellable_cancel (ask->request);
}

static gboolean
text_cb (const char *text,
         gpointer user_data)
{
  Ask *ask = user_data;

  ask->has_text = TRUE;
  return ask->func (text, ask->func_data) && !g_cancellable_is_cancelled (ask->request);
}

/*
 * Only pieces of an answer are progress: comments may go on for ever. Models that think first open the answer and are silent for a
 * while, so the longer patience is for the first words.
 */
static gboolean
read_answer (Ask *ask,
             const char *data,
             gsize length)
{
  guint before = rail_chat_answer_get_n_chunks (ask->answer);

  if (rail_chat_answer_is_over (ask->answer))
    return TRUE;
  if (!rail_chat_answer_feed (ask->answer, data, length, &ask->failure))
    return FALSE;

  if (rail_chat_answer_was_stopped (ask->answer))
    g_cancellable_cancel (ask->request);
  else if (rail_chat_answer_is_over (ask->answer))
    set_timer (ask, LAST_PATIENCE);
  else if (rail_chat_answer_get_n_chunks (ask->answer) > before)
    set_timer (ask, ask->has_text ? MIN (ask->patience, NEXT_PATIENCE) : ask->patience);
  return TRUE;
}

static gboolean
sink_cb (const RailHttpResponse *response,
         const char *data,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Ask *ask = user_data;

  ask->status = response->status;
  ask->retry_after = response->retry_after;
  if (g_cancellable_is_cancelled (ask->request))
    return TRUE;
  if (!is_good (response->status))
    {
      g_string_append_len (ask->trouble, data, (gssize) length);
      return TRUE;
    }
  if (read_answer (ask, data, length))
    return TRUE;

  ask->failure = explain (ask, ask->failure);
  g_propagate_error (error, g_error_copy (ask->failure));
  return FALSE;
}

/* ---- the end ---- */

/* Takes @error, the client's; NULL where the answer is good. */
static GError *
conclude (Ask *ask,
          GError *error)
{
  g_autoptr (GError) transport = error;
  g_autoptr (GError) said = NULL;

  if (ask->cancellable != NULL && g_cancellable_is_cancelled (ask->cancellable))
    return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The question to “%s” was cancelled", ask->host);
  if (ask->status != 0 && !is_good (ask->status))
    return describe_status (ask);
  if (ask->failure != NULL)
    return g_steal_pointer (&ask->failure);
  if (rail_chat_answer_is_over (ask->answer))
    return NULL;
  if (transport != NULL)
    return explain_transport (g_steal_pointer (&transport));
  if (!rail_chat_answer_end (ask->answer, &said))
    return explain (ask, g_steal_pointer (&said));
  return NULL;
}

static void
sent_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (RailHttpResponse) response = NULL;
  GError *error = NULL;

  response = rail_http_client_send_finish (ask->client, result, &error);
  g_source_destroy (ask->timer);
  if (response != NULL)
    {
      ask->status = response->status;
      ask->retry_after = response->retry_after;
    }
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_REFUSED))
    ask->end.bytes_sent = 0;

  error = conclude (ask, error);
  ask->end.truncated = rail_chat_answer_is_truncated (ask->answer);
  ask->end.filtered = rail_chat_answer_is_filtered (ask->answer);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* ---- the beginning ---- */

static Ask *
ask_new (const RailEndpoint *endpoint,
         RailHttpClient *client,
         GCancellable *cancellable)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->patience = endpoint->patience > 0 ? endpoint->patience : FIRST_PATIENCE;
  ask->client = rail_http_client_ref (client);
  ask->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  ask->request = g_cancellable_new ();
  ask->answer = rail_chat_answer_new (text_cb, ask);
  ask->trouble = g_string_new (NULL);
  return ask;
}

/* NULL without a key, "" where it cannot be one: a line end in it would begin another header. Transfer full. */
static char *
dup_key_line (const RailWebAddress *address,
              const char *key)
{
  g_autofree char *trimmed = key != NULL ? g_strstrip (g_strdup (key)) : NULL;

  if (trimmed == NULL || *trimmed == '\0')
    return NULL;

  for (const char *p = trimmed; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return g_strdup ("");
    }
  return g_strconcat (is_azure (address) ? "api-key: " : "Authorization: Bearer ", trimmed, NULL);
}

static void
start_timer (Ask *ask)
{
  ask->timer = g_timeout_source_new_seconds (G_MAXINT);
  set_timer (ask, ask->patience);
  g_source_set_static_name (ask->timer, "[handrail] endpoint silent");
  g_source_set_callback (ask->timer, out_of_time_cb, ask, NULL);
  g_source_attach (ask->timer, g_main_context_get_thread_default ());
}

static void
send (GTask *task,
      const RailWebAddress *address,
      const char *key_line,
      const char *body)
{
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  const char *const headers[] = { "Content-Type: application/json", "Accept: text/event-stream, application/json", key_line, NULL };
  const RailHttpRequest request = {
    .address = address,
    .purpose = "coach",
    .body = bytes,
    .headers = headers,
    .max_bytes = MAX_STREAM_BYTES,
    .connect_timeout = CONNECT_TIMEOUT,
    .total_timeout = TOTAL_TIMEOUT,
  };

  ask->end.bytes_sent = g_bytes_get_size (bytes);
  start_timer (ask);
  if (ask->cancellable != NULL)
    ask->cancelled_id = g_cancellable_connect (ask->cancellable, G_CALLBACK (cancelled_cb), ask, NULL);
  rail_http_client_send_async (ask->client, &request, sink_cb, ask, ask->request, sent_cb, g_object_ref (task));
}

void
rail_endpoint_ask_async (const RailEndpoint *self,
                         RailHttpClient *client,
                         const char *key,
                         const char *body,
                         RailEndpointTextFunc func,
                         gpointer func_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (RailWebAddress) address = NULL;
  g_autofree char *key_line = NULL;
  GError *error = NULL;
  Ask *ask = ask_new (self, client, cancellable);

  g_task_set_source_tag (task, rail_endpoint_ask_async);
  /* What came is what came: conclude() decides. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);

  address = find_address (self, &error);
  if (address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  key_line = dup_key_line (address, key);
  if (key_line != NULL && *key_line == '\0')
    {
      g_task_return_new_error (task, RAIL_ERROR, RAIL_ERROR_INVALID, "The key of “%s” has characters that no key has: enter it again", self->name);
      return;
    }

  ask->host = g_strdup (rail_web_address_get_host (address));
  ask->has_key = key_line != NULL;
  ask->func = func;
  ask->func_data = func_data;
  send (task, address, key_line, body);
}

gboolean
rail_endpoint_ask_finish (GAsyncResult *result,
                          RailEndpointEnd *end,
                          gint64 *retry_after,
                          GError **error)
{
  const Ask *ask;

  g_return_val_if_fail (g_async_result_is_tagged (result, rail_endpoint_ask_async), FALSE);

  ask = g_task_get_task_data (G_TASK (result));
  if (end != NULL)
    *end = ask->end;
  if (retry_after != NULL)
    *retry_after = ask->retry_after;
  return g_task_propagate_boolean (G_TASK (result), error);
}
