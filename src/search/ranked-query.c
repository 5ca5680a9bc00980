#include "config.h"

#include "search/ranked-query.h"

#include "search/search-text.h"

RailRankedQuery *
rail_ranked_query_new (const char *words)
{
  RailRankedQuery *self = g_new0 (RailRankedQuery, 1);
  g_autoptr (GPtrArray) split = rail_search_text_split_query (words);
  GString *tokens = g_string_new (NULL);

  rail_search_text_append_tokens (tokens, words);
  self->terms = rail_query_terms_new (split);
  self->tokens = g_string_free (tokens, FALSE);

  return self;
}

void
rail_ranked_query_free (RailRankedQuery *self)
{
  g_ptr_array_unref (self->terms);
  g_free (self->tokens);
  g_free (self);
}
