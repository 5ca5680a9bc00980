/*
 * The body of one chat request: rules of the house, numbered passages, then the question, each where the model can tell them apart.
 * Everything that goes in is stripped of invisible and bidirectional control characters, and of marks that would look like a
 * passage's number or a role's turn; passages and question stand in fences of their own that their text cannot close.
 * Pure; the same input gives the same bytes.
 */

#pragma once

#include <glib.h>

#include "coach/passage.h"

typedef enum
{
  RAIL_TURN_USER,
  RAIL_TURN_COACH,
} RailTurnRole;

typedef struct
{
  RailTurnRole role;
  const char *text; /* redacted */
} RailTurn;

typedef struct
{
  const char *model;
  const char *question;  /* redacted */
  GPtrArray *passages;   /* RailPassage, redacted, or what looks like a placeholder in an aid would be given somebody's name; may be empty */
  const RailTurn *turns; /* earlier ones, oldest first; the oldest go when the budget is spent */
  guint n_turns;
  gboolean cautious;    /* the guard said caution: only what the passages say */
  const char *language; /* the answer's, "en" */
  guint max_answer_tokens;
  gsize max_bytes; /* of the whole body; passages are dropped from the end, then turns from the start. The question always stays. */
} RailPromptInput;

/* JSON for POST /chat/completions with "stream": true. Transfer full. NULL with RAIL_ERROR_TOO_LARGE where not even the question fits. */
char *rail_prompt_build (const RailPromptInput *input,
                         guint *n_passages_used,
                         GError **error);

/* @text without invisible, bidirectional and control characters (but line ends); transfer full. Shown text goes through it too. */
char *rail_prompt_strip (const char *text);
