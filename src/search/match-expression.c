#include "config.h"

#include "search/match-expression.h"

#include <string.h>

/* The longest beginning that the index holds ready (prefix='1 2 3 4 5 6'). For a longer one FTS5 merges the rows of all words that begin so. */
#define MAX_INDEXED_CHARS 6

static void
append_token (GString *expression,
              const char *token,
              gsize length,
              gboolean prefix)
{
  g_string_append_c (expression, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (token[i] == '"')
        g_string_append_c (expression, '"');
      g_string_append_c (expression, token[i]);
    }
  g_string_append (expression, prefix ? "\"*" : "\"");
}

/* What follows the first six characters is compared by search-rank, which sees the words themselves. */
static gsize
cut_to_indexed (const char *token,
                gsize length)
{
  glong chars = g_utf8_strlen (token, length);

  return chars > MAX_INDEXED_CHARS ? (gsize) (g_utf8_offset_to_pointer (token, MAX_INDEXED_CHARS) - token) : length;
}

static void
append_spelling (GString *expression,
                 const RailQueryTerm *term,
                 const char *token,
                 gboolean typing,
                 RailMatchWidth width)
{
  gsize length = strlen (token);
  gboolean prefix = term->prefix && (width >= RAIL_MATCH_PREFIX || (width == RAIL_MATCH_TYPING && typing));

  if (prefix && width == RAIL_MATCH_LOOSE)
    length = rail_query_term_get_stem_length (token);
  if (prefix)
    length = cut_to_indexed (token, length);

  append_token (expression, token, length, prefix);
}

static void
append_term (GString *expression,
             const RailQueryTerm *term,
             gboolean typing,
             RailMatchWidth width)
{
  g_string_append_c (expression, '(');
  for (guint i = 0; i < term->spellings->len; i++)
    {
      if (i > 0)
        g_string_append (expression, " OR ");
      append_spelling (expression, term, g_ptr_array_index (term->spellings, i), typing, width);
    }

  for (guint i = 0; i < term->parts->len; i++)
    {
      g_string_append (expression, i == 0 ? " OR (" : " AND ");
      append_spelling (expression, term, g_ptr_array_index (term->parts, i), typing && i == term->parts->len - 1, width);
    }
  g_string_append (expression, term->parts->len > 0 ? "))" : ")");
}

char *
rail_match_expression_of (const RailQueryTerm *term,
                          gboolean typing,
                          RailMatchWidth width)
{
  GString *expression = g_string_new (NULL);

  append_term (expression, term, typing, width);
  return g_string_free (expression, FALSE);
}

char *
rail_match_expression_all_of (GPtrArray *terms,
                              const RailQueryTerm *last,
                              RailMatchWidth width)
{
  GString *expression = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++)
    {
      const RailQueryTerm *term = g_ptr_array_index (terms, i);

      if (i > 0)
        g_string_append (expression, " AND ");
      append_term (expression, term, term == last, width);
    }

  return g_string_free (expression, FALSE);
}
