/* The first line is what somebody types, the rest a text that is indexed and shown: none of it need be UTF-8. */

#include <string.h>

#include "fuzz-target.h"
#include "search/search-text.h"

/* The tokenizer of the index splits at spaces, and knows these signs only. */
static void
check_tokens (const char *tokens)
{
  gsize letters = 0;

  g_assert_true (g_utf8_validate (tokens, -1, NULL));
  for (const char *at = tokens; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_assert_true (character >= 0x80 || character == ' ' || g_ascii_isalnum ((char) character) || strchr ("-:&'./+_#", (int) character) != NULL);
      g_assert_false (g_unichar_iscntrl (character));
      g_assert_true (character != ' ' || letters > 0);
      letters = character == ' ' ? 0 : letters + 1;
      g_assert_cmpuint (letters, <=, RAIL_SEARCH_MAX_TOKEN_CHARS);
    }
  g_assert_cmpuint (letters, ==, 0);
}

/* Whether @token is one of @tokens. */
static gboolean
has_token (const char *tokens,
           const char *token)
{
  gsize length = strlen (token);

  for (const char *at = tokens; at != NULL && *at != '\0'; at = strchr (at, ' ') + 1)
    {
      if (strncmp (at, token, length) == 0 && at[length] == ' ')
        return TRUE;
    }

  return FALSE;
}

/* What was typed is found in a text that is what was typed. */
static void
check_query (GPtrArray *words,
             const char *typed_tokens)
{
  guint chunk = 0;

  g_assert_cmpuint (words->len, <=, 16);
  for (guint i = 0; i < words->len; i++)
    {
      const RailSearchWord *word = g_ptr_array_index (words, i);

      g_assert_true (*word->token != '\0');
      g_assert_true (has_token (typed_tokens, word->token));
      g_assert_true (word->chunk == chunk || word->chunk == chunk + 1);
      chunk = word->chunk;
    }
}

static void
check_spans (const char *text,
             GPtrArray *words)
{
  g_autoptr (GArray) spans = rail_search_text_find (text, words);
  gboolean is_valid = g_utf8_validate (text, -1, NULL);
  gsize length = strlen (text);
  gsize end = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      const RailSearchSpan *span = &g_array_index (spans, RailSearchSpan, i);

      g_assert_true (i == 0 || span->start > end);
      g_assert_cmpuint (span->length, >, 0);
      end = span->start + span->length;
      g_assert_cmpuint (end, <=, length);
      if (is_valid)
        g_assert_true (g_utf8_validate_len (text + span->start, span->length, NULL));
    }
}

static void
check_fold (const char *text)
{
  g_autofree char *once = rail_search_text_fold (text);
  g_autofree char *twice = rail_search_text_fold (once);

  g_assert_true (g_utf8_validate (once, -1, NULL));
  g_assert_cmpstr (once, ==, twice);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  const uint8_t *line_end = size > 0 ? memchr (data, '\n', size) : NULL;
  gsize length = line_end != NULL ? (gsize) (line_end - data) : size;
  g_autofree char *typed = g_strndup ((const char *) data, length);
  g_autofree char *text = line_end != NULL ? g_strndup ((const char *) line_end + 1, size - length - 1) : g_strdup ("");
  g_autoptr (GString) typed_tokens = g_string_new (NULL);
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_autoptr (GPtrArray) words = rail_search_text_split_query (typed);

  rail_search_text_append_tokens (typed_tokens, typed);
  rail_search_text_append_tokens (tokens, text);
  check_tokens (typed_tokens->str);
  check_tokens (tokens->str);
  check_query (words, typed_tokens->str);
  check_spans (text, words);
  check_spans (typed, words);
  check_fold (text);

  return 0;
}
