/*
 * Which passages of the aids that are about a question (coach/aid-ranker.h) are shown: of each aid first the one that holds most of the question, so that
 * what is shown comes from different aids, unless one is far ahead of the next; nothing twice, and at most two of one aid. Deterministic: equals stay in
 * the order they came. Called by retrieval.
 */

#pragma once

#include "coach/aid-ranker.h"
#include "coach/passage.h"

#define RAIL_PASSAGES_PER_AID 2

/* An aid is far ahead of one that is rated so many times less. */
#define RAIL_PASSAGES_FAR_AHEAD 1.5

typedef struct _RailPassageRanker RailPassageRanker;

/* @aids: borrowed, as long as this lives. */
RailPassageRanker *rail_passage_ranker_new (const RailAidRanker *aids);
void rail_passage_ranker_free (RailPassageRanker *self);

/*
 * The passages of one aid, which is rated @rating. @first: they come before those of all others, as far as they share a word with the question; where none
 * does, the first of them does.
 */
void rail_passage_ranker_add (RailPassageRanker *self,
                              GPtrArray *passages,
                              double rating,
                              gboolean first);

/* RailPassage, best first and without numbers of their own: at most @max, with texts of at most @max_bytes together. Transfer full. */
GPtrArray *rail_passage_ranker_choose (RailPassageRanker *self,
                                       guint max,
                                       gsize max_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPassageRanker, rail_passage_ranker_free)
