#include "config.h"

#include "rules/calendar-condition.h"

#include "rules/window-condition.h"

RailOccurrenceTexts *
rail_occurrence_texts_new (const RailOccurrence *occurrence)
{
  RailOccurrenceTexts *self = g_new0 (RailOccurrenceTexts, 1);

  self->occurrence = occurrence;
  self->title = rail_text_new (occurrence->title);
  self->description = rail_text_new (occurrence->description);
  self->calendar = rail_text_new (occurrence->calendar);
  self->location = rail_text_new (occurrence->location);
  self->organizer = rail_text_new (occurrence->organizer);
  self->categories = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_text_free);
  for (gsize i = 0; occurrence->categories[i] != NULL; i++)
    g_ptr_array_add (self->categories, rail_text_new (occurrence->categories[i]));

  return self;
}

void
rail_occurrence_texts_free (RailOccurrenceTexts *self)
{
  rail_text_free (self->title);
  rail_text_free (self->description);
  rail_text_free (self->calendar);
  rail_text_free (self->location);
  rail_text_free (self->organizer);
  g_ptr_array_unref (self->categories);
  g_free (self);
}

gboolean
rail_calendar_condition_accepts_organizer (const RailCalendarCondition *self,
                                           const RailOccurrenceTexts *texts)
{
  switch (self->organized_by)
    {
    case RAIL_ORGANIZED_BY_ME:
      return texts->occurrence->organizer_role == RAIL_ORGANIZER_ME;
    case RAIL_ORGANIZED_BY_OTHER:
      return texts->occurrence->organizer_role == RAIL_ORGANIZER_OTHER;
    case RAIL_ORGANIZED_BY_PATTERN:
      return rail_patterns_match (self->organizer, texts->organizer);
    case RAIL_ORGANIZED_BY_ANYONE:
    default:
      return TRUE;
    }
}

static gboolean
agrees (RailTristate wanted,
        gboolean value)
{
  return wanted == RAIL_TRISTATE_ANY || value == (wanted == RAIL_TRISTATE_YES);
}

/* The cheap questions: without looking at any text. */
static gboolean
accepts_facts (const RailCalendarCondition *self,
               const RailOccurrence *occurrence)
{
  gint64 duration = occurrence->end - occurrence->start;

  return !occurrence->cancelled &&
         occurrence->response != RAIL_RESPONSE_DECLINED &&
         occurrence->all_day == (self->all_day == RAIL_TRISTATE_YES) &&
         agrees (self->recurring, occurrence->recurring) &&
         (self->responses == 0 || (occurrence->response != RAIL_RESPONSE_NONE && (self->responses & 1u << occurrence->response) != 0)) &&
         (!self->has_attendees || (occurrence->attendees >= self->attendees_min && occurrence->attendees <= self->attendees_max)) &&
         (!self->has_duration || (duration >= self->duration_min && duration <= self->duration_max));
}

gboolean
rail_calendar_condition_selects (const RailCalendarCondition *self,
                                 const RailOccurrenceTexts *texts)
{
  return accepts_facts (self, texts->occurrence) &&
         rail_calendar_condition_accepts_organizer (self, texts) &&
         rail_patterns_match (self->title, texts->title) &&
         rail_patterns_match (self->calendar, texts->calendar) &&
         rail_patterns_match (self->location, texts->location) &&
         rail_patterns_match_any (self->category, texts->categories) &&
         rail_patterns_match (self->description, texts->description);
}

void
rail_calendar_condition_get_phase (const RailCalendarCondition *self,
                                   const RailOccurrence *occurrence,
                                   gint64 *from,
                                   gint64 *to)
{
  switch (self->phase)
    {
    case RAIL_PHASE_BEFORE:
      *from = occurrence->start - self->span;
      *to = occurrence->start;
      break;
    case RAIL_PHASE_AFTER:
      *from = occurrence->end;
      *to = occurrence->end + self->span;
      break;
    case RAIL_PHASE_DURING:
    default:
      *from = occurrence->start;
      *to = occurrence->end;
      break;
    }
}

gboolean
rail_calendar_condition_in_phase (const RailCalendarCondition *self,
                                  const RailOccurrence *occurrence,
                                  gint64 now)
{
  gint64 from, to;

  rail_calendar_condition_get_phase (self, occurrence, &from, &to);
  return from <= now && now < to;
}
