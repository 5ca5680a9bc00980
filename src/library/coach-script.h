/*
 * What a coach aid's body says, in the order of the conversation: the one reader of its sections, so that lint and the guided coach never disagree.
 *
 *   ## Opener        paragraphs and quotes: said first
 *   ## Questions     a list, one question a bullet; links to #node inside it are its choices, what is nested below it belongs to it
 *   ### Node {#id}   paragraphs and quotes are said as the reply; its own bullets are asked next, then the list it was chosen from goes on.
 *                    A link in a paragraph leads on instead: to another node, or to the next step. A paragraph that is nothing but that link is not
 *                    said. Its own task items are the next step, and the only ones, of a conversation that came through it
 *   ## Next step     task items: the first is the next step, all are offered
 *   ## Guardrails    a list, shown quietly from the start
 */

#pragma once

#include "library/aid.h"

/* Headings past them are none to go to: no conversation of two minutes has so many, a hostile file may. */
#define RAIL_COACH_SCRIPT_MAX_NODES 200

typedef struct
{
  char *target; /* the id of a node, or of the next step */
  char *label;
} RailCoachChoice;

typedef struct
{
  char *text;
  guint line;
  GPtrArray *choices; /* RailCoachChoice; empty: an answer in words is wanted */
} RailCoachQuestion;

typedef struct
{
  char *id;
  char *heading;
  char *say;
  guint line;
  GPtrArray *questions; /* RailCoachQuestion */
  char *way_on;         /* the target of its link, or NULL: back to where it was chosen */
  guint n_ways_on;      /* only the first is taken */
  GPtrArray *steps;     /* char *: what to do in the end instead; often empty */
  guint steps_line;
} RailCoachNode;

typedef struct
{
  char *opener;
  GPtrArray *questions;  /* RailCoachQuestion */
  GPtrArray *nodes;      /* RailCoachNode, as written */
  char *end;             /* what links to the next step are to; NULL where there is none */
  GPtrArray *steps;      /* char *: what to do in the end, the most important first */
  guint steps_line;      /* of the first of them */
  GPtrArray *guardrails; /* char * */
} RailCoachScript;

/* @aid: a coach aid with its body. Transfer full. */
RailCoachScript *rail_coach_script_new (const RailAid *aid);
void rail_coach_script_free (RailCoachScript *self);

/* Borrowed; NULL if there is none. */
RailCoachNode *rail_coach_script_find (const RailCoachScript *self,
                                       const char *node);

/* Whether a link to @target ends the conversation. */
gboolean rail_coach_script_is_end (const RailCoachScript *self,
                                   const char *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailCoachScript, rail_coach_script_free)
