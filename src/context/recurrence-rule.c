#include "config.h"

#include "context/recurrence-rule.h"

#include <libical/ical.h>
#include <string.h>

#include "base/error.h"
#include "context/content-line.h"

/* Candidates one rule may cost: a rule by the minute for four months, one by the day for five centuries. */
#define MAX_STEPS ((gint64) 200000)

/* libical keeps the interval in a short and lets a larger one wrap around. */
#define MAX_INTERVAL 32767

typedef struct
{
  struct icalrecurrencetype libical; /* without COUNT and UNTIL */
  gint64 interval;
  gint64 unit;  /* seconds in one FREQ; 0 for months and years */
  gint64 count; /* 0: not limited */
  gboolean has_until;
  RailCivilTime until;
  gboolean leaps; /* whether the phase can be moved by whole intervals without changing what the rule names */
} Rule;

static void
clear_rule (Rule *self)
{
  /* libical frees none of its own: the calendar's name was allocated by malloc. */
  free (self->libical.rscale);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rule, clear_rule)

/* A parse error is an answer here; libical may have been built to abort instead. */
static void
quieten_libical (void)
{
  static gsize quiet = 0;

  if (g_once_init_enter (&quiet))
    {
      icalerror_set_errors_are_fatal (0);
      g_once_init_leave (&quiet, 1);
    }
  icalerror_clear_errno ();
}

static gboolean
read_number (const char *text,
             gint64 maximum,
             gint64 *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, (guint64) maximum, &value, NULL))
    return FALSE;

  *number = (gint64) value;
  return TRUE;
}

static gboolean
refuse (GError **error,
        const char *part)
{
  g_autofree char *quoted = rail_content_quote (part);

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "the part “%s” of the recurrence rule cannot be read", quoted);
  return FALSE;
}

/* Takes the parts that are dealt with here and leaves the others in @rest. */
static gboolean
take_part (Rule *self,
           const char *part,
           const RailCivilTime *start,
           GString *rest,
           GError **error)
{
  const char *equals = strchr (part, '=');
  g_autofree char *name = NULL;

  if (equals == NULL)
    return refuse (error, part);

  name = g_ascii_strup (part, equals - part);
  if (g_str_equal (name, "COUNT"))
    return read_number (equals + 1, G_MAXINT32, &self->count) ? TRUE : refuse (error, part);
  if (g_str_equal (name, "UNTIL"))
    {
      self->has_until = TRUE;
      return rail_civil_time_parse (equals + 1, strlen (equals + 1), &self->until) ? TRUE : refuse (error, part);
    }
  if (g_str_equal (name, "INTERVAL") && !read_number (equals + 1, MAX_INTERVAL, &self->interval))
    return refuse (error, part);
  /* RFC 5545 section 3.3.10: these are ignored where DTSTART is a date. */
  if (start->is_date && (g_str_equal (name, "BYHOUR") || g_str_equal (name, "BYMINUTE") || g_str_equal (name, "BYSECOND")))
    return TRUE;

  g_string_append_printf (rest, "%s%s", rest->len > 0 ? ";" : "", part);
  return TRUE;
}

