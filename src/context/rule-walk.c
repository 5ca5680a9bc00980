#include "config.h"

#include "context/rule-walk.h"

#include "context/civil-time.h"

#define HOUR 3600
#define MINUTE 60

struct _RailRuleWalk
{
  struct icalrecurrencetype rule; /* with what it takes from the start */
  gint64 start;
  gint64 last;
  gint64 interval; /* number of the one that comes next, counted from the start's */
  gint64 steps_left;
  gboolean cut_short;
  GArray *times; /* gint64 seconds of the day, in order: what a day of the rule has */
  GArray *set;   /* gint64 civil times of the present interval, in order */
  guint position;
  gint64 tried_day; /* the last one, with its answer */
  gboolean day_matches;
};

static gboolean
has_entries (const short *list)
{
  return list[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

static gboolean
has_entry (const short *list,
           gint64 wanted)
{
  for (; *list != ICAL_RECURRENCE_ARRAY_MAX; list++)
    {
      if (*list == wanted)
        return TRUE;
    }
  return FALSE;
}

/* Whether @number, or the same counted from the end of @count, is listed; an empty list asks for nothing. */
static gboolean
allows (const short *list,
        gint64 number,
        gint64 count)
{
  return !has_entries (list) || has_entry (list, number) || has_entry (list, number - count - 1);
}

static gint64
floor_to (gint64 number,
          gint64 unit)
{
  gint64 rest = number % unit;

  return number - (rest >= 0 ? rest : rest + unit);
}

static int
get_weekday (gint64 day)
{
  return (int) (day + 4 - floor_to (day + 4, 7)) + ICAL_SUNDAY_WEEKDAY;
}

static gint64
get_week (const RailRuleWalk *self,
          gint64 day)
{
  return day - (get_weekday (day) - (int) self->rule.week_start + 7) % 7;
}

/* A week belongs to the year in which most of it lies: so says its fourth day. */
static gboolean
is_week_allowed (const RailRuleWalk *self,
                 gint64 day)
{
  gint64 middle = get_week (self, day) + 3;
  gint64 year, last_middle;
  int month, month_day;

  rail_civil_date (middle, &year, &month, &month_day);
  last_middle = get_week (self, rail_civil_days (year, 12, 28)) + 3;
  return allows (self->rule.by_week_no,
                 (middle - rail_civil_days (year, 1, 1)) / 7 + 1,
                 (last_middle - rail_civil_days (year, 1, 1)) / 7 + 1);
}

/* @number of @count days of the month or year: whether this is its weekday, the nth if BYDAY says which. */
static gboolean
is_weekday_allowed (const RailRuleWalk *self,
                    gint64 day,
                    gint64 number,
                    gint64 count)
{
  int weekday = get_weekday (day);

  if (!has_entries (self->rule.by_day))
    return TRUE;

  for (const short *entry = self->rule.by_day; *entry != ICAL_RECURRENCE_ARRAY_MAX; entry++)
    {
      int position = icalrecurrencetype_day_position (*entry);

      if ((int) icalrecurrencetype_day_day_of_week (*entry) != weekday)
        continue;
      if (position == 0 || self->rule.freq < ICAL_MONTHLY_RECURRENCE ||
          position == (number - 1) / 7 + 1 || position == -((count - number) / 7 + 1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
try_day (const RailRuleWalk *self,
         gint64 day)
{
  gint64 year, first_of_month, first_of_year, month_length, year_length;
  int month, month_day;
  gboolean by_month;

  rail_civil_date (day, &year, &month, &month_day);
  if (has_entries (self->rule.by_month) && !has_entry (self->rule.by_month, month))
    return FALSE;
  if (has_entries (self->rule.by_week_no) && !is_week_allowed (self, day))
    return FALSE;

  first_of_year = rail_civil_days (year, 1, 1);
  year_length = rail_civil_days (year + 1, 1, 1) - first_of_year;
  first_of_month = rail_civil_days (year, month, 1);
  month_length = rail_civil_days (year + month / 12, month % 12 + 1, 1) - first_of_month;
  if (!allows (self->rule.by_year_day, day - first_of_year + 1, year_length) ||
      !allows (self->rule.by_month_day, month_day, month_length))
    return FALSE;

  /* A number before the weekday counts within the month where the rule speaks of months (errata 1913). */
  by_month = self->rule.freq != ICAL_YEARLY_RECURRENCE || has_entries (self->rule.by_month);
  return is_weekday_allowed (self, day, by_month ? month_day : day - first_of_year + 1, by_month ? month_length : year_length);
}

static gboolean
matches_day (RailRuleWalk *self,
             gint64 day)
{
  if (day != self->tried_day)
    {
      self->tried_day = day;
      self->day_matches = try_day (self, day);
    }
  return self->day_matches;
}

/* FREQ=MONTHLY means the start's day of the month, and so on: section 3.3.10, "information, not contained in the rule". */
static void
take_from_start (RailRuleWalk *self)
{
  struct icalrecurrencetype *rule = &self->rule;
  gint64 day = rail_civil_day_of (self->start);
  gint64 year;
  int month, month_day;

  if (has_entries (rule->by_year_day) || has_entries (rule->by_month_day) || has_entries (rule->by_day))
    return;

  rail_civil_date (day, &year, &month, &month_day);
  if (rule->freq == ICAL_WEEKLY_RECURRENCE || has_entries (rule->by_week_no))
    {
      rule->by_day[0] = (short) get_weekday (day);
      rule->by_day[1] = ICAL_RECURRENCE_ARRAY_MAX;
    }
  else if (rule->freq >= ICAL_MONTHLY_RECURRENCE)
    {
      rule->by_month_day[0] = (short) month_day;
      rule->by_month_day[1] = ICAL_RECURRENCE_ARRAY_MAX;
      if (rule->freq == ICAL_YEARLY_RECURRENCE && !has_entries (rule->by_month))
        {
          rule->by_month[0] = (short) month;
          rule->by_month[1] = ICAL_RECURRENCE_ARRAY_MAX;
        }
    }
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* In order, and each once: a list may name a number twice. */
static void
sort_times (GArray *times)
{
  guint kept = 0;

  g_array_sort (times, compare_times);
  for (guint i = 0; i < times->len; i++)
    {
      gint64 time = g_array_index (times, gint64, i);

      if (kept == 0 || g_array_index (times, gint64, kept - 1) != time)
        g_array_index (times, gint64, kept++) = time;
    }
  g_array_set_size (times, kept);
}

/* The numbers of @list, or the start's own if it has none; returns how many. */
static guint
list_values (const short *list,
             gint64 own,
             short *values)
{
  guint count = 0;

  for (; list[count] != ICAL_RECURRENCE_ARRAY_MAX; count++)
    values[count] = list[count];
  if (count == 0)
    values[count++] = (short) own;
  return count;
}

static void
fill_times (RailRuleWalk *self)
{
  gint64 time_of_day = self->start - floor_to (self->start, RAIL_CIVIL_DAY);
  short hours[ICAL_BY_HOUR_SIZE], minutes[ICAL_BY_MINUTE_SIZE], seconds[ICAL_BY_SECOND_SIZE];
  guint hour_count = list_values (self->rule.by_hour, time_of_day / HOUR, hours);
  guint minute_count = list_values (self->rule.by_minute, time_of_day / MINUTE % 60, minutes);
  guint second_count = list_values (self->rule.by_second, time_of_day % 60, seconds);

  for (guint i = 0; i < hour_count; i++)
    {
      for (guint j = 0; j < minute_count; j++)
        {
          for (guint k = 0; k < second_count; k++)
            {
              gint64 time = hours[i] * HOUR + minutes[j] * MINUTE + MIN (seconds[k], 59);

              g_array_append_val (self->times, time);
            }
        }
    }
  sort_times (self->times);
}

static void
add_days (RailRuleWalk *self,
          gint64 first,
          gint64 end)
{
  for (gint64 day = first; day < end; day++)
    {
      gboolean matches = matches_day (self, day);

      self->steps_left -= matches ? self->times->len : 1;
      for (guint i = 0; matches && i < self->times->len; i++)
        {
          gint64 civil = day * RAIL_CIVIL_DAY + g_array_index (self->times, gint64, i);

          g_array_append_val (self->set, civil);
        }
    }
}

/* The months of a year that the rule names none of cost one look each. */
static void
add_months (RailRuleWalk *self,
            gint64 first,
            gint64 count)
{
  for (gint64 month = first; month < first + count; month++)
    {
      gint64 year = floor_to (month, 12) / 12;
      int number = (int) (month - year * 12) + 1;
      gint64 begin = rail_civil_days (year, number, 1);

      if (has_entries (self->rule.by_month) && !has_entry (self->rule.by_month, number))
        self->steps_left--;
      else
        add_days (self, begin, rail_civil_days (year + number / 12, number % 12 + 1, 1));
    }
}

/* One hour, minute or second that begins at @begin; lists of smaller units expand it. */
static void
add_moments (RailRuleWalk *self,
             gint64 begin)
{
  gint64 start_second = self->start - floor_to (self->start, MINUTE);
  gint64 start_minute = (self->start - floor_to (self->start, HOUR)) / MINUTE;
  short minutes[ICAL_BY_MINUTE_SIZE], seconds[ICAL_BY_SECOND_SIZE];
  guint minute_count = 1;
  guint second_count = 1;

  minutes[0] = 0;
  seconds[0] = 0;
  if (self->rule.freq == ICAL_HOURLY_RECURRENCE)
    minute_count = list_values (self->rule.by_minute, start_minute, minutes);
  if (self->rule.freq != ICAL_SECONDLY_RECURRENCE)
    second_count = list_values (self->rule.by_second, start_second, seconds);

  for (guint i = 0; i < minute_count; i++)
    {
      for (guint j = 0; j < second_count; j++)
        {
          gint64 civil = begin + minutes[i] * MINUTE + MIN (seconds[j], 59);

          self->steps_left--;
          g_array_append_val (self->set, civil);
        }
    }
  sort_times (self->set);
}

/* The first moment after @begin that could be in the rule, if @begin is not; else @begin. */
static gint64
skip (RailRuleWalk *self,
      gint64 begin)
{
  gint64 second_of_day = begin - floor_to (begin, RAIL_CIVIL_DAY);

  if (!matches_day (self, rail_civil_day_of (begin)))
    return begin - second_of_day + RAIL_CIVIL_DAY;
  if (has_entries (self->rule.by_hour) && !has_entry (self->rule.by_hour, second_of_day / HOUR))
    return floor_to (begin, HOUR) + HOUR;
  if (self->rule.freq != ICAL_HOURLY_RECURRENCE && has_entries (self->rule.by_minute) &&
      !has_entry (self->rule.by_minute, second_of_day / MINUTE % 60))
    return floor_to (begin, MINUTE) + MINUTE;
  if (self->rule.freq == ICAL_SECONDLY_RECURRENCE && has_entries (self->rule.by_second) &&
      !has_entry (self->rule.by_second, second_of_day % 60))
    return begin + 1;
  return begin;
}

static gint64
get_unit (const RailRuleWalk *self)
{
  static const gint64 units[] = { 1, MINUTE, HOUR, RAIL_CIVIL_DAY, 7 * RAIL_CIVIL_DAY };

  return (gsize) self->rule.freq < G_N_ELEMENTS (units) ? units[self->rule.freq] : 0;
}

/* Where the start's own interval begins: a civil time, or the number of a month. */
static gint64
get_origin (const RailRuleWalk *self)
{
  gint64 day = rail_civil_day_of (self->start);
  gint64 year;
  int month, month_day;

  if (self->rule.freq == ICAL_WEEKLY_RECURRENCE)
    return get_week (self, day) * RAIL_CIVIL_DAY;
  if (self->rule.freq < ICAL_WEEKLY_RECURRENCE)
    return floor_to (self->start, get_unit (self));

  rail_civil_date (day, &year, &month, &month_day);
  return year * 12 + (self->rule.freq == ICAL_MONTHLY_RECURRENCE ? month - 1 : 0);
}

static gint64
get_months (const RailRuleWalk *self)
{
  return self->rule.freq == ICAL_YEARLY_RECURRENCE ? 12 : 1;
}

/* Goes to the next interval and fills its set, which may be empty; FALSE when it begins after the end. */
static gboolean
fill_set (RailRuleWalk *self)
{
  gint64 unit = get_unit (self);
  gint64 step = (unit > 0 ? unit : get_months (self)) * self->rule.interval;
  gint64 begin = get_origin (self) + self->interval * step;
  gint64 possible;

  g_array_set_size (self->set, 0);
  self->position = 0;

  if (unit == 0)
    {
      gint64 year = floor_to (begin, 12) / 12;

      if (rail_civil_days (year, (int) (begin - year * 12) + 1, 1) * RAIL_CIVIL_DAY > self->last)
        return FALSE;
      add_months (self, begin, get_months (self));
    }
  else if (begin > self->last)
    {
      return FALSE;
    }
  else if (unit >= RAIL_CIVIL_DAY)
    {
      add_days (self, begin / RAIL_CIVIL_DAY, (begin + unit) / RAIL_CIVIL_DAY);
    }
  else
    {
      possible = skip (self, begin);
      if (possible > begin)
        {
          self->steps_left--;
          self->interval += MAX (1, (possible - begin + step - 1) / step);
          return TRUE;
        }
      add_moments (self, begin);
    }

  self->interval++;
  return TRUE;
}

static gboolean
is_chosen (const RailRuleWalk *self,
           guint position)
{
  return allows (self->rule.by_set_pos, (gint64) position + 1, self->set->len);
}

/* So that decades cost nothing; one interval early, because it may reach over its neighbour's edge. */
static gint64
get_first_interval (const RailRuleWalk *self,
                    gint64 from)
{
  gint64 unit = get_unit (self);
  gint64 year;
  int month, month_day;

  if (from <= self->start)
    return 0;
  if (unit > 0)
    return MAX (0, (from - get_origin (self)) / (unit * self->rule.interval) - 1);

  rail_civil_date (rail_civil_day_of (from), &year, &month, &month_day);
  return MAX (0, (year * 12 + month - 1 - get_origin (self)) / (get_months (self) * self->rule.interval) - 1);
}

RailRuleWalk *
rail_rule_walk_new (const struct icalrecurrencetype *rule,
                    gint64 start,
                    gint64 from,
                    gint64 last,
                    gint64 max_steps)
{
  RailRuleWalk *self = g_new0 (RailRuleWalk, 1);

  self->rule = *rule;
  self->start = start;
  self->last = last;
  self->steps_left = max_steps;
  self->tried_day = G_MININT64;
  self->set = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  take_from_start (self);
  fill_times (self);
  self->interval = get_first_interval (self, from);
  return self;
}

void
rail_rule_walk_free (RailRuleWalk *self)
{
  g_array_unref (self->set);
  g_array_unref (self->times);
  g_free (self);
}

gboolean
rail_rule_walk_next (RailRuleWalk *self,
                     gint64 *civil)
{
  for (;;)
    {
      while (self->position < self->set->len)
        {
          guint position = self->position++;

          *civil = g_array_index (self->set, gint64, position);
          if (*civil > self->last)
            return FALSE;
          if (*civil >= self->start && is_chosen (self, position))
            return TRUE;
        }

      self->cut_short = self->steps_left <= 0;
      if (self->cut_short || !fill_set (self))
        return FALSE;
    }
}

gboolean
rail_rule_walk_was_cut_short (const RailRuleWalk *self)
{
  return self->cut_short;
}
