/*
 * Words as search compares them. Unlike trigger patterns (base/text-fold.h) it forgives: NFKD, full case folding, accents and other marks
 * dropped (the vowel signs of Indic and Southeast Asian scripts stay, kana keep their voicing), and letters that no decomposition takes apart
 * made plain (ø ł đ ß become o l d ss). One reader of words serves the index, the
 * query, the typo pass and the highlights, so that they never disagree. Any input, also invalid UTF-8; any thread.
 *
 * A token is a run of letters and digits. Words held together by single - : & ' . / + _ are a token as typed beside their parts ("1:1",
 * "q&a", "node.js"), also without their hyphens and apostrophes ("email", "dont") or as initials ("qa"); so are "c++", "c#" and ".net". A
 * run of Chinese, Japanese or Korean characters is its overlapping pairs and its last character; Thai, Lao, Khmer and Burmese likewise. No
 * token holds a space, a control character, or an ASCII character that is neither a letter, a digit nor one of - : & ' . / + _ #.
 * Sources: Unicode Standard Annexes 15 (normalization) and 29 (word boundaries), UTS 10 for the idea of primary strength.
 */

#pragma once

#include <glib.h>

/* A token is cut behind so many characters: prefixes are indexed up to 6, and nobody types more than this. */
#define RAIL_SEARCH_MAX_TOKEN_CHARS 40

/* The folded form of a whole text, white space as single spaces and none at the ends; transfer full. */
char *rail_search_text_fold (const char *text);

/* Appends the tokens of @text, each followed by one space: what the index holds. */
void rail_search_text_append_tokens (GString *tokens,
                                     const char *text);

/*
 * One word of a query. Words of one chunk were typed as one: an aid holds the chunk if it holds any of its joined words, or all of its others
 * where it has others ("1:1" has none: parts of one letter would find everything). Chunks are all wanted.
 */
typedef struct
{
  char *token;
  gboolean prefix; /* may be the beginning of a word: every word may (the design, section 9), CJK pairs and initials may not */
  gboolean joined; /* a compound such as "e-mail" or "email" */
  guint chunk;     /* counts from 0 and never falls */
} RailSearchWord;

void rail_search_word_free (RailSearchWord *self);

/* RailSearchWord in the order typed, without repetitions, at most 16 (the rest is ignored); transfer full. Empty for a text without any. */
GPtrArray *rail_search_text_split_query (const char *typed);

/* Where words of a query stand in a text that is shown: bytes of @text, on character boundaries, in order, not overlapping. */
typedef struct
{
  gsize start;
  gsize length;
} RailSearchSpan;

/* GArray of RailSearchSpan, transfer full. A prefix marks only the part that was typed. */
GArray *rail_search_text_find (const char *text,
                               GPtrArray *words);
