#include "config.h"

#include "context/recurrence-rule.h"

#include <libical/ical.h>
#include <string.h>

#include "base/error.h"
#include "context/content-line.h"
#include "context/rule-reach.h"
#include "context/rule-walk.h"

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

/* libical takes 0MO for every Monday. */
static gboolean
has_zeroth_day (const char *days)
{
  g_auto (GStrv) parts = g_strsplit (days, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *number = g_strstrip (parts[i]) + strspn (parts[i], "+-");

      if (g_ascii_isdigit (*number) && g_ascii_strtoull (number, NULL, 10) == 0)
        return TRUE;
    }
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
  if (g_str_equal (name, "BYDAY") && has_zeroth_day (equals + 1))
    return refuse (error, part);
  /* RFC 2445 section 4.3.10 allowed private parts; its successor does not, and some still write them. */
  if (g_str_has_prefix (name, "X-"))
    return TRUE;
  if (g_str_equal (name, "INTERVAL") && !read_number (equals + 1, MAX_INTERVAL, &self->interval))
    return refuse (error, part);
  /* RFC 5545 section 3.3.10: these are ignored where DTSTART is a date. */
  if (start->is_date && (g_str_equal (name, "BYHOUR") || g_str_equal (name, "BYMINUTE") || g_str_equal (name, "BYSECOND")))
    return TRUE;

  g_string_append_printf (rest, "%s%s", rest->len > 0 ? ";" : "", part);
  return TRUE;
}

static gint64
get_unit (icalrecurrencetype_frequency frequency)
{
  static const gint64 units[] = { 1, 60, 3600, RAIL_CIVIL_DAY, 7 * RAIL_CIVIL_DAY };

  return (gsize) frequency < G_N_ELEMENTS (units) ? units[frequency] : 0;
}

/* libical reads the 13th month of other calendars, and their leap months, without being told of one. */
static gboolean
has_gregorian_months (const Rule *self)
{
  for (const short *month = self->libical.by_month; self->libical.rscale == NULL && *month != ICAL_RECURRENCE_ARRAY_MAX; month++)
    {
      if (*month > 12)
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse (Rule *self,
       const char *text,
       const RailCivilTime *start,
       GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*g_strstrip (parts[i]) != '\0' && !take_part (self, parts[i], start, rest, error))
        return FALSE;
    }

  self->libical = icalrecurrencetype_from_string (rest->str);
  if (self->libical.freq == ICAL_NO_RECURRENCE || !has_gregorian_months (self))
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
  return TRUE;
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
    return self->until.is_utc ? rail_time_zone_get_date (zone, self->until.seconds) : midnight;
  if (self->until.is_date)
    return midnight + RAIL_CIVIL_DAY - 1;

  return self->until.is_utc ? rail_time_zone_get_civil (zone, self->until.seconds) + RAIL_CIVIL_DAY : self->until.seconds;
}

/*
 * Only a calendar other than the Gregorian is known to libical alone. Where 3.0.16 walks the Gregorian one it gets many rules wrong, as
 * tests/integration/test_rules_differential.py found, and a step of the others costs it a call of ICU.
 */
static gboolean
is_for_libical (const Rule *self)
{
  const struct icalrecurrencetype *rule = &self->libical;

  return rule->rscale != NULL && (rule->skip != ICAL_SKIP_OMIT || g_ascii_strcasecmp (rule->rscale, "GREGORIAN") != 0);
}

/* One of the two that walk. */
typedef struct
{
  icalrecur_iterator *libical;
  RailRuleWalk *own;
} Walker;

static void
clear_walker (Walker *self)
{
  g_clear_pointer (&self->libical, icalrecur_iterator_free);
  g_clear_pointer (&self->own, rail_rule_walk_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walker, clear_walker)

static gboolean
step (Walker *self,
      gint64 *civil)
{
  struct icaltimetype time;

  if (self->own != NULL)
    return rail_rule_walk_next (self->own, civil);

  time = icalrecur_iterator_next (self->libical);
  if (icaltime_is_null_time (time))
    return FALSE;
  *civil = from_libical (&time);
  return TRUE;
}

/* Appends what the rule names up to @last; TRUE when that was all of it, FALSE when the limit cut it short. */
static gboolean
walk (const Rule *self,
      const RailCivilTime *start,
      const RailTimeZone *zone,
      gint64 from,
      gint64 last,
      GArray *civils)
{
  gint64 farthest = self->unit > 0 ? start->seconds + MAX_STEPS * self->unit * self->interval : G_MAXINT64;
  g_auto (Walker) walker = { NULL, NULL };
  gint64 found = 0;
  gint64 steps = 0;
  gint64 civil;
  gboolean counted_out = FALSE;

  if (is_for_libical (self))
    {
      struct icalrecurrencetype bounded = self->libical;

      bounded.until = to_libical (MIN (last, farthest));
      walker.libical = icalrecur_iterator_new (bounded, to_libical (start->seconds));
      /* None at all in the next 18,000 years. */
      if (walker.libical == NULL)
        return TRUE;
    }
  else
    {
      walker.own = rail_rule_walk_new (&self->libical, start->seconds, self->count > 0 ? start->seconds : from, last, MAX_STEPS);
    }

  while (!counted_out && steps++ < MAX_STEPS && step (&walker, &civil))
    {
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

  if (walker.own != NULL)
    return counted_out || (steps <= MAX_STEPS && !rail_rule_walk_was_cut_short (walker.own));
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

  /* Most series of an old calendar have ended, and COUNT would have to be counted from their start. */
  if (rail_rule_reach (rule, start, &last) && last < from)
    return TRUE;

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

  complete = walk (&parsed, start, zone, from, last, civils);
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
  return TRUE;
}
