#include "config.h"

#include "search/query-term.h"

#include <string.h>

#include "search/search-text.h"
#include "search/stop-words.h"

/* A word keeps so many characters whatever its end: "meet" for "meetings". */
#define MIN_STEM_CHARS 4
#define MAX_ENDING_CHARS 3

static void
free_term (gpointer data)
{
  RailQueryTerm *self = data;

  g_ptr_array_unref (self->spellings);
  g_ptr_array_unref (self->parts);
  g_free (self->typed);
  g_free (self);
}

static RailQueryTerm *
new_term (const RailSearchWord *word)
{
  RailQueryTerm *self = g_new0 (RailQueryTerm, 1);

  self->spellings = g_ptr_array_new_with_free_func (g_free);
  self->parts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->spellings, g_strdup (word->token));
  self->prefix = word->prefix;
  self->optional = rail_stop_words_contain (word->token);
  self->weight = 1;

  return self;
}

static gboolean
is_split_by_signs (const char *token)
{
  for (const char *p = token; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isalnum (g_utf8_get_char (p)) && !g_unichar_ismark (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

/* The letters and digits of "e-mail" as one word. */
static char *
dup_without_signs (const char *token)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = token; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)) || g_unichar_ismark (g_utf8_get_char (p)))
      g_string_append_unichar (plain, g_utf8_get_char (p));

  return g_string_free (plain, FALSE);
}

static gboolean
has_part (const char *compound,
          const char *token)
{
  gsize length = strlen (token);

  for (const char *hit = strstr (compound, token); hit != NULL; hit = strstr (hit + 1, token))
    {
      gunichar before = hit > compound ? g_utf8_get_char (g_utf8_prev_char (hit)) : ' ';
      gunichar after = hit[length] != '\0' ? g_utf8_get_char (hit + length) : ' ';

      if (!g_unichar_isalnum (before) && !g_unichar_ismark (before) && !g_unichar_isalnum (after) && !g_unichar_ismark (after))
        return TRUE;
    }

  return FALSE;
}

/* Takes what belongs to the compound at @index out of the words that stand for themselves. */
static void
gather_compound (RailQueryTerm *term,
                 GPtrArray *words,
                 guint index,
                 gboolean *taken)
{
  const RailSearchWord *compound = g_ptr_array_index (words, index);
  g_autofree char *plain = dup_without_signs (compound->token);

  for (guint i = 0; i < words->len; i++)
    {
      const RailSearchWord *word = g_ptr_array_index (words, i);

      if (i == index || taken[i])
        continue;
      if (word->joined && g_str_equal (word->token, plain))
        g_ptr_array_add (term->spellings, g_strdup (word->token));
      else if (!word->joined && has_part (compound->token, word->token))
        g_ptr_array_add (term->parts, g_strdup (word->token));
      else
        continue;
      taken[i] = TRUE;
    }

  term->optional = FALSE;
}

/* A query of nothing but stop-words looks for them. */
static void
require_something (GPtrArray *terms)
{
  for (guint i = 0; i < terms->len; i++)
    if (!((RailQueryTerm *) g_ptr_array_index (terms, i))->optional)
      return;

  for (guint i = 0; i < terms->len; i++)
    ((RailQueryTerm *) g_ptr_array_index (terms, i))->optional = FALSE;
}

GPtrArray *
rail_query_terms_new (GPtrArray *words)
{
  GPtrArray *terms = g_ptr_array_new_with_free_func (free_term);
  g_autofree gboolean *taken = g_new0 (gboolean, words->len + 1);
  g_autofree RailQueryTerm **compounds = g_new0 (RailQueryTerm *, words->len + 1);

  for (guint i = 0; i < words->len; i++)
    {
      const RailSearchWord *word = g_ptr_array_index (words, i);

      if (taken[i] || !word->joined || !is_split_by_signs (word->token))
        continue;

      taken[i] = TRUE;
      compounds[i] = new_term (word);
      gather_compound (compounds[i], words, i, taken);
    }

  for (guint i = 0; i < words->len; i++)
    {
      if (compounds[i] != NULL)
        g_ptr_array_add (terms, compounds[i]);
      else if (!taken[i])
        g_ptr_array_add (terms, new_term (g_ptr_array_index (words, i)));
    }

  require_something (terms);
  return terms;
}

const char *
rail_query_term_get_spelling (const RailQueryTerm *self)
{
  return g_ptr_array_index (self->spellings, 0);
}

void
rail_query_term_mend (RailQueryTerm *self,
                      GPtrArray *near,
                      gboolean known)
{
  g_return_if_fail (near->len > 0 && !self->mended);

  self->typed = g_strdup (rail_query_term_get_spelling (self));
  self->unknown = !known;
  g_ptr_array_set_size (self->spellings, 0);
  g_ptr_array_set_size (self->parts, 0);
  for (guint i = 0; i < near->len; i++)
    g_ptr_array_add (self->spellings, g_strdup (g_ptr_array_index (near, i)));
  self->mended = TRUE;
  self->prefix = FALSE;
}

gsize
rail_query_term_get_stem_length (const char *token)
{
  glong chars = g_utf8_strlen (token, -1);
  glong stem = chars > MIN_STEM_CHARS ? MAX (MIN_STEM_CHARS, chars - MAX_ENDING_CHARS) : chars;

  return g_utf8_offset_to_pointer (token, stem) - token;
}
