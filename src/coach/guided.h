/*
 * The coach without a model: a coach aid's own conversation (library/coach-script.h). It says the opener, asks one question after the other, follows the branches that the
 * answers choose, and shows with each reply the best reviewed passages. It ends in a next step, which can become a checklist item and a
 * reminder. Pure state: what was said is in, what comes next is out; nothing is stored.
 */

#pragma once

#include <glib.h>

#include "coach/passage.h"
#include "library/aid.h"

/* A conversation that has not come to its end by then goes there: no aid needs as many, a round of questions might. */
#define RAIL_GUIDED_MAX_REPLIES 200

typedef struct
{
  char *node; /* "" for the end */
  char *label;
} RailGuidedChoice;

typedef struct
{
  char *pack; /* of the aid that talks; NULL where it is none */
  char *aid;
  char *say;             /* the opener or what the aid says at this point; "" if nothing */
  char *question;        /* "" at the end */
  GPtrArray *choices;    /* RailGuidedChoice; empty: an answer in words is wanted */
  char *next_step;       /* at the end: what to do now, one sentence to be ticked; else NULL, as where the aid names none */
  GPtrArray *more_steps; /* char *: what else can be ticked at the end; never NULL */
  guint step;            /* 1.. of about @steps */
  guint steps;
  guint line; /* in the aid's file */
} RailGuidedTurn;

void rail_guided_turn_free (RailGuidedTurn *self);

typedef struct _RailGuided RailGuided;

/* @aid: a coach aid with its body; referenced. */
RailGuided *rail_guided_new (RailAid *aid);
void rail_guided_free (RailGuided *self);

/* What stands to be answered now; transfer full. */
RailGuidedTurn *rail_guided_dup_turn (RailGuided *self);

/*
 * The user's words, or the label of a choice. Words that name a choice (folded, or its number) choose it. Others are kept and the choices asked for once
 * more; then the one they share a word with is taken, or none. Blank words are no reply.
 */
void rail_guided_reply (RailGuided *self,
                        const char *words);

/* Back to the question before; FALSE at the start. */
gboolean rail_guided_back (RailGuided *self);

gboolean rail_guided_is_over (RailGuided *self);

/* What the last replies are about, the latest first, to look for passages; transfer full. */
char *rail_guided_dup_topic (RailGuided *self);

/* char *: what holds throughout, shown quietly from the start; borrowed, never NULL. */
GPtrArray *rail_guided_get_guardrails (RailGuided *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuided, rail_guided_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuidedTurn, rail_guided_turn_free)
