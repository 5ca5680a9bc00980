#include "config.h"

#include "coach/passage-ranker.h"

#include <math.h>
#include <string.h>

#include "search/query-term.h"
#include "search/search-text.h"
#include "search/stop-words.h"

/* Of BM25, as commonly set. */
#define SATURATION 1.2
#define LENGTH_WEIGHT 0.3

#define HEADING_WEIGHT 2.0
#define TITLE_WEIGHT 0.6

/* Another form of the same word, "decided" for "decision". */
#define STEM_WEIGHT 0.6

/* How much the search's own order counts beside. */
#define PROMISE_WEIGHT 1.0

/* Of the telling words of a question, a passage holds at least so many in a hundred. Rarity is no measure here: what all candidates hold is what was asked. */
#define MIN_SHARE 15

/* Relevance against novelty. */
#define RELEVANCE 0.7

#define MAX_TERMS 48

typedef struct
{
  char *token;
  gsize stem; /* bytes */
  double weight;
  guint n_passages; /* that hold it */
} Term;

typedef struct
{
  RailPassage *passage;
  GHashTable *words;            /* char * of the ranker's chunk: a set */
  float frequencies[MAX_TERMS]; /* of each term, weighed by where it stands */
  guint length;                 /* words */
  guint aid;                    /* counts the aids */
  guint order;
  gboolean first;
  double score;
  double likeness; /* to the most alike that was chosen */
  gboolean taken;
} Candidate;

struct _RailPassageRanker
{
  GArray *terms;         /* Term */
  GPtrArray *candidates; /* Candidate */
  GStringChunk *words;
  guint n_aids;
};

static void
clear_term (gpointer data)
{
  g_free (((Term *) data)->token);
}

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  rail_passage_unref (self->passage);
  g_hash_table_unref (self->words);
  g_free (self);
}

/* "they're" and "l'équipe" are their parts here: kept together with them, one everyday word would count as three that say something. */
static char **
split_words (const char *text)
{
  g_autoptr (GString) plain = g_string_new (text);
  g_autoptr (GString) tokens = g_string_new (NULL);

  g_string_replace (plain, "'", " ", 0);
  g_string_replace (plain, "’", " ", 0);
  rail_search_text_append_tokens (tokens, plain->str);
  return g_strsplit (tokens->str, " ", -1);
}

static gboolean
has_term (const RailPassageRanker *self,
          const char *token)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      if (g_str_equal (g_array_index (self->terms, Term, i).token, token))
        return TRUE;
    }

  return FALSE;
}

RailPassageRanker *
rail_passage_ranker_new (const char *question)
{
  RailPassageRanker *self = g_new0 (RailPassageRanker, 1);
  g_auto (GStrv) tokens = split_words (question);

  self->terms = g_array_new (FALSE, TRUE, sizeof (Term));
  g_array_set_clear_func (self->terms, clear_term);
  self->candidates = g_ptr_array_new_with_free_func (candidate_free);
  self->words = g_string_chunk_new (4096);
  for (guint i = 0; tokens[i] != NULL && self->terms->len < MAX_TERMS; i++)
    {
      Term term = { .stem = rail_query_term_get_stem_length (tokens[i]) };

      if (tokens[i][0] == '\0' || rail_stop_words_contain (tokens[i]) || has_term (self, tokens[i]))
        continue;
      term.token = g_strdup (tokens[i]);
      g_array_append_val (self->terms, term);
    }

  return self;
}

void
rail_passage_ranker_free (RailPassageRanker *self)
{
  g_array_unref (self->terms);
  g_ptr_array_unref (self->candidates);
  g_string_chunk_free (self->words);
  g_free (self);
}

static double
compare (const Term *term,
         const char *token)
{
  if (g_str_equal (term->token, token))
    return 1;

  return strncmp (term->token, token, term->stem) == 0 ? STEM_WEIGHT : 0;
}

static void
count (RailPassageRanker *self,
       const char *text,
       double weight,
       Candidate *candidate)
{
  g_auto (GStrv) tokens = split_words (text);

  for (guint i = 0; tokens[i] != NULL; i++)
    {
      if (tokens[i][0] == '\0')
        continue;
      candidate->length++;
      if (rail_stop_words_contain (tokens[i]))
        continue;
      g_hash_table_add (candidate->words, g_string_chunk_insert_const (self->words, tokens[i]));
      for (guint j = 0; j < self->terms->len; j++)
        candidate->frequencies[j] += (float) (weight * compare (&g_array_index (self->terms, Term, j), tokens[i]));
    }
}

