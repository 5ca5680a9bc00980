#include "config.h"

#include "context/expansion.h"

#include "base/duration.h"
#include "base/problem.h"
#include "context/event-details.h"

#define MAX_OCCURRENCES 20000

/* 20,000 occurrences of an event with a long description would not fit into a small agent. */
#define MAX_TEXT_BYTES ((gsize) 64 * 1024 * 1024)

void
rail_expansion_source_set (RailExpansionSource *self,
                           const RailCalendarEvent *event)
{
  g_clear_pointer (&self->details, rail_occurrence_unref);
  self->event = event;
}

static void
report_full (RailExpansion *self)
{
  if (!self->full)
    rail_problems_add (self->problems,
                       RAIL_SEVERITY_WARNING,
                       self->reading->file,
                       0,
                       "calendar-limit",
                       "ask for a shorter time, or look for an event that repeats every few seconds",
                       "The calendar has more than %d events in the time asked for, or their texts are too long; the others are left out",
                       MAX_OCCURRENCES);
  self->full = TRUE;
}

static gboolean
touches (const RailExpansion *self,
         gint64 start,
         gint64 end)
{
  return start < self->to_exact && (end > self->from_exact || (start == end && start == self->from_exact));
}

void
rail_expansion_add (RailExpansion *self,
                    RailExpansionSource *source,
                    gint64 civil,
                    const RailCivilSpan *span,
                    const char *recurrence_id)
{
  const RailCalendarEvent *event = source->event;
  gint64 start = rail_time_zone_get_moment (event->zone, civil) * RAIL_SECOND;
  gint64 end = rail_calendar_event_get_end (event, civil, span) * RAIL_SECOND;
  RailOccurrence *occurrence;

  if (!touches (self, start, end))
    return;

  if (source->details == NULL)
    {
      source->details = rail_event_details_read (&event->part, self->reading->my_addresses);
      g_free (source->details->uid);
      source->details->uid = g_strdup (event->uid);
      g_free (source->details->calendar);
      source->details->calendar = g_strdup (self->calendar);
    }

  self->text_bytes += rail_event_details_measure (source->details);
  if (self->occurrences->len >= MAX_OCCURRENCES || self->text_bytes > MAX_TEXT_BYTES)
    {
      report_full (self);
      return;
    }

  occurrence = rail_event_details_copy (source->details);
  occurrence->start = start;
  occurrence->end = end;
  occurrence->all_day = event->start.civil.is_date;
  occurrence->recurring = recurrence_id != NULL;
  occurrence->recurrence_id = g_strdup (recurrence_id);
  g_ptr_array_add (self->occurrences, occurrence);
}
