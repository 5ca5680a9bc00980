/*
 * Why a trigger holds, or does not: its condition tree with, for every leaf, what was wanted, what was seen and whether it held. The card's
 * "Why am I seeing this?" and `handrailctl why` print the same tree. Texts are for people, in the user's language.
 */

#pragma once

#include "context/context.h"
#include "rules/rule.h"

typedef struct _RailExplanation RailExplanation;

struct _RailExplanation
{
  char *text; /* "window title matches “performance review”" */
  char *seen; /* "Performance review Q4 - Zoom"; NULL for all, any, not */
  gboolean holds;
  guint line;          /* of the condition in the aid */
  GPtrArray *children; /* RailExplanation; never NULL */
};

/* The occurrence that comes closest to making a bound trigger hold; NULL if there is none. Borrowed from @context. */
RailOccurrence *rail_explanation_find_closest (const RailTrigger *trigger,
                                               RailContext *context);

/* For the occurrence that comes closest when the trigger is bound and @occurrence is NULL; transfer full. */
RailExplanation *rail_explanation_new (const RailTrigger *trigger,
                                       RailContext *context,
                                       const RailOccurrence *occurrence);

void rail_explanation_free (RailExplanation *self);

/*
 * One short line for a card: "“Review: Priya” starts in 5 minutes", "Window “Case 4711”". @neutral leaves out every
 * title and name: "A meeting starts in 5 minutes". Transfer full.
 */
char *rail_explanation_summarize (const RailTrigger *trigger,
                                  RailContext *context,
                                  const RailOccurrence *occurrence,
                                  gboolean neutral);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailExplanation, rail_explanation_free)
