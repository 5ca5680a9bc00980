#include "config.h"

#include "coach/aid-ranker.h"

#include <math.h>

#include "coach/word-stem.h"
#include "search/stop-words.h"

/* So much of a word is half of what more of it could say (k1), and how far a field's length counts (b): what the literature gives. */
#define SATURATION 1.2
#define LENGTH_SHARE 0.75

static const double field_weights[RAIL_N_AID_FIELDS] = {
  [RAIL_AID_FIELD_TITLE] = 2.0,
  [RAIL_AID_FIELD_TASK] = 2.0,
  [RAIL_AID_FIELD_KEYWORDS] = 2.0,
  [RAIL_AID_FIELD_HEADINGS] = 1.5,
  [RAIL_AID_FIELD_TEXT] = 1.0,
};

#define FUNCTION_WORD_WEIGHT 0.5

/* A coach aid touches many things by what it asks, and is offered apart (retrieval). */
#define COACH_WEIGHT 0.85

/* In the weight of a word that no aid has. */
#define MIN_COVERED 1.0
#define MIN_SHARE 0.5

/* So few aids cannot tell what is rare: words weigh as if there were so many. */
#define MIN_LIBRARY 50.0

typedef struct
{
  char *stem;
  char *token;
  gboolean is_function_word;
  double weight;
} Term;

struct _RailAidRanker
{
  GArray *terms;      /* Term */
  GHashTable *places; /* stem -> place in @terms, counted from 1 */
  double lengths[RAIL_N_AID_FIELDS];
};

static void
clear_term (gpointer data)
{
  Term *term = data;

  g_free (term->stem);
  g_free (term->token);
}

static void
add_term_cb (const char *stem,
             const char *token,
             gpointer user_data)
{
  RailAidRanker *self = user_data;
  Term term = { NULL, NULL, rail_stop_words_contain (token), 0 };

  if (self->terms->len == RAIL_AID_RANKER_MAX_TERMS || g_hash_table_contains (self->places, stem))
    return;

  term.stem = g_strdup (stem);
  term.token = g_strdup (token);
  term.weight = term.is_function_word ? FUNCTION_WORD_WEIGHT : 1;
  g_array_append_val (self->terms, term);
  g_hash_table_insert (self->places, term.stem, GUINT_TO_POINTER (self->terms->len));
}

RailAidRanker *
rail_aid_ranker_new (const char *question)
{
  RailAidRanker *self = g_new0 (RailAidRanker, 1);

  self->terms = g_array_new (FALSE, TRUE, sizeof (Term));
  g_array_set_clear_func (self->terms, clear_term);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < RAIL_N_AID_FIELDS; i++)
    self->lengths[i] = 1;
  rail_word_stem_visit (question, add_term_cb, self);

  return self;
}

void
rail_aid_ranker_free (RailAidRanker *self)
{
  g_hash_table_unref (self->places);
  g_array_unref (self->terms);
  g_free (self);
}

/* ---- what is rare ---- */

/* The logarithm of the odds that an aid does not have it, as BM25 has it, against that of a word in no aid. */
static double
weigh (const Term *term,
       double n_aids,
       double n_having)
{
  double all = MAX (n_aids, MIN_LIBRARY);
  double tells = log (1 + (MAX (all - n_having, 0) + 0.5) / (n_having + 0.5)) / log (1 + (all + 0.5) / 0.5);

  return term->is_function_word ? tells * FUNCTION_WORD_WEIGHT : tells;
}

void
rail_aid_ranker_learn_lengths (RailAidRanker *self,
                               GPtrArray *digests)
{
  for (guint i = 0; i < RAIL_N_AID_FIELDS; i++)
    {
      double total = 0;

      for (guint j = 0; j < digests->len; j++)
        total += ((const RailAidDigest *) g_ptr_array_index (digests, j))->lengths[i];
      self->lengths[i] = total > 0 ? total / digests->len : 1;
    }
}

void
rail_aid_ranker_learn_rarity (RailAidRanker *self,
                              GPtrArray *digests)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      Term *term = &g_array_index (self->terms, Term, i);
      guint n = 0;

      for (guint j = 0; j < digests->len; j++)
        n += g_hash_table_contains (((const RailAidDigest *) g_ptr_array_index (digests, j))->counts, term->stem);
      term->weight = weigh (term, digests->len, n);
    }
}

void
rail_aid_ranker_learn_counts (RailAidRanker *self,
                              guint n_aids,
                              guint (*count) (const char *token,
                                              gpointer user_data),
                              gpointer user_data)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      Term *term = &g_array_index (self->terms, Term, i);

      /* Where there are so many aids half of them have a function word, and counting it would take longest. */
      term->weight = weigh (term, n_aids, term->is_function_word ? n_aids / 2 : count (term->token, user_data));
    }
}

/* ---- what an aid has of it ---- */

static double
saturate (double frequency)
{
  return frequency / (frequency + SATURATION);
}

static double
weigh_fields (const RailAidRanker *self,
              const RailAidDigest *digest,
              const guint *counts)
{
  double frequency = 0;

  for (guint i = 0; i < RAIL_N_AID_FIELDS; i++)
    frequency += field_weights[i] * counts[i] / (1 - LENGTH_SHARE + LENGTH_SHARE * digest->lengths[i] / self->lengths[i]);

  return frequency;
}

double
rail_aid_ranker_rate (const RailAidRanker *self,
                      const RailAidDigest *digest,
                      double *covered)
{
  double rating = 0;
  double weight = 0;

  for (guint i = 0; i < self->terms->len; i++)
    {
      const Term *term = &g_array_index (self->terms, Term, i);
      const guint *counts = g_hash_table_lookup (digest->counts, term->stem);

      if (counts == NULL)
        continue;
      rating += term->weight * saturate (weigh_fields (self, digest, counts));
      weight += term->weight;
    }

  if (covered != NULL)
    *covered = weight;
  return digest->coaches ? rating * COACH_WEIGHT : rating;
}

typedef struct
{
  const RailAidRanker *ranker;
  double weight; /* of the field that is read */
  double frequencies[RAIL_AID_RANKER_MAX_TERMS];
} Piece;

static void
count_cb (const char *stem,
          const char *token,
          gpointer user_data)
{
  Piece *self = user_data;
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->ranker->places, stem));

  if (place > 0)
    self->frequencies[place - 1] += self->weight;
}

double
rail_aid_ranker_rate_piece (const RailAidRanker *self,
                            const char *heading,
                            const char *text)
{
  Piece piece = { .ranker = self, .weight = field_weights[RAIL_AID_FIELD_HEADINGS] };
  double rating = 0;

  rail_word_stem_visit (heading, count_cb, &piece);
  piece.weight = field_weights[RAIL_AID_FIELD_TEXT];
  rail_word_stem_visit (text, count_cb, &piece);
  for (guint i = 0; i < self->terms->len; i++)
    rating += g_array_index (self->terms, Term, i).weight * saturate (piece.frequencies[i]);

  return rating;
}

gboolean
rail_aid_ranker_is_enough (const RailAidRanker *self,
                           double covered)
{
  double all = 0;

  for (guint i = 0; i < self->terms->len; i++)
    all += g_array_index (self->terms, Term, i).weight;

  return covered > 0 && covered >= MIN (MIN_COVERED, all * MIN_SHARE);
}
