/* A model's endpoint against a server with faults, and against a real model behind a real server. */

#include "config.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "coach/chat-answer.h"
#include "coach/endpoint.h"
#include "fakes/fault-server.h"
#include "testlib/http-watch.h"
#include "testlib/model-server.h"

#define EVENTS "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
#define JSON "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
#define SAYS(text) "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" text "\"},\"finish_reason\":null}]}\n\n"
#define ENDS(reason) "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" reason "\"}]}\n\n"
#define DONE "data: [DONE]\n\n"
#define QUESTION "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"How do I start?\"}]}"

/* For what never comes, and for what comes once: a slow machine must have it by then. */
#define SHORT_PATIENCE (RAIL_SECOND / 2)
#define FAIR_PATIENCE (5 * RAIL_SECOND)

typedef struct
{
  FaultServer *server;
  RailHttpClient *client;
  HttpWatch watch;
  gint64 patience;

  /* Of the last question. */
  GString *text;
  GCancellable *cancellable;
  gsize cancel_after; /* bytes of text; 0 = never */
  gsize enough_after;
  gboolean done;
  gboolean good;
  RailEndpointEnd end;
  gint64 retry_after;
  GError *error;
} Fixture;

/* ---- asking ---- */

static gboolean
text_cb (const char *text,
         gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->done);
  g_assert_false (g_cancellable_is_cancelled (fixture->cancellable));
  g_assert_cmpstr (text, !=, "");
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append (fixture->text, text);
  if (fixture->cancel_after > 0 && fixture->text->len >= fixture->cancel_after)
    g_cancellable_cancel (fixture->cancellable);
  return fixture->enough_after == 0 || fixture->text->len < fixture->enough_after;
}

static void
asked_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->good = rail_endpoint_ask_finish (result, &fixture->end, &fixture->retry_after, &fixture->error);
  fixture->done = TRUE;
}

static void
begin (Fixture *fixture,
       const char *address,
       const char *key,
       const char *body)
{
  g_autoptr (RailEndpoint) endpoint = rail_endpoint_new ("Our own model", address, "tiny");

  endpoint->patience = fixture->patience;
  g_clear_error (&fixture->error);
  g_string_truncate (fixture->text, 0);
  g_clear_object (&fixture->cancellable);
  fixture->cancellable = g_cancellable_new ();
  fixture->done = FALSE;
  rail_endpoint_ask_async (endpoint, fixture->client, key, body, text_cb, fixture, fixture->cancellable, asked_cb, fixture);
}

static void
wait_for_end (Fixture *fixture)
{
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (fixture->good == (fixture->error == NULL));
}

static void
ask_at (Fixture *fixture,
        const char *address,
        const char *key)
{
  begin (fixture, address, key, QUESTION);
  wait_for_end (fixture);
}

static void
ask (Fixture *fixture)
{
  g_autofree char *address = fault_server_dup_address (fixture->server, "/scripted");

  ask_at (fixture, address, NULL);
}

static void
ask_script (Fixture *fixture,
            const char *text,
            FaultEnding ending,
            const char *tail)
{
  fault_server_script (fixture->server, text, -1, ending, tail);
  ask (fixture);
}

/* "TEXT", then "/" where it was cut and "!" where it was filtered. */
static void
assert_answer (Fixture *fixture,
               const char *told)
{
  g_autofree char *answer = g_strconcat (fixture->text->str, fixture->end.truncated ? "/" : "", fixture->end.filtered ? "!" : "", NULL);

  g_assert_no_error (fixture->error);
  g_assert_cmpstr (answer, ==, told);
}

