#include "config.h"

#include "base/iso-time.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"

/*
 * GLib writes years before 1000 with fewer than four digits, and its calendar ends with 9999: between these every moment that is read can be
 * written, and has its day and the day after, in every zone.
 */
#define FIRST_YEAR 1000
#define LAST_YEAR 9998

gboolean
rail_iso_time_parse (const char *text,
                     GTimeZone *zone,
                     gint64 *moment,
                     GError **error)
{
  g_autofree char *padded = NULL;
  g_autoptr (GDateTime) when = NULL;

  /* GLib wants a time behind the date. */
  if (strchr (text, 'T') == NULL && strlen (text) == strlen ("2026-10-01"))
    padded = g_strconcat (text, "T00:00:00", NULL);

  when = g_date_time_new_from_iso8601 (padded != NULL ? padded : text, zone);
  if (when == NULL)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not a time: write it as 2026-10-01T14:55:00+02:00 or 2026-10-01", text);
      return FALSE;
    }
  if (g_date_time_get_year (when) < FIRST_YEAR || g_date_time_get_year (when) > LAST_YEAR)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is too far away: a time such as 2026-10-01T14:55:00+02:00 lies in the years %d to %d", text, FIRST_YEAR, LAST_YEAR);
      return FALSE;
    }

  *moment = g_date_time_to_unix (when) * RAIL_SECOND + g_date_time_get_microsecond (when);
  return TRUE;
}

static GDateTime *
local_time (gint64 moment,
            GTimeZone *zone)
{
  /* Floor, so that moments before 1970 land in the right second too. */
  gint64 seconds = moment >= 0 ? moment / RAIL_SECOND : -((RAIL_SECOND - 1 - moment) / RAIL_SECOND);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

char *
rail_iso_time_format (gint64 moment,
                      GTimeZone *zone)
{
  g_autoptr (GDateTime) local = local_time (moment, zone);

  return local != NULL ? g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z") : g_strdup ("");
}

char *
rail_iso_time_format_exact (gint64 moment,
                            GTimeZone *zone)
{
  g_autoptr (GDateTime) local = local_time (moment, zone);
  gint64 fraction = ((moment % RAIL_SECOND) + RAIL_SECOND) % RAIL_SECOND;
  g_autofree char *time = NULL;
  g_autofree char *offset = NULL;

  if (local == NULL || fraction == 0)
    return rail_iso_time_format (moment, zone);

  time = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  offset = g_date_time_format (local, "%:z");
  return g_strdup_printf ("%s.%06d%s", time, (int) fraction, offset);
}

char *
rail_iso_time_format_clock (gint64 moment,
                            GTimeZone *zone)
{
  g_autoptr (GDateTime) local = local_time (moment, zone);

  return local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
}

gint64
rail_iso_time_day_start (gint64 moment,
                         GTimeZone *zone)
{
  g_autoptr (GDateTime) local = local_time (moment, zone);
  g_autoptr (GDateTime) midnight = NULL;

  g_return_val_if_fail (local != NULL, moment);

  midnight = g_date_time_new (zone,
                              g_date_time_get_year (local),
                              g_date_time_get_month (local),
                              g_date_time_get_day_of_month (local),
                              0,
                              0,
                              0);
  return g_date_time_to_unix (midnight) * RAIL_SECOND;
}
