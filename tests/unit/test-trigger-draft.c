/* "Show this here...": what the moment suggests, as a trigger that an author could have written. */

#include "config.h"

#include "base/duration.h"
#include "base/error.h"
#include "rules/trigger-draft.h"

#define NOON ((gint64) 1790856000 * RAIL_SECOND)

static RailOccurrence *
make_meeting (const char *title,
              gint64 start,
              gint64 length)
{
  RailOccurrence *occurrence = rail_occurrence_new ();

  g_free (occurrence->uid);
  occurrence->uid = g_strdup (title);
  g_free (occurrence->title);
  occurrence->title = g_strdup (title);
  occurrence->start = start;
  occurrence->end = start + length;

  return occurrence;
}

/* The proposals, one a line, for a window and meetings that begin so many minutes from now and last half an hour. */
static char *
propose (const char *app,
         const char *title,
         const char *meeting,
         int minutes)
{
  const char *const apps[] = { app, NULL };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (RailWindow) window = app != NULL ? rail_window_new (1, apps, title, NULL, FALSE) : NULL;
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (RailContext) context = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  GString *lines = g_string_new (NULL);

  if (meeting != NULL)
    g_ptr_array_add (occurrences, make_meeting (meeting, NOON + minutes * RAIL_MINUTE, 30 * RAIL_MINUTE));
  context = rail_context_new (NOON, utc, window, occurrences);
  drafts = rail_trigger_draft_propose (context);
  for (guint i = 0; i < drafts->len; i++)
    {
      g_autofree char *when = rail_trigger_draft_dup_when (g_ptr_array_index (drafts, i));
      g_autoptr (GError) error = NULL;
      g_autoptr (RailTrigger) trigger = rail_trigger_parse_when (when, "pack", "aid", &error);

      /* Whatever is proposed can be kept. */
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (trigger->id, "own-"));
      g_string_append_printf (lines, "%s\n", when);
    }
  return g_string_free (lines, FALSE);
}

