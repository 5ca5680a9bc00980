/*
 * What src/rules does with patterns, done once more in the plainest way: every rule after the other, folding by GLib, arrays of characters,
 * PCRE2 without limits or machine code. Whatever the rule set does must come to the same.
 */

#pragma once

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <glib.h>

#define NAIVE_ANY_TEXT 0x110000u
#define NAIVE_ANY_CHARACTER 0x110001u

/* "Stra\u00dfe" -> the characters of "strasse"; the ends are trimmed on request. */
static inline GArray *
naive_fold (const char *text,
            gboolean trim)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *caseless = g_utf8_casefold (normal, -1);
  g_autofree char *composed = g_utf8_normalize (caseless, -1, G_NORMALIZE_NFKC);
  g_autoptr (GString) dotless = g_string_new (NULL);
  g_autofree char *again = NULL;
  GArray *characters = g_array_new (FALSE, FALSE, sizeof (gunichar));

  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_utf8_get_char (at) != 0x307 || dotless->len == 0 || dotless->str[dotless->len - 1] != 'i')
        g_string_append_unichar (dotless, g_utf8_get_char (at));
    }
  again = g_utf8_normalize (dotless->str, -1, G_NORMALIZE_NFKC);

  for (const char *at = again; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      gboolean after_white = characters->len > 0 && g_array_index (characters, gunichar, characters->len - 1) == ' ';

      if (g_unichar_isspace (character) || character == '\v' || character == 0x85)
        character = ' ';
      if (character != ' ' || !(after_white || (trim && characters->len == 0)))
        g_array_append_val (characters, character);
    }
  if (trim && characters->len > 0 && g_array_index (characters, gunichar, characters->len - 1) == ' ')
    g_array_set_size (characters, characters->len - 1);

  return characters;
}

static inline gboolean
naive_is_word (gunichar character)
{
  return g_unichar_isalnum (character) || g_unichar_type (character) == G_UNICODE_LETTER_NUMBER || g_unichar_type (character) == G_UNICODE_OTHER_NUMBER;
}

static inline gboolean
naive_is_unspaced (gunichar character)
{
  GUnicodeScript script = g_unichar_get_script (character);

  return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA ||
         script == G_UNICODE_SCRIPT_HANGUL || script == G_UNICODE_SCRIPT_BOPOMOFO || script == G_UNICODE_SCRIPT_THAI ||
         script == G_UNICODE_SCRIPT_LAO || script == G_UNICODE_SCRIPT_KHMER || script == G_UNICODE_SCRIPT_MYANMAR;
}

typedef struct
{
  char *source;
  GArray *characters; /* NULL for a regular expression */
  gboolean is_glob;
  pcre2_code *code;
} NaivePattern;

typedef struct
{
  char *normal;
  GArray *folded;
} NaiveText;

static inline void
naive_pattern_free (NaivePattern *self)
{
  g_free (self->source);
  g_clear_pointer (&self->characters, g_array_unref);
  g_clear_pointer (&self->code, pcre2_code_free);
  g_free (self);
}

static inline void
naive_append_folded (GArray *characters,
                     GString *literal,
                     gboolean trim)
{
  g_autoptr (GArray) folded = naive_fold (literal->str, trim);

  g_array_append_vals (characters, folded->data, folded->len);
  g_string_truncate (literal, 0);
}

