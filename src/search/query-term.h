/*
 * One thing a query asks for: a word, a compound ("e-mail": as typed, as one word, or all its parts), or a word nobody wrote with what was
 * probably meant. Made by ranked-query from the words of search/search-text.h, read by match-expression and search-rank.
 */

#pragma once

#include <glib.h>

typedef struct
{
  GPtrArray *spellings; /* char *: any of them will do; the first is as typed */
  GPtrArray *parts;     /* char *: or all of these; empty for a plain word */
  gboolean prefix;      /* spellings may be the beginnings of words */
  gboolean optional;    /* a stop-word beside others */
  gboolean mended;      /* the spellings are not what was typed */
  gboolean unknown;     /* and nothing in the index is, or begins, as it was */
  char *typed;          /* NULL unless mended */
  guint weight;         /* how much finding it says: search/word-rarity.h */
} RailQueryTerm;

/* The terms of @words (RailSearchWord), in the order typed; transfer full. */
GPtrArray *rail_query_terms_new (GPtrArray *words);

/* What was typed, or the likeliest of what it was mended to; borrowed. */
const char *rail_query_term_get_spelling (const RailQueryTerm *self);

/* Puts @near (char *, at least one) in the place of what was typed, which was not @known. */
void rail_query_term_mend (RailQueryTerm *self,
                           GPtrArray *near,
                           gboolean known);

/*
 * How many bytes of @token another form of the same word shares at least ("resizing" and "resize", "Besprechungen" and "Besprechung"): a
 * cheap idea of a stem for all languages that bend words at their end. All of it for short words.
 */
gsize rail_query_term_get_stem_length (const char *token);
