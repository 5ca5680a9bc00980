/*
 * Which of some passages answer a question: by the words they share, rare ones counting more (Robertson and Zaragoza 2009, BM25, with heading and title as
 * further fields), chosen one after the other so that they do not say the same twice (maximal marginal relevance, Carbonell and Goldstein 1998).
 * Deterministic: equal passages stay in the order they came. Called by retrieval.
 */

#pragma once

#include "coach/passage.h"
#include "library/aid.h"

#define RAIL_PASSAGES_PER_AID 2

typedef struct _RailPassageRanker RailPassageRanker;

RailPassageRanker *rail_passage_ranker_new (const char *question);
void rail_passage_ranker_free (RailPassageRanker *self);

/*
 * The passages of one aid, the aids in the order of their promise. @first: they come before those of all others, as far as they share a word with the question; where none
 * does, the first of them does.
 */
void rail_passage_ranker_add (RailPassageRanker *self,
                              const RailAid *aid,
                              GPtrArray *passages,
                              gboolean first);

/* RailPassage, best first and without numbers of their own: at most @max, with texts of at most @max_bytes together. Transfer full. */
GPtrArray *rail_passage_ranker_choose (RailPassageRanker *self,
                                       guint max,
                                       gsize max_bytes);

/* How many of the question's telling words stand in @aid's title, task and keywords; @total, which may be NULL: of how many. */
guint rail_passage_ranker_count_words (RailPassageRanker *self,
                                       const RailAid *aid,
                                       guint *total);

/* The chunks of @question that say something, as typed, at most @max, joined by spaces; the question itself if none does. Transfer full. */
char *rail_passage_ranker_dup_telling (const char *question,
                                       guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPassageRanker, rail_passage_ranker_free)
