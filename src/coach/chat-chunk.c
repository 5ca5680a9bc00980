#include "config.h"

#include "coach/chat-chunk.h"

#include <string.h>

#include "base/error.h"
#include "base/json-reader.h"

/* Of a server's own message, where people read it. */
#define MAX_MESSAGE_CHARACTERS 200

/* ---- what the server calls an error ---- */

static gboolean
contains (const char *text,
          const char *const *words)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  for (gsize i = 0; lower != NULL && words[i] != NULL; i++)
    {
      if (strstr (lower, words[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

/*
 * OpenAI and Azure have a code for it, llama.cpp a type; vLLM, LM Studio and the gateways in front of them say it in their message only.
 * A limit of tokens a minute is another matter.
 */
static gboolean
is_overflow (const char *code,
             const char *type,
             const char *message)
{
  static const char *const codes[] = { "context_length_exceeded", "exceed_context_size_error", NULL };
  static const char *const words[] = { "context length", "context size", "context window", "prompt is too long", "input is too long", NULL };
  static const char *const rates[] = { "rate_limit", "rate limit", NULL };

  if (contains (code, codes) || contains (type, codes))
    return TRUE;

  return contains (message, words) && !contains (code, rates) && !contains (type, rates) && !contains (message, rates);
}

/* One line of visible characters: no controls, and none that turn text around. Transfer full. */
static char *
clean (const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);
  g_autoptr (GString) text = g_string_new (NULL);
  glong length = 0;

  for (const char *p = valid; *p != '\0' && length <= MAX_MESSAGE_CHARACTERS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_space = g_unichar_isspace (c);

      if (!is_space && !g_unichar_isprint (c))
        continue;
      if (is_space && (text->len == 0 || text->str[text->len - 1] == ' '))
        continue;

      if (length == MAX_MESSAGE_CHARACTERS)
        g_string_append (text, "…");
      else if (is_space)
        g_string_append_c (text, ' ');
      else
        g_string_append_unichar (text, c);
      length++;
    }

  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

static gboolean
refuse (const char *code,
        const char *type,
        const char *message,
        GError **error)
{
  g_autofree char *cleaned = message != NULL ? clean (message) : g_strdup ("");

  if (is_overflow (code, type, message))
    g_set_error_literal (error,
                         RAIL_ERROR,
                         RAIL_ERROR_TOO_LARGE,
                         "the question and its sources are longer than the model can read at once: ask a shorter question, or give the model a larger context");
  else
    g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE, *cleaned != '\0' ? cleaned : "an error without a message");
  return FALSE;
}

static gboolean
refuse_object (JsonObject *object,
               GError **error)
{
  g_autoptr (RailJsonReader) reader = rail_json_reader_new (object);

  return refuse (rail_json_reader_get_string (reader, "code", NULL),
                 rail_json_reader_get_string (reader, "type", NULL),
                 rail_json_reader_get_string (reader, "message", NULL),
                 error);
}

/* ---- an answer ---- */

/* A text, or the list of parts that newer servers write. */
static void
append_content (GString *text,
                RailJsonReader *message)
{
  const char *content = rail_json_reader_get_string (message, "content", NULL);
  JsonArray *parts = content == NULL ? rail_json_reader_get_array (message, "content") : NULL;

  if (content != NULL)
    g_string_append (text, content);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);

      if (JSON_NODE_HOLDS_OBJECT (part))
        {
          g_autoptr (RailJsonReader) reader = rail_json_reader_new (json_node_get_object (part));

          if (g_str_equal (rail_json_reader_get_string (reader, "type", ""), "text"))
            g_string_append (text, rail_json_reader_get_string (reader, "text", ""));
        }
    }
}

/* A refusal is the model's answer too; what it thought on the way is not. */
static void
read_message (RailJsonReader *choice,
              RailChatChunk *chunk)
{
  JsonObject *delta = rail_json_reader_get_object (choice, "delta");
  JsonObject *message = delta != NULL ? delta : rail_json_reader_get_object (choice, "message");
  g_autoptr (RailJsonReader) reader = NULL;
  g_autoptr (GString) text = NULL;

  if (message == NULL)
    return;

  reader = rail_json_reader_new (message);
  text = g_string_new (NULL);
  append_content (text, reader);
  g_string_append (text, rail_json_reader_get_string (reader, "refusal", ""));
  g_free (chunk->text);
  chunk->text = g_string_free (g_steal_pointer (&text), FALSE);
}

/* Of several answers only the first is read, though nobody asked for more. */
static void
read_choice (JsonObject *object,
             RailChatChunk *chunk)
{
  g_autoptr (RailJsonReader) choice = rail_json_reader_new (object);
  const char *reason = rail_json_reader_get_string (choice, "finish_reason", "");

  if (rail_json_reader_get_integer (choice, "index", G_MININT64, G_MAXINT64, 0) != 0)
    return;

  read_message (choice, chunk);
  chunk->finished = *reason != '\0';
  chunk->truncated = g_str_equal (reason, "length");
  chunk->filtered = g_str_equal (reason, "content_filter");
}

static gboolean
refuse_form (GError **error)
{
  g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "something that is no answer of a chat API");
  return FALSE;
}

