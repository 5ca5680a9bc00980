#include "config.h"

#include "coach/passage-ranker.h"

#include <string.h>

typedef struct
{
  RailPassage *passage;
  double own;   /* how much of the question it holds itself */
  double value; /* its aid's rating, less once another one of it was chosen */
  guint aid;    /* counts the aids */
  gboolean first;
  gboolean taken;
} Candidate;

struct _RailPassageRanker
{
  const RailAidRanker *aids;
  GPtrArray *candidates; /* Candidate */
  guint n_aids;
};

typedef struct
{
  GPtrArray *chosen;
  guint *per_aid;
  guint max;
  gsize bytes_left;
} Choice;

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  rail_passage_unref (self->passage);
  g_free (self);
}

RailPassageRanker *
rail_passage_ranker_new (const RailAidRanker *aids)
{
  RailPassageRanker *self = g_new0 (RailPassageRanker, 1);

  self->aids = aids;
  self->candidates = g_ptr_array_new_with_free_func (candidate_free);

  return self;
}

void
rail_passage_ranker_free (RailPassageRanker *self)
{
  g_ptr_array_unref (self->candidates);
  g_free (self);
}

void
rail_passage_ranker_add (RailPassageRanker *self,
                         GPtrArray *passages,
                         double rating,
                         gboolean first)
{
  for (guint i = 0; i < passages->len; i++)
    {
      RailPassage *passage = g_ptr_array_index (passages, i);
      Candidate *candidate = g_new0 (Candidate, 1);

      candidate->passage = rail_passage_ref (passage);
      candidate->own = rail_aid_ranker_rate_piece (self->aids, passage->heading, passage->text);
      candidate->value = rating;
      candidate->aid = self->n_aids;
      candidate->first = first;
      g_ptr_array_add (self->candidates, candidate);
    }
  self->n_aids++;
}

/* Two packs may hold the same aid, or one text may stand in two. */
static gboolean
is_shown (const Choice *choice,
          const Candidate *candidate)
{
  for (guint i = 0; i < choice->chosen->len; i++)
    {
      if (g_str_equal (((const RailPassage *) g_ptr_array_index (choice->chosen, i))->text, candidate->passage->text))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_better (const Candidate *one,
           const Candidate *other)
{
  return one->value != other->value ? one->value > other->value : one->own > other->own;
}

/* @holds_something: of the question, by itself. */
static Candidate *
find_best (RailPassageRanker *self,
           gboolean first,
           gboolean holds_something)
{
  Candidate *best = NULL;

  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      if (candidate->taken || candidate->first != first || (holds_something && candidate->own <= 0))
        continue;
      if (best == NULL || is_better (candidate, best))
        best = candidate;
    }

  return best;
}

/* The next one of its aid comes behind those of aids that are nearly as good, and has to say something about the question itself. */
static void
note_aid (RailPassageRanker *self,
          guint aid,
          gboolean closes)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      if (candidate->aid != aid)
        continue;
      candidate->value /= RAIL_PASSAGES_FAR_AHEAD;
      candidate->taken |= closes || candidate->own <= 0;
    }
}

static void
take_from (RailPassageRanker *self,
           Choice *choice,
           gboolean first,
           gboolean holds_something)
{
  Candidate *candidate;

  while (choice->chosen->len < choice->max && (candidate = find_best (self, first, holds_something)) != NULL)
    {
      gsize bytes = strlen (candidate->passage->text);

      candidate->taken = TRUE;
      if (bytes > choice->bytes_left || is_shown (choice, candidate))
        continue;
      choice->bytes_left -= bytes;
      g_ptr_array_add (choice->chosen, rail_passage_ref (candidate->passage));
      choice->per_aid[candidate->aid]++;
      note_aid (self, candidate->aid, choice->per_aid[candidate->aid] == RAIL_PASSAGES_PER_AID || (first && !holds_something));
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
  };

  take_from (self, &choice, TRUE, TRUE);
  if (choice.chosen->len == 0)
    take_from (self, &choice, TRUE, FALSE);
  take_from (self, &choice, FALSE, FALSE);

  return choice.chosen;
}