static void
assert_error (Fixture *fixture,
              int code,
              const char *words)
{
  g_assert_error (fixture->error, RAIL_ERROR, code);
  if (strstr (fixture->error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", fixture->error->message, words);
  if (strstr (fixture->error->message, "127.0.0.1") == NULL && strstr (fixture->error->message, "“Our own model”") == NULL)
    g_error ("“%s” does not say who", fixture->error->message);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->server = fault_server_start ();
  fixture->client = http_watch_begin (&fixture->watch, "coach");
  fixture->text = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  fault_server_free (fixture->server);
  http_watch_assert_at_rest ();

  g_clear_error (&fixture->error);
  g_clear_object (&fixture->cancellable);
  g_string_free (fixture->text, TRUE);
  http_watch_end (&fixture->watch, fixture->client);
}

/* ---- the request ---- */

static void
test_request (Fixture *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *rest;
    const char *key;
    const char *line;
    const char *key_line; /* NULL = none */
  } cases[] = {
    { "/scripted/v1", "sk-1", "POST /scripted/v1/chat/completions HTTP/1.1\r\n", "\r\nAuthorization: Bearer sk-1\r\n" },
    { "/scripted/v1//", " sk-1\n", "POST /scripted/v1/chat/completions HTTP/1.1\r\n", "\r\nAuthorization: Bearer sk-1\r\n" },
    { "/scripted/chat/completions", NULL, "POST /scripted/chat/completions HTTP/1.1\r\n", NULL },
    { "/scripted", "", "POST /scripted/chat/completions HTTP/1.1\r\n", NULL },
    { "/scripted/deployments/coach?api-version=2024-10-21",
      "k2",
      "POST /scripted/deployments/coach/chat/completions?api-version=2024-10-21 HTTP/1.1\r\n",
      "\r\napi-key: k2\r\n" },
    { "/scripted/v1?team=api-version", "k2", "POST /scripted/v1/chat/completions?team=api-version HTTP/1.1\r\n", "\r\nAuthorization: Bearer k2\r\n" },
  };

  fault_server_script (fixture->server, EVENTS SAYS ("a") ENDS ("stop") DONE, -1, FAULT_CLOSE, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = fault_server_dup_address (fixture->server, cases[i].rest);
      g_autofree char *head = NULL;
      g_autofree char *body = NULL;

      ask_at (fixture, address, cases[i].key);
      assert_answer (fixture, "a");
      http_watch_assert_last (&fixture->watch, "POST http://127.0.0.1:* 200 answered *");
      g_assert_cmpuint (fixture->end.bytes_sent, ==, strlen (QUESTION));

      head = fault_server_dup_request (fixture->server);
      body = fault_server_dup_body (fixture->server);
      g_assert_cmpstr (body, ==, QUESTION);
      g_assert_true (g_str_has_prefix (head, cases[i].line));
      g_assert_nonnull (strstr (head, "\r\nContent-Type: application/json\r\n"));
      g_assert_nonnull (strstr (head, "\r\nAccept: text/event-stream, application/json\r\n"));
      if (cases[i].key_line != NULL)
        g_assert_nonnull (strstr (head, cases[i].key_line));
      g_assert_true ((strstr (head, "\r\nAuthorization:") != NULL) == (cases[i].key_line != NULL && strstr (cases[i].key_line, "Bearer") != NULL));
      g_assert_true ((strstr (head, "\r\napi-key:") != NULL) == (cases[i].key_line != NULL && strstr (cases[i].key_line, "api-key") != NULL));
    }
}

/* Of a bare host the API stands below "/v1". */
static void
test_bare_host (Fixture *fixture,
                gconstpointer data)
{
  g_autofree char *address = fault_server_dup_address (fixture->server, "/");
  g_autofree char *head = NULL;

  ask_at (fixture, address, NULL);
  assert_error (fixture, RAIL_ERROR_INVALID, "answers with nothing that is an answer");
  head = fault_server_dup_request (fixture->server);
  g_assert_true (g_str_has_prefix (head, "POST /v1/chat/completions HTTP/1.1\r\n"));
}

static void
test_addresses (Fixture *fixture,
                gconstpointer data)
{
  static const struct
  {
    const char *address;
    const char *words; /* NULL = good */
    const char *origin;
  } cases[] = {
    { "https://Models.example.org/v1", NULL, "https://models.example.org" },
    { " https://models.example.org:8443/v1?api-version=1 ", NULL, "https://models.example.org:8443" },
    { "http://localhost:11434", NULL, "http://localhost:11434" },
    { "http://127.8.9.10/v1", NULL, "http://127.8.9.10" },
    { "http://[::1]:8080/v1", NULL, "http://[::1]:8080" },
    { "http://models.example.org/v1", "https:// instead", NULL },
    { "http://10.0.0.1/v1", "https:// instead", NULL },
    { "http://127.1/v1", "https:// instead", NULL },
    { "http://localhost.example.org/v1", "https:// instead", NULL },
    { "webcal://models.example.org/v1", "should look like", NULL },
    { "file:///etc/passwd", "should look like", NULL },
    { "models.example.org", "should look like", NULL },
    { "", "should look like", NULL },
    { "https://", "“Our own model”", NULL },
    { "https://a b/", "“Our own model”", NULL },
    { "https://me:secret@models.example.org/v1", "enter the key by itself", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailEndpoint) endpoint = rail_endpoint_new ("Our own model", cases[i].address, "tiny");
      g_autoptr (RailEndpoint) copy = rail_endpoint_copy (endpoint);
      g_autoptr (GError) error = NULL;
      g_autofree char *origin = rail_endpoint_dup_origin (copy, &error);

      g_assert_cmpstr (origin, ==, cases[i].origin);
      if (cases[i].words == NULL)
        continue;

      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
      g_assert_null (strstr (error->message, "secret"));
      ask_at (fixture, cases[i].address, "k");
      assert_error (fixture, RAIL_ERROR_INVALID, cases[i].words);
      g_assert_cmpuint (fixture->end.bytes_sent, ==, 0);
    }
  g_assert_cmpuint (fixture->watch.records->len, ==, 0);
}

static void
test_bad_keys (Fixture *fixture,
               gconstpointer data)
{
  static const char *const keys[] = { "a\r\nX-Evil: 1", "a\nb", "a b", "schl\xc3\xbcssel", "a\x7f" };
  g_autofree char *address = fault_server_dup_address (fixture->server, "/scripted");

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      ask_at (fixture, address, keys[i]);
      assert_error (fixture, RAIL_ERROR_INVALID, "characters that no key has");
    }
  g_assert_cmpuint (fault_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_refused (Fixture *fixture,
              gconstpointer data)
{
  fixture->watch.refusal = "The network is switched off";
  ask (fixture);
  g_assert_error (fixture->error, RAIL_ERROR, RAIL_ERROR_REFUSED);
  g_assert_cmpuint (fixture->end.bytes_sent, ==, 0);
  g_assert_cmpuint (fault_server_get_n_requests (fixture->server), ==, 0);
  http_watch_assert_last (&fixture->watch, "POST http://127.0.0.1:* 0 refused *");
}

/* ---- answers ---- */

static void
test_answers (Fixture *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *script;
    const char *told;
  } cases[] = {
    { EVENTS SAYS ("Ask ") SAYS ("first. [1]") ENDS ("stop") DONE, "Ask first. [1]" },
    { EVENTS SAYS ("a") ENDS ("stop"), "a" },
    { EVENTS SAYS ("a") DONE, "a" },
    { EVENTS SAYS ("a") ENDS ("length") DONE, "a/" },
    { EVENTS SAYS ("a") ENDS ("content_filter") DONE, "a!" },
    { EVENTS SAYS ("a"), "a/" },
    { EVENTS SAYS ("a") "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lost\"}", "a/" },
    { EVENTS SAYS ("a") ENDS ("stop") SAYS ("b") "data: nonsense\n\n", "a" },
    { EVENTS "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n" SAYS ("a") "data: {\"choices\":[],\"usage\":{}}\n\n" DONE, "a" },
    { EVENTS ": thinking\r\n\r\nevent: x\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"a\"},\r\ndata: \"finish_reason\":\"stop\"}]}\r\n\r\ndata:[DONE]\r\n\r\n", "a" },
    { EVENTS "data\n\ndata: \n\n" SAYS ("a") DONE, "a" },
    { EVENTS ENDS ("tool_calls") DONE, "" },
    { EVENTS SAYS ("gr\xc3\xbc\xc3\x9f \xf0\x9f\x99\x82 \xff") DONE, "gr\xc3\xbc\xc3\x9f \xf0\x9f\x99\x82 \xef\xbf\xbd" },
    { JSON SAYS ("a") DONE, "a" },
    { JSON " \n{\"choices\":[{\"message\":{\"content\":\"whole\"},\"finish_reason\":\"stop\"}]}", "whole" },
    { JSON "{\"choices\":[{\"message\":{\"content\":\"whole\"}}]}", "whole" },
    { EVENTS "\xef\xbb\xbf{\"choices\":[{\"message\":{\"content\":\"whole\"},\"finish_reason\":\"length\"}]}\n", "whole/" },
    { "HTTP/1.1 200 OK\r\n\r\n" SAYS ("no type") DONE, "no type" },
    { "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" SAYS ("wrong type") DONE, "wrong type" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ask_script (fixture, cases[i].script, FAULT_CLOSE, NULL);
      assert_answer (fixture, cases[i].told);
      http_watch_assert_last (&fixture->watch, "POST http://127.0.0.1:* 200 answered *");
    }
}

/* Wherever the connection ends, what came is kept, and only what says that it is whole counts as whole. */
static void
test_cut_at_every_byte (Fixture *fixture,
                        gconstpointer data)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  static const char events[] = SAYS ("gr\xc3\xbc") SAYS ("\xc3\x9f e") ENDS ("stop") DONE;
  g_autofree char *whole = g_strdup_printf ("%s%zx\r\n%s\r\n0\r\n\r\n", head, strlen (events), events);
  gsize finished = (gsize) (strstr (whole, DONE) - whole);
  gsize begun = (gsize) (strstr (whole, "\r\n\r\n") + 4 - whole);

  for (gsize length = 0; length <= strlen (whole); length++)
    {
      fault_server_script (fixture->server, whole, (gssize) length, FAULT_CLOSE, NULL);
      ask (fixture);
      g_assert_true (g_str_has_prefix ("gr\xc3\xbc\xc3\x9f e", fixture->text->str));
      if (length >= finished)
        assert_answer (fixture, "gr\xc3\xbc\xc3\x9f e");
      else
        assert_error (fixture, length >= begun || length == 0 ? RAIL_ERROR_UNREACHABLE : fixture->error->code, "“127.0.0.1:");
    }
}

/* The server's bytes come one by one. */
static void
test_drops (Fixture *fixture,
            gconstpointer data)
{
  static const char events[] = "\xef\xbb\xbf: hello\r\n\r\n" SAYS ("gr\xc3\xbc\xc3\x9f") ENDS ("stop") DONE;
  g_autoptr (GString) script = g_string_new ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

  for (gsize i = 0; i < sizeof events - 1; i++)
    {
      g_string_append (script, "1\r\n");
      g_string_append_c (script, events[i]);
      g_string_append (script, "\r\n");
    }
  g_string_append (script, "0\r\n\r\n");
  ask_script (fixture, script->str, FAULT_CLOSE, NULL);
  assert_answer (fixture, "gr\xc3\xbc\xc3\x9f");
}

/* ---- answers that are none ---- */

static void
test_statuses (Fixture *fixture,
               gconstpointer data)
{
  static const struct
  {
    const char *script;
    const char *key;
    int code;
    const char *words;
  } cases[] = {
    { "401 Unauthorized\r\n\r\n", "k", RAIL_ERROR_REFUSED, "does not accept the key (401): enter it again" },
    { "401 Unauthorized\r\n\r\n", NULL, RAIL_ERROR_REFUSED, "wants a key (401): enter" },
    { "403 Forbidden\r\n\r\n{\"error\":{\"message\":\"Incorrect key: k-1234\"}}", "k-1234", RAIL_ERROR_REFUSED, "does not accept the key (403)" },
    { "404 Not Found\r\n\r\n{\"error\":{\"message\":\"model 'tiny' not found\"}}", NULL, RAIL_ERROR_INVALID, "(404) (model 'tiny' not found): check both" },
    { "404 Not Found\r\n\r\n<html>", NULL, RAIL_ERROR_INVALID, "(404): check both; the address usually ends in “/v1”" },
    { "400 Bad Request\r\n\r\n{\"error\":\"temperature?\"}", NULL, RAIL_ERROR_INVALID, "(400) (temperature?): check the name of the model" },
    { "400 Bad Request\r\n\r\n{\"error\":{\"code\":\"context_length_exceeded\"}}", NULL, RAIL_ERROR_TOO_LARGE, "ask a shorter question" },
    { "500 Oops\r\n\r\n{\"object\":\"error\",\"message\":\"maximum context length is 9\"}", NULL, RAIL_ERROR_TOO_LARGE, "ask a shorter question" },
    { "413 Too Large\r\n\r\n", NULL, RAIL_ERROR_TOO_LARGE, "ask a shorter question" },
    { "429 Too Many\r\n\r\n{\"error\":{\"message\":\"quota\"}}", NULL, RAIL_ERROR_UNREACHABLE, "enough questions for now (quota): try again later" },
    { "500 Oops\r\n\r\n<html>", NULL, RAIL_ERROR_UNREACHABLE, "trouble of its own (500): try again later" },
    { "503 Wait\r\n\r\n{\"error\":{\"code\":503,\"message\":\"Loading model\"}}", NULL, RAIL_ERROR_UNREACHABLE, "(503) (Loading model)" },
    { "307 Elsewhere\r\nLocation: /scripted/v2\r\n\r\n", NULL, RAIL_ERROR_INVALID, "where no question goes" },
    { "204 Nothing\r\n\r\n", NULL, RAIL_ERROR_INVALID, "nothing that is an answer" },
    { "200 OK\r\nContent-Type: text/html\r\n\r\n\n <!doctype html><html>", NULL, RAIL_ERROR_INVALID, "a web page: check the address" },
    { "200 OK\r\n\r\nOllama is running", NULL, RAIL_ERROR_INVALID, "nothing that is an answer" },
    { "200 OK\r\n\r\n{\"models\":[]}", NULL, RAIL_ERROR_INVALID, "no answer of a chat API" },
    { "200 OK\r\n\r\n{\"choices\":[{\"message\":", NULL, RAIL_ERROR_INVALID, "no answer of a chat API" },
    { "200 OK\r\n\r\ndata: {\"choices\"\n\n", NULL, RAIL_ERROR_INVALID, "no answer of a chat API" },
    { "200 OK\r\n\r\ndata: {\"error\":{\"message\":\"no \\u001b[2Jmemory\",\"code\":500}}\n\n", NULL, RAIL_ERROR_UNREACHABLE, "(no [2Jmemory)" },
    { "200 OK\r\n\r\ndata: {\"error\":{\"type\":\"exceed_context_size_error\"}}\n\n", NULL, RAIL_ERROR_TOO_LARGE, "ask a shorter question" },
    { "200 OK\r\n\r\n{\"error\":\"no memory\"}", NULL, RAIL_ERROR_UNREACHABLE, "trouble of its own (no memory)" },
  };
  g_autofree char *address = fault_server_dup_address (fixture->server, "/scripted");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *script = g_strconcat ("HTTP/1.1 ", cases[i].script, NULL);

      fault_server_script (fixture->server, script, -1, FAULT_CLOSE, NULL);
      ask_at (fixture, address, cases[i].key);
      assert_error (fixture, cases[i].code, cases[i].words);
      g_assert_null (strstr (fixture->error->message, "k-1234"));
      g_assert_cmpint (fixture->retry_after, ==, 0);
      g_assert_cmpstr (fixture->text->str, ==, "");
    }
}

