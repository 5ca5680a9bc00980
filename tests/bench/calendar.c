/*
 * One side of the calendar benchmark: reads FILE once, lists what starts in [FROM, TO), and says what that cost. Run by calendar.py, one
 * process for each measurement.
 *
 * usage: calendar handrail|libical FILE FROM TO    (FROM and TO in seconds since 1970)
 *
 * First line: milliseconds of the processor, peak heap in bytes, microseconds of one warm query (0 for libical), number of occurrences. Then "uid start" for each.
 */

#include "config.h"

#include <libical/ical.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/duration.h"
#include "base/problem.h"
#include "context/occurrence-index.h"
#include "context/recurrence.h"

#define QUERIES 5000

/* ---- the heap, counted for both sides alike: these stand in front of the C library's own ---- */

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t count,
                            size_t size);
extern void *__libc_realloc (void *pointer,
                             size_t size);
extern void __libc_free (void *pointer);

static atomic_size_t held;
static atomic_size_t peak;

static void *
note_gain (void *pointer)
{
  size_t now = atomic_fetch_add (&held, malloc_usable_size (pointer)) + malloc_usable_size (pointer);
  size_t before = atomic_load (&peak);

  while (now > before && !atomic_compare_exchange_weak (&peak, &before, now))
    ;
  return pointer;
}

static void
note_loss (void *pointer)
{
  atomic_fetch_sub (&held, malloc_usable_size (pointer));
}

void *
malloc (size_t size)
{
  return note_gain (__libc_malloc (size));
}

void *
calloc (size_t count,
        size_t size)
{
  return note_gain (__libc_calloc (count, size));
}

void *
realloc (void *pointer,
         size_t size)
{
  note_loss (pointer);
  return note_gain (__libc_realloc (pointer, size));
}

void
free (void *pointer)
{
  note_loss (pointer);
  __libc_free (pointer);
}

/* ---- the two sides ---- */

typedef struct
{
  double milliseconds;
  size_t heap;
  double query_microseconds;
  GString *lines;
  guint count;
} Outcome;

/* Of the processor, reading the file included: what else runs on the machine does not count. */
static double
get_milliseconds (void)
{
  return (double) clock () * 1000 / CLOCKS_PER_SEC;
}

static void
add_line (Outcome *self,
          const char *uid,
          gint64 start)
{
  g_string_append_printf (self->lines, "%s %" G_GINT64_FORMAT "\n", uid, start);
  self->count++;
}

/* What touches one day, for every day of the window again and again. */
static double
measure_query (GPtrArray *occurrences,
               gint64 from,
               gint64 to)
{
  g_autoptr (RailOccurrenceIndex) index = rail_occurrence_index_new (occurrences);
  gint64 days = (to - from) / (24 * 3600);
  double began = get_milliseconds ();

  for (guint i = 0; i < QUERIES; i++)
    {
      gint64 day = from * RAIL_SECOND + (i % days) * RAIL_DAY;
      g_autoptr (GPtrArray) found = rail_occurrence_index_find (index, day, day + RAIL_DAY);

      if (found->len > occurrences->len)
        g_error ("more than all");
    }
  return (get_milliseconds () - began) * 1000 / QUERIES;
}

static void
run_handrail (Outcome *self,
              const char *path,
              gint64 from,
              gint64 to)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) occurrences = NULL;
  g_autoptr (GError) error = NULL;
  const RailCalendarReading reading = { .file = path, .zone = zone };
  size_t held_before = atomic_load (&held);
  double began = get_milliseconds ();

  atomic_store (&peak, held_before);
  occurrences = rail_recurrence_expand_file (&reading, from * RAIL_SECOND, to * RAIL_SECOND, problems, &error);
  self->milliseconds = get_milliseconds () - began;
  self->heap = atomic_load (&peak) - held_before;
  if (occurrences == NULL)
    g_error ("%s", error->message);

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *problem = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_printerr ("%s\n", problem);
    }
  self->query_microseconds = measure_query (occurrences, from, to);
  for (guint i = 0; i < occurrences->len; i++)
    {
      const RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);

      if (occurrence->start >= from * RAIL_SECOND)
        add_line (self, occurrence->uid, occurrence->start / RAIL_SECOND);
    }
}

typedef struct
{
  icalcomponent *event;
  gint64 start;
} Instance;

static void
recurrence_cb (icalcomponent *event,
               struct icaltime_span *span,
               void *data)
{
  GArray *instances = data;
  Instance instance = { event, span->start };

  g_array_append_val (instances, instance);
}

/* Its tree of the whole file, then each event on its own, as its documentation shows it. The text of the file is not counted. */
static void
run_libical (Outcome *self,
             const char *path,
             gint64 from,
             gint64 to)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, TRUE, NULL);
  g_autoptr (GArray) instances = g_array_new (FALSE, FALSE, sizeof (Instance));
  icaltimetype first = icaltime_from_timet_with_zone (from, 0, icaltimezone_get_utc_timezone ());
  icaltimetype last = icaltime_from_timet_with_zone (to, 0, icaltimezone_get_utc_timezone ());
  size_t held_before = atomic_load (&held);
  double began = get_milliseconds ();
  icalcomponent *root;

  atomic_store (&peak, held_before);
  root = icalparser_parse_string (g_mapped_file_get_contents (file));
  for (icalcomponent *event = icalcomponent_get_first_component (root, ICAL_VEVENT_COMPONENT); event != NULL;
       event = icalcomponent_get_next_component (root, ICAL_VEVENT_COMPONENT))
    icalcomponent_foreach_recurrence (event, first, last, recurrence_cb, instances);
  self->milliseconds = get_milliseconds () - began;
  self->heap = atomic_load (&peak) - held_before;

  for (guint i = 0; i < instances->len; i++)
    {
      const Instance *instance = &g_array_index (instances, Instance, i);

      if (instance->start >= from && instance->start < to)
        add_line (self, icalcomponent_get_uid (instance->event), instance->start);
    }
  icalcomponent_free (root);
}

int
main (int argc,
      char **argv)
{
  Outcome outcome = { .lines = g_string_new (NULL) };
  gint64 from, to;

  if (argc != 5)
    {
      g_printerr ("usage: calendar handrail|libical FILE FROM TO\n");
      return 2;
    }
  from = g_ascii_strtoll (argv[3], NULL, 10);
  to = g_ascii_strtoll (argv[4], NULL, 10);

  if (g_str_equal (argv[1], "libical"))
    run_libical (&outcome, argv[2], from, to);
  else
    run_handrail (&outcome, argv[2], from, to);

  g_print ("%.3f %zu %.3f %u\n%s", outcome.milliseconds, outcome.heap, outcome.query_microseconds, outcome.count, outcome.lines->str);
  g_string_free (outcome.lines, TRUE);
  return 0;
}
