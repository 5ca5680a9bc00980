#include "config.h"

#include "context/expansion.h"

#include "base/duration.h"
#include "base/iso-time.h"
#include "base/problem.h"
#include "context/content-line.h"
#include "context/event-details.h"

/* What may be collected before the latest are dropped: sorting them each time would cost more than a little room does. */
#define SPARE_OCCURRENCES 4096

/* A day that is over counts as four to come. */
#define PAST_WEIGHT 4

/* The share of one series among too many others: every hour for six weeks. */
#define MAX_IN_CROWD 1000

/* Long descriptions of thousands of events would not fit into a small agent. */
#define MAX_TEXT_BYTES ((gsize) 64 * 1024 * 1024)

void
rail_expansion_clear (RailExpansion *self)
{
  g_clear_pointer (&self->floods, g_array_unref);
}

void
rail_expansion_source_set (RailExpansionSource *self,
                           const RailCalendarEvent *event)
{
  g_clear_pointer (&self->details, rail_occurrence_unref);
  self->event = event;
}

static void
report (RailExpansion *self,
        guint line,
        const char *mend,
        const char *message)
{
  rail_problems_add (self->problems, RAIL_SEVERITY_WARNING, self->reading->file, line, "calendar-limit", mend, "%s", message);
}

static void
report_texts (RailExpansion *self)
{
  if (!self->texts_full)
    report (self, 0, "ask for a shorter time", "The texts of the events in the time asked for are too long; some events are left out");
  self->texts_full = TRUE;
}

static void
report_flood (RailExpansion *self,
              const RailExpansionFlood *flood)
{
  g_autofree char *message = g_strdup_printf ("This event repeats too often in the time asked for: its first %d occurrences are kept, the others are left out",
                                              self->crowded ? MAX_IN_CROWD : RAIL_RECURRENCE_MAX_OCCURRENCES);

  report (self, flood->line, "correct its rule, or ask for a shorter time", message);
}

static void
report_cut (RailExpansion *self)
{
  const RailOccurrence *first = g_ptr_array_index (self->occurrences, 0);
  const RailOccurrence *last = g_ptr_array_index (self->occurrences, self->occurrences->len - 1);
  g_autofree char *from = rail_iso_time_format (first->start, self->reading->zone);
  g_autofree char *to = rail_iso_time_format (last->start, self->reading->zone);
  g_autofree char *message = g_strdup_printf ("The calendar has more than %d events in the time asked for; those nearest to now are kept, from %s to %s",
                                              RAIL_RECURRENCE_MAX_OCCURRENCES,
                                              from,
                                              to);

  report (self, 0, "ask for a shorter time, or split the calendar", message);
}

/* Within the years that can be written, so that no difference overflows. */
static gint64
get_now (const RailExpansion *self)
{
  return CLAMP (self->reading->now != 0 ? self->reading->now : self->window_from,
                RAIL_EXPANSION_EARLIEST * RAIL_SECOND,
                RAIL_EXPANSION_LATEST * RAIL_SECOND);
}

/* What is over matters less than what comes. */
static gint64
get_distance (gint64 now,
              const RailOccurrence *occurrence)
{
  if (occurrence->start > now)
    return occurrence->start - now;

  return occurrence->end < now ? (now - occurrence->end) * PAST_WEIGHT : 0;
}

static int
compare_distances (gconstpointer a,
                   gconstpointer b,
                   gpointer user_data)
{
  const gint64 *now = user_data;
  gint64 left = get_distance (*now, *(const RailOccurrence *const *) a);
  gint64 right = get_distance (*now, *(const RailOccurrence *const *) b);

  if (left != right)
    return left < right ? -1 : 1;
  return rail_occurrence_compare (a, b);
}

/* Keeps as many as there may be. What is added later must lie as near, so the window is smaller from now on. */
static void
keep_nearest (RailExpansion *self)
{
  gint64 now = get_now (self);
  gint64 reach;

  g_ptr_array_sort_with_data (self->occurrences, compare_distances, &now);
  g_ptr_array_set_size (self->occurrences, RAIL_RECURRENCE_MAX_OCCURRENCES);
  reach = get_distance (now, g_ptr_array_index (self->occurrences, RAIL_RECURRENCE_MAX_OCCURRENCES - 1));

  self->cut = TRUE;
  self->from_exact = MAX (self->from_exact, now - reach / PAST_WEIGHT - 1);
  self->to_exact = MIN (self->to_exact, now + reach + 1);
  self->from = MAX (self->from, self->from_exact / RAIL_SECOND - 1);
  self->to = MIN (self->to, self->to_exact / RAIL_SECOND + 1);
}

