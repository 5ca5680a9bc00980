#include "config.h"

#include "context/series.h"

#include "base/error.h"
#include "base/problem.h"
#include "context/recurrence-rule.h"

/* The instances of one series that are somewhere else than its rules say. */
typedef struct
{
  GHashTable *moments; /* gint64: instances that are excluded, replaced or already there */
  GHashTable *days;    /* gint64: the same for instances known by their local day */
  GPtrArray *later;    /* RailCalendarEvent with RANGE=THISANDFUTURE, by recurrence_moment */
} Exceptions;

typedef struct
{
  gint64 civil;
  gboolean has_span;
  RailCivilSpan span;
} Instance;

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* TRUE when it was not there yet. */
static gboolean
add_to_set (GHashTable *set,
            gint64 number)
{
  return g_hash_table_add (set, g_memdup2 (&number, sizeof number));
}

/* Floating times keep their form, so that the identity does not change when the user travels. */
static char *
format_recurrence_id (gint64 civil,
                      gboolean is_date,
                      gboolean is_floating,
                      const RailTimeZone *zone)
{
  RailCivilTime time = { civil, is_date, FALSE };

  if (!is_date && !is_floating)
    {
      time.seconds = rail_time_zone_get_moment (zone, civil);
      time.is_utc = TRUE;
    }
  return rail_civil_time_format (&time);
}

static void
exclude_time (Exceptions *self,
              const RailCalendarEvent *master,
              const RailCalendarTime *time,
              const RailTimeZone *zone)
{
  if (master->start.civil.is_date && time->civil.is_utc)
    add_to_set (self->days, rail_civil_day_of (rail_time_zone_get_date (master->zone, time->civil.seconds)));
  else if (master->start.civil.is_date || time->civil.is_date)
    add_to_set (self->days, rail_civil_day_of (time->civil.seconds));
  else
    add_to_set (self->moments, rail_time_zone_get_moment (zone, time->civil.seconds));
}

static void
fill_exceptions (Exceptions *self,
                 const RailCalendarEvent *master,
                 GPtrArray *replacements)
{
  for (guint i = 0; i < replacements->len; i++)
    {
      RailCalendarEvent *event = g_ptr_array_index (replacements, i);

      exclude_time (self, master, &event->recurrence_id, rail_calendar_event_get_zone (event, &event->recurrence_id));
      if (event->replaces_later)
        g_ptr_array_add (self->later, event);
    }

  for (guint i = 0; master->excluded != NULL && i < master->excluded->len; i++)
    {
      const RailCalendarTime *time = &g_array_index (master->excluded, RailCalendarTime, i);

      exclude_time (self, master, time, rail_calendar_event_get_zone (master, time));
    }
}

/* Whether the instance still stands; it does only once. */
static gboolean
claim_instance (Exceptions *self,
                const RailCalendarEvent *master,
                gint64 civil,
                gint64 moment)
{
  gint64 day = rail_civil_day_of (civil);

  if (master->start.civil.is_date)
    return add_to_set (self->days, day);

  return !g_hash_table_contains (self->days, &day) && add_to_set (self->moments, moment);
}

/* RANGE=THISANDFUTURE moves an instance by as much as it moved the one it names, on the clock of its own zone. */
static gint64
get_shifted (const RailCalendarEvent *later,
             const RailCalendarEvent *master,
             gint64 civil)
{
  const RailCalendarTime *id = &later->recurrence_id;
  gint64 named = id->civil.seconds;
  gint64 instance = civil;
  gint64 shifted;

  if (!master->start.civil.is_date && !id->civil.is_date)
    {
      named = rail_time_zone_get_civil (later->zone, later->recurrence_moment);
      instance = rail_time_zone_get_civil (later->zone, rail_time_zone_get_moment (master->zone, civil));
    }

  shifted = instance + later->start.civil.seconds - named;
  return later->start.civil.is_date ? rail_civil_day_of (shifted) * RAIL_CIVIL_DAY : shifted;
}

/* The latest of them that reaches the instance at @moment; -1 if none does. */
static int
find_later (const Exceptions *self,
            gint64 moment)
{
  guint low = 0;
  guint high = self->later->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const RailCalendarEvent *event = g_ptr_array_index (self->later, middle);

      if (event->recurrence_moment <= moment)
        low = middle + 1;
      else
        high = middle;
    }
  return (int) low - 1;
}

static int
compare_instances (gconstpointer a,
                   gconstpointer b)
{
  const Instance *left = a;
  const Instance *right = b;

  if (left->civil != right->civil)
    return left->civil < right->civil ? -1 : 1;
  /* Of two at one time, the one that brings its own length. */
  return right->has_span - left->has_span;
}

static void
add_dates (const RailCalendarEvent *master,
           gint64 from,
           gint64 to,
           GArray *instances)
{
  gint64 time_of_day = master->start.civil.seconds - rail_civil_day_of (master->start.civil.seconds) * RAIL_CIVIL_DAY;

  for (guint i = 0; master->dates != NULL && i < master->dates->len; i++)
    {
      const RailCalendarDate *date = &g_array_index (master->dates, RailCalendarDate, i);
      Instance instance = { date->time.civil.seconds, date->has_span, date->span };
      RailTimeZone *zone = rail_calendar_event_get_zone (master, &date->time);
      gint64 length = date->span.days * RAIL_CIVIL_DAY + date->span.seconds;

      if (master->start.civil.is_date)
        {
          instance.civil = rail_civil_day_of (instance.civil) * RAIL_CIVIL_DAY;
          instance.span = (RailCivilSpan){ .days = MAX (1, (length + RAIL_CIVIL_DAY - 1) / RAIL_CIVIL_DAY) };
        }
      else if (date->time.civil.is_date)
        {
          instance.civil += time_of_day;
        }
      else if (zone != master->zone)
        {
          instance.civil = rail_time_zone_get_civil (master->zone, rail_time_zone_get_moment (zone, instance.civil));
        }

      if (instance.civil >= from - length && instance.civil <= to)
        g_array_append_val (instances, instance);
    }
}

