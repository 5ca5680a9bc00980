/*
 * The marks of an answer, checked: "[2]", "[1, 3]", "[1-3]", "[source 2]" and their full-width or superscript forms, and "(2)" behind the words.
 * One that names a passage that was given stays, any other goes. A sentence without
 * a mark that shares too little with every passage is unsupported, and shown as such; an answer without any says "no approved source".
 * Questions, headings and sentences of one or two plain words claim nothing, and headings carry no marks.
 */

#pragma once

#include <glib.h>

#include "coach/passage.h"

typedef struct
{
  char *text;         /* the sentence with only the marks that stay, as "[1]", behind its words; white space behind it as it came */
  GArray *numbers;    /* guint, ascending */
  gboolean supported; /* a mark stands, or its words are a passage's */
} RailCitedSentence;

void rail_cited_sentence_free (RailCitedSentence *self);

/* @passages: those that were in the prompt. Transfer full. */
RailCitedSentence *rail_citations_check (const char *sentence,
                                         GPtrArray *passages);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCitedSentence, rail_cited_sentence_free)
