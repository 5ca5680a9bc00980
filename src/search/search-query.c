#include "config.h"

#include "search/search-query.h"

#include <string.h>

#include "search/answer-list.h"
#include "search/candidates.h"
#include "search/match-expression.h"
#include "search/posting-heads.h"
#include "search/search-text.h"
#include "search/spelling.h"

/* With so many that hold all words the bodies, and what is spelt otherwise, are not asked. */
#define MIN_WANTED 24

/*
 * With fewer answers than that a word that nobody wrote is taken for a mistake; so is one that somebody did write, if another that is nearly spelt so
 * stands in so many times as many aids. In a small library no word is so much commoner: all that tells is rare there. (Judged on package descriptions:
 * MRR .776, with 50 .773, with 10 .772; "clint", a program, is 880 times rarer than "client".)
 */
#define FEW_ANSWERS 3
#define MUCH_COMMONER 200
#define MIN_MENDED_CHARS 4
#define MAX_MENDED_WORDS 3

/* Of what was used lately, and of what fits now, so many are looked at even where others come before them in static order. */
#define MAX_NAMED 32

struct _RailSearchQuery
{
  RailDatabase *database;
  RailPostingHeads *heads;
  RailSpelling *spelling;
  RailCandidates *candidates;
  RailAidRows *rows;
  gint64 generation; /* of the index that heads and rows know; -1: none */
  gboolean partial;
};

RailSearchQuery *
rail_search_query_new (RailDatabase *database)
{
  RailSearchQuery *self = g_new0 (RailSearchQuery, 1);

  self->database = database;
  self->heads = rail_posting_heads_new (database);
  self->spelling = rail_spelling_new (database);
  self->candidates = rail_candidates_new (database, self->heads);
  self->rows = rail_aid_rows_new (database);
  self->generation = -1;

  return self;
}

void
rail_search_query_free (RailSearchQuery *self)
{
  rail_aid_rows_free (self->rows);
  rail_candidates_free (self->candidates);
  rail_spelling_free (self->spelling);
  rail_posting_heads_free (self->heads);
  g_free (self);
}

/* ---- the index ---- */

static gboolean
run_statement (RailSearchQuery *self,
               const char *sql,
               GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, sql, error);

  return statement != NULL && rail_statement_run (statement, error);
}

/* Looks whether the index is still the one whose words are known. */
static gboolean
notice_generation (RailSearchQuery *self,
                   GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, "SELECT generation, EXISTS (SELECT 1 FROM packs WHERE NOT bodies_done) FROM meta", error);
  gint64 generation;

  if (statement == NULL || !rail_statement_step (statement, error))
    return FALSE;

  generation = rail_statement_get_int64 (statement, 0);
  self->partial = rail_statement_get_int64 (statement, 1) != 0;
  rail_statement_reset (statement);
  if (generation == self->generation)
    {
      rail_posting_heads_trim (self->heads);
      rail_aid_rows_trim (self->rows);
      return TRUE;
    }

  self->generation = -1;
  rail_aid_rows_reset (self->rows);
  if (!rail_posting_heads_reset (self->heads, error))
    return FALSE;
  self->generation = generation;

  return TRUE;
}

static const RailPostingHead *
get_head (RailSearchQuery *self,
          RailPostingsField field,
          const RailQueryTerm *term,
          RailMatchWidth width,
          GError **error)
{
  g_autofree char *expression = rail_match_expression_of (term, FALSE, width);

  return rail_posting_heads_get (self->heads, field, expression, error);
}

/* By the titles, and by the bodies only where no title has it: a word costs one look. */
static const RailPostingHead *
find_telling_head (RailSearchQuery *self,
                   const RailQueryTerm *term,
                   GError **error)
{
  const RailPostingHead *head = get_head (self, RAIL_POSTINGS_OF_TITLES, term, RAIL_MATCH_WHOLE, error);

  if (head != NULL && head->n == 0)
    head = get_head (self, RAIL_POSTINGS_OF_TITLES, term, RAIL_MATCH_PREFIX, error);
  if (head != NULL && head->n == 0)
    head = get_head (self, RAIL_POSTINGS_OF_BODIES, term, RAIL_MATCH_PREFIX, error);

  return head;
}

/* Stop-words keep the least weight there is. A single word weighs what it weighs. */
static gboolean
weigh_terms (RailSearchQuery *self,
             GPtrArray *terms,
             GError **error)
{
  for (guint i = 0; i < terms->len && terms->len > 1; i++)
    {
      RailQueryTerm *term = g_ptr_array_index (terms, i);
      const RailPostingHead *head;

      if (term->optional)
        continue;

      head = find_telling_head (self, term, error);
      if (head == NULL)
        return FALSE;
      term->weight = rail_posting_heads_get_weight (self->heads, head);
    }

  return TRUE;
}

