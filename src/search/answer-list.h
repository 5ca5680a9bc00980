/*
 * The aids that answer one request, with their ranks, and the hits made of the best of them. For search-query, which brings candidates.
 */

#pragma once

#include <gio/gio.h>

#include "search/aid-rows.h"
#include "search/search-rank.h"
#include "search/search-request.h"

typedef struct _RailAnswerList RailAnswerList;

/* All are borrowed; @rows is neither reset nor trimmed meanwhile. */
RailAnswerList *rail_answer_list_new (RailAidRows *rows,
                                      const RailSearchRequest *request);
void rail_answer_list_free (RailAnswerList *self);

/*
 * Ranks what does not hold everything as it was typed yet. Without @bodies only what answers everything by title and keywords; the rest may still
 * be asked again.
 */
gboolean rail_answer_list_rank (RailAnswerList *self,
                                const RailRankedQuery *query,
                                const gint64 *rowids,
                                guint n_rowids,
                                gboolean bodies,
                                GCancellable *cancellable,
                                GError **error);

/* How many hold everything as it was typed. */
guint rail_answer_list_count_faithful (const RailAnswerList *self);

/* How many hold the term of this index as it was typed, or as a beginning. */
guint rail_answer_list_count_upright (const RailAnswerList *self,
                                      guint term);

/* The best of them where it was found by a mended word, else NULL. */
const RailAidRow *rail_answer_list_find_mended_lead (RailAnswerList *self);

/* Adds the best to @hits (RailSearchHit), as many as were asked for. */
void rail_answer_list_make_hits (RailAnswerList *self,
                                 const RailRankedQuery *query,
                                 GPtrArray *hits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailAnswerList, rail_answer_list_free)
