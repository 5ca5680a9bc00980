#include "config.h"

#include "rules/pattern.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/error.h"

/*
 * What one title may cost at most: an honest expression over 4 KiB of text stays far below, a runaway one ends after some milliseconds.
 * The heap limit is in KiB.
 */
#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 20000
#define HEAP_LIMIT 4096

/* Glob tokens that are no characters: beyond the last code point. */
#define ANY_TEXT 0x110000
#define ANY_CHARACTER 0x110001

typedef enum
{
  PLAIN,
  GLOB,
  REGEX,
} Kind;

struct _RailPattern
{
  gatomicrefcount ref_count;
  char *source;
  Kind kind;

  /* PLAIN */
  char *needle;
  gboolean at_word_start;

  /* GLOB: folded characters, ANY_TEXT and ANY_CHARACTER */
  GArray *tokens;

  /* REGEX */
  pcre2_code *code;
  pcre2_match_data *match_data;
  pcre2_match_context *match_context;
  gboolean disabled;
};

/* Letters, digits and the marks on them belong to words. */
static gboolean
is_letter_or_number (gunichar character)
{
  switch ((int) g_unichar_type (character))
    {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The scripts that are written without spaces, or put them elsewhere than between words. */
static gboolean
is_unspaced_letter (gunichar character)
{
  switch ((int) g_unichar_get_script (character))
    {
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_MYANMAR:
    case G_UNICODE_SCRIPT_THAI:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether the character before @hit, or the one that the marks before @hit stand on, is a letter or digit. */
static gboolean
stands_inside_word (const char *text,
                    const char *hit)
{
  while (hit > text)
    {
      gunichar before;

      hit = g_utf8_prev_char (hit);
      before = g_utf8_get_char (hit);
      if (!g_unichar_ismark (before))
        return is_letter_or_number (before);
    }

  return FALSE;
}

static gboolean
match_plain (const RailPattern *self,
             const RailText *text)
{
  const char *from = text->folded;
  const char *hit;

  while ((hit = strstr (from, self->needle)) != NULL)
    {
      if (!self->at_word_start || !stands_inside_word (text->folded, hit))
        return TRUE;
      from = hit + 1;
    }

  return FALSE;
}

/* Goes back to the last ANY_TEXT only: an earlier one could not help, so the cost stays text times pattern. */
static gboolean
match_glob (const RailPattern *self,
            const RailText *text)
{
  const char *at = text->folded;
  const char *retry_at = NULL;
  guint token = 0;
  guint retry_token = 0;

  while (*at != '\0')
    {
      guint32 wanted = token < self->tokens->len ? g_array_index (self->tokens, guint32, token) : 0;

      if (wanted == ANY_TEXT)
        {
          retry_token = ++token;
          retry_at = at;
        }
      else if (wanted != 0 && (wanted == ANY_CHARACTER || wanted == g_utf8_get_char (at)))
        {
          token++;
          at = g_utf8_next_char (at);
        }
      else if (retry_at != NULL)
        {
          retry_at = g_utf8_next_char (retry_at);
          at = retry_at;
          token = retry_token;
        }
      else
        {
          return FALSE;
        }
    }

  while (token < self->tokens->len && g_array_index (self->tokens, guint32, token) == ANY_TEXT)
    token++;

  return token == self->tokens->len;
}

static gboolean
match_regex (RailPattern *self,
             const RailText *text)
{
  int result;

  if (self->disabled)
    return FALSE;

  /* Our own normalization made the text, so PCRE2 need not check it again. */
  result = pcre2_match (self->code,
                        (PCRE2_SPTR) text->normal,
                        text->normal_length,
                        0,
                        PCRE2_NO_UTF_CHECK,
                        self->match_data,
                        self->match_context);

  /* Anything but a plain "no" is a limit: it would be hit again on the next title, so it is not tried again. */
  self->disabled = result < 0 && result != PCRE2_ERROR_NOMATCH;

  return result >= 0;
}

static gboolean
prepare_regex (RailPattern *self,
               GError **error)
{
  g_autofree char *inner = g_strndup (self->source + 1, strlen (self->source) - 2);
  g_autofree char *normal = g_utf8_normalize (inner, -1, G_NORMALIZE_NFC);
  PCRE2_SIZE offset = 0;
  int code = 0;

  if (normal[0] == '\0')
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is an empty regular expression: it would match everything", self->source);
      return FALSE;
    }

  self->code = pcre2_compile ((PCRE2_SPTR) normal,
                              PCRE2_ZERO_TERMINATED,
                              PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C,
                              &code,
                              &offset,
                              NULL);
  if (self->code == NULL)
    {
      char reason[256] = "";
      glong character = g_utf8_strlen (normal, (gssize) MIN (offset, strlen (normal))) + 1;

      pcre2_get_error_message (code, (PCRE2_UCHAR *) reason, sizeof reason);
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not a regular expression: %s (before character %ld)", self->source, reason, character);
      return FALSE;
    }

  self->match_data = pcre2_match_data_create (1, NULL);
  self->match_context = pcre2_match_context_create (NULL);
  pcre2_set_match_limit (self->match_context, MATCH_LIMIT);
  pcre2_set_depth_limit (self->match_context, DEPTH_LIMIT);
  pcre2_set_heap_limit (self->match_context, HEAP_LIMIT);

  return TRUE;
}

/* Folds the literal text collected so far and appends its characters. */
static void
append_literal (GArray *tokens,
                GString *literal)
{
  g_autofree char *folded = rail_text_fold (literal->str);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      guint32 character = g_utf8_get_char (at);

      g_array_append_val (tokens, character);
    }
  g_string_truncate (literal, 0);
}

/*
 * Splits @source at its wildcards; what stands between them is folded on its own, so that folding never makes or
 * hides a wildcard (the fullwidth "＊" is a literal).
 */
static GArray *
tokenize (const char *source,
          gboolean *has_wildcard)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) literal = g_string_new (NULL);

  *has_wildcard = FALSE;
  for (const char *at = source; *at != '\0'; at++)
    {
      guint32 wildcard = *at == '*' ? ANY_TEXT : ANY_CHARACTER;

      if (*at == '\\' && at[1] != '\0' && strchr ("*?\\", at[1]) != NULL)
        {
          g_string_append_c (literal, *++at);
          continue;
        }
      if (*at != '*' && *at != '?')
        {
          g_string_append_c (literal, *at);
          continue;
        }

      *has_wildcard = TRUE;
      append_literal (tokens, literal);
      g_array_append_val (tokens, wildcard);
    }
  append_literal (tokens, literal);

  return tokens;
}

