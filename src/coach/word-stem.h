/*
 * What the forms of one word have in common ("negotiating", "negotiation" and "negotiates"; "Besprechung" and "Besprechungen"): endings of English, German, French,
 * Spanish, Italian and Portuguese are taken off without asking which language it is. Two words may come out as one now and then; that costs a passage a little
 * rank. For passages; search has a coarser idea of it (search/query-term.h), which needs no table of words.
 */

#pragma once

#include <glib.h>

/* @token: folded, as search/search-text.h makes them; valid UTF-8. Transfer full. */
char *rail_word_stem_dup (const char *token);

typedef void (*RailWordStemVisit) (const char *stem,
                                   const char *token,
                                   gpointer user_data);

/* The words of @text in order, single letters left out, each with what it was made of. Any input. */
void rail_word_stem_visit (const char *text,
                           RailWordStemVisit visit,
                           gpointer user_data);
