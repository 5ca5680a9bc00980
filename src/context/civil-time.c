#include "config.h"

#include "context/civil-time.h"

#include <stdio.h>
#include <string.h>

/* A span longer than this is no meeting, and keeping sums far from overflow needs some limit. */
#define SPAN_MAX_DAYS ((gint64) 36600)

gint64
rail_civil_days (gint64 year,
                 int month,
                 int day)
{
  /* The year begins in March, so that the leap day is its last day and the months before it follow one linear formula. */
  gint64 shifted_year = month > 2 ? year : year - 1;
  gint64 era = (shifted_year >= 0 ? shifted_year : shifted_year - 399) / 400;
  gint64 year_of_era = shifted_year - era * 400;
  gint64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

void
rail_civil_date (gint64 days,
                 gint64 *year,
                 int *month,
                 int *day)
{
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  gint64 day_of_era = shifted - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int march_month = (int) ((5 * day_of_year + 2) / 153);

  *day = (int) (day_of_year - (153 * march_month + 2) / 5 + 1);
  *month = march_month < 10 ? march_month + 3 : march_month - 9;
  *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

gint64
rail_civil_day_of (gint64 seconds)
{
  return (seconds >= 0 ? seconds : seconds - (RAIL_CIVIL_DAY - 1)) / RAIL_CIVIL_DAY;
}

static gboolean
read_digits (const char *text,
             gsize count,
             int *number)
{
  *number = 0;
  for (gsize i = 0; i < count; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *number = *number * 10 + (text[i] - '0');
    }

  return TRUE;
}

gboolean
rail_civil_time_parse (const char *text,
                       gsize length,
                       RailCivilTime *time)
{
  int year, month, day, hour = 0, minute = 0, second = 0;

  if (length != strlen ("20261001") && length != strlen ("20261001T120000") && length != strlen ("20261001T120000Z"))
    return FALSE;
  if (!read_digits (text, 4, &year) || !read_digits (text + 4, 2, &month) || !read_digits (text + 6, 2, &day))
    return FALSE;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > g_date_get_days_in_month (month, year))
    return FALSE;

  time->is_date = length == strlen ("20261001");
  time->is_utc = length == strlen ("20261001T120000Z");
  if (!time->is_date &&
      ((text[8] != 'T' && text[8] != 't') ||
       !read_digits (text + 9, 2, &hour) || !read_digits (text + 11, 2, &minute) || !read_digits (text + 13, 2, &second)))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 60 || (time->is_utc && text[15] != 'Z' && text[15] != 'z'))
    return FALSE;

  time->seconds = rail_civil_days (year, month, day) * RAIL_CIVIL_DAY + hour * 3600 + minute * 60 + MIN (second, 59);
  return TRUE;
}

char *
rail_civil_time_format (const RailCivilTime *time)
{
  gint64 days = rail_civil_day_of (time->seconds);
  int second_of_day = (int) (time->seconds - days * RAIL_CIVIL_DAY);
  gint64 year;
  int month, day;

  rail_civil_date (days, &year, &month, &day);
  if (time->is_date)
    return g_strdup_printf ("%04d%02d%02d", (int) year, month, day);

  return g_strdup_printf ("%04d%02d%02dT%02d%02d%02d%s",
                          (int) year,
                          month,
                          day,
                          second_of_day / 3600,
                          second_of_day / 60 % 60,
                          second_of_day % 60,
                          time->is_utc ? "Z" : "");
}

gboolean
rail_civil_span_parse (const char *text,
                       RailCivilSpan *span)
{
  const char *cursor = text;
  gboolean negative = *cursor == '-';
  gboolean in_time = FALSE;
  guint parts = 0;

  *span = (RailCivilSpan){ 0 };
  if (*cursor == '-' || *cursor == '+')
    cursor++;
  if (g_ascii_toupper (*cursor++) != 'P')
    return FALSE;

  while (*cursor != '\0')
    {
      char *unit;
      guint64 number;

      if (!in_time && g_ascii_toupper (*cursor) == 'T')
        {
          in_time = TRUE;
          cursor++;
        }
      if (!g_ascii_isdigit (*cursor))
        return FALSE;

      number = g_ascii_strtoull (cursor, &unit, 10);
      if (number > (guint64) (SPAN_MAX_DAYS * RAIL_CIVIL_DAY))
        return FALSE;

      switch (g_ascii_toupper (*unit))
        {
        case 'W':
          span->days += (gint64) number * 7;
          break;
        case 'D':
          span->days += (gint64) number;
          break;
        case 'H':
          span->seconds += (gint64) number * 3600;
          break;
        case 'M':
          span->seconds += (gint64) number * 60;
          break;
        case 'S':
          span->seconds += (gint64) number;
          break;
        default:
          return FALSE;
        }
      if ((g_ascii_toupper (*unit) == 'W' || g_ascii_toupper (*unit) == 'D') == in_time)
        return FALSE;
      if (++parts > 6 || span->days > SPAN_MAX_DAYS || span->seconds > SPAN_MAX_DAYS * RAIL_CIVIL_DAY)
        return FALSE;
      cursor = unit + 1;
    }

  if (negative)
    {
      span->days = -span->days;
      span->seconds = -span->seconds;
    }
  return parts > 0;
}
