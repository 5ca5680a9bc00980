#include "config.h"

#include <glib.h>

#include "base/duration.h"
#include "base/iso-time.h"
#include "delivery/reminder-moment.h"

typedef struct
{
  const char *title;
  const char *start;
  const char *end;
  gboolean all_day, cancelled;
  RailResponse response;
} Meeting;

static gint64
at (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *full = g_strdup_printf ("2026-10-%sZ", text);
  gint64 moment;

  g_assert_true (rail_iso_time_parse (full, utc, &moment, NULL));
  return moment;
}

/* "kind title at moment", at @now with these @meetings, up to one without a title. */
static void
expect (const char *now,
        const Meeting *meetings,
        const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (RailContext) context = NULL;
  g_autofree char *moment = NULL;
  g_autofree char *found = NULL;
  RailReminderMoment choice;

  for (const Meeting *meeting = meetings; meeting->title != NULL; meeting++)
    {
      RailOccurrence *occurrence = rail_occurrence_new ();

      g_free (occurrence->uid);
      occurrence->uid = g_strdup (meeting->title);
      g_free (occurrence->title);
      occurrence->title = g_strdup (meeting->title);
      occurrence->start = at (meeting->start);
      occurrence->end = at (meeting->end);
      occurrence->all_day = meeting->all_day;
      occurrence->cancelled = meeting->cancelled;
      occurrence->response = meeting->response;
      g_ptr_array_add (occurrences, occurrence);
    }
  g_ptr_array_sort (occurrences, rail_occurrence_compare);

  context = rail_context_new (at (now), zone, NULL, occurrences);
  choice = rail_reminder_moment_choose (context);
  moment = rail_iso_time_format (choice.moment, zone);
  found = g_strdup_printf ("%s %s at %.11s", rail_reminder_kind_to_string (choice.kind), choice.occurrence != NULL ? choice.occurrence->title : "-", moment + 8);
  if (choice.moment % RAIL_MINUTE == 0)
    found[strlen (found) - 3] = '\0';
  g_assert_cmpstr (found, ==, expected);
}

static void
test_running (void)
{
  static const Meeting meetings[] = {
    { .title = "Workshop", .start = "05T09:00:00", .end = "05T17:00:00" },
    { .title = "Review", .start = "05T14:00:00", .end = "05T15:00:00" },
    { .title = "Later", .start = "05T15:30:00", .end = "05T16:00:00" },
    {},
  };

  expect ("05T14:10:00", meetings, "meeting Review at 05T15:00");
  expect ("05T15:10:00", meetings, "meeting Workshop at 05T17:00");
  expect ("05T08:00:00", meetings, "meeting Workshop at 05T17:00");
}

static void
test_next (void)
{
  static const Meeting meetings[] = {
    { .title = "Review", .start = "05T14:00:00", .end = "05T15:00:00" },
    { .title = "Standup", .start = "06T09:00:00", .end = "06T09:15:00" },
    {},
  };

  expect ("05T09:00:00", meetings, "meeting Review at 05T15:00");
  expect ("05T15:00:00", meetings, "hour - at 05T16:00");
}

/* Nobody comes out of these. */
static void
test_no_meeting (void)
{
  static const Meeting meetings[] = {
    { .title = "Holiday", .start = "05T00:00:00", .end = "06T00:00:00", .all_day = TRUE },
    { .title = "Off", .start = "05T09:00:00", .end = "05T11:00:00", .cancelled = TRUE },
    { .title = "Declined", .start = "05T09:00:00", .end = "05T11:00:00", .response = RAIL_RESPONSE_DECLINED },
    { .title = "Trip", .start = "05T08:00:00", .end = "07T18:00:00" },
    {},
  };

  expect ("05T10:00:00", meetings, "hour - at 05T11:00");
}

static void
test_night (void)
{
  static const Meeting none[] = { {} };

  expect ("05T18:00:00", none, "hour - at 05T19:00");
  expect ("05T18:20:00", none, "morning - at 06T09:00");
  expect ("05T23:50:00", none, "morning - at 06T09:00");
  expect ("05T02:00:00", none, "morning - at 05T09:00");
  expect ("05T06:00:00", none, "hour - at 05T07:00");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reminder-moment/meeting/the-one-that-runs-and-began-last", test_running);
  g_test_add_func ("/reminder-moment/meeting/the-next-of-the-day", test_next);
  g_test_add_func ("/reminder-moment/meeting/all-day-cancelled-declined-and-overnight-are-none", test_no_meeting);
  g_test_add_func ("/reminder-moment/night/waits-for-the-morning", test_night);

  return g_test_run ();
}
