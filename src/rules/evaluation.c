#include "config.h"

#include "rules/evaluation.h"

static gboolean
has_calendar (const RailCondition *condition)
{
  if (condition->kind == RAIL_CONDITION_CALENDAR)
    return TRUE;

  for (guint i = 0; condition->children != NULL && i < condition->children->len; i++)
    {
      if (has_calendar (g_ptr_array_index (condition->children, i)))
        return TRUE;
    }

  return FALSE;
}

static RailTruth
evaluate_all (const RailCondition *self,
              guint n_occurrences,
              guint occurrence,
              RailLeafFunc holds,
              gpointer data)
{
  RailTruth truth = RAIL_TRUTH_TRUE;

  for (guint i = 0; i < self->children->len; i++)
    {
      RailTruth child = rail_condition_evaluate (g_ptr_array_index (self->children, i), n_occurrences, occurrence, holds, data);

      if (child == RAIL_TRUTH_FALSE)
        return RAIL_TRUTH_FALSE;
      truth = MAX (truth, child);
    }

  return truth;
}

static RailTruth
evaluate_any (const RailCondition *self,
              guint n_occurrences,
              guint occurrence,
              RailLeafFunc holds,
              gpointer data)
{
  RailTruth truth = RAIL_TRUTH_FALSE;

  for (guint i = 0; i < self->children->len && truth != RAIL_TRUTH_BOUND; i++)
    {
      RailTruth child = rail_condition_evaluate (g_ptr_array_index (self->children, i), n_occurrences, occurrence, holds, data);

      truth = MAX (truth, child);
    }

  return truth;
}

static RailTruth
evaluate_not (const RailCondition *self,
              guint n_occurrences,
              RailLeafFunc holds,
              gpointer data)
{
  const RailCondition *child = g_ptr_array_index (self->children, 0);

  if (rail_condition_evaluate (child, n_occurrences, RAIL_NO_OCCURRENCE, holds, data) != RAIL_TRUTH_FALSE)
    return RAIL_TRUTH_FALSE;

  for (guint i = 0; i < n_occurrences && has_calendar (child); i++)
    {
      if (rail_condition_evaluate (child, n_occurrences, i, holds, data) != RAIL_TRUTH_FALSE)
        return RAIL_TRUTH_FALSE;
    }

  return RAIL_TRUTH_TRUE;
}

RailTruth
rail_condition_evaluate (const RailCondition *self,
                         guint n_occurrences,
                         guint occurrence,
                         RailLeafFunc holds,
                         gpointer data)
{
  switch (self->kind)
    {
    case RAIL_CONDITION_ALL:
      return evaluate_all (self, n_occurrences, occurrence, holds, data);
    case RAIL_CONDITION_ANY:
      return evaluate_any (self, n_occurrences, occurrence, holds, data);
    case RAIL_CONDITION_NOT:
      return evaluate_not (self, n_occurrences, holds, data);
    case RAIL_CONDITION_CALENDAR:
      return occurrence != RAIL_NO_OCCURRENCE && holds (self, occurrence, data) ? RAIL_TRUTH_BOUND : RAIL_TRUTH_FALSE;
    case RAIL_CONDITION_WINDOW:
    case RAIL_CONDITION_TIME:
    default:
      return holds (self, occurrence, data) ? RAIL_TRUTH_TRUE : RAIL_TRUTH_FALSE;
    }
}