static char *
dup_front (const RailAid *aid)
{
  g_autofree char *keywords = g_strjoinv ("\n", aid->keywords);

  return g_strconcat (aid->title, "\n", aid->task != NULL ? aid->task : "", "\n", keywords, NULL);
}

/* Whether each term stands in front matter, which all passages of the aid then hold; once is enough. */
static void
look_into_front (RailPassageRanker *self,
                 const RailAid *aid,
                 float *weights)
{
  g_autofree char *front = dup_front (aid);
  g_auto (GStrv) tokens = split_words (front);

  for (guint i = 0; tokens[i] != NULL; i++)
    {
      for (guint j = 0; tokens[i][0] != '\0' && j < self->terms->len; j++)
        weights[j] = MAX (weights[j], (float) compare (&g_array_index (self->terms, Term, j), tokens[i]));
    }
}

void
rail_passage_ranker_add (RailPassageRanker *self,
                         const RailAid *aid,
                         GPtrArray *passages,
                         gboolean first)
{
  float front[MAX_TERMS] = { 0 };

  look_into_front (self, aid, front);
  for (guint i = 0; i < passages->len; i++)
    {
      RailPassage *passage = g_ptr_array_index (passages, i);
      Candidate *candidate = g_new0 (Candidate, 1);

      candidate->passage = rail_passage_ref (passage);
      candidate->words = g_hash_table_new (g_str_hash, g_str_equal);
      candidate->aid = self->n_aids;
      candidate->order = self->candidates->len;
      candidate->first = first;
      count (self, passage->heading, HEADING_WEIGHT, candidate);
      count (self, passage->text, 1, candidate);
      for (guint j = 0; j < self->terms->len; j++)
        {
          candidate->frequencies[j] += (float) TITLE_WEIGHT * front[j];
          if (candidate->frequencies[j] > 0)
            g_array_index (self->terms, Term, j).n_passages++;
        }
      g_ptr_array_add (self->candidates, candidate);
    }
  self->n_aids++;
}

/* ---- scores ---- */

/* How many of all passages hold it says how much finding it does. */
static void
weigh_terms (RailPassageRanker *self)
{
  double n = self->candidates->len;

  for (guint i = 0; i < self->terms->len; i++)
    {
      Term *term = &g_array_index (self->terms, Term, i);

      term->weight = log (1 + (n - term->n_passages + 0.5) / (term->n_passages + 0.5));
    }
}

static double
get_mean_length (const RailPassageRanker *self)
{
  double total = 0;

  for (guint i = 0; i < self->candidates->len; i++)
    total += ((Candidate *) g_ptr_array_index (self->candidates, i))->length;

  return MAX (total / MAX (self->candidates->len, 1), 1);
}

static void
rate (RailPassageRanker *self,
      Candidate *candidate,
      double mean_length)
{
  guint held = 0;

  candidate->score = 0;
  for (guint i = 0; i < self->terms->len; i++)
    {
      double frequency = candidate->frequencies[i];
      double weight = g_array_index (self->terms, Term, i).weight;

      if (frequency <= 0)
        continue;
      held++;
      candidate->score += weight * frequency / (frequency + SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * candidate->length / mean_length));
    }
  candidate->score *= 1 + PROMISE_WEIGHT / (1 + candidate->aid);
  if (!candidate->first && held * 100 < MIN_SHARE * self->terms->len)
    candidate->score = 0;
}

/* Returns the best score. */
static double
rate_all (RailPassageRanker *self)
{
  double mean_length = get_mean_length (self);
  double best = 0;

  weigh_terms (self);
  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      rate (self, candidate, mean_length);
      best = MAX (best, candidate->score);
    }

  return best;
}

/* ---- the choice ---- */

/* The cosine of their sets of words. */
static double
measure_likeness (const Candidate *a,
                  const Candidate *b)
{
  const Candidate *small = g_hash_table_size (a->words) < g_hash_table_size (b->words) ? a : b;
  const Candidate *large = small == a ? b : a;
  guint common = 0;
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, small->words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    {
      if (g_hash_table_contains (large->words, word))
        common++;
    }

  return common > 0 ? common / sqrt ((double) g_hash_table_size (a->words) * g_hash_table_size (b->words)) : 0;
}

