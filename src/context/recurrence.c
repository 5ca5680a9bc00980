#include "config.h"

#include "context/recurrence.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/problem.h"
#include "context/calendar-event.h"
#include "context/calendar-parts.h"
#include "context/calendar-problems.h"
#include "context/calendar-text.h"
#include "context/expansion.h"
#include "context/recurrence-rule.h"
#include "context/series.h"

/* A program that writes a file while it is read has finished by then, or never will. */
#define MAX_TRIES 3

/* The events of one UID: a run of RailCalendarParts.events once that is sorted by key. */
typedef struct
{
  guint first;
  guint count;
  guint32 offset; /* of the first in the file */
} Series;

static void
expand_single (RailExpansion *self,
               const RailCalendarEvent *event)
{
  g_auto (RailExpansionSource) source = { event, NULL };

  rail_expansion_add (self, &source, event->start.civil.seconds, &event->span, NULL);
}

static int
compare_revisions (const RailCalendarEvent *left,
                   const RailCalendarEvent *right)
{
  if (left->sequence != right->sequence)
    return left->sequence < right->sequence ? -1 : 1;

  return (left->revised > right->revised) - (left->revised < right->revised);
}

/* By series; in it the master before what replaces its instances, and what was revised later after what it supersedes. */
static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const RailCalendarEvent *left = *(const RailCalendarEvent *const *) a;
  const RailCalendarEvent *right = *(const RailCalendarEvent *const *) b;
  int order = strcmp (left->uid, right->uid);

  if (order == 0)
    order = left->replaces - right->replaces;
  if (order == 0)
    order = (left->recurrence_moment > right->recurrence_moment) - (left->recurrence_moment < right->recurrence_moment);
  if (order == 0)
    order = compare_revisions (left, right);
  if (order == 0)
    order = (left->part.line > right->part.line) - (left->part.line < right->part.line);
  return order;
}

/* Whether @next, the neighbour in the order above, makes @event obsolete. */
static gboolean
supersedes (const RailCalendarEvent *next,
            const RailCalendarEvent *event)
{
  if (!g_str_equal (next->uid, event->uid) || next->replaces != event->replaces)
    return FALSE;
  if (event->replaces)
    return next->recurrence_moment == event->recurrence_moment;

  /* Some programs give several events one UID; only the same time, or a revision, says that they are one. */
  return compare_revisions (next, event) != 0 || next->start.civil.seconds == event->start.civil.seconds;
}

/* Only the last of several masters has its instances replaced: more than one is nonsense, and need not cost its square. */
static void
expand_group (RailExpansion *self,
              GPtrArray *masters,
              GPtrArray *replacements)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; i < masters->len && !self->full; i++)
    {
      const RailCalendarEvent *master = g_ptr_array_index (masters, i);
      gboolean is_last = i + 1 == masters->len;

      if (rail_calendar_event_is_recurring (master) || (is_last && replacements->len > 0))
        rail_series_expand (self, master, is_last ? replacements : none);
      else
        expand_single (self, master);
    }
  for (guint i = 0; i < replacements->len && !self->full; i++)
    rail_series_add_replacement (self, g_ptr_array_index (replacements, i));
}

/* Following its rules takes from the allowance itself; so does all else that a long series costs. */
static void
expand_series (RailExpansion *self,
               GPtrArray *masters,
               GPtrArray *replacements)
{
  const RailCalendarEvent *first = g_ptr_array_index (masters->len > 0 ? masters : replacements, 0);
  gint64 began = g_get_monotonic_time ();
  gint64 allowance = self->allowance;

  rail_expansion_begin_series (self, first->part.line);
  expand_group (self, masters, replacements);
  rail_expansion_end_series (self);
  self->allowance = MIN (self->allowance, allowance - (g_get_monotonic_time () - began));

  g_ptr_array_set_size (masters, 0);
  g_ptr_array_set_size (replacements, 0);
}

static void
expand_events (RailExpansion *self,
               GPtrArray *events)
{
  g_autoptr (GPtrArray) masters = g_ptr_array_new ();
  g_autoptr (GPtrArray) replacements = g_ptr_array_new ();

  g_ptr_array_sort (events, compare_events);
  for (guint i = 0; i < events->len; i++)
    {
      RailCalendarEvent *event = g_ptr_array_index (events, i);
      RailCalendarEvent *next = i + 1 < events->len ? g_ptr_array_index (events, i + 1) : NULL;

      if (next == NULL || !supersedes (next, event))
        g_ptr_array_add (event->replaces ? replacements : masters, event);
      if (next == NULL || !g_str_equal (next->uid, event->uid))
        expand_series (self, masters, replacements);
    }
}

