/*
 * MATCH expressions of FTS5, made of tokens only: each is quoted, so that no sign in it is ever an operator. For search-query.
 */

#pragma once

#include "search/query-term.h"

typedef enum
{
  RAIL_MATCH_WHOLE,  /* words as typed */
  RAIL_MATCH_TYPING, /* the last one may be a beginning: somebody is still typing it */
  RAIL_MATCH_PREFIX, /* any word may be a beginning */
  RAIL_MATCH_LOOSE,  /* or another form of the same word */
} RailMatchWidth;

/* One of them alone; transfer full. */
char *rail_match_expression_of (const RailQueryTerm *term,
                                gboolean typing,
                                RailMatchWidth width);

/* All of @terms (RailQueryTerm, at least one); @last: the term that is still being typed. Transfer full. */
char *rail_match_expression_all_of (GPtrArray *terms,
                                    const RailQueryTerm *last,
                                    RailMatchWidth width);