static void
test_retry_after (Fixture *fixture,
                  gconstpointer data)
{
  gint64 before = g_get_real_time ();

  ask_script (fixture, "HTTP/1.1 429 Too Many\r\nRetry-After: 40\r\n\r\n{}", FAULT_CLOSE, NULL);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "try again in ");
  g_assert_cmpint (ABS (fixture->retry_after - before - 40 * RAIL_SECOND), <, RAIL_MINUTE);
}

/* An error in the middle: what came before it stays. */
static void
test_error_in_stream (Fixture *fixture,
                      gconstpointer data)
{
  ask_script (fixture, EVENTS SAYS ("Ask first. ") "data: {\"error\":{\"message\":\"out of memory\"}}\n\n" SAYS ("b"), FAULT_CLOSE, NULL);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "trouble of its own (out of memory)");
  g_assert_cmpstr (fixture->text->str, ==, "Ask first. ");
}

static void
test_redirect (Fixture *fixture,
               gconstpointer data)
{
  static const char *const statuses[] = { "301", "302", "303", "307", "308" };
  g_autoptr (FaultServer) other = fault_server_start ();
  g_autofree char *there = fault_server_dup_address (other, "/scripted/chat/completions");
  g_autofree char *here = fault_server_dup_address (fixture->server, "/scripted");

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *script = g_strdup_printf ("HTTP/1.1 %s Elsewhere\r\nLocation: %s\r\n\r\n" SAYS ("a") DONE, statuses[i], there);

      fault_server_script (fixture->server, script, -1, FAULT_CLOSE, NULL);
      ask_at (fixture, here, "sk-1");
      assert_error (fixture, RAIL_ERROR_INVALID, "where no question goes");
      g_assert_cmpstr (fixture->text->str, ==, "");
    }
  g_assert_cmpuint (fault_server_get_n_requests (other), ==, 0);
  g_assert_cmpuint (fault_server_get_n_requests (fixture->server), ==, G_N_ELEMENTS (statuses));
  g_assert_cmpuint (fixture->watch.records->len, ==, G_N_ELEMENTS (statuses));
}

