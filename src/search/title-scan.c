#include "config.h"

#include "search/title-scan.h"

#include <string.h>

#include "library/pack.h"
#include "search/search-hit.h"
#include "search/search-rank.h"
#include "search/search-text.h"

/* So many of those that hold what was asked for are ranked, the first in static order; whatever is called just so always is. */
#define MAX_RANKED 1000
#define AIDS_BETWEEN_CHECKS 256

typedef struct
{
  const RailPack *pack;
  const RailAid *aid;
  gsize title_tokens; /* offsets into tokens, once read */
  gsize keyword_tokens;
} Entry;

struct _RailTitleScan
{
  GPtrArray *packs;
  GArray *entries;   /* Entry, in static order */
  GString *tokens;   /* NUL-terminated texts, one behind the other */
  guint n_read;      /* entries whose tokens are there */
  gboolean gathered; /* entries are there */
};

typedef struct
{
  const Entry *entry;
  RailRank rank;
} Answer;

RailTitleScan *
rail_title_scan_new (GPtrArray *packs)
{
  RailTitleScan *self = g_new0 (RailTitleScan, 1);

  self->packs = g_ptr_array_ref (packs);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->tokens = g_string_new (NULL);

  return self;
}

void
rail_title_scan_free (RailTitleScan *self)
{
  g_ptr_array_unref (self->packs);
  g_array_unref (self->entries);
  g_string_free (self->tokens, TRUE);
  g_free (self);
}

GPtrArray *
rail_title_scan_get_packs (RailTitleScan *self)
{
  return self->packs;
}

/* ---- reading ---- */

/* As the index has it: by priority, short titles first. */
static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *first = a;
  const Entry *second = b;

  if (first->aid->priority != second->aid->priority)
    return first->aid->priority > second->aid->priority ? -1 : 1;

  return (int) strlen (first->aid->title) - (int) strlen (second->aid->title);
}

static void
gather (RailTitleScan *self)
{
  for (guint i = 0; i < self->packs->len; i++)
    {
      const RailPack *pack = g_ptr_array_index (self->packs, i);

      for (guint j = 0; j < pack->aids->len; j++)
        {
          Entry entry = { pack, g_ptr_array_index (pack->aids, j), 0, 0 };

          g_array_append_val (self->entries, entry);
        }
    }
  g_array_sort (self->entries, compare_entries);
  self->gathered = TRUE;
}

static void
read_entry (RailTitleScan *self,
            Entry *entry)
{
  entry->title_tokens = self->tokens->len;
  rail_search_text_append_tokens (self->tokens, entry->aid->title);
  g_string_append_c (self->tokens, '\0');

  entry->keyword_tokens = self->tokens->len;
  for (guint i = 0; entry->aid->keywords[i] != NULL; i++)
    rail_search_text_append_tokens (self->tokens, entry->aid->keywords[i]);
  g_string_append_c (self->tokens, '\0');
}

