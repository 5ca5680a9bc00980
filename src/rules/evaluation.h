/*
 * The logic of a condition tree, apart from what its leaves look at: the engine answers for leaves from what it remembers, previews and
 * explanations from the snapshot.
 */

#pragma once

#include "rules/rule.h"

/* Stands for "no occurrence": calendar leaves are false. */
#define RAIL_NO_OCCURRENCE G_MAXUINT

/* In rising order, so that "any" is the greatest and "all" the greatest unless one is false. */
typedef enum
{
  RAIL_TRUTH_FALSE,
  RAIL_TRUTH_TRUE,  /* holds whatever the occurrence */
  RAIL_TRUTH_BOUND, /* holds because of a calendar leaf: this occurrence is the reason */
} RailTruth;

/* Whether a leaf holds; @occurrence counts only for calendar leaves and is never RAIL_NO_OCCURRENCE there. */
typedef gboolean (*RailLeafFunc) (const RailCondition *leaf,
                                  guint occurrence,
                                  gpointer data);

/*
 * Evaluates @self for @occurrence, one of @n_occurrences or RAIL_NO_OCCURRENCE. Inside "not", calendar leaves ask whether any single
 * occurrence makes what stands there true.
 */
RailTruth rail_condition_evaluate (const RailCondition *self,
                                   guint n_occurrences,
                                   guint occurrence,
                                   RailLeafFunc holds,
                                   gpointer data);