static gboolean
has_entries (const short *list)
{
  return list[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

static gint64
get_unit (icalrecurrencetype_frequency frequency)
{
  static const gint64 units[] = { 1, 60, 3600, RAIL_CIVIL_DAY, 7 * RAIL_CIVIL_DAY };

  return (gsize) frequency < G_N_ELEMENTS (units) ? units[frequency] : 0;
}

static gboolean
parse (Rule *self,
       const char *text,
       const RailCivilTime *start,
       GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);
  g_autoptr (GString) rest = g_string_new (NULL);
  gint64 year;
  int month, day;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*g_strstrip (parts[i]) != '\0' && !take_part (self, parts[i], start, rest, error))
        return FALSE;
    }

  self->libical = icalrecurrencetype_from_string (rest->str);
  if (self->libical.freq == ICAL_NO_RECURRENCE)
    {
      g_autofree char *quoted = rail_content_quote (text);

      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "the recurrence rule “%s” cannot be read", quoted);
      return FALSE;
    }

  self->unit = get_unit (self->libical.freq);
  if (start->is_date && self->unit > 0 && self->unit < RAIL_CIVIL_DAY)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "an event of whole days cannot repeat by the hour, minute or second");
      return FALSE;
    }

  /* libical would stay in the month of the start; RFC 5545 section 3.3.10 lets BYMONTHDAY expand the year. */
  if (self->libical.freq == ICAL_YEARLY_RECURRENCE && self->libical.rscale == NULL && has_entries (self->libical.by_month_day) &&
      !has_entries (self->libical.by_month) && !has_entries (self->libical.by_week_no) && !has_entries (self->libical.by_year_day))
    {
      for (short i = 0; i < 12; i++)
        self->libical.by_month[i] = (short) (i + 1);
    }

  /*
   * A later start of the same phase must carry the same defaults: the day of the month exists in every month up to the 28th, and
   * the weekday that BYWEEKNO falls back on moves from year to year.
   */
  rail_civil_date (rail_civil_day_of (start->seconds), &year, &month, &day);
  self->leaps = self->count == 0 && self->libical.rscale == NULL;
  if (self->unit == 0)
    self->leaps = self->leaps && day <= 28 && !has_entries (self->libical.by_week_no);

  return TRUE;
}

/* The start of the rule moved by whole intervals to a little before @from, so that decades cost nothing. */
static gint64
leap (const Rule *self,
      gint64 start,
      gint64 from)
{
  gint64 year, from_year, step, periods, months;
  gint64 day_number = rail_civil_day_of (start);
  int month, day, from_month, from_day;

  if (!self->leaps || from <= start)
    return start;

  if (self->unit > 0)
    {
      /* Two intervals early: the first may be cut short by the new start. */
      step = self->unit * self->interval;
      periods = (from - start) / step - 2;
      return periods > 0 ? start + periods * step : start;
    }

  rail_civil_date (day_number, &year, &month, &day);
  rail_civil_date (rail_civil_day_of (from), &from_year, &from_month, &from_day);
  step = self->interval * (self->libical.freq == ICAL_YEARLY_RECURRENCE ? 12 : 1);
  periods = ((from_year - year) * 12 + from_month - month) / step - 2;
  if (periods <= 0)
    return start;

  months = year * 12 + month - 1 + periods * step;
  return rail_civil_days (months / 12, (int) (months % 12) + 1, day) * RAIL_CIVIL_DAY + (start - day_number * RAIL_CIVIL_DAY);
}

static struct icaltimetype
to_libical (gint64 civil)
{
  struct icaltimetype time = icaltime_null_time ();
  gint64 days = rail_civil_day_of (civil);
  int second_of_day = (int) (civil - days * RAIL_CIVIL_DAY);
  gint64 year;

  rail_civil_date (days, &year, &time.month, &time.day);
  time.year = (int) year;
  time.hour = second_of_day / 3600;
  time.minute = second_of_day / 60 % 60;
  time.second = second_of_day % 60;
  return time;
}

static gint64
from_libical (const struct icaltimetype *time)
{
  return rail_civil_days (time->year, time->month, time->day) * RAIL_CIVIL_DAY + time->hour * 3600 + time->minute * 60 + time->second;
}

/* The last civil time UNTIL may allow. A moment is compared exactly later: local order and the order of moments differ around a jump. */
static gint64
get_until (const Rule *self,
           const RailCivilTime *start,
           const RailTimeZone *zone)
{
  gint64 midnight = rail_civil_day_of (self->until.seconds) * RAIL_CIVIL_DAY;

  if (start->is_date)
    return midnight;
  if (self->until.is_date)
    return midnight + RAIL_CIVIL_DAY - 1;

  return self->until.is_utc ? rail_time_zone_get_civil (zone, self->until.seconds) + RAIL_CIVIL_DAY : self->until.seconds;
}