static gboolean
read_entries (RailTitleScan *self,
              GCancellable *cancellable,
              GError **error)
{
  if (!self->gathered)
    gather (self);

  for (; self->n_read < self->entries->len; self->n_read++)
    {
      if (self->n_read % AIDS_BETWEEN_CHECKS == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      read_entry (self, &g_array_index (self->entries, Entry, self->n_read));
    }

  return TRUE;
}

/* ---- searching ---- */

/* Whether @spelling begins one of @tokens. */
static gboolean
has_beginning (const char *tokens,
               const char *spelling)
{
  for (const char *at = strstr (tokens, spelling); at != NULL; at = strstr (at + 1, spelling))
    {
      if (at == tokens || at[-1] == ' ')
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_spelling (const RailTitleScan *self,
              const Entry *entry,
              const char *spelling)
{
  return has_beginning (self->tokens->str + entry->title_tokens, spelling) || has_beginning (self->tokens->str + entry->keyword_tokens, spelling);
}

static gboolean
has_term (const RailTitleScan *self,
          const Entry *entry,
          const RailQueryTerm *term)
{
  for (guint i = 0; i < term->spellings->len; i++)
    {
      if (has_spelling (self, entry, g_ptr_array_index (term->spellings, i)))
        return TRUE;
    }
  for (guint i = 0; i < term->parts->len; i++)
    {
      if (!has_spelling (self, entry, g_ptr_array_index (term->parts, i)))
        return FALSE;
    }

  return term->parts->len > 0;
}

/* Whether all that must be there is; with @any, whether anything is. */
static gboolean
is_candidate (const RailTitleScan *self,
              const Entry *entry,
              GPtrArray *terms,
              gboolean any)
{
  for (guint i = 0; i < terms->len; i++)
    {
      const RailQueryTerm *term = g_ptr_array_index (terms, i);

      if (term->optional)
        continue;
      if (has_term (self, entry, term) == any)
        return any;
    }

  return !any;
}

static void
rank_entry (const RailTitleScan *self,
            const Entry *entry,
            const RailRankedQuery *query,
            const RailSearchRequest *request,
            GTimeZone *zone,
            GArray *answers)
{
  const RailAid *aid = entry->aid;
  g_autofree char *path = g_strconcat (entry->pack->id, "/", aid->id, NULL);
  g_autofree char *keywords = g_strjoinv ("\n", aid->keywords);
  const gint64 *used = request->recent != NULL ? g_hash_table_lookup (request->recent, path) : NULL;
  RailRankedAid ranked = {
    .title_tokens = self->tokens->str + entry->title_tokens,
    .keyword_tokens = self->tokens->str + entry->keyword_tokens,
    .keywords = keywords,
    .priority = aid->priority,
    .days_overdue = rail_aid_get_days_overdue (aid, request->now, zone),
    .unused_for = used != NULL ? MAX (request->now - *used, 0) : -1,
    .fits_now = request->fitting != NULL && g_hash_table_contains (request->fitting, path),
  };
  Answer answer = { .entry = entry };

  if (rail_search_rank (query, &ranked, &answer.rank))
    g_array_append_val (answers, answer);
}

static gboolean
find_answers (const RailTitleScan *self,
              const RailRankedQuery *query,
              const RailSearchRequest *request,
              gboolean any,
              GArray *answers,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);

      if (i % AIDS_BETWEEN_CHECKS == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (answers->len >= MAX_RANKED && !g_str_equal (self->tokens->str + entry->title_tokens, query->tokens))
        continue;
      if (is_candidate (self, entry, query->terms, any))
        rank_entry (self, entry, query, request, zone, answers);
    }

  return TRUE;
}

static int
compare_answers (gconstpointer a,
                 gconstpointer b)
{
  const Answer *first = a;
  const Answer *second = b;
  int order;

  if (first->rank.score != second->rank.score)
    return first->rank.score > second->rank.score ? -1 : 1;

  order = strcmp (first->entry->aid->title, second->entry->aid->title);
  if (order == 0)
    order = strcmp (first->entry->pack->id, second->entry->pack->id);

  return order != 0 ? order : strcmp (first->entry->aid->id, second->entry->aid->id);
}

static RailSearchHit *
make_hit (const Answer *answer,
          const RailRankedQuery *query)
{
  const RailAid *aid = answer->entry->aid;
  RailSearchHit *hit = rail_search_hit_new (answer->entry->pack->id, aid->id);
  g_autofree char *keywords = g_strjoinv ("\n", aid->keywords);

  hit->title = g_strdup (aid->title);
  hit->task = g_strdup (aid->task);
  hit->pack_title = g_strdup (answer->entry->pack->title);
  if (answer->rank.match == RAIL_SEARCH_BY_KEYWORD)
    hit->keyword = rail_search_rank_dup_keyword (query, keywords);
  hit->kind = aid->kind;
  hit->match = answer->rank.match;
  hit->reading_seconds = rail_aid_get_reading_seconds (aid);
  hit->reviewed = aid->reviewed;
  hit->review_every = aid->review_every;
  hit->high_stakes = aid->high_stakes;
  hit->score = answer->rank.score;

  return hit;
}

RailSearchResult *
rail_title_scan_run (RailTitleScan *self,
                     const RailSearchRequest *request,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (RailSearchResult) result = rail_search_result_new ();
  g_autoptr (RailRankedQuery) query = rail_ranked_query_new (request->words);
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (Answer));

  result->partial = TRUE;
  if (!read_entries (self, cancellable, error))
    return NULL;
  if (query->terms->len == 0)
    return g_steal_pointer (&result);

  if (!find_answers (self, query, request, FALSE, answers, cancellable, error))
    return NULL;
  /* Where nobody has all of it, who has some of it. */
  if (answers->len == 0 && !find_answers (self, query, request, TRUE, answers, cancellable, error))
    return NULL;

  g_array_sort (answers, compare_answers);
  for (guint i = 0; i < MIN (answers->len, request->limit); i++)
    g_ptr_array_add (result->hits, make_hit (&g_array_index (answers, Answer, i), query));

  return g_steal_pointer (&result);
}