static gboolean
prepare_text (RailPattern *self,
              GError **error)
{
  g_autoptr (GArray) tokens = NULL;
  g_autoptr (GString) needle = g_string_new (NULL);
  gboolean has_wildcard;
  gunichar first;

  tokens = tokenize (self->source, &has_wildcard);
  if (has_wildcard)
    {
      self->kind = GLOB;
      self->tokens = g_steal_pointer (&tokens);
      return TRUE;
    }

  for (guint i = 0; i < tokens->len; i++)
    g_string_append_unichar (needle, g_array_index (tokens, guint32, i));
  g_strstrip (needle->str);
  if (needle->str[0] == '\0')
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "A pattern is empty");
      return FALSE;
    }

  self->kind = PLAIN;
  self->needle = g_strdup (needle->str);
  first = g_utf8_get_char (self->needle);
  self->at_word_start = is_letter_or_number (first) && !is_unspaced_letter (first);

  return TRUE;
}

RailPattern *
rail_pattern_new (const char *source,
                  GError **error)
{
  g_autoptr (RailPattern) self = NULL;
  const char *invalid = NULL;
  gsize length = strlen (source);

  if (length > RAIL_PATTERN_MAX_BYTES)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "A pattern has %" G_GSIZE_FORMAT " bytes, %d are allowed", length, RAIL_PATTERN_MAX_BYTES);
      return NULL;
    }
  if (!g_utf8_validate (source, -1, &invalid))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "A pattern is not UTF-8 from byte %d on", (int) (invalid - source) + 1);
      return NULL;
    }

  self = g_new0 (RailPattern, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->source = g_strstrip (g_strdup (source));

  length = strlen (self->source);
  if (length >= 2 && self->source[0] == '/' && self->source[length - 1] == '/')
    {
      self->kind = REGEX;
      return prepare_regex (self, error) ? g_steal_pointer (&self) : NULL;
    }

  return prepare_text (self, error) ? g_steal_pointer (&self) : NULL;
}

RailPattern *
rail_pattern_ref (RailPattern *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_pattern_unref (RailPattern *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->source);
  g_free (self->needle);
  g_clear_pointer (&self->tokens, g_array_unref);
  g_clear_pointer (&self->code, pcre2_code_free);
  g_clear_pointer (&self->match_data, pcre2_match_data_free);
  g_clear_pointer (&self->match_context, pcre2_match_context_free);
  g_free (self);
}

const char *
rail_pattern_get_source (const RailPattern *self)
{
  return self->source;
}

gboolean
rail_pattern_matches (RailPattern *self,
                      const RailText *text)
{
  switch (self->kind)
    {
    case PLAIN:
      return match_plain (self, text);
    case GLOB:
      return match_glob (self, text);
    case REGEX:
      return match_regex (self, text);
    default:
      g_assert_not_reached ();
    }
}

gboolean
rail_pattern_is_disabled (const RailPattern *self)
{
  return self->disabled;
}