/* Gives each series its share, which is often enough. */
static void
crowd (RailExpansion *self)
{
  for (guint i = self->crowded ? 0 : self->floods->len; i > 0; i--)
    {
      const RailExpansionFlood *flood = &g_array_index (self->floods, RailExpansionFlood, i - 1);

      g_ptr_array_remove_range (self->occurrences, flood->first + MAX_IN_CROWD, flood->count - MAX_IN_CROWD);
    }
  self->crowded = TRUE;

  if (self->occurrences->len > RAIL_RECURRENCE_MAX_OCCURRENCES)
    keep_nearest (self);
}

void
rail_expansion_begin_series (RailExpansion *self,
                             guint line)
{
  self->series_line = line;
  self->series_first = self->occurrences->len;
  self->series_count = 0;
  self->full = FALSE;
}

static void
note_flood (RailExpansion *self)
{
  RailExpansionFlood flood = { self->series_line, self->series_first, self->series_count, self->full };

  g_array_append_val (self->floods, flood);
}

void
rail_expansion_end_series (RailExpansion *self)
{
  if (self->series_count > MAX_IN_CROWD || self->full)
    note_flood (self);
  if (self->occurrences->len > RAIL_RECURRENCE_MAX_OCCURRENCES + SPARE_OCCURRENCES)
    crowd (self);
}

void
rail_expansion_finish (RailExpansion *self)
{
  if (self->occurrences->len > RAIL_RECURRENCE_MAX_OCCURRENCES)
    crowd (self);
  g_ptr_array_sort (self->occurrences, rail_occurrence_compare);

  for (guint i = 0; i < self->floods->len; i++)
    {
      const RailExpansionFlood *flood = &g_array_index (self->floods, RailExpansionFlood, i);

      if (self->crowded || flood->full)
        report_flood (self, flood);
    }
  if (self->cut)
    report_cut (self);
}

static gboolean
touches (const RailExpansion *self,
         gint64 start,
         gint64 end)
{
  return start < self->to_exact && (end > self->from_exact || (start == end && start == self->from_exact));
}

/* Line by line, because a fold may stand in the middle of a letter. */
static gboolean
is_utf8 (const RailCalendarPart *part)
{
  g_autoptr (RailContentReader) reader = rail_content_reader_new (part->data, part->length, part->line);
  RailContentLine line;

  if (g_utf8_validate_len (part->data, part->length, NULL))
    return TRUE;
  while (rail_content_reader_next (reader, &line))
    {
      if (line.value != NULL && !g_utf8_validate_len (line.value, line.value_length, NULL))
        return FALSE;
    }
  return TRUE;
}

/* The first event that is to be shown stands for all: whoever wrote one wrote them all in this way. */
static void
check_encoding (RailExpansion *self,
                const RailCalendarPart *part)
{
  if (self->is_misread || is_utf8 (part))
    return;

  self->is_misread = TRUE;
  rail_problems_add (self->problems,
                     RAIL_SEVERITY_WARNING,
                     self->reading->file,
                     part->line,
                     "calendar-file",
                     "save the calendar as UTF-8",
                     "This event is not written in UTF-8, so some of its letters are lost");
}

static gboolean
read_details (RailExpansion *self,
              RailExpansionSource *source)
{
  const RailCalendarEvent *event = source->event;
  g_autoptr (RailOccurrence) details = rail_event_details_read (&event->part, self->reading->my_addresses);

  check_encoding (self, &event->part);
  g_free (details->uid);
  details->uid = g_strdup (event->uid);
  g_free (details->calendar);
  details->calendar = g_strdup (self->calendar);

  self->text_bytes += rail_event_details_measure (details);
  if (self->text_bytes > MAX_TEXT_BYTES)
    {
      report_texts (self);
      return FALSE;
    }

  source->details = g_steal_pointer (&details);
  return TRUE;
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

  if (self->series_count >= (self->crowded ? MAX_IN_CROWD : RAIL_RECURRENCE_MAX_OCCURRENCES))
    {
      self->full = TRUE;
      return;
    }
  if (source->details == NULL && !read_details (self, source))
    return;

  self->series_count++;
  occurrence = rail_occurrence_new_instance (source->details);
  occurrence->start = start;
  occurrence->end = end;
  occurrence->all_day = event->start.civil.is_date;
  occurrence->recurring = recurrence_id != NULL;
  occurrence->recurrence_id = g_strdup (recurrence_id);
  g_ptr_array_add (self->occurrences, occurrence);
}
