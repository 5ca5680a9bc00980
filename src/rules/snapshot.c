#include "config.h"

#include "rules/snapshot.h"

#include "rules/time-condition.h"

RailSnapshot *
rail_snapshot_new (RailContext *context,
                   const RailOccurrence *occurrence)
{
  RailSnapshot *self = g_new0 (RailSnapshot, 1);

  self->context = context;
  self->window = rail_window_texts_new (context->window);
  self->occurrence = RAIL_NO_OCCURRENCE;
  self->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_texts_free);

  for (guint i = 0; i < context->occurrences->len; i++)
    {
      const RailOccurrence *each = g_ptr_array_index (context->occurrences, i);

      if (each == occurrence)
        self->occurrence = i;
      g_ptr_array_add (self->occurrences, rail_occurrence_texts_new (each));
    }

  if (occurrence != NULL && self->occurrence == RAIL_NO_OCCURRENCE)
    {
      self->occurrence = self->occurrences->len;
      g_ptr_array_add (self->occurrences, rail_occurrence_texts_new (occurrence));
    }

  return self;
}

void
rail_snapshot_free (RailSnapshot *self)
{
  g_clear_pointer (&self->window, rail_window_texts_free);
  g_ptr_array_unref (self->occurrences);
  g_free (self);
}

static gboolean
leaf_holds (const RailCondition *leaf,
            guint occurrence,
            gpointer data)
{
  RailSnapshot *self = data;
  const RailOccurrenceTexts *texts;
  gint64 until;

  if (leaf->kind == RAIL_CONDITION_WINDOW)
    return rail_window_condition_holds (&leaf->window, self->window);
  if (leaf->kind == RAIL_CONDITION_TIME)
    return rail_time_condition_evaluate (&leaf->time, self->context->now, self->context->zone, &until);

  texts = g_ptr_array_index (self->occurrences, occurrence);
  return rail_calendar_condition_in_phase (&leaf->calendar, texts->occurrence, self->context->now) &&
         rail_calendar_condition_selects (&leaf->calendar, texts);
}

RailTruth
rail_snapshot_evaluate (RailSnapshot *self,
                        const RailCondition *condition,
                        guint occurrence)
{
  return rail_condition_evaluate (condition, self->occurrences->len, occurrence, leaf_holds, self);
}
