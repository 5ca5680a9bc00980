/*
 * Reads a text once, from letter to letter, and hands out what may be a word: for search/search-text.h only. Nothing it keeps grows with the
 * text, so that a pasted megabyte costs no more than its length.
 */

#pragma once

#include <glib.h>

#include "search/search-fold.h"
#include "search/search-text.h"

#define RAIL_CHUNK_MAX_PARTS 8

/* One folded character and the bytes of the text that it stands for. */
typedef struct
{
  gunichar character;
  RailLetterClass letter_class;
  gsize start, end;
} RailLetter;

/* Letters of a chunk from @start to before @end; with the symbols that stand directly before or behind (".net", "c++") from @outer_start to before @outer_end. */
typedef struct
{
  guint start, end;
  guint outer_start, outer_end;
} RailChunkPart;

typedef enum
{
  RAIL_CHUNK_WORDS,      /* words held together by single connectors; often just one */
  RAIL_CHUNK_LOOSE,      /* the same where there are too many: the whole is nobody's word */
  RAIL_CHUNK_PAIR,       /* two characters of a run without spaces */
  RAIL_CHUNK_RUN_END,    /* the last one of such a run */
  RAIL_CHUNK_RUN_SINGLE, /* the only one of such a run */
} RailChunkKind;

typedef struct
{
  RailChunkKind kind;
  guint n_letters;
  guint n_parts; /* 0 for those of a run */
  RailChunkPart parts[RAIL_CHUNK_MAX_PARTS];
  RailLetter letters[RAIL_CHUNK_MAX_PARTS * (RAIL_SEARCH_MAX_TOKEN_CHARS + 4)];
} RailChunk;

typedef struct
{
  const char *text;
  const char *at;
  const char *end;
  const char *expansion; /* what is left of a character that became several; else NULL */
  gsize expansion_start;
  RailLetter current;
  RailLetter next; /* read too far, to see whether it composes with @current */
  gboolean has_current;
  gboolean has_next;
  gboolean next_composes;
  gboolean fresh; /* nothing that belongs to a word stands directly before @current */
  gboolean in_run;
  gboolean in_loose;
} RailWordReader;

/* @text is borrowed. */
void rail_word_reader_init (RailWordReader *self,
                            const char *text,
                            gsize length);

/* FALSE at the end. */
gboolean rail_word_reader_next (RailWordReader *self,
                                RailChunk *chunk);

/* Letter by letter instead: FALSE at the end. Not to be mixed with chunks. */
gboolean rail_word_reader_next_letter (RailWordReader *self,
                                       RailLetter *letter);