static gint64
divide_down (gint64 number,
             gint64 divisor)
{
  return (number >= 0 ? number : number - (divisor - 1)) / divisor;
}

/* libical forgets INTERVAL where a BY part of the same unit is given. */
static gboolean
is_in_phase (const Rule *self,
             gint64 start,
             gint64 civil)
{
  if (self->unit == 0 || self->unit >= RAIL_CIVIL_DAY || self->interval == 1)
    return TRUE;

  return (divide_down (civil, self->unit) - divide_down (start, self->unit)) % self->interval == 0;
}

/* Walks from @first to @last; TRUE when that was all of it, FALSE when the limit cut it short. */
static gboolean
walk (const Rule *self,
      const RailCivilTime *start,
      const RailTimeZone *zone,
      gint64 first,
      gint64 from,
      gint64 last,
      GArray *civils)
{
  struct icalrecurrencetype bounded = self->libical;
  gint64 farthest = self->unit > 0 ? first + MAX_STEPS * self->unit * self->interval : G_MAXINT64;
  icalrecur_iterator *iterator;
  gint64 found = 0;
  gint64 steps = 0;
  gboolean counted_out = FALSE;

  bounded.until = to_libical (MIN (last, farthest));
  iterator = icalrecur_iterator_new (bounded, to_libical (first));
  /* None at all in the next 18,000 years. */
  if (iterator == NULL)
    return TRUE;

  while (!counted_out && steps++ < MAX_STEPS)
    {
      struct icaltimetype time = icalrecur_iterator_next (iterator);
      gint64 civil;

      if (icaltime_is_null_time (time))
        break;

      civil = from_libical (&time);
      if (!is_in_phase (self, start->seconds, civil))
        continue;
      /* COUNT has the event's own start as its first, even if the rule does not name it. */
      if (found == 0 && civil != start->seconds && self->count > 0)
        found++;
      counted_out = self->count > 0 && ++found >= self->count;
      if (self->count > 0 && found > self->count)
        break;
      if (civil < from)
        continue;
      if (self->has_until && self->until.is_utc && !start->is_date &&
          rail_time_zone_get_moment (zone, civil) > self->until.seconds)
        continue;
      g_array_append_val (civils, civil);
    }

  icalrecur_iterator_free (iterator);
  return counted_out || (steps <= MAX_STEPS && farthest >= last);
}

gboolean
rail_recurrence_rule_expand (const char *rule,
                             const RailCivilTime *start,
                             const RailTimeZone *zone,
                             gint64 from,
                             gint64 to,
                             gint64 *allowance,
                             GArray *civils,
                             GError **error)
{
  g_auto (Rule) parsed = { .interval = 1 };
  gint64 began = g_get_monotonic_time ();
  gint64 last;
  gboolean complete;

  quieten_libical ();
  if (!parse (&parsed, rule, start, error))
    return FALSE;

  last = parsed.has_until ? MIN (to, get_until (&parsed, start, zone)) : to;
  if (last < from || last < start->seconds)
    return TRUE;
  if (*allowance <= 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "the recurrence rules of this calendar take too long to follow");
      return FALSE;
    }

  complete = walk (&parsed, start, zone, leap (&parsed, start->seconds, from), from, last, civils);
  *allowance -= g_get_monotonic_time () - began;

  if (!complete)
    {
      g_autofree char *quoted = rail_content_quote (rule);

      g_set_error (error,
                   RAIL_ERROR,
                   RAIL_ERROR_TOO_LARGE,
                   "the recurrence rule “%s” was followed for %" G_GINT64_FORMAT " steps and not to its end",
                   quoted,
                   MAX_STEPS);
      return FALSE;
    }
  /* libical knows positions in months and years only. */
  if (has_entries (parsed.libical.by_set_pos) && parsed.unit > 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "its rule chooses by BYSETPOS among days or weeks, which is not followed: it names too many");
      return FALSE;
    }
  return TRUE;
}
