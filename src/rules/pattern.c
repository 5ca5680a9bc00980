#include "config.h"

#include "rules/pattern.h"

#include <string.h>

#include "base/error.h"
#include "rules/glob.h"
#include "rules/regex.h"
#include "rules/required-literals.h"

struct _RailPattern
{
  gatomicrefcount ref_count;
  char *source;
  RailPatternKind kind;
  union
  {
    char *needle;
    RailGlob *glob;
    RailRegex *regex;
  };
  gboolean at_word_start; /* PLAIN */
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

gboolean
rail_pattern_matches_at (const RailPattern *self,
                         const char *folded,
                         const char *hit)
{
  return !self->at_word_start || !stands_inside_word (folded, hit);
}

static gboolean
match_plain (const RailPattern *self,
             const RailText *text)
{
  const char *from = text->folded;
  const char *hit;

  while ((hit = strstr (from, self->needle)) != NULL)
    {
      if (rail_pattern_matches_at (self, text->folded, hit))
        return TRUE;
      from = hit + 1;
    }

  return FALSE;
}

static gboolean
prepare_regex (RailPattern *self,
               GError **error)
{
  g_autofree char *inner = g_strndup (self->source + 1, strlen (self->source) - 2);

  self->kind = RAIL_PATTERN_REGEX;
  self->regex = rail_regex_new (inner, error);

  return self->regex != NULL;
}

static gboolean
prepare_text (RailPattern *self,
              GError **error)
{
  g_autoptr (RailGlob) glob = rail_glob_new (self->source);
  gunichar first;

  if (rail_glob_get_plain (glob) == NULL)
    {
      self->kind = RAIL_PATTERN_GLOB;
      self->glob = g_steal_pointer (&glob);
      return TRUE;
    }

  self->needle = g_strstrip (g_strdup (rail_glob_get_plain (glob)));
  if (self->needle[0] == '\0')
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "A pattern is empty");
      return FALSE;
    }

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
    return prepare_regex (self, error) ? g_steal_pointer (&self) : NULL;

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
  if (self->kind == RAIL_PATTERN_PLAIN)
    g_free (self->needle);
  else if (self->kind == RAIL_PATTERN_GLOB)
    rail_glob_free (self->glob);
  else
    g_clear_pointer (&self->regex, rail_regex_free);
  g_free (self);
}

const char *
rail_pattern_get_source (const RailPattern *self)
{
  return self->source;
}

RailPatternKind
rail_pattern_get_kind (const RailPattern *self)
{
  return self->kind;
}

gboolean
rail_pattern_matches (RailPattern *self,
                      const RailText *text)
{
  switch (self->kind)
    {
    case RAIL_PATTERN_PLAIN:
      return match_plain (self, text);
    case RAIL_PATTERN_GLOB:
      return rail_glob_matches (self->glob, text->folded, text->folded_length);
    case RAIL_PATTERN_REGEX:
      return rail_regex_matches (self->regex, text->normal, text->normal_length);
    default:
      g_assert_not_reached ();
    }
}

gboolean
rail_pattern_is_disabled (const RailPattern *self)
{
  return self->kind == RAIL_PATTERN_REGEX && rail_regex_is_disabled (self->regex);
}

static void
add_set_of_one (GPtrArray *sets,
                const char *literal)
{
  GPtrArray *set = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (set, g_strdup (literal));
  g_ptr_array_add (sets, set);
}

GPtrArray *
rail_pattern_dup_literals (const RailPattern *self)
{
  g_autoptr (GPtrArray) sets = NULL;

  if (self->kind == RAIL_PATTERN_REGEX)
    return rail_required_literals_find (rail_regex_get_expression (self->regex));

  sets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  if (self->kind == RAIL_PATTERN_PLAIN)
    {
      add_set_of_one (sets, self->needle);
    }
  else
    {
      GPtrArray *literals = rail_glob_get_literals (self->glob);

      for (guint i = 0; i < literals->len; i++)
        add_set_of_one (sets, g_ptr_array_index (literals, i));
    }

  return g_steal_pointer (&sets);
}