static void
test_nobody_there (Fixture *fixture,
                   gconstpointer data)
{
  ask_at (fixture, "http://127.0.0.1:1/v1", NULL);
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "cannot be reached");
}

/* ---- without end ---- */

static void
test_endless_text (Fixture *fixture,
                   gconstpointer data)
{
  ask_script (fixture, EVENTS, FAULT_REPEAT, SAYS ("Again \xf0\x9f\x99\x82 and again. "));
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->end.truncated);
  g_assert_cmpuint (fixture->text->len, <=, RAIL_CHAT_ANSWER_MAX_TEXT);
  g_assert_cmpuint (fixture->text->len, >, RAIL_CHAT_ANSWER_MAX_TEXT - 4);
}

static void
test_endless (Fixture *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *script;
    const char *tail;
    const char *words;
  } cases[] = {
    { EVENTS "data: {\"choices\":[{\"delta\":{\"content\":\"", "one token, as long as it gets ", "more at once than any answer has" },
    { JSON "{\"choices\":[{\"message\":{\"content\":\"", "one token, as long as it gets ", "more than any answer has" },
    { EVENTS, "data: x\n", "more at once than any answer has" },
    { EVENTS, ": nothing, again and again, and it will not stop by itself\n\n", "larger than 4.0" },
    { EVENTS, "data: {\"choices\":[],\"usage\":{\"much of it\":\"and nothing else, again and again\"}}\n\n", "larger than 4.0" },
    { "HTTP/1.1 400 Bad\r\n\r\n", "no end of trouble ", "does not take the question" },
    { "HTTP/1.1 200 OK\r\n", "X-Nothing: nothing at all, again and again\r\n", "headers" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ask_script (fixture, cases[i].script, FAULT_REPEAT, cases[i].tail);
      assert_error (fixture, RAIL_ERROR_INVALID, cases[i].words);
      g_assert_cmpstr (fixture->text->str, ==, "");
    }
}