/* NULL when it is no regular expression or empty. */
static inline NaivePattern *
naive_pattern_new (const char *source)
{
  NaivePattern *self = g_new0 (NaivePattern, 1);
  g_autoptr (GString) literal = g_string_new (NULL);
  gsize length;

  self->source = g_strstrip (g_strdup (source));
  length = strlen (self->source);
  if (length >= 2 && self->source[0] == '/' && self->source[length - 1] == '/')
    {
      g_autofree char *inner = g_strndup (self->source + 1, length - 2);
      g_autofree char *normal = g_utf8_normalize (inner, -1, G_NORMALIZE_NFC);
      int error;
      PCRE2_SIZE offset;

      self->code = pcre2_compile ((PCRE2_SPTR) normal, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &error, &offset, NULL);
      if (self->code == NULL || normal[0] == '\0')
        g_clear_pointer (&self, naive_pattern_free);
      return self;
    }

  self->characters = g_array_new (FALSE, FALSE, sizeof (gunichar));
  for (const char *at = self->source; *at != '\0'; at++)
    {
      gunichar wildcard = *at == '*' ? NAIVE_ANY_TEXT : NAIVE_ANY_CHARACTER;

      if (*at == '\\' && at[1] != '\0' && strchr ("*?\\", at[1]) != NULL)
        {
          g_string_append_c (literal, *++at);
        }
      else if (*at == '*' || *at == '?')
        {
          naive_append_folded (self->characters, literal, FALSE);
          g_array_append_val (self->characters, wildcard);
          self->is_glob = TRUE;
        }
      else
        {
          g_string_append_c (literal, *at);
        }
    }
  naive_append_folded (self->characters, literal, !self->is_glob);
  if (self->characters->len == 0)
    g_clear_pointer (&self, naive_pattern_free);

  return self;
}

static inline NaiveText *
naive_text_new (const char *raw)
{
  NaiveText *self = g_new0 (NaiveText, 1);
  g_autofree char *valid = g_utf8_make_valid (raw, -1);

  self->normal = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  self->folded = naive_fold (valid, TRUE);

  return self;
}

static inline void
naive_text_free (NaiveText *self)
{
  g_free (self->normal);
  g_array_unref (self->folded);
  g_free (self);
}

static inline gboolean
naive_starts_word (const GArray *text,
                   guint hit)
{
  for (guint i = hit; i > 0; i--)
    {
      gunichar before = g_array_index (text, gunichar, i - 1);

      if (!g_unichar_ismark (before))
        return !naive_is_word (before);
    }

  return TRUE;
}

static inline gboolean
naive_plain (const GArray *pattern,
             const GArray *text)
{
  gunichar first = g_array_index (pattern, gunichar, 0);
  gboolean anywhere = !naive_is_word (first) || naive_is_unspaced (first);

  for (guint hit = 0; hit + pattern->len <= text->len; hit++)
    {
      if (memcmp (&g_array_index (text, gunichar, hit), pattern->data, pattern->len * sizeof (gunichar)) == 0 &&
          (anywhere || naive_starts_word (text, hit)))
        return TRUE;
    }

  return FALSE;
}

/* Row by row: can the first i of the pattern be the first j of the text? */
static inline gboolean
naive_glob (const GArray *pattern,
            const GArray *text)
{
  g_autofree gboolean *row = g_new0 (gboolean, text->len + 1);

  row[0] = TRUE;
  for (guint i = 0; i < pattern->len; i++)
    {
      gunichar wanted = g_array_index (pattern, gunichar, i);

      if (wanted == NAIVE_ANY_TEXT)
        {
          for (guint j = 1; j <= text->len; j++)
            row[j] |= row[j - 1];
          continue;
        }
      for (guint j = text->len; j > 0; j--)
        row[j] = row[j - 1] && (wanted == NAIVE_ANY_CHARACTER || wanted == g_array_index (text, gunichar, j - 1));
      row[0] = FALSE;
    }

  return row[text->len];
}

static inline gboolean
naive_matches (const NaivePattern *pattern,
               const NaiveText *text)
{
  pcre2_match_data *data;
  int result;

  if (pattern->code == NULL)
    return pattern->is_glob ? naive_glob (pattern->characters, text->folded) : naive_plain (pattern->characters, text->folded);

  data = pcre2_match_data_create (1, NULL);
  result = pcre2_match (pattern->code, (PCRE2_SPTR) text->normal, PCRE2_ZERO_TERMINATED, 0, 0, data, NULL);
  pcre2_match_data_free (data);

  return result >= 0;
}
