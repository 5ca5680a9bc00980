/* What servers really send: OpenAI, Azure, Ollama, llama.cpp, vLLM, and worse. */

#include "config.h"

#include <string.h>

#include "base/error.h"
#include "coach/chat-chunk.h"

/* "TEXT", then "." where it is finished, "/" where it was cut, "!" where it was filtered. Transfer full. */
static char *
tell (const char *data)
{
  RailChatChunk chunk;
  g_autoptr (GError) error = NULL;
  char *told;

  if (!rail_chat_chunk_read (data, &chunk, &error))
    g_error ("%s: %s", data, error->message);
  g_assert_true (g_utf8_validate (chunk.text, -1, NULL));
  told = g_strconcat (chunk.text, chunk.finished ? "." : "", chunk.truncated ? "/" : "", chunk.filtered ? "!" : "", NULL);
  rail_chat_chunk_clear (&chunk);
  g_assert_null (chunk.text);
  return told;
}

static void
test_shapes (void)
{
  static const struct
  {
    const char *data;
    const char *told;
  } cases[] = {
    /* OpenAI */
    { "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}]}",
      "" },
    { "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Ask first. [1]\"},\"finish_reason\":null}],\"usage\":null}", "Ask first. [1]" },
    { "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}", "." },
    { "{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"I cannot help with that.\"},\"finish_reason\":null}]}", "I cannot help with that." },
    { "{\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}", "" },
    { " [DONE] ", "." },
    /* Azure: an opening chunk about the prompt, later ones with the filter's results */
    { "{\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}", "" },
    { "{\"choices\":[{\"content_filter_results\":{\"hate\":{\"filtered\":false}},\"delta\":{\"content\":\"a\"},\"finish_reason\":null,\"index\":0}]}", "a" },
    { "{\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\",\"index\":0}]}", ".!" },
    /* Ollama */
    { "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"b\"},\"finish_reason\":null}]}",
      "b" },
    /* llama.cpp */
    { "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}],\"object\":\"chat.completion.chunk\"}", "" },
    { "{\"choices\":[{\"finish_reason\":\"length\",\"index\":0,\"delta\":{}}],\"timings\":{\"prompt_ms\":1.5,\"predicted_per_second\":1e3}}", "./" },
    /* vLLM */
    { "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"c\"},\"logprobs\":null,\"finish_reason\":\"stop\",\"stop_reason\":null}],\"error\":null}", "c." },
    { "{\"object\":\"chat.completion.chunk\",\"usage\":{\"total_tokens\":9}}", "" },
    /* thoughts, tools, other answers and other kinds of parts */
    { "{\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm. \",\"reasoning\":\"Hm.\",\"content\":null}}]}", "" },
    { "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"open_link\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}", "." },
    { "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"second\"},\"finish_reason\":\"stop\"}]}", "" },
    { "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"text\":\"x\"},7,{\"type\":\"text\",\"text\":\"b\"}]}}]}", "ab" },
    { "{\"choices\":[{\"delta\":{\"content\":7},\"finish_reason\":false}]}", "" },
    { "{\"choices\":[{\"delta\":\"x\",\"finish_reason\":\"\"}]}", "" },
    { "{\"choices\":[{\"delta\":null}]}", "" },
    /* whole answers */
    { "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"All of it.\"},\"finish_reason\":\"stop\"}]}", "All of it.." },
    { "{\"choices\":[{\"message\":{\"content\":\"cut\"},\"finish_reason\":\"length\"}]}", "cut./" },
    /* escapes */
    { "{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\\ude00\\n\\\"\"}}]}", "\xf0\x9f\x98\x80\n\"" },
    { "{\"choices\":[{\"delta\":{\"content\":\"a\\ud83dx\"}}]}", "a\xef\xbf\xbd"
                                                                 "x" },
    { "{\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\\ud83d\\ude00\"}}]}", "a\xef\xbf\xbd\xf0\x9f\x98\x80" },
    { "{\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\\u0062\"}}]}", "a\xef\xbf\xbd"
                                                                       "b" },
    { "{\"choices\":[{\"delta\":{\"content\":\"\\ude00\"}}]}", "\xef\xbf\xbd" },
    { "{\"choices\":[{\"delta\":{\"content\":\"\\\\ud83dx\"}}]}", "\\ud83dx" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *told = tell (cases[i].data);

      g_assert_cmpstr (told, ==, cases[i].told);
    }
}

static void
assert_refused (const char *data,
                int code,
                const char *words)
{
  RailChatChunk chunk;
  g_autoptr (GError) error = NULL;

  g_assert_false (rail_chat_chunk_read (data, &chunk, &error));
  g_assert_error (error, RAIL_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  g_assert_null (chunk.text);
  g_assert_false (chunk.finished);
}

static void
test_overflow (void)
{
  static const char *const bodies[] = {
    "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens.\",\"type\":\"invalid_request_error\",\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}",
    "{\"error\":{\"code\":400,\"message\":\"request (2011 tokens) exceeds the available context size (512 tokens)\",\"type\":\"exceed_context_size_error\",\"n_ctx\":512}}",
    "{\"object\":\"error\",\"message\":\"This model's maximum context length is 2048 tokens. However, you requested 4000 tokens.\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
    "{\"error\":{\"code\":400,\"type\":\"exceed_context_size_error\",\"message\":null}}",
    "{\"error\":\"the prompt does not fit into the context window\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_refused (bodies[i], RAIL_ERROR_TOO_LARGE, "ask a shorter question");
}

static void
test_errors (void)
{
  static const struct
  {
    const char *data;
    const char *words;
  } cases[] = {
    { "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\",\"code\":503}}", "Loading model" },
    { "{\"error\":{\"message\":\"overloaded\",\"code\":\"server_error\"},\"choices\":[{\"delta\":{\"content\":\"x\"}}]}", "overloaded" },
    { "{\"error\":\"model 'x' not found\"}", "model 'x' not found" },
    { "{\"object\":\"error\",\"message\":\"no such model\",\"code\":404}", "no such model" },
    { "{\"error\":{}}", "without a message" },
    { "{\"error\":{\"message\":{\"deep\":1},\"code\":[1]}}", "without a message" },
    { "{\"error\":{\"message\":\"Rate limit of 9 tokens a minute for this context length\",\"code\":\"rate_limit_exceeded\"}}", "Rate limit" },
    { "{\"error\":{\"message\":\" two\\n\\nlines\\u001b[31m \\u202eand\\u200b marks \"}}", "two lines[31m and marks" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].data, RAIL_ERROR_UNREACHABLE, cases[i].words);
}

static void
test_long_message (void)
{
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *data = g_strdup_printf ("{\"error\":{\"message\":\"%s\"}}", filler);
  RailChatChunk chunk;
  g_autoptr (GError) error = NULL;

  g_assert_false (rail_chat_chunk_read (data, &chunk, &error));
  g_assert_cmpint (g_utf8_strlen (error->message, -1), ==, 201);
  g_assert_true (g_str_has_suffix (error->message, "x…"));
}

static void
test_no_answer (void)
{
  static const char *const bodies[] = {
    "",
    "x",
    "[]",
    "7",
    "null",
    "{}",
    "{\"choices\":7}",
    "{\"choices\":[7]}",
    "{\"choices\":null}",
    "{\"models\":[]}",
    "{\"choices\":[",
    "[DONE]x",
    "{\"choices\":[]}{\"choices\":[]}",
    "{\"choices\":[],\"x\":\"\\ud83\"}",
    "{\"choices\":[],\"x\":\"\\300\"}",
    "<html>",
    "var x = {\"choices\":[]};",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_refused (bodies[i], RAIL_ERROR_INVALID, "chat API");
}

static void
test_limits (void)
{
  g_autofree char *filler = g_strnfill (RAIL_CHAT_CHUNK_MAX_BYTES, 'x');
  g_autofree char *large = g_strdup_printf ("{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}", filler);
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autofree char *deep = g_strdup_printf ("{\"choices\":[],\"x\":%s", brackets);

  assert_refused (large, RAIL_ERROR_INVALID, "chat API");
  assert_refused (deep, RAIL_ERROR_INVALID, "chat API");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat-chunk/reads-what-servers-send", test_shapes);
  g_test_add_func ("/chat-chunk/knows-a-full-context-by-any-name", test_overflow);
  g_test_add_func ("/chat-chunk/tells-what-the-server-tells", test_errors);
  g_test_add_func ("/chat-chunk/shortens-a-long-message", test_long_message);
  g_test_add_func ("/chat-chunk/refuses-what-is-no-answer", test_no_answer);
  g_test_add_func ("/chat-chunk/size-and-depth-are-limited", test_limits);

  return g_test_run ();
}
