/* The client against a real nginx, plain and encrypted, and against faults that nginx does not have. */

#include "config.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/http-client.h"
#include "fakes/fault-server.h"
#include "testlib/http-watch.h"
#include "testlib/scratch-folder.h"
#include "testlib/web-server.h"

#define CALENDAR "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"

/* 16 MiB of zeros, in 16 KiB. */
#define BOMB_BYTES (16 * 1024 * 1024)

static const char locations[] =
    "location /packed.ics { gzip on; gzip_min_length 1; gzip_http_version 1.0; }\n"
    "location /bomb.ics { add_header Content-Encoding gzip; }\n"
    "location /drip.ics { limit_rate 8; }\n"
    "location /old.ics { return 301 /new/../calendar.ics; }\n"
    "location /secret.ics { return 302 /private/calendar.ics; }\n"
    "location /away.ics { return 302 http://127.0.0.1:$server_port/private/calendar.ics; }\n"
    "location /next-door.ics { return 302 http://localhost:$arg_port/calendar.ics; }\n"
    "location /elsewhere.ics { return 302 http://127.0.0.1:$arg_port/calendar.ics; }\n"
    "location /private { alias root; if ($http_authorization = '') { return 401; } }\n"
    "location /circle.ics { return 307 /circle.ics; }\n"
    "location /down.ics { return 302 http://localhost:1/calendar.ics; }\n"
    "location /file.ics { return 302 file:///etc/passwd; }\n"
    "location /nowhere.ics { return 302 'http://a b/'; }\n"
    "location /gone.ics { return 410; }\n"
    "location /busy.ics { add_header Retry-After 120 always; return 429; }\n"
    "location /later.ics { add_header Retry-After 'Fri, 31 Dec 2049 23:59:59 GMT' always; return 503; }\n"
    "location /broken.ics { return 500; }\n"
    "location /post { client_max_body_size 1m; return 200 'thanks'; }\n"
    "location /heads.ics { add_header X-A '$server_addr'; return 200 'x'; }\n";

typedef struct
{
  WebServer *server;
  RailHttpClient *client;
  HttpWatch watch;

  /* Of the last request. */
  GString *body;
  GCancellable *cancellable;
  gsize cancel_after; /* bytes; 0 = never */
  gboolean sink_refuses;
  gboolean done;
  RailHttpResponse *response;
  GError *error;
} Fixture;

/* ---- asking ---- */

static gboolean
sink_cb (const RailHttpResponse *response,
         const char *data,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (response->status, >=, 200);
  g_string_append_len (fixture->body, data, (gssize) length);
  if (fixture->cancel_after > 0 && fixture->body->len >= fixture->cancel_after)
    g_cancellable_cancel (fixture->cancellable);
  if (fixture->sink_refuses)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "no such thing wanted");
  return !fixture->sink_refuses;
}

static void
sent_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->response = rail_http_client_send_finish (fixture->client, result, &fixture->error);
  fixture->done = TRUE;
}

static void
forget (Fixture *fixture)
{
  g_clear_pointer (&fixture->response, rail_http_response_free);
  g_clear_error (&fixture->error);
  g_string_truncate (fixture->body, 0);
}

/* Fills in what every test has, and waits for the answer. */
static void
ask_with (Fixture *fixture,
          const char *text,
          RailHttpRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWebAddress) address = rail_web_address_parse (text, &error);

  g_assert_no_error (error);
  forget (fixture);
  request->address = address;
  request->purpose = "test";
  request->max_bytes = request->max_bytes != 0 ? request->max_bytes : 1024 * 1024;
  request->connect_timeout = request->connect_timeout != 0 ? request->connect_timeout : 20 * RAIL_SECOND;
  request->max_redirects = 5;
  fixture->done = FALSE;
  g_clear_object (&fixture->cancellable);
  fixture->cancellable = g_cancellable_new ();
  rail_http_client_send_async (fixture->client, request, sink_cb, fixture, fixture->cancellable, sent_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true ((fixture->response == NULL) == (fixture->error != NULL));
}

static void
ask (Fixture *fixture,
     const char *rest)
{
  g_autofree char *address = web_server_dup_address (fixture->server, rest);
  RailHttpRequest request = { 0 };

  ask_with (fixture, address, &request);
}