/* NULL where there is no such event (any more). @bytes lives as long as the event. */
static RailCalendarEvent *
parse_event (const RailExpansion *self,
             const RailCalendarRange *range,
             GBytes *bytes,
             RailZoneTable *zones,
             GPtrArray *problems)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const RailCalendarPart part = { RAIL_CALENDAR_PART_EVENT, range->line, data, length };

  return length == range->length ? rail_calendar_event_parse (&part, zones, self->reading->file, problems) : NULL;
}

static void
expand_ranges (RailExpansion *self,
               RailCalendarText *text,
               RailZoneTable *zones,
               const RailCalendarRange *ranges,
               guint n_ranges)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_calendar_event_free);

  for (guint i = 0; i < n_ranges; i++)
    {
      g_autoptr (GBytes) bytes = rail_calendar_text_dup_bytes (text, ranges[i].offset, ranges[i].length);
      RailCalendarEvent *event = parse_event (self, &ranges[i], bytes, zones, self->problems);

      if (event == NULL)
        continue;
      g_ptr_array_add (texts, g_steal_pointer (&bytes));
      g_ptr_array_add (events, event);
    }
  expand_events (self, events);
}

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  const RailCalendarRange *left = a;
  const RailCalendarRange *right = b;

  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;
  return (left->offset > right->offset) - (left->offset < right->offset);
}

static int
compare_series (gconstpointer a,
                gconstpointer b)
{
  const Series *left = a;
  const Series *right = b;

  return (left->offset > right->offset) - (left->offset < right->offset);
}

/* Series in the order of the file, so that reading them goes forward. */
static GArray *
find_series (GArray *ranges)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Series));
  guint end;

  g_array_sort (ranges, compare_ranges);
  for (guint first = 0; first < ranges->len; first = end)
    {
      const RailCalendarRange *range = &g_array_index (ranges, RailCalendarRange, first);
      Series series = { first, 0, range->offset };
      gboolean matters = FALSE;

      for (end = first; end < ranges->len && g_array_index (ranges, RailCalendarRange, end).key == range->key; end++)
        matters = matters || g_array_index (ranges, RailCalendarRange, end).matters;
      series.count = end - first;
      if (matters)
        g_array_append_val (all, series);
    }
  g_array_sort (all, compare_series);
  return all;
}

/*
 * An unknown time zone is reported where it stands first, even if that event is long over: so the events that may be the first to name
 * one are read in the order of the file, before all others are by series. Their other problems come up then.
 */
static void
meet_zones (RailExpansion *self,
            RailCalendarText *text,
            RailZoneTable *zones,
            const RailCalendarParts *parts)
{
  for (guint i = 0; i < parts->zones->len; i++)
    {
      const RailCalendarRange *range = &g_array_index (parts->zones, RailCalendarRange, i);
      g_autoptr (GBytes) bytes = rail_calendar_text_dup_bytes (text, range->offset, range->length);

      /* Where the file was cut short meanwhile, the end of the reading says so. */
      if (g_bytes_get_size (bytes) == range->length)
        rail_zone_table_add (zones, g_bytes_get_data (bytes, NULL), range->length, range->line);
    }
  for (guint i = 0; i < parts->events->len; i++)
    {
      const RailCalendarRange *range = &g_array_index (parts->events, RailCalendarRange, i);

      if (range->has_news)
        {
          g_autoptr (GBytes) bytes = rail_calendar_text_dup_bytes (text, range->offset, range->length);
          g_autoptr (GPtrArray) ignored = rail_problems_new ();
          RailCalendarEvent *event = parse_event (self, range, bytes, zones, ignored);

          g_clear_pointer (&event, rail_calendar_event_free);
        }
    }
}

static void
expand_parts (RailExpansion *self,
              RailCalendarText *text,
              const RailCalendarParts *parts,
              RailCalendarProblems *problems)
{
  g_autoptr (RailZoneTable) zones = rail_zone_table_new (self->reading->zone, self->to + RAIL_EXPANSION_SLACK, self->reading->file, self->problems, &self->allowance);
  g_autoptr (GArray) series = NULL;

  /* An event may stand before the time zone it is written in. */
  meet_zones (self, text, zones, parts);
  series = find_series (parts->events);
  for (guint i = 0; i < series->len; i++)
    {
      const Series *one = &g_array_index (series, Series, i);

      expand_ranges (self, text, zones, &g_array_index (parts->events, RailCalendarRange, one->first), one->count);
      rail_calendar_problems_trim (problems);
    }
  rail_expansion_finish (self);
}

