/*
 * How much an aid is about a question: BM25F over the aid as a whole (Robertson and Zaragoza 2009: what stands in a title, task or keyword counts
 * double, each field against its usual length), every word of the question weighing what it tells: little where many aids have it. Function words
 * (search/stop-words.h) weigh half of that: questions are told in the first person, aids are not, so that "my" is rarer in them than it tells.
 *
 * An aid is enough of an answer when the words it shares weigh as much as one that no other aid has, or half of a shorter question. Chosen on
 * tests/retrieval-judgements/tuning.tsv by five-fold cross-validation.
 */

#pragma once

#include "coach/aid-digest.h"

/* As many words of a question count; the rest is ignored. */
#define RAIL_AID_RANKER_MAX_TERMS 64

typedef struct _RailAidRanker RailAidRanker;

RailAidRanker *rail_aid_ranker_new (const char *question);
void rail_aid_ranker_free (RailAidRanker *self);

/* How long each field usually is: of @digests (RailAidDigest), what is to be rated. */
void rail_aid_ranker_learn_lengths (RailAidRanker *self,
                                    GPtrArray *digests);

/* How rare each word is, where @digests are all aids there are. Without having learnt that, all weigh the same. */
void rail_aid_ranker_learn_rarity (RailAidRanker *self,
                                   GPtrArray *digests);

/* How rare a word is where there are too many aids to read: @count says in how many of @n_aids a word stands, as search/search-text.h makes them. */
void rail_aid_ranker_learn_counts (RailAidRanker *self,
                                   guint n_aids,
                                   guint (*count) (const char *token,
                                                   gpointer user_data),
                                   gpointer user_data);

/* 0 where they share nothing. @covered: what the shared words weigh together; may be NULL. */
double rail_aid_ranker_rate (const RailAidRanker *self,
                             const RailAidDigest *digest,
                             double *covered);

/* The same for a piece of an aid's body. */
double rail_aid_ranker_rate_piece (const RailAidRanker *self,
                                   const char *heading,
                                   const char *text);

/* Whether words of the weight @covered are enough for an answer. */
gboolean rail_aid_ranker_is_enough (const RailAidRanker *self,
                                    double covered);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAidRanker, rail_aid_ranker_free)