static void
assert_status (Fixture *fixture,
               guint status)
{
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->response->status, ==, status);
}

static void
assert_error (Fixture *fixture,
              int code,
              const char *words)
{
  g_assert_error (fixture->error, RAIL_ERROR, code);
  if (strstr (fixture->error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", fixture->error->message, words);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->server = web_server_start (locations, data != NULL);
  web_server_write (fixture->server, "calendar.ics", CALENDAR, -1);
  web_server_write (fixture->server, "packed.ics", CALENDAR, -1);
  g_setenv ("CURL_CA_BUNDLE", fixture->server->authority, TRUE);
  fixture->client = http_watch_begin (&fixture->watch, "test");
  fixture->body = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  http_watch_assert_at_rest ();

  forget (fixture);
  g_clear_object (&fixture->cancellable);
  g_string_free (fixture->body, TRUE);
  http_watch_end (&fixture->watch, fixture->client);
  g_clear_pointer (&fixture->server, web_server_free);
  g_unsetenv ("CURL_CA_BUNDLE");
}

/* ---- what works ---- */

static void
test_conditional (Fixture *fixture,
                  gconstpointer data)
{
  g_autofree char *address = web_server_dup_address (fixture->server, "/calendar.ics");
  g_autofree char *etag = NULL;
  g_autofree char *last_modified = NULL;
  RailHttpRequest request = { 0 };

  ask (fixture, "/calendar.ics");
  assert_status (fixture, 200);
  g_assert_cmpstr (fixture->body->str, ==, CALENDAR);
  g_assert_cmpstr (fixture->response->content_type, ==, "text/calendar");
  g_assert_nonnull (fixture->response->etag);
  g_assert_nonnull (fixture->response->last_modified);
  etag = g_strdup (fixture->response->etag);
  last_modified = g_strdup (fixture->response->last_modified);

  request.etag = etag;
  request.last_modified = last_modified;
  ask_with (fixture, address, &request);
  assert_status (fixture, 304);
  g_assert_cmpuint (fixture->body->len, ==, 0);

  web_server_write (fixture->server, "calendar.ics", CALENDAR "\r\n", -1);
  ask_with (fixture, address, &request);
  assert_status (fixture, 200);
  g_assert_cmpstr (fixture->response->etag, !=, etag);
}

static void
test_packed (Fixture *fixture,
             gconstpointer data)
{
  ask (fixture, "/packed.ics");
  assert_status (fixture, 200);
  g_assert_cmpstr (fixture->body->str, ==, CALENDAR);
}

static void
test_redirects (Fixture *fixture,
                gconstpointer data)
{
  ask (fixture, "/old.ics");
  assert_status (fixture, 200);
  g_assert_cmpstr (fixture->body->str, ==, CALENDAR);
  g_assert_cmpuint (fixture->watch.records->len, ==, 2);
  g_assert_true (g_pattern_match_simple ("GET http://localhost:* 301 answered *", g_ptr_array_index (fixture->watch.records, 0)));
  http_watch_assert_last (&fixture->watch, "GET http://localhost:* 200 answered *");
}

static void
test_post (Fixture *fixture,
           gconstpointer data)
{
  g_autofree char *address = web_server_dup_address (fixture->server, "/post");
  g_autofree char *circle = web_server_dup_address (fixture->server, "/circle.ics");
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "how are you", -1);
  g_autofree char *pattern = g_strconcat ("POST http://localhost:* 200 answered * ", digest, NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("how are you", strlen ("how are you"));
  RailHttpRequest request = { .body = body };

  ask_with (fixture, address, &request);
  assert_status (fixture, 200);
  g_assert_cmpstr (fixture->body->str, ==, "thanks");
  http_watch_assert_last (&fixture->watch, pattern);

  /* A body was written for one address. */
  ask_with (fixture, circle, &request);
  assert_status (fixture, 307);
}

/* The last request that @faults got as @host is what anybody would be asked. */
static void
assert_says_nothing (FaultServer *faults,
                     const char *host,
                     const char *path)
{
  g_autofree char *seen = fault_server_dup_request (faults);
  g_autofree char *expected = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s:%u\r\nUser-Agent: Handrail/%s\r\nAccept: */*\r\n"
                                               "Accept-Encoding: gzip, deflate\r\n\r\n",
                                               path,
                                               host,
                                               faults->port,
                                               RAIL_VERSION);

  g_assert_cmpstr (seen, ==, expected);
}

static void
test_says_nothing_of_us (Fixture *fixture,
                         gconstpointer data)
{
  g_autoptr (FaultServer) faults = fault_server_start ();
  g_autofree char *address = fault_server_dup_address (faults, "/calendar.ics?token=a");
  RailHttpRequest request = { 0 };

  ask_with (fixture, address, &request);
  assert_status (fixture, 200);
  assert_says_nothing (faults, "127.0.0.1", "/calendar.ics?token=a");
}

static void
test_many (Fixture *fixture,
           gconstpointer data)
{
  for (guint i = 0; i < 40; i++)
    {
      ask (fixture, "/calendar.ics");
      assert_status (fixture, 200);
    }
}

/* ---- encryption ---- */

static void
test_certificates (Fixture *fixture,
                   gconstpointer data)
{
  g_autofree char *good = web_server_dup_tls_address (fixture->server->tls_port, "/calendar.ics");
  g_autofree char *expired = web_server_dup_tls_address (fixture->server->old_port, "/calendar.ics");
  g_autofree char *elsewhere = web_server_dup_tls_address (fixture->server->else_port, "/calendar.ics");
  g_autofree char *plain = web_server_dup_tls_address (fixture->server->port, "/calendar.ics");
  g_autofree char *down = web_server_dup_tls_address (fixture->server->tls_port, "/down.ics");
  RailHttpRequest request = { 0 };

  ask_with (fixture, good, &request);
  assert_status (fixture, 200);
  g_assert_cmpstr (fixture->body->str, ==, CALENDAR);

  ask_with (fixture, expired, &request);
  assert_error (fixture, RAIL_ERROR_INVALID, "certificate");
  http_watch_assert_last (&fixture->watch, "GET https://localhost:* 0 failed 0 0 -");
  ask_with (fixture, elsewhere, &request);
  assert_error (fixture, RAIL_ERROR_INVALID, "certificate");
  ask_with (fixture, plain, &request);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "No encrypted connection to “localhost:");
  ask_with (fixture, down, &request);
  assert_error (fixture, RAIL_ERROR_INVALID, "without encryption");

  /* An authority that nobody trusts. */
  g_unsetenv ("CURL_CA_BUNDLE");
  http_watch_end (&fixture->watch, fixture->client);
  fixture->client = http_watch_begin (&fixture->watch, "test");
  ask_with (fixture, good, &request);
  assert_error (fixture, RAIL_ERROR_INVALID, "certificate");
}

/* ---- secrets ---- */

static void
test_secrets (Fixture *fixture,
              gconstpointer data)
{
  g_autofree char *same = g_strdup_printf ("http://ann:se%%20cret@localhost:%u/secret.ics", fixture->server->port);
  g_autofree char *away = g_strdup_printf ("http://ann:se%%20cret@localhost:%u/away.ics", fixture->server->port);
  static const char *const headers[] = { "X-Key: 123", NULL };
  RailHttpRequest request = { .headers = headers };
  g_auto (GStrv) log = NULL;

  ask_with (fixture, same, &request);
  assert_status (fixture, 200);
  ask_with (fixture, away, &request);
  assert_status (fixture, 401);

  log = web_server_stop (fixture->server);
  g_assert_cmpuint (g_strv_length (log), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_true (g_str_has_suffix (log[i], i < 3 ? "[Basic YW5uOnNlIGNyZXQ=]" : "[-]"));
}

/* Another port is another origin, whatever the host's name. All that the first server was told stays with it. */
static void
test_nothing_travels (Fixture *fixture,
                      gconstpointer data)
{
  static const struct
  {
    const char *user;
    const char *path;
    const char *host; /* of the other origin */
    const char *headers[3];
    const char *told; /* what the log has of the first server */
  } cases[] = {
    { "ann:secret@", "next-door", "localhost", { "X-Key: 123", NULL }, "[\\x22v1\\x22] [Basic YW5uOnNlY3JldA==]" },
    { "ann:secret@", "elsewhere", "127.0.0.1", { "X-Key: 123", NULL }, "[\\x22v1\\x22] [Basic YW5uOnNlY3JldA==]" },
    { "", "next-door", "localhost", { "Authorization: Bearer 123", "Cookie: id=123", NULL }, "[\\x22v1\\x22] [Bearer 123]" },
    { "", "elsewhere", "127.0.0.1", { "Authorization: Bearer 123", "Cookie: id=123", NULL }, "[\\x22v1\\x22] [Bearer 123]" },
  };
  g_autoptr (FaultServer) other = fault_server_start ();
  g_auto (GStrv) log = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = g_strdup_printf ("http://%slocalhost:%u/%s.ics?port=%u", cases[i].user, fixture->server->port, cases[i].path, other->port);
      RailHttpRequest request = { .headers = cases[i].headers, .etag = "\"v1\"", .last_modified = "Mon, 05 Oct 2026 09:00:00 GMT" };

      ask_with (fixture, address, &request);
      assert_status (fixture, 200);
      assert_says_nothing (other, cases[i].host, "/calendar.ics");
    }

  log = web_server_stop (fixture->server);
  g_assert_cmpuint (g_strv_length (log), ==, G_N_ELEMENTS (cases));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (!g_str_has_suffix (log[i], cases[i].told))
        g_error ("“%s” does not end in “%s”", log[i], cases[i].told);
    }
}

/* ---- what does not work ---- */

static void
test_refused_redirects (Fixture *fixture,
                        gconstpointer data)
{
  ask (fixture, "/circle.ics");
  assert_error (fixture, RAIL_ERROR_INVALID, "in circles");
  g_assert_cmpuint (fixture->watch.records->len, ==, 6);
  ask (fixture, "/file.ics");
  assert_error (fixture, RAIL_ERROR_INVALID, "https://");
  ask (fixture, "/nowhere.ics");
  assert_error (fixture, RAIL_ERROR_INVALID, "to where it does not go");
  g_assert_cmpuint (fixture->watch.records->len, ==, 8);
}

static void
test_statuses (Fixture *fixture,
               gconstpointer data)
{
  static const struct
  {
    const char *path;
    guint status;
    int code;
    gint64 wait; /* seconds; -1 = the longest there is */
  } cases[] = {
    { "/missing.ics", 404, RAIL_ERROR_NOT_FOUND, 0 },
    { "/gone.ics", 410, RAIL_ERROR_NOT_FOUND, 0 },
    { "/private/calendar.ics", 401, RAIL_ERROR_INVALID, 0 },
    { "/busy.ics", 429, RAIL_ERROR_UNREACHABLE, 120 },
    { "/later.ics", 503, RAIL_ERROR_UNREACHABLE, 86400 },
    { "/broken.ics", 500, RAIL_ERROR_UNREACHABLE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 before = g_get_real_time ();

      ask (fixture, cases[i].path);
      assert_status (fixture, cases[i].status);
      g_assert_false (rail_http_response_check (fixture->response, &error));
      g_assert_error (error, RAIL_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, "“localhost:"));
      if (cases[i].wait == 0)
        g_assert_cmpint (fixture->response->retry_after, ==, 0);
      else
        g_assert_cmpint (ABS (fixture->response->retry_after - before - cases[i].wait * RAIL_SECOND), <, RAIL_MINUTE);
    }
}

/* Sixteen mebibytes of zeros, packed once and packed again as the unpacker would see them. */
static GBytes *
pack_zeros (void)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) packed = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autofree char *zeros = g_malloc0 (BOMB_BYTES);

  g_assert_true (g_output_stream_write_all (packed, zeros, BOMB_BYTES, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
test_bomb (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GBytes) bomb = pack_zeros ();
  gsize length;
  const char *bytes = g_bytes_get_data (bomb, &length);

  g_assert_cmpuint (length, <, BOMB_BYTES / 500);
  web_server_write (fixture->server, "bomb.ics", bytes, (gssize) length);
  ask (fixture, "/bomb.ics");
  assert_error (fixture, RAIL_ERROR_TOO_LARGE, "larger than 1.0");
  g_assert_cmpuint (fixture->body->len, <=, 1024 * 1024);
}

/* The length is said beforehand: nothing of the body is fetched. */
static void
test_large (Fixture *fixture,
            gconstpointer data)
{
  g_autofree char *text = g_malloc0 (BOMB_BYTES);

  web_server_write (fixture->server, "large.ics", text, BOMB_BYTES);
  ask (fixture, "/large.ics");
  assert_error (fixture, RAIL_ERROR_TOO_LARGE, "larger than 1.0");
  g_assert_cmpuint (fixture->body->len, ==, 0);
}

static void
test_slow (Fixture *fixture,
           gconstpointer data)
{
  g_autofree char *text = g_strnfill (8192, 'x');
  g_autofree char *address = web_server_dup_address (fixture->server, "/drip.ics");
  RailHttpRequest stalled = { .stall_timeout = 2 * RAIL_SECOND };
  RailHttpRequest late = { .total_timeout = RAIL_SECOND };

  web_server_write (fixture->server, "drip.ics", text, -1);
  ask_with (fixture, address, &stalled);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "too slowly");
  ask_with (fixture, address, &late);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "too slowly");
  http_watch_assert_last (&fixture->watch, "GET http://localhost:* failed *");
}