static void
test_windows (void)
{
  static const struct
  {
    const char *title;
    const char *expected;
  } cases[] = {
    { "Performance review Q4 - Zoom", "{window: {app: 'zoom', title: 'Performance review'}}\n{window: {app: 'zoom'}}\n" },
    { "Invoice 4711 – SAP", "{window: {app: 'zoom', title: 'Invoice'}}\n{window: {app: 'zoom'}}\n" },
    { "It's Kim's | Notes", "{window: {app: 'zoom', title: 'It''s Kim''s'}}\n{window: {app: 'zoom'}}\n" },
    { "What? *urgent*", "{window: {app: 'zoom', title: 'What'}}\n{window: {app: 'zoom'}}\n" },
    { "2026", "{window: {app: 'zoom', title: '2026'}}\n{window: {app: 'zoom'}}\n" },
    { "/etc/fstab/", "{window: {app: 'zoom'}}\n" },
    { "", "{window: {app: 'zoom'}}\n" },
    { NULL, "{window: {app: 'zoom'}}\n" },
    { "Überprüfung: Straße", "{window: {app: 'zoom', title: 'Überprüfung'}}\n{window: {app: 'zoom'}}\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *lines = propose ("zoom", cases[i].title, NULL, 0);

      g_assert_cmpstr (lines, ==, cases[i].expected);
    }
}

static void
test_long_title (void)
{
  g_autofree char *title = g_strnfill (4000, 'x');
  g_autofree char *lines = propose ("zoom", title, NULL, 0);

  g_assert_cmpuint (strlen (lines), <, 200);
}

static void
test_meetings (void)
{
  g_autofree char *running = propose (NULL, NULL, "1:1 Priya", -10);
  g_autofree char *soon = propose (NULL, NULL, "Review #12", 30);
  g_autofree char *far = propose (NULL, NULL, "Review", 600);
  g_autofree char *nothing = propose (NULL, NULL, NULL, 0);

  g_assert_cmpstr (running, ==, "{calendar: {title: '1:1 Priya', before: 5m}}\n{calendar: {title: '1:1 Priya', during: true}}\n{calendar: {title: '1:1 Priya', after: 10m}}\n");
  g_assert_cmpstr (soon, ==, "{calendar: {title: 'Review', before: 5m}}\n{calendar: {title: 'Review', during: true}}\n{calendar: {title: 'Review', after: 10m}}\n");
  g_assert_cmpstr (far, ==, "");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_excluded (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (RailWindow) window = rail_window_new (1, NULL, NULL, NULL, FALSE);
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new ();
  g_autoptr (RailContext) context = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  window->excluded = TRUE;
  context = rail_context_new (NOON, utc, window, occurrences);
  drafts = rail_trigger_draft_propose (context);
  g_assert_cmpuint (drafts->len, ==, 0);
}

static void
test_refused (void)
{
  static const char *const whens[] = { "", "{", "{window: {}}", "{calendar: {title: x}}", "{window: {title: '/(/'}}", "*anchor", "}, show: card, x: {" };

  for (guint i = 0; i < G_N_ELEMENTS (whens); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rail_trigger_parse_when (whens[i], "pack", "aid", &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
    }
}

/* What is kept is listed in the same words as it was made with. */
static void
test_back_again (void)
{
  static const struct
  {
    RailDraftKind kind;
    const char *app;
    const char *title;
    guint minutes;
  } cases[] = {
    { RAIL_DRAFT_WINDOW, "zoom", "It's *review*", 0 },
    { RAIL_DRAFT_WINDOW, "zoom", "", 0 },
    { RAIL_DRAFT_WINDOW, "", "review", 0 },
    { RAIL_DRAFT_BEFORE, "", "1:1 Priya", 90 },
    { RAIL_DRAFT_DURING, "", "1:1 Priya", 0 },
    { RAIL_DRAFT_AFTER, "", "", 1440 },
  };
  static const char *const more[] = {
    "{window: {title: [a, b]}}",
    "{window: {title: a, fullscreen: true}}",
    "{window: {title: a, dwell: 5s}}",
    "{calendar: {title: a, attendees: 2, during: true}}",
    "{all: [{window: {title: a}}]}",
    "{time: {between: \"09:00..17:00\"}}",
    "{calendar: {title: a, before: 90s}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailTriggerDraft) draft = rail_trigger_draft_new (cases[i].kind, cases[i].app, cases[i].title, cases[i].minutes);
      g_autofree char *when = rail_trigger_draft_dup_when (draft);
      g_autoptr (RailTrigger) trigger = rail_trigger_parse_when (when, "pack", "aid", NULL);
      g_autoptr (RailTriggerDraft) again = rail_trigger_draft_new_from_trigger (trigger);

      g_assert_nonnull (again);
      g_assert_cmpint (again->kind, ==, cases[i].kind);
      g_assert_cmpstr (again->app, ==, cases[i].app);
      g_assert_cmpstr (again->title, ==, cases[i].title);
      g_assert_cmpuint (again->minutes, ==, cases[i].minutes);
    }

  /* More than a draft can say. */
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    {
      g_autoptr (RailTrigger) trigger = rail_trigger_parse_when (more[i], "pack", "aid", NULL);

      g_assert_nonnull (trigger);
      g_assert_null (rail_trigger_draft_new_from_trigger (trigger));
    }
}

static void
test_preview (void)
{
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  g_autoptr (RailTrigger) trigger = rail_trigger_parse_when ("{calendar: {title: review, before: 5m}}", "pack", "aid", NULL);
  g_autoptr (GPtrArray) found = NULL;

  g_ptr_array_add (occurrences, make_meeting ("Review of yesterday", NOON - RAIL_DAY, RAIL_HOUR));
  g_ptr_array_add (occurrences, make_meeting ("Review", NOON, RAIL_HOUR));
  g_ptr_array_add (occurrences, make_meeting ("Preview", NOON, RAIL_HOUR));
  g_ptr_array_add (occurrences, make_meeting ("Review of tomorrow", NOON + RAIL_DAY, RAIL_HOUR));
  found = rail_trigger_preview (trigger, occurrences, NOON - 12 * RAIL_HOUR, NOON + 12 * RAIL_HOUR);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((RailOccurrence *) g_ptr_array_index (found, 0))->title, ==, "Review");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trigger-draft/a-window-is-proposed-by-the-lasting-part-of-its-title", test_windows);
  g_test_add_func ("/trigger-draft/a-long-title-is-cut", test_long_title);
  g_test_add_func ("/trigger-draft/the-meeting-of-the-moment-is-proposed", test_meetings);
  g_test_add_func ("/trigger-draft/nothing-is-proposed-for-a-window-we-must-not-see", test_excluded);
  g_test_add_func ("/trigger-draft/what-is-no-condition-is-refused", test_refused);
  g_test_add_func ("/trigger-draft/a-trigger-is-a-draft-again-unless-it-says-more", test_back_again);
  g_test_add_func ("/trigger-draft/preview-names-the-meetings-of-the-day", test_preview);

  return g_test_run ();
}