/* Those that come first do so as a whole, and without a score of their own only where none of them has one. */
static gboolean
may_be_taken (const Candidate *candidate,
              gboolean first,
              gboolean unscored)
{
  if (candidate->taken || candidate->first != first)
    return FALSE;

  return candidate->score > 0 || unscored;
}

static Candidate *
find_best (RailPassageRanker *self,
           gboolean first,
           gboolean unscored,
           double best_score)
{
  Candidate *best = NULL;
  double best_value = 0;

  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);
      double value = RELEVANCE * candidate->score / MAX (best_score, 1e-9) - (1 - RELEVANCE) * candidate->likeness;

      if (!may_be_taken (candidate, first, unscored) || (best != NULL && value <= best_value))
        continue;
      best = candidate;
      best_value = value;
    }

  return best;
}

/* No more than two of one aid: the others are as good as gone then. */
static void
close_aid (RailPassageRanker *self,
           guint aid)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      if (candidate->aid == aid)
        candidate->taken = TRUE;
    }
}

static void
note_likeness (RailPassageRanker *self,
               const Candidate *chosen)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      if (!candidate->taken)
        candidate->likeness = MAX (candidate->likeness, measure_likeness (candidate, chosen));
    }
}

typedef struct
{
  GPtrArray *chosen;
  guint *per_aid;
  guint max;
  gsize bytes_left;
  double best_score;
} Choice;

static void
take_from (RailPassageRanker *self,
           Choice *choice,
           gboolean first,
           gboolean unscored)
{
  Candidate *candidate;

  while (choice->chosen->len < choice->max && (candidate = find_best (self, first, unscored, choice->best_score)) != NULL)
    {
      gsize bytes = strlen (candidate->passage->text);

      candidate->taken = TRUE;
      if (bytes > choice->bytes_left)
        continue;
      choice->bytes_left -= bytes;
      g_ptr_array_add (choice->chosen, rail_passage_ref (candidate->passage));
      if (++choice->per_aid[candidate->aid] == RAIL_PASSAGES_PER_AID || unscored)
        close_aid (self, candidate->aid);
      note_likeness (self, candidate);
    }
}

GPtrArray *
rail_passage_ranker_choose (RailPassageRanker *self,
                            guint max,
                            gsize max_bytes)
{
  g_autofree guint *per_aid = g_new0 (guint, self->n_aids + 1);
  Choice choice = {
    .chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref),
    .per_aid = per_aid,
    .max = max,
    .bytes_left = max_bytes,
    .best_score = rate_all (self),
  };

  take_from (self, &choice, TRUE, FALSE);
  if (choice.chosen->len == 0)
    take_from (self, &choice, TRUE, TRUE);
  take_from (self, &choice, FALSE, FALSE);

  return choice.chosen;
}

guint
rail_passage_ranker_count_words (RailPassageRanker *self,
                                 const RailAid *aid,
                                 guint *total)
{
  float front[MAX_TERMS] = { 0 };
  guint n = 0;

  look_into_front (self, aid, front);
  for (guint i = 0; i < self->terms->len; i++)
    n += front[i] > 0;
  if (total != NULL)
    *total = self->terms->len;

  return n;
}

static gboolean
is_telling (const char *chunk)
{
  g_auto (GStrv) tokens = split_words (chunk);

  for (guint i = 0; tokens[i] != NULL; i++)
    {
      if (tokens[i][0] != '\0' && !rail_stop_words_contain (tokens[i]))
        return TRUE;
    }

  return FALSE;
}

char *
rail_passage_ranker_dup_telling (const char *question,
                                 guint max)
{
  g_autoptr (GString) plain = g_string_new (question);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) chunks = NULL;
  GString *telling = g_string_new (NULL);

  g_string_replace (plain, "'", " ", 0);
  g_string_replace (plain, "’", " ", 0);
  chunks = g_strsplit_set (plain->str, " \t\r\n,;", -1);
  for (guint i = 0; chunks[i] != NULL && g_hash_table_size (seen) < max; i++)
    {
      if (is_telling (chunks[i]) && g_hash_table_add (seen, chunks[i]))
        g_string_append_printf (telling, "%s ", chunks[i]);
    }
  if (telling->len == 0)
    g_string_append (telling, question);

  return g_string_free (telling, FALSE);
}