static void
test_faults (Fixture *fixture,
             gconstpointer data)
{
  static const struct
  {
    const char *path;
    int code;
    const char *words;
  } cases[] = {
    { "/cut", RAIL_ERROR_UNREACHABLE, "broke off" },
    { "/chunk", RAIL_ERROR_UNREACHABLE, "broke off" },
    { "/silent", RAIL_ERROR_UNREACHABLE, "broke off" },
    { "/endless", RAIL_ERROR_TOO_LARGE, "larger than 1.0" },
    { "/nothing", RAIL_ERROR_TOO_LARGE, "larger than 1.0" },
    { "/head", RAIL_ERROR_TOO_LARGE, "headers" },
    { "/garbage", RAIL_ERROR_INVALID, "no web server" },
    { "/hang", RAIL_ERROR_UNREACHABLE, "too slowly" },
  };
  g_autoptr (FaultServer) faults = fault_server_start ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = fault_server_dup_address (faults, cases[i].path);
      RailHttpRequest request = { .total_timeout = g_str_equal (cases[i].path, "/hang") ? RAIL_SECOND : RAIL_MINUTE };

      ask_with (fixture, address, &request);
      assert_error (fixture, cases[i].code, cases[i].words);
      g_assert_nonnull (strstr (fixture->error->message, "127.0.0.1"));
      http_watch_assert_last (&fixture->watch, "GET http://127.0.0.1:* failed *");
      g_assert_cmpuint (fixture->body->len, <=, 1024 * 1024);
    }
}