/* ---- candidates ---- */

static gboolean
add_named (RailSearchQuery *self,
           GHashTable *paths,
           GError **error)
{
  GHashTableIter iter;
  gpointer path;
  guint n = 0;

  if (paths == NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, paths);
  while (n++ < MAX_NAMED && g_hash_table_iter_next (&iter, &path, NULL))
    {
      const char *slash = strchr (path, '/');
      g_autofree char *pack = slash != NULL ? g_strndup (path, slash - (const char *) path) : NULL;

      if (pack != NULL && !rail_candidates_add_named (self->candidates, pack, slash + 1, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
rank_candidates (RailSearchQuery *self,
                 const RailRankedQuery *query,
                 RailAnswerList *answers,
                 gboolean bodies,
                 GCancellable *cancellable,
                 GError **error)
{
  guint n;
  const gint64 *rowids = rail_candidates_get (self->candidates, &n);

  return rail_answer_list_rank (answers, query, rowids, n, bodies, cancellable, error);
}

static gboolean
find_answers (RailSearchQuery *self,
              const RailSearchRequest *request,
              const RailRankedQuery *query,
              RailAnswerList *answers,
              GCancellable *cancellable,
              GError **error)
{
  guint wanted = MAX (request->limit, MIN_WANTED);

  rail_candidates_clear (self->candidates);
  if (!rail_candidates_add_titled (self->candidates, query->tokens, error) ||
      !add_named (self, request->fitting, error) ||
      !add_named (self, request->recent, error) ||
      !rail_candidates_collect_titles (self->candidates, query->terms, cancellable, error) ||
      !rank_candidates (self, query, answers, FALSE, cancellable, error))
    return FALSE;
  if (rail_answer_list_count_faithful (answers) >= wanted)
    return TRUE;

  return rail_candidates_collect_others (self->candidates, query->terms, cancellable, error) &&
         rank_candidates (self, query, answers, TRUE, cancellable, error);
}

/* ---- typos ---- */

static gboolean
may_be_mistaken (const RailQueryTerm *term)
{
  return !term->optional && !term->mended && term->prefix && term->parts->len == 0 &&
         g_utf8_strlen (rail_query_term_get_spelling (term), -1) >= MIN_MENDED_CHARS;
}

/* In how many aids it stands, or begins a word; in the largest libraries the vocabulary knows no bodies, but the answers do. */
static gboolean
count_uses (RailSearchQuery *self,
            const RailQueryTerm *term,
            guint upright,
            guint *n,
            GError **error)
{
  if (!rail_spelling_count (self->spelling, rail_query_term_get_spelling (term), n, error))
    return FALSE;

  *n = MAX (*n, upright);
  return TRUE;
}

/* @mended: how many terms are another word now. */
static gboolean
mend_terms (RailSearchQuery *self,
            GPtrArray *terms,
            const RailAnswerList *answers,
            guint *mended,
            GCancellable *cancellable,
            GError **error)
{
  *mended = 0;
  for (guint i = 0; i < terms->len && *mended < MAX_MENDED_WORDS; i++)
    {
      RailQueryTerm *term = g_ptr_array_index (terms, i);
      g_autoptr (GPtrArray) near = NULL;
      guint uses;

      if (!may_be_mistaken (term))
        continue;

      if (!count_uses (self, term, rail_answer_list_count_upright (answers, i), &uses, error))
        return FALSE;
      near = rail_spelling_find (self->spelling, rail_query_term_get_spelling (term), i == terms->len - 1, MIN (uses, G_MAXUINT / MUCH_COMMONER) * MUCH_COMMONER, cancellable, error);
      if (near == NULL)
        return FALSE;
      if (near->len > 0)
        {
          rail_query_term_mend (term, near, uses > 0);
          (*mended)++;
        }
    }

  return TRUE;
}

static gboolean
holds_word (const char *tokens,
            const char *word)
{
  gsize length = strlen (word);

  for (const char *hit = tokens != NULL ? strstr (tokens, word) : NULL; hit != NULL; hit = strstr (hit + 1, word))
    if ((hit == tokens || hit[-1] == ' ') && (hit[length] == ' ' || hit[length] == '\0'))
      return TRUE;

  return FALSE;
}

/* Which of the words that a term was mended to stands in @row; NULL if none does. */
static const char *
find_replacement (const RailQueryTerm *term,
                  const RailAidRow *row)
{
  for (guint i = 0; i < term->spellings->len; i++)
    {
      const char *word = g_ptr_array_index (term->spellings, i);

      if (holds_word (row->title_tokens, word) || holds_word (row->keyword_tokens, word) || holds_word (row->body_tokens, word))
        return word;
    }

  return NULL;
}

static void
append_word (GString *words,
             const char *word)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, word);
}

/* What was made of the query, judged by its first answer: a word that is nowhere in it was not replaced. */
static void
describe_mending (GPtrArray *terms,
                  const RailAidRow *lead,
                  RailSearchResult *result)
{
  GString *corrected = g_string_new (NULL);
  g_autoptr (GString) typed = g_string_new (NULL);
  g_autoptr (GString) replaced = g_string_new (NULL);
  gboolean unknown = TRUE;

  for (guint i = 0; i < terms->len; i++)
    {
      const RailQueryTerm *term = g_ptr_array_index (terms, i);
      const char *replacement = term->mended ? find_replacement (term, lead) : NULL;

      if (replacement == NULL)
        {
          append_word (corrected, term->mended ? term->typed : rail_query_term_get_spelling (term));
          continue;
        }
      append_word (corrected, replacement);
      append_word (typed, term->typed);
      append_word (replaced, replacement);
      unknown &= term->unknown;
    }

  result->corrected = g_string_free (corrected, FALSE);
  if (unknown)
    {
      result->unknown = g_strdup (typed->str);
      result->replaced = g_strdup (replaced->str);
    }
}

static void
append_terms (GString *tokens,
              GPtrArray *terms)
{
  for (guint i = 0; i < terms->len; i++)
    rail_search_text_append_tokens (tokens, rail_query_term_get_spelling (g_ptr_array_index (terms, i)));
}

static gboolean
find_mended_answers (RailSearchQuery *self,
                     const RailSearchRequest *request,
                     const RailRankedQuery *query,
                     RailAnswerList *answers,
                     RailSearchResult *result,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GString) tokens = g_string_new (NULL);
  RailRankedQuery mended_query = { query->terms, NULL };
  const RailAidRow *lead;
  guint mended;

  if (!mend_terms (self, query->terms, answers, &mended, cancellable, error))
    return FALSE;
  if (mended == 0)
    return TRUE;

  append_terms (tokens, query->terms);
  mended_query.tokens = tokens->str;
  if (!weigh_terms (self, query->terms, error) || !find_answers (self, request, &mended_query, answers, cancellable, error))
    return FALSE;

  lead = rail_answer_list_find_mended_lead (answers);
  if (lead != NULL)
    describe_mending (query->terms, lead, result);

  return TRUE;
}

/* ---- the whole of it ---- */

static gboolean
answer (RailSearchQuery *self,
        const RailSearchRequest *request,
        const RailRankedQuery *query,
        RailSearchResult *result,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (RailAnswerList) answers = rail_answer_list_new (self->rows, request);

  if (!notice_generation (self, error) ||
      !weigh_terms (self, query->terms, error) ||
      !find_answers (self, request, query, answers, cancellable, error))
    return FALSE;

  if (!request->as_spelt && rail_answer_list_count_faithful (answers) < FEW_ANSWERS &&
      !find_mended_answers (self, request, query, answers, result, cancellable, error))
    return FALSE;

  result->partial = self->partial;
  rail_answer_list_make_hits (answers, query, result->hits);
  return TRUE;
}

/*
 * One transaction, so that all stages see the same index, and the file is locked once and not forty times. An interruption may have hit the end of
 * the last one: that is made up for here. Nothing is written, so that rolling back is an end as good as any.
 */
static gboolean
answer_from_one_state (RailSearchQuery *self,
                       const RailSearchRequest *request,
                       const RailRankedQuery *query,
                       RailSearchResult *result,
                       GCancellable *cancellable,
                       GError **error)
{
  gboolean answered;

  rail_database_rollback (self->database);
  answered = run_statement (self, "BEGIN", error) && answer (self, request, query, result, cancellable, error);
  rail_database_rollback (self->database);

  return answered;
}

RailSearchResult *
rail_search_query_run (RailSearchQuery *self,
                       const RailSearchRequest *request,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (RailSearchResult) result = rail_search_result_new ();
  g_autoptr (RailRankedQuery) query = rail_ranked_query_new (request->words);
  g_autoptr (GError) local_error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (query->terms->len == 0)
    return g_steal_pointer (&result);

  if (!answer_from_one_state (self, request, query, result, cancellable, &local_error))
    {
      /* Whatever an interruption broke off, it is what was wished for. */
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&result);
}
