#include "config.h"

#include "ui/pause-moment.h"

#include <glib/gi18n.h>

#include "base/duration.h"
#include "base/iso-time.h"

gint64
rail_pause_moment_get (const char *word,
                       gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  if (g_str_equal (word, "hour"))
    return now + RAIL_HOUR;
  if (g_str_equal (word, "tomorrow"))
    /* Half a day past midnight is tomorrow even where a clock change makes the day 25 hours long. */
    return rail_iso_time_day_start (rail_iso_time_day_start (now, zone) + 36 * RAIL_HOUR, zone);
  if (g_str_equal (word, "resumed"))
    return G_MAXINT64;

  return 0;
}

GMenuModel *
rail_pause_moment_make_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("For an _Hour"), "pause.until::hour");
  g_menu_append (menu, _ ("Until _Tomorrow"), "pause.until::tomorrow");
  g_menu_append (menu, _ ("Until I _Resume"), "pause.until::resumed");

  return G_MENU_MODEL (menu);
}

char *
rail_pause_moment_describe (gint64 until,
                            gint64 now)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;

  if (until == G_MAXINT64)
    return g_strdup (_ ("Paused until you resume"));

  time = g_date_time_new_from_unix_local (until / G_USEC_PER_SEC);
  /* Nobody pauses beyond the calendar's end, but a settings file may say so. */
  if (time == NULL)
    return g_strdup (_ ("Paused until you resume"));

  /* Translators: a moment on another day, such as “Tuesday 09:00”, in the form of g_date_time_format(). */
  clock = g_date_time_format (time, until - now < 12 * RAIL_HOUR ? _ ("%H:%M") : _ ("%A %H:%M"));

  return g_strdup_printf (_ ("Paused until %s"), clock);
}