/* After the last word a server may say what it cost, but not for ever. */
static void
test_goes_on_after_its_end (Fixture *fixture,
                            gconstpointer data)
{
  ask_script (fixture, EVENTS SAYS ("a") ENDS ("stop"), FAULT_REPEAT, SAYS ("b"));
  assert_answer (fixture, "a");
}

static void
test_silence (Fixture *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *script;
    const char *text;
  } cases[] = {
    { "", "" },
    { "HTTP/1.1 200 OK\r\n", "" },
    { EVENTS, "" },
    { EVENTS SAYS ("Ask first. "), "Ask first. " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->patience = *cases[i].text == '\0' ? SHORT_PATIENCE : FAIR_PATIENCE;
      ask_script (fixture, cases[i].script, FAULT_HANG, NULL);
      assert_error (fixture, RAIL_ERROR_UNREACHABLE, "silent for too long");
      g_assert_cmpstr (fixture->text->str, ==, cases[i].text);
    }
}

/* Comments keep a connection alive, and no answer. */
static void
test_drip (Fixture *fixture,
           gconstpointer data)
{
  fixture->patience = SHORT_PATIENCE;
  ask_script (fixture, EVENTS, FAULT_DRIP, ": wait\n\n");
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "silent for too long");
  ask_script (fixture, EVENTS SAYS ("a"), FAULT_DRIP, "x");
  assert_error (fixture, RAIL_ERROR_UNREACHABLE, "silent for too long");
}

