#include "config.h"

#include "context/recurrence.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/problem.h"
#include "context/calendar-event.h"
#include "context/calendar-parts.h"
#include "context/expansion.h"
#include "context/recurrence-rule.h"
#include "context/series.h"

#define MAX_PROBLEMS 1000

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
  for (guint i = 0; i < events->len && !self->full; i++)
    {
      RailCalendarEvent *event = g_ptr_array_index (events, i);
      RailCalendarEvent *next = i + 1 < events->len ? g_ptr_array_index (events, i + 1) : NULL;

      if (next == NULL || !supersedes (next, event))
        g_ptr_array_add (event->replaces ? replacements : masters, event);
      if (next == NULL || !g_str_equal (next->uid, event->uid))
        expand_group (self, masters, replacements);
    }
}

static void
expand_parts (RailExpansion *self,
              const RailCalendarParts *parts)
{
  g_autoptr (RailZoneTable) zones = rail_zone_table_new (self->reading->zone, self->to + RAIL_EXPANSION_SLACK, self->reading->file, self->problems);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_calendar_event_free);

  /* An event may stand before the time zone it is written in. */
  for (guint i = 0; i < parts->parts->len; i++)
    {
      const RailCalendarPart *part = &g_array_index (parts->parts, RailCalendarPart, i);

      if (part->kind == RAIL_CALENDAR_PART_TIME_ZONE)
        rail_zone_table_add (zones, part->data, part->length, part->line, &self->allowance);
    }
  for (guint i = 0; i < parts->parts->len; i++)
    {
      const RailCalendarPart *part = &g_array_index (parts->parts, RailCalendarPart, i);
      RailCalendarEvent *event = NULL;

      if (part->kind == RAIL_CALENDAR_PART_EVENT)
        event = rail_calendar_event_parse (part, zones, self->reading->file, self->problems);
      if (event != NULL)
        g_ptr_array_add (events, event);
    }

  expand_events (self, events);
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

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const RailProblem *left = *(const RailProblem *const *) a;
  const RailProblem *right = *(const RailProblem *const *) b;

  return (left->line > right->line) - (left->line < right->line);
}

/* Hands the problems over in the order of the file, and not a million of them. */
static void
hand_over_problems (GPtrArray *found,
                    const char *file,
                    GPtrArray *problems)
{
  guint left_out = found->len > MAX_PROBLEMS ? found->len - MAX_PROBLEMS : 0;

  g_ptr_array_sort (found, compare_lines);
  g_ptr_array_set_size (found, (int) (found->len - left_out));
  g_ptr_array_extend_and_steal (problems, g_ptr_array_ref (found));
  if (left_out > 0)
    rail_problems_add (problems,
                       RAIL_SEVERITY_ERROR,
                       file,
                       0,
                       "calendar-limit",
                       "mend the problems above first",
                       "The calendar has %u more problems",
                       left_out);
}

/* NULL with @error when @data is no calendar. */
static GPtrArray *
expand (const RailCalendarReading *reading,
        const char *data,
        gsize length,
        gint64 from,
        gint64 to,
        GPtrArray *problems,
        GError **error)
{
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (GPtrArray) found = rail_problems_new ();
  g_autoptr (RailCalendarParts) parts = rail_calendar_parts_new (data, length, reading->file, found, error);
  g_autofree char *calendar = NULL;
  RailExpansion expansion = {
    .reading = reading,
    .from = CLAMP (from / RAIL_SECOND - 1, RAIL_EXPANSION_EARLIEST, RAIL_EXPANSION_LATEST),
    .to = CLAMP (to / RAIL_SECOND + 1, RAIL_EXPANSION_EARLIEST, RAIL_EXPANSION_LATEST),
    .from_exact = from,
    .to_exact = to,
    .allowance = RAIL_RECURRENCE_ALLOWANCE,
    .occurrences = occurrences,
    .problems = found,
  };

  if (parts == NULL)
    return NULL;

  if (from < to)
    {
      calendar = dup_calendar_name (reading, parts);
      expansion.calendar = calendar;
      expand_parts (&expansion, parts);
      g_ptr_array_sort (occurrences, rail_occurrence_compare);
    }

  hand_over_problems (found, reading->file, problems);
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
  g_autoptr (GError) error = NULL;
  GPtrArray *occurrences = expand (reading, data, length, from, to, problems, &error);

  if (occurrences != NULL)
    return occurrences;

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

/* Only an ordinary file: opening a pipe would wait for somebody to write into it. */
static char *
read_file (const char *path,
           gsize *length,
           GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  GStatBuf status;
  char *data = NULL;

  if (g_stat (path, &status) != 0)
    {
      int code = errno;

      g_set_error (error,
                   RAIL_ERROR,
                   code == ENOENT || code == ENOTDIR ? RAIL_ERROR_NOT_FOUND : RAIL_ERROR_FAILED,
                   "The calendar “%s” cannot be read: %s",
                   shown,
                   g_strerror (code));
      return NULL;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not a file", shown);
      return NULL;
    }
  if (status.st_size > RAIL_CALENDAR_MAX_BYTES)
    {
      rail_calendar_parts_refuse_size (path, error);
      return NULL;
    }

  if (!g_file_get_contents (path, &data, length, error))
    g_prefix_error (error, "The calendar cannot be read: ");
  return data;
}

GPtrArray *
rail_recurrence_expand_file (const RailCalendarReading *reading,
                             gint64 from,
                             gint64 to,
                             GPtrArray *problems,
                             GError **error)
{
  gsize length = 0;
  g_autofree char *data = read_file (reading->file, &length, error);

  return data != NULL ? expand (reading, data, length, from, to, problems, error) : NULL;
}
