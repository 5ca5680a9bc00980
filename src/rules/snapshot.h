/*
 * Leaves answered from one context and nothing else: no dwell, no memory. For previews, agenda and explanations; the engine has
 * RailLeafStates instead. Lives no longer than the context and the occurrence it was made from.
 */

#pragma once

#include "context/context.h"
#include "rules/calendar-condition.h"
#include "rules/evaluation.h"
#include "rules/window-condition.h"

typedef struct
{
  RailContext *context;    /* borrowed */
  RailWindowTexts *window; /* NULL: nothing to look at */
  GPtrArray *occurrences;  /* RailOccurrenceTexts: the context's, then the one asked about if it is none of them */
  guint occurrence;        /* the index of the one asked about, or RAIL_NO_OCCURRENCE */
} RailSnapshot;

/* @occurrence may be NULL and need not be in the context; transfer full. */
RailSnapshot *rail_snapshot_new (RailContext *context,
                                 const RailOccurrence *occurrence);

void rail_snapshot_free (RailSnapshot *self);

RailTruth rail_snapshot_evaluate (RailSnapshot *self,
                                  const RailCondition *condition,
                                  guint occurrence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSnapshot, rail_snapshot_free)
