#include "config.h"

#include "search/search-request.h"

#include "base/text-fold.h"

/* Cut before it is repaired: of a pasted megabyte only the beginning is looked at. */
static char *
dup_words (const char *words)
{
  g_autofree char *start = g_strndup (words, RAIL_SEARCH_MAX_WORDS_BYTES);

  return rail_text_repair (start);
}

RailSearchRequest *
rail_search_request_new (const char *words,
                         guint limit,
                         gint64 now,
                         GHashTable *recent,
                         GHashTable *fitting)
{
  RailSearchRequest *self = g_new0 (RailSearchRequest, 1);

  self->words = dup_words (words);
  self->limit = limit;
  self->now = now;
  self->recent = recent != NULL ? g_hash_table_ref (recent) : NULL;
  self->fitting = fitting != NULL ? g_hash_table_ref (fitting) : NULL;

  return self;
}

void
rail_search_request_free (RailSearchRequest *self)
{
  g_free (self->words);
  g_clear_pointer (&self->recent, g_hash_table_unref);
  g_clear_pointer (&self->fitting, g_hash_table_unref);
  g_free (self);
}

RailSearchResult *
rail_search_result_new (void)
{
  RailSearchResult *self = g_new0 (RailSearchResult, 1);

  self->hits = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

void
rail_search_result_free (RailSearchResult *self)
{
  g_ptr_array_unref (self->hits);
  g_free (self->corrected);
  g_free (self->unknown);
  g_free (self->replaced);
  g_free (self);
}