static char *
dup_calendar_name (const RailCalendarReading *reading,
                   const RailCalendarParts *parts)
{
  g_autofree char *name = NULL;

  if (reading->calendar != NULL)
    return g_strdup (reading->calendar);
  if (parts->name != NULL)
    return g_strdup (parts->name);

  name = g_path_get_basename (reading->file);
  if (g_str_has_suffix (name, ".ics"))
    name[strlen (name) - strlen (".ics")] = '\0';
  return g_utf8_make_valid (name, -1);
}

/* NULL with @error when @text is no calendar. */
static GPtrArray *
expand (const RailCalendarReading *reading,
        RailCalendarText *text,
        gint64 from,
        gint64 to,
        RailCalendarProblems *problems,
        GError **error)
{
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (RailCalendarParts) parts = NULL;
  g_autofree char *calendar = NULL;
  g_auto (RailExpansion) expansion = {
    .reading = reading,
    .from = CLAMP (from / RAIL_SECOND - 1, RAIL_EXPANSION_EARLIEST, RAIL_EXPANSION_LATEST),
    .to = CLAMP (to / RAIL_SECOND + 1, RAIL_EXPANSION_EARLIEST, RAIL_EXPANSION_LATEST),
    .window_from = from,
    .from_exact = from,
    .to_exact = to,
    .allowance = RAIL_RECURRENCE_ALLOWANCE,
    .occurrences = occurrences,
    .problems = problems->list,
    .floods = g_array_new (FALSE, FALSE, sizeof (RailExpansionFlood)),
  };

  parts = rail_calendar_parts_new (text,
                                   expansion.from - RAIL_EXPANSION_SLACK,
                                   expansion.to + RAIL_EXPANSION_SLACK,
                                   reading->file,
                                   problems,
                                   error);
  if (parts == NULL)
    return NULL;

  if (from < to)
    {
      calendar = dup_calendar_name (reading, parts);
      expansion.calendar = calendar;
      expand_parts (&expansion, text, parts, problems);
    }
  return g_steal_pointer (&occurrences);
}

GPtrArray *
rail_recurrence_expand (const RailCalendarReading *reading,
                        const char *data,
                        gsize length,
                        gint64 from,
                        gint64 to,
                        GPtrArray *problems)
{
  g_autoptr (RailCalendarText) text = rail_calendar_text_new (data, length);
  g_auto (RailCalendarProblems) found = { 0 };
  g_autoptr (GError) error = NULL;
  GPtrArray *occurrences;

  rail_calendar_problems_init (&found);
  occurrences = expand (reading, text, from, to, &found, &error);
  if (occurrences != NULL)
    {
      rail_calendar_problems_hand_over (&found, reading->file, problems);
      return occurrences;
    }

  rail_problems_add (problems,
                     RAIL_SEVERITY_ERROR,
                     reading->file,
                     0,
                     "calendar-file",
                     "an iCalendar file begins with BEGIN:VCALENDAR; export or download it again",
                     "%s",
                     error->message);
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
}

/* As rail_recurrence_expand_file(), once; *@changed says that the file was written meanwhile. */
static GPtrArray *
expand_file (const RailCalendarReading *reading,
             gint64 from,
             gint64 to,
             GPtrArray *problems,
             gboolean *changed,
             GError **error)
{
  g_autoptr (RailCalendarText) text = rail_calendar_text_open (reading->file, error);
  g_auto (RailCalendarProblems) found = { 0 };
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GError) expand_error = NULL;

  *changed = FALSE;
  if (text == NULL)
    return NULL;

  rail_calendar_problems_init (&found);
  occurrences = expand (reading, text, from, to, &found, &expand_error);
  if (!rail_calendar_text_check (text, changed, error))
    return NULL;
  if (occurrences == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&expand_error));
      return NULL;
    }

  rail_calendar_problems_hand_over (&found, reading->file, problems);
  return g_steal_pointer (&occurrences);
}

GPtrArray *
rail_recurrence_expand_file (const RailCalendarReading *reading,
                             gint64 from,
                             gint64 to,
                             GPtrArray *problems,
                             GError **error)
{
  for (guint tries = 1; TRUE; tries++)
    {
      g_autoptr (GError) try_error = NULL;
      gboolean changed;
      GPtrArray *occurrences = expand_file (reading, from, to, problems, &changed, &try_error);

      if (occurrences != NULL)
        return occurrences;
      if (!changed || tries == MAX_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&try_error));
          return NULL;
        }
    }
}
