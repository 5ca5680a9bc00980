#include "config.h"

#include "context/rule-reach.h"

#include <string.h>

/* As in recurrence-rule.c. */
#define MAX_INTERVAL 32767

/* Periods, so that no product overflows. */
#define MAX_REACH 1000000

/* Few enough that recurrence-rule.c would follow them to the end. */
#define MAX_COUNT 100000

typedef enum
{
  FREQUENCY_NONE,
  FREQUENCY_DAILY,
  FREQUENCY_WEEKLY,
  FREQUENCY_MONTHLY,
  FREQUENCY_YEARLY,
} Frequency;

typedef struct
{
  Frequency frequency;
  guint64 interval;
  guint64 count;
  gboolean has_until;
  RailCivilTime until;
  const char *days; /* BYDAY */
  guint seen;       /* a bit for each name */
} Plain;

static Frequency
read_frequency (const char *text)
{
  static const char *const names[] = { "", "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };

  for (gsize i = FREQUENCY_DAILY; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_equal (text, names[i]))
        return (Frequency) i;
    }
  return FREQUENCY_NONE;
}

static gboolean
is_day (const char *text,
        gsize length)
{
  static const char *const days[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

  for (gsize i = 0; length == 2 && i < G_N_ELEMENTS (days); i++)
    {
      if (strncmp (text, days[i], 2) == 0)
        return TRUE;
    }
  return FALSE;
}

/* "MO,WE", or "2TU,-1FR" where @numbered; a fifth one does not come every month. */
static gboolean
are_days (const char *text,
          gboolean numbered)
{
  g_auto (GStrv) days = g_strsplit (text, ",", -1);

  for (guint i = 0; days[i] != NULL; i++)
    {
      const char *day = days[i];

      if (numbered && (*day == '-' || *day == '+') && g_ascii_isdigit (day[1]))
        day++;
      if (numbered && *day >= '1' && *day <= '4')
        day++;
      if (!is_day (day, strlen (day)))
        return FALSE;
    }
  return days[0] != NULL;
}

static gboolean
read_part (Plain *self,
           const char *name,
           const char *value)
{
  static const char *const names[] = { "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST" };
  guint which = 0;

  while (which < G_N_ELEMENTS (names) && !g_str_equal (name, names[which]))
    which++;
  if (which == G_N_ELEMENTS (names) || (self->seen & (1u << which)) != 0)
    return FALSE;
  self->seen |= 1u << which;

  switch (which)
    {
    case 0:
      self->frequency = read_frequency (value);
      return self->frequency != FREQUENCY_NONE;
    case 1:
      return g_ascii_string_to_unsigned (value, 10, 1, MAX_INTERVAL, &self->interval, NULL);
    case 2:
      return g_ascii_string_to_unsigned (value, 10, 1, MAX_COUNT, &self->count, NULL);
    case 3:
      self->has_until = TRUE;
      return rail_civil_time_parse (value, strlen (value), &self->until);
    case 4:
      self->days = value;
      return TRUE;
    default:
      return is_day (value, strlen (value));
    }
}

/* Whether each period names something, so that a number of them is a length of time. */
static gboolean
never_pauses (const Plain *self,
              const RailCivilTime *start)
{
  gint64 year;
  int month, day;

  switch (self->frequency)
    {
    case FREQUENCY_DAILY:
      return self->days == NULL;
    case FREQUENCY_WEEKLY:
      return self->days == NULL || are_days (self->days, FALSE);
    case FREQUENCY_MONTHLY:
    case FREQUENCY_YEARLY:
      if (self->days != NULL)
        return self->frequency == FREQUENCY_MONTHLY && are_days (self->days, TRUE);
      rail_civil_date (rail_civil_day_of (start->seconds), &year, &month, &day);
      return day <= 28;
    case FREQUENCY_NONE:
    default:
      return FALSE;
    }
}

gboolean
rail_rule_reach (const char *rule,
                 const RailCivilTime *start,
                 gint64 *last)
{
  static const gint64 longest_days[] = { 0, 1, 7, 31, 366 };
  g_auto (GStrv) parts = g_strsplit (rule, ";", -1);
  Plain plain = { .interval = 1 };

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');

      if (equals == NULL)
        return FALSE;
      *equals = '\0';
      if (!read_part (&plain, parts[i], equals + 1))
        return FALSE;
    }

  if (!never_pauses (&plain, start) || (!plain.has_until && plain.count == 0) || plain.count * plain.interval > MAX_REACH)
    return FALSE;

  *last = plain.has_until ? plain.until.seconds + RAIL_CIVIL_DAY : G_MAXINT64;
  /* The first period may be cut short by the start, which counts as well. */
  if (plain.count > 0)
    *last = MIN (*last, start->seconds + (gint64) ((plain.count + 2) * plain.interval) * longest_days[plain.frequency] * RAIL_CIVIL_DAY);
  *last = MAX (*last, start->seconds);
  return TRUE;
}
