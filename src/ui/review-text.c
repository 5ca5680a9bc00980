#include "config.h"

#include "ui/review-text.h"

#include <glib/gi18n.h>

#define DAYS_SHOWN_AS_DAYS 14
#define DAYS_SHOWN_AS_WEEKS 60
#define SECONDS_SHOWN_AS_SECONDS 100

static int
count_days_since (const GDate *date,
                  gint64 now,
                  GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, g_date_time_get_day_of_month (local), g_date_time_get_month (local), g_date_time_get_year (local));

  return g_date_days_between (date, &today);
}

static char *
dup_ago (int days)
{
  if (days <= 0)
    return g_strdup (_ ("today"));
  if (days == 1)
    return g_strdup (_ ("yesterday"));
  if (days < DAYS_SHOWN_AS_DAYS)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day ago", "%d days ago", days), days);
  if (days < DAYS_SHOWN_AS_WEEKS)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d week ago", "%d weeks ago", days / 7), days / 7);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d month ago", "%d months ago", days / 30), days / 30);
}

static char *
dup_due (const GDate *reviewed,
         guint review_every,
         GTimeZone *zone)
{
  GDate due = *reviewed;
  g_autoptr (GDateTime) moment = NULL;

  g_date_add_days (&due, review_every);
  moment = g_date_time_new (zone, g_date_get_year (&due), g_date_get_month (&due), g_date_get_day (&due), 0, 0, 0);
  /* Translators: a date such as “1 October 2026”, in the form of g_date_time_format(). */
  return g_date_time_format (moment, _ ("%-d %B %Y"));
}

char *
rail_review_text_dup (const RailAid *aid,
                      gint64 now,
                      GTimeZone *zone)
{
  g_autofree char *ago = NULL;

  if (rail_aid_get_days_overdue (aid, now, zone) > 0)
    {
      g_autofree char *date = dup_due (&aid->reviewed, aid->review_every, zone);

      /* Translators: the first %s is a date, the second who looks after the aid. */
      return g_strdup_printf (_ ("Review overdue since %s · %s"), date, aid->owner);
    }

  ago = dup_ago (count_days_since (&aid->reviewed, now, zone));

  /* Translators: “Reviewed 3 weeks ago by people-team@example.org”. */
  return g_strdup_printf (_ ("Reviewed %s by %s"), ago, aid->owner);
}

char *
rail_review_overdue_text_dup (const GDate *reviewed,
                              guint review_every,
                              gint64 now,
                              GTimeZone *zone)
{
  g_autofree char *date = NULL;

  if (rail_review_get_days_overdue (reviewed, review_every, now, zone) <= 0)
    return NULL;

  date = dup_due (reviewed, review_every, zone);

  return g_strdup_printf (_ ("Review overdue since %s"), date);
}

char *
rail_reading_time_dup (guint seconds)
{
  guint minutes = (seconds + 30) / 60;

  if (seconds < SECONDS_SHOWN_AS_SECONDS)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u second", "%u seconds", seconds), seconds);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute", "%u minutes", minutes), minutes);
}