static gboolean
read_object (JsonObject *object,
             RailChatChunk *chunk,
             GError **error)
{
  g_autoptr (RailJsonReader) reader = rail_json_reader_new (object);
  JsonObject *failure = rail_json_reader_get_object (reader, "error");
  const char *failure_text = rail_json_reader_get_string (reader, "error", NULL);
  const char *kind = rail_json_reader_get_string (reader, "object", "");
  JsonArray *choices = rail_json_reader_get_array (reader, "choices");

  if (failure != NULL)
    return refuse_object (failure, error);
  if (failure_text != NULL)
    return refuse (NULL, NULL, failure_text, error);
  /* Older vLLM. */
  if (g_str_equal (kind, "error"))
    return refuse_object (object, error);
  /* Usage may come without any choices. */
  if (choices == NULL && !g_str_has_prefix (kind, "chat.completion"))
    return refuse_form (error);

  if (choices != NULL && json_array_get_length (choices) > 0)
    {
      JsonNode *first = json_array_get_element (choices, 0);

      if (!JSON_NODE_HOLDS_OBJECT (first))
        return refuse_form (error);
      read_choice (json_node_get_object (first), chunk);
    }
  return TRUE;
}

/* The number of a "\\uXXXX", or -1. */
static int
read_escape (const char *text)
{
  int number = 0;

  if (text[0] != '\\' || text[1] != 'u')
    return -1;

  for (gsize i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return -1;
      number = number * 16 + g_ascii_xdigit_value (text[i]);
    }
  return number;
}

/*
 * Some servers cut texts between the halves of a surrogate pair. json-glib 1.6 makes of a half what is no UTF-8, and of two that do not belong
 * together a leak: each half becomes a replacement character. FALSE where an escape lacks digits, which json-glib would read too.
 */
static gboolean
mend_escapes (char *text)
{
  for (char *p = strchr (text, '\\'); p != NULL; p = strchr (p, '\\'))
    {
      int first = read_escape (p);
      int second = first >= 0xd800 && first <= 0xdbff ? read_escape (p + 6) : -1;

      if (p[1] == '\0' || (p[1] == 'u' && first < 0))
        return FALSE;

      if (second >= 0xdc00 && second <= 0xdfff)
        {
          p += 12;
          continue;
        }
      if (first >= 0xd800 && first <= 0xdfff)
        memcpy (p + 2, "fffd", 4);
      p += 2;
    }
  return TRUE;
}

/* ---- public ---- */

void
rail_chat_chunk_clear (RailChatChunk *self)
{
  g_free (self->text);
  *self = (RailChatChunk){ 0 };
}

gboolean
rail_chat_chunk_read (const char *data,
                      RailChatChunk *chunk,
                      GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (data));
  g_autoptr (JsonNode) root = NULL;

  *chunk = (RailChatChunk){ 0 };
  if (g_str_equal (trimmed, "[DONE]"))
    {
      chunk->text = g_strdup ("");
      chunk->finished = TRUE;
      return TRUE;
    }

  if (!mend_escapes (trimmed))
    return refuse_form (error);

  root = rail_json_parse (trimmed, strlen (trimmed), RAIL_CHAT_CHUNK_MAX_BYTES, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return refuse_form (error);

  chunk->text = g_strdup ("");
  if (read_object (json_node_get_object (root), chunk, error))
    return TRUE;

  rail_chat_chunk_clear (chunk);
  return FALSE;
}