static void
test_nobody_there (Fixture *fixture,
                   gconstpointer data)
{
  RailHttpRequest request = { 0 };

  ask_with (fixture, "http://localhost:1/", &request);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "cannot be reached");
  ask_with (fixture, "https://calendar.invalid/", &request);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "“calendar.invalid” cannot be found");
  http_watch_assert_last (&fixture->watch, "GET https://calendar.invalid 0 failed 0 0 -");
}

static void
test_proxy (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (FaultServer) proxy = fault_server_start ();
  g_autofree char *address = fault_server_dup_address (proxy, "");
  g_autofree char *seen = NULL;
  RailHttpRequest request = { 0 };

  g_setenv ("https_proxy", address, TRUE);
  ask_with (fixture, "https://calendar.invalid/secret.ics", &request);
  g_unsetenv ("https_proxy");
  g_assert_nonnull (fixture->error);
  seen = fault_server_dup_request (proxy);
  g_assert_true (g_str_has_prefix (seen, "CONNECT calendar.invalid:443 HTTP/1.1\r\n"));
  g_assert_null (strstr (seen, "secret"));
}

static void
test_no_proxy_to_itself (Fixture *fixture,
                         gconstpointer data)
{
  g_autoptr (FaultServer) proxy = fault_server_start ();
  g_autofree char *proxy_address = fault_server_dup_address (proxy, "");
  g_autofree char *address = web_server_dup_address (fixture->server, "/calendar.ics");
  g_autofree char *seen = NULL;
  RailHttpRequest request = { 0 };

  g_setenv ("http_proxy", proxy_address, TRUE);
  ask_with (fixture, address, &request);
  g_unsetenv ("http_proxy");
  g_assert_no_error (fixture->error);
  seen = fault_server_dup_request (proxy);
  g_assert_null (seen);
}

