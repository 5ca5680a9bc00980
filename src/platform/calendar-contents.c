#include "config.h"

#include "platform/calendar-contents.h"

#include <glib/gi18n-lib.h>

#include "base/problem.h"

void
rail_calendar_window_copy (const RailCalendarWindow *self,
                           RailCalendarWindow *copy)
{
  *copy = *self;
  g_time_zone_ref (copy->zone);
}

void
rail_calendar_window_clear (RailCalendarWindow *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

gboolean
rail_calendar_window_equal (const RailCalendarWindow *a,
                            const RailCalendarWindow *b)
{
  return a->zone != NULL && b->zone != NULL && a->from == b->from && a->to == b->to &&
         g_str_equal (g_time_zone_get_identifier (a->zone), g_time_zone_get_identifier (b->zone));
}

void
rail_calendar_contents_init (RailCalendarContents *self,
                             const char *detail)
{
  self->occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  self->problems = rail_problems_new ();
  self->state = RAIL_PROVIDER_LIMITED;
  self->reason = g_strdup (detail);
  self->detail = g_strdup (detail);
}

void
rail_calendar_contents_clear (RailCalendarContents *self)
{
  rail_calendar_window_clear (&self->window);
  g_clear_pointer (&self->occurrences, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->detail, g_free);
}

gboolean
rail_calendar_contents_set_window (RailCalendarContents *self,
                                   gint64 from,
                                   gint64 to,
                                   GTimeZone *zone)
{
  const RailCalendarWindow window = { from, to, zone };

  if (rail_calendar_window_equal (&self->window, &window))
    return FALSE;

  g_time_zone_ref (zone);
  rail_calendar_window_clear (&self->window);
  self->window = window;
  return TRUE;
}

static guint
count_errors (GPtrArray *problems)
{
  guint errors = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      errors += problem->severity == RAIL_SEVERITY_ERROR ? 1 : 0;
    }
  return errors;
}

/* Takes @detail. */
static void
set_detail (RailCalendarContents *self,
            char *detail)
{
  g_free (self->detail);
  self->detail = detail;
}

void
rail_calendar_contents_take (RailCalendarContents *self,
                             GPtrArray *occurrences,
                             GPtrArray *problems,
                             gint64 read_at)
{
  guint errors = count_errors (problems);

  g_ptr_array_unref (self->occurrences);
  self->occurrences = occurrences;
  g_ptr_array_unref (self->problems);
  self->problems = problems;
  self->read_at = read_at;

  self->state = problems->len == 0 ? RAIL_PROVIDER_OK : RAIL_PROVIDER_LIMITED;
  if (problems->len == 0)
    set_detail (self, g_strdup (""));
  else if (errors == 0)
    set_detail (self, g_strdup (_ ("Parts of the calendar could not be read as they are written")));
  else
    set_detail (self,
                g_strdup_printf (ngettext ("One event of the calendar could not be read",
                                           "%u events of the calendar could not be read",
                                           errors),
                                 errors));
}

void
rail_calendar_contents_set_trouble (RailCalendarContents *self,
                                    RailProviderState state,
                                    const char *reason)
{
  char *kept = g_strdup (reason);

  g_free (self->reason);
  self->reason = kept;
  self->state = state;
  if (self->read_at != 0)
    {
      g_autoptr (GDateTime) read_at = g_date_time_new_from_unix_local (self->read_at / G_USEC_PER_SEC);
      g_autofree char *age = g_date_time_format (read_at, "%Y-%m-%d %H:%M");

      /* Translators: the first is a sentence, the second a date and time. */
      set_detail (self, g_strdup_printf (_ ("%s. Its events are as of %s"), self->reason, age));
    }
  else
    {
      set_detail (self, g_strdup (self->reason));
    }
}

void
rail_calendar_contents_fail (RailCalendarContents *self,
                             const char *file,
                             const char *reason,
                             const char *mend)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();

  rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 0, "calendar-file", mend, "%s", reason);
  g_ptr_array_unref (self->problems);
  self->problems = g_steal_pointer (&problems);

  rail_calendar_contents_set_trouble (self, RAIL_PROVIDER_FAILED, reason);
}

void
rail_calendar_contents_remember (RailCalendarContents *self,
                                 GPtrArray *occurrences,
                                 gint64 read_at)
{
  g_autofree char *reason = g_strdup (self->reason);

  if (self->read_at != 0)
    {
      g_ptr_array_unref (occurrences);
      return;
    }

  g_ptr_array_unref (self->occurrences);
  self->occurrences = occurrences;
  self->read_at = read_at;
  rail_calendar_contents_set_trouble (self, self->state, reason);
}

void
rail_calendar_contents_get_status (const RailCalendarContents *self,
                                   RailCalendarStatus *status)
{
  status->detail = self->detail;
  status->state = self->state;
  status->read_at = self->read_at;
}
