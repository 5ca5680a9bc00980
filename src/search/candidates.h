/*
 * Which aids are worth ranking: at most 200 rowids, fetched in stages from what surely answers to what perhaps does. Each stage asks the index
 * for its first rows only, which come in static rank order, and the later ones are not asked where the earlier gave enough. For search-query.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"
#include "search/posting-heads.h"
#include "search/query-term.h"

#define RAIL_CANDIDATES_MAX 200

typedef struct _RailCandidates RailCandidates;

/* Both are borrowed. */
RailCandidates *rail_candidates_new (RailDatabase *database,
                                     RailPostingHeads *heads);
void rail_candidates_free (RailCandidates *self);

void rail_candidates_clear (RailCandidates *self);

/* The aid of this name, whether it answers or not: what was used lately, what fits now. */
gboolean rail_candidates_add_named (RailCandidates *self,
                                    const char *pack,
                                    const char *aid,
                                    GError **error);

/* Whose title is, or begins with, @tokens (what was typed, as title_tokens would hold it). */
gboolean rail_candidates_add_titled (RailCandidates *self,
                                     const char *tokens,
                                     GError **error);

/*
 * @terms: RailQueryTerm with their weights. First who holds all of them in title and keywords, as far as the titles know it; then, where that
 * was not enough, by bodies, by other forms and by some of the terms only. G_IO_ERROR_CANCELLED between two stages.
 */
gboolean rail_candidates_collect_titles (RailCandidates *self,
                                         GPtrArray *terms,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean rail_candidates_collect_others (RailCandidates *self,
                                         GPtrArray *terms,
                                         GCancellable *cancellable,
                                         GError **error);

/* In the order found. */
const gint64 *rail_candidates_get (const RailCandidates *self,
                                   guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCandidates, rail_candidates_free)
