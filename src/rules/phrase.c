#include "config.h"

#include "rules/phrase.h"

#include <glib/gi18n-lib.h>

#include "base/duration.h"

/* A card's line has room for about this many characters of a title. */
#define MAX_QUOTED 80

/* Later than this, that a meeting runs says more than when it began. */
#define JUST_STARTED (15 * RAIL_MINUTE)

char *
rail_phrase_span (gint64 span)
{
  int n;

  if (span != 0 && span % RAIL_DAY == 0)
    {
      n = (int) (span / RAIL_DAY);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", (gulong) n), n);
    }
  if (span != 0 && span % RAIL_HOUR == 0)
    {
      n = (int) (span / RAIL_HOUR);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d hour", "%d hours", (gulong) n), n);
    }
  if (span != 0 && span % RAIL_MINUTE == 0)
    {
      n = (int) (span / RAIL_MINUTE);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", (gulong) n), n);
    }

  n = (int) (span / RAIL_SECOND);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d second", "%d seconds", (gulong) n), n);
}

char *
rail_phrase_patterns (GPtrArray *patterns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < patterns->len; i++)
    {
      g_autofree char *quoted = rail_phrase_quote (rail_pattern_get_source (g_ptr_array_index (patterns, i)));

      /* Translators: between the last two of several texts, any of which will do. */
      if (i > 0)
        g_string_append (text, i + 1 < patterns->len ? ", " : _ (" or "));
      g_string_append (text, quoted);
    }

  return g_string_free (text, FALSE);
}

static char *
phrase_start (const char *subject,
              gint64 left)
{
  /* "In 5 minutes" holds until the fifth minute is over. */
  int minutes = (int) ((left + RAIL_MINUTE - 1) / RAIL_MINUTE);
  int hours = (int) ((left + RAIL_HOUR / 2) / RAIL_HOUR);
  int days = (int) ((left + RAIL_DAY / 2) / RAIL_DAY);

  if (left < 2 * RAIL_HOUR)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s starts in %d minute", "%s starts in %d minutes", (gulong) minutes), subject, minutes);
  if (left < 2 * RAIL_DAY)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s starts in %d hour", "%s starts in %d hours", (gulong) hours), subject, hours);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s starts in %d day", "%s starts in %d days", (gulong) days), subject, days);
}

static char *
phrase_run (const char *subject,
            gint64 since,
            gboolean all_day)
{
  int minutes = (int) (since / RAIL_MINUTE);

  if (all_day)
    return g_strdup_printf (_ ("%s is today"), subject);
  if (minutes == 0)
    return g_strdup_printf (_ ("%s is starting now"), subject);
  if (since < JUST_STARTED)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s started %d minute ago", "%s started %d minutes ago", (gulong) minutes), subject, minutes);

  return g_strdup_printf (_ ("%s is on now"), subject);
}

static char *
phrase_end (const char *subject,
            gint64 since)
{
  int minutes = (int) (since / RAIL_MINUTE);
  int hours = (int) (since / RAIL_HOUR);
  int days = (int) (since / RAIL_DAY);

  if (minutes == 0)
    return g_strdup_printf (_ ("%s has just ended"), subject);
  if (since < 2 * RAIL_HOUR)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s ended %d minute ago", "%s ended %d minutes ago", (gulong) minutes), subject, minutes);
  if (since < 2 * RAIL_DAY)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s ended %d hour ago", "%s ended %d hours ago", (gulong) hours), subject, hours);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s ended %d day ago", "%s ended %d days ago", (gulong) days), subject, days);
}

char *
rail_phrase_moment (const char *subject,
                    const RailOccurrence *occurrence,
                    gint64 now)
{
  if (now < occurrence->start)
    return phrase_start (subject, occurrence->start - now);
  if (now < occurrence->end)
    return phrase_run (subject, now - occurrence->start, occurrence->all_day);

  return phrase_end (subject, now - occurrence->end);
}

static const char *
get_weekday (int day)
{
  switch (day)
    {
    case 0:
      return _ ("Monday");
    case 1:
      return _ ("Tuesday");
    case 2:
      return _ ("Wednesday");
    case 3:
      return _ ("Thursday");
    case 4:
      return _ ("Friday");
    case 5:
      return _ ("Saturday");
    case 6:
    default:
      return _ ("Sunday");
    }
}

char *
rail_phrase_time_condition (const RailTimeCondition *condition)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (int day = 0; condition->days != 0x7f && day < 7; day++)
    {
      if ((condition->days & 1u << day) != 0)
        g_ptr_array_add (parts, g_strdup (get_weekday (day)));
    }

  /* Translators: counted from the month's start, "Friday number 2 of the month". */
  if (condition->has_nth && condition->nth_n > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%s number %d of the month"), get_weekday (condition->nth_day), condition->nth_n));
  else if (condition->has_nth)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%s number %d from the month’s end"), get_weekday (condition->nth_day), -condition->nth_n));

  if (condition->has_between)
    g_ptr_array_add (parts,
                     g_strdup_printf (_ ("%02d:%02d to %02d:%02d"),
                                      condition->from / 60,
                                      condition->from % 60,
                                      condition->to / 60,
                                      condition->to % 60));

  g_ptr_array_add (parts, NULL);
  joined = g_strjoinv (", ", (char **) parts->pdata);

  return g_strdup_printf (_ ("the time is %s"), joined);
}

char *
rail_phrase_clock (gint64 now,
                   GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / RAIL_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *clock = g_date_time_format (local, "%H:%M");

  return g_strdup_printf ("%s %s", get_weekday (g_date_time_get_day_of_week (local) - 1), clock);
}

char *
rail_phrase_quote (const char *text)
{
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_QUOTED)
    return g_strdup_printf (_ ("“%s”"), text);

  cut = g_utf8_substring (text, 0, MAX_QUOTED - 1);
  return g_strdup_printf (_ ("“%s…”"), cut);
}
