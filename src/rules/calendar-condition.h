/*
 * Calendar leaves: which occurrences one selects, and when its phase runs for each. What an occurrence says never changes, so the
 * engine asks the first question once per calendar change and only compares moments after that.
 */

#pragma once

#include "base/text-fold.h"
#include "context/occurrence.h"
#include "rules/rule.h"

typedef struct
{
  const RailOccurrence *occurrence; /* borrowed */
  RailText *title;
  RailText *description;
  RailText *calendar;
  RailText *location;
  RailText *organizer;
  GPtrArray *categories; /* RailText */
} RailOccurrenceTexts;

/* Keeps @occurrence only as a borrowed pointer; transfer full. */
RailOccurrenceTexts *rail_occurrence_texts_new (const RailOccurrence *occurrence);

void rail_occurrence_texts_free (RailOccurrenceTexts *self);

/* Whether the organizer is whom the author asked for; FALSE for a role that is not known. */
gboolean rail_calendar_condition_accepts_organizer (const RailCalendarCondition *self,
                                                    const RailOccurrenceTexts *texts);

/* Everything but the phase. Cancelled and declined occurrences are never selected, all-day ones only when asked for. */
gboolean rail_calendar_condition_selects (const RailCalendarCondition *self,
                                          const RailOccurrenceTexts *texts);

/* The half-open [from, to) in which the phase runs. */
void rail_calendar_condition_get_phase (const RailCalendarCondition *self,
                                        const RailOccurrence *occurrence,
                                        gint64 *from,
                                        gint64 *to);

gboolean rail_calendar_condition_in_phase (const RailCalendarCondition *self,
                                           const RailOccurrence *occurrence,
                                           gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailOccurrenceTexts, rail_occurrence_texts_free)
