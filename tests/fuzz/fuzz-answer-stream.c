/* The first byte says in what pieces the rest comes: whatever a model writes, and however it is cut, the same sentences are shown. */

#include <string.h>

#include "coach/answer-stream.h"
#include "fuzz-target.h"

/* The built-in rules are read once: that takes longer than an answer. */
static RailGuard *guard;

static void
sentence_cb (const char *text,
             gpointer user_data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (at));

      g_assert_true (*at == '\n' || type != G_UNICODE_CONTROL);
      g_assert_true (type != G_UNICODE_FORMAT && type != G_UNICODE_PRIVATE_USE);
    }
  g_assert_null (strstr (text, "://"));
  g_string_append (user_data, text);
}

static char *
show (const char *text,
      gsize size)
{
  static const char *const names[] = { "Anna Schmidt", NULL };
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (RailRedactor) redactor = rail_redactor_new (names, NULL);
  g_autoptr (RailRedaction) redaction = rail_redactor_apply (redactor, "Anna, a@b.org");
  g_autoptr (RailAnswerStream) stream = rail_answer_stream_new (guard, redactor, "en", sentence_cb, shown);

  for (gsize length = strlen (text); length > 0;)
    {
      g_autofree char *piece = g_strndup (text, MIN (size, length));

      if (!rail_answer_stream_feed (stream, piece))
        break;
      text += MIN (size, length);
      length -= MIN (size, length);
    }
  rail_answer_stream_finish (stream);
  g_assert_cmpuint (shown->len, <=, RAIL_ANSWER_MAX_BYTES);

  return g_strdup (shown->str);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autofree char *text = size > 1 ? g_strndup ((const char *) data + 1, size - 1) : g_strdup ("");
  g_autofree char *pieces = NULL;
  g_autofree char *whole = NULL;

  if (guard == NULL)
    guard = rail_guard_new (NULL);
  g_assert_nonnull (guard);

  pieces = show (text, size > 0 ? 1 + data[0] % 16 : 1);
  whole = show (text, G_MAXSIZE);
  g_assert_cmpstr (pieces, ==, whole);

  return 0;
}