/* The server says that it is done, and forgets to close. */
static void
test_open_end (Fixture *fixture,
               gconstpointer data)
{
  ask_script (fixture, EVENTS SAYS ("a") DONE, FAULT_HANG, NULL);
  assert_answer (fixture, "a");
}

/* ---- ending it ---- */

static void
test_cancelled (Fixture *fixture,
                gconstpointer data)
{
  fixture->cancel_after = 6;
  ask_script (fixture, EVENTS, FAULT_REPEAT, SAYS ("abc"));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (fixture->text->str, ==, "abcabc");
  http_watch_assert_last (&fixture->watch, "POST http://127.0.0.1:* 200 cancelled *");
}

static void
test_enough (Fixture *fixture,
             gconstpointer data)
{
  fixture->enough_after = 6;
  ask_script (fixture, EVENTS, FAULT_REPEAT, SAYS ("abc"));
  assert_answer (fixture, "abcabc/");
}

/* After each turn of the main loop, from before the first to behind the last. */
static void
test_cancelled_at_any_moment (Fixture *fixture,
                              gconstpointer data)
{
  g_autofree char *address = fault_server_dup_address (fixture->server, "/scripted");
  gboolean got_through = FALSE;

  fault_server_script (fixture->server, EVENTS SAYS ("a") SAYS ("b") ENDS ("stop") DONE, -1, FAULT_CLOSE, NULL);
  for (guint turns = 0; !got_through; turns++)
    {
      begin (fixture, address, NULL, QUESTION);
      for (guint i = 0; i < turns && !fixture->done; i++)
        g_main_context_iteration (NULL, TRUE);
      got_through = fixture->done;
      g_cancellable_cancel (fixture->cancellable);
      wait_for_end (fixture);
      if (got_through)
        assert_answer (fixture, "ab");
      else
        g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (fixture->watch.records->len, ==, turns + 1);
    }
}

