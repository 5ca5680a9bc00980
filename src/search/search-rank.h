/*
 * How well one aid answers a query: a pure function in whole numbers, so that every computer ranks alike. For search-query, which shows it at
 * most some hundred candidates. The scale, and what moves an aid on it, stands in search-rank.c.
 */

#pragma once

#include "search/ranked-query.h"
#include "search/search-hit.h"

typedef struct
{
  const char *title_tokens; /* as in the index: each followed by one space */
  const char *keyword_tokens;
  const char *body_tokens; /* NULL: not looked at */
  const char *keywords;    /* as the author wrote them, one a line */
  int priority;
  int days_overdue;
  gint64 unused_for; /* span since the last use; negative: never used */
  gboolean fits_now;
} RailRankedAid;

typedef struct
{
  int score;
  RailSearchMatch match;
  gboolean complete; /* nothing that was asked for is missing */
  guint upright;     /* a bit for each of the first 32 terms: it was found as typed, or as a beginning */
  gboolean faithful; /* complete without mending or bending a word */
} RailRank;

/* FALSE where no term of the query stands in the aid at all. */
gboolean rail_search_rank (const RailRankedQuery *query,
                           const RailRankedAid *aid,
                           RailRank *rank);

/* Of @keywords, as the author wrote them, one a line, the one that is what was typed, else the first that holds a word of it; transfer full. */
char *rail_search_rank_dup_keyword (const RailRankedQuery *query,
                                    const char *keywords);
