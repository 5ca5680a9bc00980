/*
 * The words that stand for what was taken out of a question, "[NAME_1]", and how to know them again in the spellings that models give them: "[Name 1]",
 * "NAME_1", "[NAME\_1]". One reader serves the redactor, the prompt and the answer, so that they never disagree on what is one.
 */

#pragma once

#include <glib.h>

#include "coach/redactor.h"

#define RAIL_REDACTED_N_CLASSES (RAIL_REDACTED_WORD + 1)

typedef struct
{
  RailRedactedClass class;
  guint number; /* 1.. */
  gsize start;  /* bytes of the text, half-open */
  gsize end;
} RailPlaceholder;

/* "[NAME_1]"; transfer full. */
char *rail_placeholder_dup (RailRedactedClass class,
                            guint number);

/* The first one in @text at or behind byte @from. */
gboolean rail_placeholder_find (const char *text,
                                gsize from,
                                RailPlaceholder *found);

/* Whether the end of @text may be the beginning of one. */
gboolean rail_placeholder_is_open (const char *text);