static void
test_cancelled_while_silent (Fixture *fixture,
                             gconstpointer data)
{
  g_autofree char *address = fault_server_dup_address (fixture->server, "/scripted");

  fault_server_script (fixture->server, "", -1, FAULT_HANG, NULL);
  begin (fixture, address, NULL, QUESTION);
  while (fault_server_get_n_requests (fixture->server) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (fixture->cancellable);
  wait_for_end (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- a real model ---- */

/* @filler makes the sources longer. Transfer full. */
static char *
write_question (guint filler,
                guint max_tokens)
{
  g_autofree char *words = g_strnfill (filler, 'x');

  for (guint i = 4; i < filler; i += 5)
    words[i] = ' ';
  return g_strdup_printf ("{\"model\":\"tiny\",\"stream\":true,\"temperature\":0,\"max_tokens\":%u,\"messages\":["
                          "{\"role\":\"system\",\"content\":\"Answer only from the numbered sources and cite them like [1].\"},"
                          "{\"role\":\"user\",\"content\":\"Sources:\\n[1] Prepare a review\\nSay what you heard. Ask how they see it. %s\\n\\n"
                          "[2] Close a call\\nRead the actions aloud.\\n\\nQuestion: How do I start the review?\"}]}",
                          max_tokens,
                          words);
}

static void
ask_model (Fixture *fixture,
           const ModelServer *model,
           const char *key,
           guint filler,
           guint max_tokens)
{
  g_autofree char *body = write_question (filler, max_tokens);

  begin (fixture, model->address, key, body);
  wait_for_end (fixture);
}

static void
test_real_answer (Fixture *fixture,
                  gconstpointer data)
{
  g_autoptr (ModelServer) model = model_server_start ("sk-real", 512);
  g_autofree char *first = NULL;

  ask_model (fixture, model, "sk-real", 0, 200);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (strstr (fixture->text->str, "[1]"));
  g_assert_false (fixture->end.truncated);
  http_watch_assert_last (&fixture->watch, "POST http://127.0.0.1:* 200 answered *");
  first = g_strdup (fixture->text->str);

  ask_model (fixture, model, "sk-real", 0, 4);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->end.truncated);
  g_assert_true (g_str_has_prefix (first, fixture->text->str));

  ask_model (fixture, model, "wrong", 0, 200);
  assert_error (fixture, RAIL_ERROR_REFUSED, "does not accept the key (401)");
  ask_model (fixture, model, NULL, 0, 200);
  assert_error (fixture, RAIL_ERROR_REFUSED, "wants a key (401)");

  ask_model (fixture, model, "sk-real", 4000, 200);
  assert_error (fixture, RAIL_ERROR_TOO_LARGE, "ask a shorter question");

  fixture->cancel_after = 1;
  ask_model (fixture, model, "sk-real", 0, 200);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->text->len, <, strlen (first));

  /* It is free for the next question. */
  fixture->cancel_after = 0;
  ask_model (fixture, model, "sk-real", 0, 200);
  assert_answer (fixture, first);
}

#define ADD(path, function) g_test_add ("/endpoint/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc,
      char **argv)
{
  /* What the machine's own surroundings say must not matter. */
  static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY" };

  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  g_test_init (&argc, &argv, NULL);

  ADD ("request/is-what-each-kind-of-server-wants", test_request);
  ADD ("request/a-bare-host-has-its-api-below-v1", test_bare_host);
  ADD ("request/only-good-addresses-are-asked", test_addresses);
  ADD ("request/a-key-cannot-smuggle-headers", test_bad_keys);
  ADD ("request/does-not-leave-when-the-network-is-off", test_refused);
  ADD ("answer/comes-through-every-quirk", test_answers);
  ADD ("answer/cut-at-every-byte", test_cut_at_every_byte);
  ADD ("answer/byte-by-byte", test_drops);
  ADD ("trouble/each-has-its-mend", test_statuses);
  ADD ("trouble/says-when-to-try-again", test_retry_after);
  ADD ("trouble/in-the-stream-keeps-what-came", test_error_in_stream);
  ADD ("trouble/nothing-is-followed", test_redirect);
  ADD ("trouble/nobody-there", test_nobody_there);
  ADD ("endless/text-is-cut", test_endless_text);
  ADD ("endless/all-else-is-left", test_endless);
  ADD ("endless/behind-the-end-does-not-matter", test_goes_on_after_its_end);
  ADD ("silence/is-left", test_silence);
  ADD ("silence/comments-are-silence-too", test_drip);
  ADD ("silence/behind-the-end-does-not-matter", test_open_end);
  ADD ("ends/when-cancelled-by-its-reader", test_cancelled);
  ADD ("ends/when-its-reader-has-enough", test_enough);
  ADD ("ends/when-cancelled-at-any-moment", test_cancelled_at_any_moment);
  ADD ("ends/when-cancelled-in-the-silence", test_cancelled_while_silent);
  ADD ("model/answers-with-marks-and-keeps-its-limits", test_real_answer);

  return g_test_run ();
}
