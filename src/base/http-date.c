#include "config.h"

#include "base/http-date.h"

#include <string.h>

#include "base/duration.h"

#define LONGEST_TEXT 64

static gboolean
read_number (const char *text,
             guint digits,
             int *number)
{
  *number = 0;
  for (guint i = 0; i < digits; i++)
    {
      /* asctime() pads a one-digit day with a space. */
      char c = i == 0 && digits == 2 && text[i] == ' ' ? '0' : text[i];

      if (!g_ascii_isdigit (c))
        return FALSE;
      *number = *number * 10 + g_ascii_digit_value (c);
    }
  return TRUE;
}

static gboolean
read_month (const char *text,
            int *month)
{
  static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strncmp (text, names[i], 3) == 0)
        {
          *month = (int) i + 1;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_clock (const char *text,
            int *hour,
            int *minute,
            int *second)
{
  if (text[2] != ':' || text[5] != ':' || !read_number (text, 2, hour) || !read_number (text + 3, 2, minute) || !read_number (text + 6, 2, second))
    return FALSE;

  /* A leap second is the next one for us. */
  *second = MIN (*second, 59);
  return TRUE;
}

/* A two-digit year that seems more than 50 years ahead is in the past: RFC 9110 section 5.6.7. */
static int
widen_year (int year,
            gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_utc (now / RAIL_SECOND);
  int this_year = today != NULL ? g_date_time_get_year (today) : 1970;
  int wide = this_year - this_year % 100 + year;

  return wide > this_year + 50 ? wide - 100 : wide;
}

gboolean
rail_http_date_parse (const char *text,
                      gint64 now,
                      gint64 *moment)
{
  gsize length = strnlen (text, LONGEST_TEXT);
  const char *comma = memchr (text, ',', length);
  gsize rest = comma != NULL ? length - (gsize) (comma - text) : 0;
  int year, month, day, hour, minute, second;
  gboolean read;
  g_autoptr (GDateTime) time = NULL;

  /* "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994" */
  if (comma != NULL && rest == strlen (", 06 Nov 1994 08:49:37 GMT") && comma[4] == ' ')
    read = read_number (comma + 2, 2, &day) && read_month (comma + 5, &month) && read_number (comma + 9, 4, &year) &&
           read_clock (comma + 14, &hour, &minute, &second) && g_str_equal (comma + 22, " GMT");
  else if (comma != NULL && rest == strlen (", 06-Nov-94 08:49:37 GMT") && comma[4] == '-')
    {
      read = read_number (comma + 2, 2, &day) && read_month (comma + 5, &month) && read_number (comma + 9, 2, &year) &&
             read_clock (comma + 12, &hour, &minute, &second) && g_str_equal (comma + 20, " GMT");
      year = read ? widen_year (year, now) : 0;
    }
  else
    read = length == strlen ("Sun Nov  6 08:49:37 1994") && comma == NULL && read_month (text + 4, &month) && read_number (text + 8, 2, &day) &&
           read_clock (text + 11, &hour, &minute, &second) && text[19] == ' ' && read_number (text + 20, 4, &year);

  time = read ? g_date_time_new_utc (year, month, day, hour, minute, second) : NULL;
  if (time == NULL)
    return FALSE;

  *moment = g_date_time_to_unix (time) * RAIL_SECOND;
  return TRUE;
}

gboolean
rail_http_date_parse_retry_after (const char *text,
                                  gint64 now,
                                  gint64 longest,
                                  gint64 *moment)
{
  guint64 seconds;

  if (text[0] != '\0' && text[strspn (text, "0123456789")] == '\0')
    {
      /* More digits than a number has are a long time all the same. */
      if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
        seconds = G_MAXUINT32;
      *moment = now + MIN ((gint64) seconds * RAIL_SECOND, longest);
      return TRUE;
    }

  if (!rail_http_date_parse (text, now, moment))
    return FALSE;

  *moment = CLAMP (*moment, now, now + longest);
  return TRUE;
}
