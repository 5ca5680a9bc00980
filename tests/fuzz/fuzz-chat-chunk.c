/* What a model's server answers: as one event, and as the whole body of an answer in one part and in many. */

#include <string.h>

#include "base/error.h"
#include "coach/chat-answer.h"
#include "coach/chat-chunk.h"
#include "fuzz-target.h"

static gboolean
text_cb (const char *text,
         gpointer user_data)
{
  g_assert_cmpstr (text, !=, "");
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append (user_data, text);
  return TRUE;
}

/* The text, how it ended, and what went wrong. Transfer full. */
static char *
read_parts (const char *bytes,
            gsize length,
            gsize part)
{
  GString *told = g_string_new (NULL);
  g_autoptr (RailChatAnswer) answer = rail_chat_answer_new (text_cb, told);
  g_autoptr (GError) error = NULL;

  for (gsize at = 0; at < length && error == NULL; at += part)
    rail_chat_answer_feed (answer, bytes + at, MIN (part, length - at), &error);
  if (error == NULL)
    rail_chat_answer_end (answer, &error);
  g_assert_cmpuint (told->len, <=, RAIL_CHAT_ANSWER_MAX_TEXT);
  g_assert_true (error != NULL || rail_chat_answer_is_over (answer));
  g_string_append_printf (told, "|%d%d", rail_chat_answer_is_truncated (answer), rail_chat_answer_is_filtered (answer));
  if (error != NULL)
    g_string_append (told, error->message);
  return g_string_free (told, FALSE);
}

static void
check_chunk (const char *text)
{
  RailChatChunk chunk;
  g_autoptr (GError) error = NULL;

  if (rail_chat_chunk_read (text, &chunk, &error))
    {
      g_assert_true (g_utf8_validate (chunk.text, -1, NULL));
      g_assert_true (chunk.finished || (!chunk.truncated && !chunk.filtered));
      rail_chat_chunk_clear (&chunk);
      return;
    }

  g_assert_null (chunk.text);
  g_assert_true (error->domain == RAIL_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strpbrk (error->message, "\n\r\t\x1b"));
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <=, 201);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  const char *bytes = (const char *) data;
  g_autofree char *text = g_utf8_make_valid (bytes, (gssize) size);
  g_autofree char *whole = read_parts (bytes, size, MAX (size, 1));
  g_autofree char *crumbs = read_parts (bytes, size, 1);

  check_chunk (text);
  g_assert_cmpstr (whole, ==, crumbs);

  return 0;
}