static void
add_ruled (RailExpansion *self,
           const RailCalendarEvent *master,
           gint64 from,
           gint64 to,
           Exceptions *exceptions,
           GArray *instances)
{
  for (guint i = 0; master->rules != NULL && i < master->rules->len; i++)
    {
      const RailCalendarRule *rule = &g_array_index (master->rules, RailCalendarRule, i);
      g_autoptr (GArray) civils = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GError) error = NULL;

      if (!rail_recurrence_rule_expand (rule->text, &master->start.civil, master->zone, from, to, &self->allowance, civils, &error))
        rail_problems_add (self->problems,
                           RAIL_SEVERITY_ERROR,
                           self->reading->file,
                           rule->line,
                           g_error_matches (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE) ? "calendar-limit" : "calendar-rule",
                           "correct the rule in the program that wrote the calendar",
                           "The repetitions of this event may be wrong: %s",
                           error->message);

      for (guint j = 0; j < civils->len; j++)
        {
          Instance instance = { .civil = g_array_index (civils, gint64, j) };

          if (rule->excludes)
            claim_instance (exceptions, master, instance.civil, rail_time_zone_get_moment (master->zone, instance.civil));
          else
            g_array_append_val (instances, instance);
        }
    }
}

/* Civil times in the master's zone that may touch the window once they are moved and as long as they are. */
static void
get_reach (const RailExpansion *self,
           const RailCalendarEvent *master,
           const Exceptions *exceptions,
           gint64 *from,
           gint64 *to)
{
  gint64 length = master->span.days * RAIL_CIVIL_DAY + master->span.seconds;
  gint64 shift = 0;

  for (guint i = 0; i < exceptions->later->len; i++)
    {
      const RailCalendarEvent *later = g_ptr_array_index (exceptions->later, i);

      length = MAX (length, later->span.days * RAIL_CIVIL_DAY + later->span.seconds);
      shift = MAX (shift, ABS (later->start.civil.seconds - later->recurrence_id.civil.seconds));
    }

  *from = rail_time_zone_get_civil (master->zone, self->from) - length - shift - RAIL_EXPANSION_SLACK;
  *to = rail_time_zone_get_civil (master->zone, self->to) + shift + RAIL_EXPANSION_SLACK;
  *from = MAX (*from, RAIL_EXPANSION_EARLIEST);
  *to = MIN (*to, RAIL_EXPANSION_LATEST);
}

static void
add_instance (RailExpansion *self,
              const RailCalendarEvent *master,
              RailExpansionSource *source,
              RailExpansionSource *later,
              Exceptions *exceptions,
              const Instance *instance)
{
  gint64 moment = rail_time_zone_get_moment (master->zone, instance->civil);
  g_autofree char *recurrence_id = NULL;
  int index = find_later (exceptions, moment);

  if (!claim_instance (exceptions, master, instance->civil, moment))
    return;

  recurrence_id = format_recurrence_id (instance->civil, master->start.civil.is_date, master->start.zone == NULL, master->zone);
  if (index < 0)
    {
      rail_expansion_add (self, source, instance->civil, instance->has_span ? &instance->span : &master->span, recurrence_id);
      return;
    }

  if (later->event != g_ptr_array_index (exceptions->later, index))
    {
      rail_expansion_source_set (later, g_ptr_array_index (exceptions->later, index));
    }
  rail_expansion_add (self, later, get_shifted (later->event, master, instance->civil), &later->event->span, recurrence_id);
}

void
rail_series_expand (RailExpansion *self,
                    const RailCalendarEvent *master,
                    GPtrArray *replacements)
{
  g_autoptr (GHashTable) moments = new_set ();
  g_autoptr (GHashTable) days = new_set ();
  g_autoptr (GPtrArray) later_events = g_ptr_array_new ();
  g_autoptr (GArray) instances = g_array_new (FALSE, FALSE, sizeof (Instance));
  Exceptions exceptions = { moments, days, later_events };
  g_auto (RailExpansionSource) source = { master, NULL };
  g_auto (RailExpansionSource) later = { NULL, NULL };
  Instance first = { .civil = master->start.civil.seconds };
  gint64 from, to;

  fill_exceptions (&exceptions, master, replacements);
  get_reach (self, master, &exceptions, &from, &to);

  /* The start belongs to the series even where no rule names it (RFC 5545 section 3.8.5.3). */
  if (first.civil >= from && first.civil <= to)
    g_array_append_val (instances, first);
  add_ruled (self, master, from, to, &exceptions, instances);
  add_dates (master, from, to, instances);
  g_array_sort (instances, compare_instances);

  for (guint i = 0; i < instances->len && !self->full; i++)
    add_instance (self, master, &source, &later, &exceptions, &g_array_index (instances, Instance, i));
}

void
rail_series_add_replacement (RailExpansion *self,
                             const RailCalendarEvent *event)
{
  const RailCalendarTime *id = &event->recurrence_id;
  g_auto (RailExpansionSource) source = { event, NULL };
  g_autofree char *recurrence_id = format_recurrence_id (id->civil.seconds,
                                                         id->civil.is_date,
                                                         id->zone == NULL && event->start.zone == NULL,
                                                         rail_calendar_event_get_zone (event, id));

  rail_expansion_add (self, &source, event->start.civil.seconds, &event->span, recurrence_id);
}