/* ---- ending early ---- */

static void
test_cancelled (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (FaultServer) faults = fault_server_start ();
  g_autofree char *address = fault_server_dup_address (faults, "/endless");
  RailHttpRequest request = { .max_bytes = G_MAXINT32 };

  fixture->cancel_after = 1;
  ask_with (fixture, address, &request);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->watch.records->len, ==, 1);
  http_watch_assert_last (&fixture->watch, "GET http://127.0.0.1:* 200 cancelled *");
}

static void
test_cancelled_before (Fixture *fixture,
                       gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *text = web_server_dup_address (fixture->server, "/calendar.ics");
  g_autoptr (RailWebAddress) address = rail_web_address_parse (text, NULL);
  const RailHttpRequest request = { .address = address, .purpose = "test", .max_bytes = 1 };

  g_cancellable_cancel (cancellable);
  rail_http_client_send_async (fixture->client, &request, NULL, NULL, cancellable, sent_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  http_watch_assert_last (&fixture->watch, "GET http://localhost:* 0 cancelled 0 0 -");
}

static void
test_sink_ends_it (Fixture *fixture,
                   gconstpointer data)
{
  fixture->sink_refuses = TRUE;
  ask (fixture, "/calendar.ics");
  assert_error (fixture, RAIL_ERROR_INVALID, "no such thing wanted");
  http_watch_assert_last (&fixture->watch, "GET http://localhost:* 200 failed *");
}

static void
test_refused (Fixture *fixture,
              gconstpointer data)
{
  g_auto (GStrv) log = NULL;

  fixture->watch.refusal = "not today";
  ask (fixture, "/calendar.ics");
  assert_error (fixture, RAIL_ERROR_REFUSED, "not today");
  http_watch_assert_last (&fixture->watch, "GET http://localhost:* 0 refused 0 0 -");
  log = web_server_stop (fixture->server);
  g_assert_cmpstr (log[0], ==, NULL);
}

/* ---- libcurl itself ---- */

/* In a process of its own, where the loader looks into @folder first and libcurl is not loaded yet. */
static void
ask_there (const ScratchFolder *folder)
{
  g_setenv ("LD_LIBRARY_PATH", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("LD_LIBRARY_PATH");
  g_test_trap_assert_passed ();
}

static void
test_unreadable_library (Fixture *fixture,
                         gconstpointer data)
{
  ScratchFolder *folder;

  if (g_test_subprocess ())
    {
      for (guint i = 0; i < 2; i++)
        {
          ask (fixture, "/calendar.ics");
          assert_error (fixture, RAIL_ERROR_FAILED, "install libcurl 7.88 or newer");
          http_watch_assert_last (&fixture->watch, "GET http://localhost:* 0 failed 0 0 -");
        }
      return;
    }

  folder = scratch_folder_new ();
  scratch_folder_write (folder, "libcurl.so.4", "This is no library.\n");
  scratch_folder_write (folder, "libcurl-gnutls.so.4", "Nor is this.\n");
  ask_there (folder);
  scratch_folder_free (folder);
}

static void
test_other_library (Fixture *fixture,
                    gconstpointer data)
{
  ScratchFolder *folder;
  g_autofree char *link = NULL;
  Dl_info glib;

  if (g_test_subprocess ())
    {
      ask (fixture, "/calendar.ics");
      assert_error (fixture, RAIL_ERROR_FAILED, "lacks curl_global_init()");
      return;
    }

  folder = scratch_folder_new ();
  link = g_build_filename (folder, "libcurl.so.4", NULL);
  g_assert_cmpint (dladdr ((void *) g_strdup_printf, &glib), !=, 0);
  g_assert_cmpint (symlink (glib.dli_fname, link), ==, 0);
  ask_there (folder);
  scratch_folder_free (folder);
}

/* ---- the ledger is the server's log ---- */

static void
test_records_equal_the_log (Fixture *fixture,
                            gconstpointer data)
{
  static const char *const paths[] = { "/calendar.ics", "/packed.ics", "/old.ics", "/missing.ics", "/busy.ics", "/circle.ics", "/broken.ics", "/gone.ics" };
  g_autofree char *post = web_server_dup_address (fixture->server, "/post");
  g_autoptr (GBytes) body = g_bytes_new_static ("how are you", strlen ("how are you"));
  RailHttpRequest request = { .body = body };
  g_auto (GStrv) log = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    ask (fixture, paths[i]);
  ask_with (fixture, post, &request);

  log = web_server_stop (fixture->server);
  g_assert_cmpuint (g_strv_length (log), ==, fixture->watch.records->len);
  for (guint i = 0; i < fixture->watch.records->len; i++)
    {
      /* "METHOD ORIGIN STATUS OUTCOME SENT RECEIVED SHA256" and "METHOD PATH STATUS BYTES-RECEIVED BYTES-SENT ..." */
      g_auto (GStrv) ours = g_strsplit (g_ptr_array_index (fixture->watch.records, i), " ", -1);
      g_auto (GStrv) theirs = g_strsplit (log[i], " ", -1);

      g_assert_cmpstr (ours[0], ==, theirs[0]);
      g_assert_cmpstr (ours[2], ==, theirs[2]);
      g_assert_cmpstr (ours[3], ==, "answered");
      /* nginx does not count a body that it throws away. */
      if (g_str_equal (ours[0], "POST"))
        g_assert_cmpint (atoi (ours[4]), ==, atoi (theirs[3]) + (int) strlen ("how are you"));
      else
        g_assert_cmpstr (ours[4], ==, theirs[3]);
      g_assert_cmpstr (ours[5], ==, theirs[4]);
    }
}

#define ADD(path, function) g_test_add ("/http-client/" path, Fixture, NULL, set_up, function, tear_down)
#define ADD_ENCRYPTED(path, function) g_test_add ("/http-client/" path, Fixture, "encrypted", set_up, function, tear_down)

int
main (int argc,
      char **argv)
{
  /* What the machine's own surroundings say must not matter. */
  static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE" };

  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  g_test_init (&argc, &argv, NULL);

  ADD ("gets/again-only-what-changed", test_conditional);
  ADD ("gets/unpacks", test_packed);
  ADD ("gets/follows-redirects-and-tells-of-each", test_redirects);
  ADD ("gets/says-nothing-of-us", test_says_nothing_of_us);
  ADD ("gets/many-in-a-row", test_many);
  ADD ("posts/tells-the-digest-and-stays-where-it-is", test_post);
  ADD_ENCRYPTED ("encryption/trusts-only-good-certificates", test_certificates);
  ADD ("secrets/stay-with-their-origin", test_secrets);
  ADD ("secrets/nothing-travels-to-another-origin", test_nothing_travels);
  ADD ("proxy/is-honoured", test_proxy);
  ADD ("proxy/never-sees-what-stays-on-this-computer", test_no_proxy_to_itself);
  ADD ("redirects/are-limited", test_refused_redirects);
  ADD ("statuses/each-has-its-mend", test_statuses);
  ADD ("limits/a-bomb-is-cut-while-it-unpacks", test_bomb);
  ADD ("limits/a-large-answer-is-not-begun", test_large);
  ADD ("limits/a-slow-answer-is-left", test_slow);
  ADD ("faults/each-is-named", test_faults);
  ADD ("faults/nobody-there", test_nobody_there);
  ADD ("ends/when-cancelled-in-its-own-sink", test_cancelled);
  ADD ("ends/when-cancelled-before-it-began", test_cancelled_before);
  ADD ("ends/when-the-sink-says-so", test_sink_ends_it);
  ADD ("library/unreadable-says-what-to-install", test_unreadable_library);
  ADD ("library/of-something-else-says-what-it-lacks", test_other_library);
  ADD ("observer/refuses-before-anything-leaves", test_refused);
  ADD ("observer/hears-what-the-server-heard", test_records_equal_the_log);

  return g_test_run ();
}
