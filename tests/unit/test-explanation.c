#include "config.h"

#include "rules/explanation.h"

#include "rules/rule-engine.h"
#include "unit/trigger-fixture.h"

static RailContext *
make_context (const char *clock,
              RailWindow *window,
              GPtrArray *occurrences)
{
  g_autofree char *text = g_strconcat ("2026-10-01T", clock, NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  return rail_context_new (moment (text, NULL), zone, window, occurrences);
}

/* One line a condition, two spaces a level: "+ text [seen]" where it holds, else "- text [seen]". */
static void
print (const RailExplanation *self,
       guint level,
       GString *text)
{
  g_string_append_printf (text, "%*s%c %s", (int) level * 2, "", self->holds ? '+' : '-', self->text);
  if (self->seen != NULL)
    g_string_append_printf (text, " [%s]", self->seen);
  g_string_append_c (text, '\n');

  for (guint i = 0; i < self->children->len; i++)
    print (g_ptr_array_index (self->children, i), level + 1, text);
}

static char *
explain (const char *yaml,
         RailContext *context,
         const RailOccurrence *occurrence)
{
  g_autoptr (RailTrigger) trigger = make_trigger (yaml);
  g_autoptr (RailExplanation) explanation = rail_explanation_new (trigger, context, occurrence);
  GString *text = g_string_new (NULL);

  print (explanation, 0, text);
  if (occurrence != NULL || !trigger->is_bound)
    g_assert_cmpint (explanation->holds, ==, rail_rule_evaluate (trigger, context, occurrence));

  return g_string_free (text, FALSE);
}

static void
test_window (void)
{
  g_autoptr (RailWindow) window = make_window (1, "us.zoom.Zoom", "Performance review Q4");
  g_autoptr (GPtrArray) none = make_occurrences (NULL);
  g_autoptr (RailContext) context = make_context ("10:00:00", window, none);
  g_autofree char *held = explain ("when: {window: {title: [budget, review]}}", context, NULL);
  g_autofree char *failed = explain ("when: {window: {app: slack, title: review, url: x, fullscreen: true}}", context, NULL);

  g_assert_cmpstr (held, ==, "+ the window in front\n"
                             "  + window title matches “budget” or “review” [Performance review Q4]\n");
  g_assert_cmpstr (failed, ==, "- the window in front\n"
                               "  - application matches “slack” [us.zoom.Zoom]\n"
                               "  + window title matches “review” [Performance review Q4]\n"
                               "  - address matches “x” [not known]\n"
                               "  - window is fullscreen [not fullscreen]\n");
}

static void
test_no_window (void)
{
  g_autoptr (GPtrArray) none = make_occurrences (NULL);
  g_autoptr (RailWindow) excluded = make_window (1, "x", "Secret review");
  g_autoptr (RailContext) nowhere = make_context ("10:00:00", NULL, none);
  g_autoptr (RailContext) hidden = make_context ("10:00:00", excluded, none);
  g_autofree char *no_window = NULL;
  g_autofree char *hidden_window = NULL;

  excluded->excluded = TRUE;
  no_window = explain ("when: {window: {title: review}}", nowhere, NULL);
  hidden_window = explain ("when: {window: {title: review}}", hidden, NULL);

  g_assert_cmpstr (no_window, ==, "- the window in front [no window is in front, or the desktop does not tell]\n"
                                  "  - window title matches “review”\n");
  g_assert_cmpstr (hidden_window, ==, "- the window in front [a window that Handrail does not look at]\n"
                                      "  - window title matches “review”\n");
}

static void
test_calendar (void)
{
  RailOccurrence *review = make_occurrence ("u", "Review: Priya", "2026-10-01T10:12:00", "2026-10-01T11:00:00");
  g_autoptr (GPtrArray) occurrences = make_occurrences (review, NULL);
  g_autoptr (RailContext) context = make_context ("10:00:00", NULL, occurrences);
  g_autofree char *text = NULL;

  review->attendees = 5;
  text = explain ("when: {calendar: {title: review, attendees: 2..3, organizer: me, response: accepted, "
                  "duration: 30m.., recurring: false, before: 5m}}",
                  context,
                  review);

  g_assert_cmpstr (text, ==, "- a meeting [“Review: Priya”]\n"
                             "  + title matches “review” [Review: Priya]\n"
                             "  - organized by me [nobody]\n"
                             "  - my response is accepted [not known: you are not listed, or no address of yours is set]\n"
                             "  - number of attendees is 2 to 3 [5]\n"
                             "  + does not recur [does not recur]\n"
                             "  + lasts 30 minutes or longer [48 minutes]\n"
                             "  - starts in 5 minutes at most [it starts in 12 minutes]\n");
}

static void
test_unsaid_rules (void)
{
  RailOccurrence *offsite = make_occurrence ("u", "Offsite", "2026-10-01", "2026-10-02");
  g_autoptr (GPtrArray) occurrences = make_occurrences (offsite, NULL);
  g_autoptr (RailContext) context = make_context ("10:00:00", NULL, occurrences);
  g_autofree char *text = NULL;

  offsite->all_day = TRUE;
  offsite->cancelled = TRUE;
  offsite->response = RAIL_RESPONSE_DECLINED;
  text = explain ("when: {calendar: {during: true}}", context, offsite);

  g_assert_cmpstr (text, ==, "- a meeting [“Offsite”]\n"
                             "  - is not cancelled [cancelled]\n"
                             "  - is not declined [declined]\n"
                             "  - does not last all day [all day]\n"
                             "  + is on now [it is today]\n");
}

static void
test_unknown_me (void)
{
  RailOccurrence *review = make_occurrence ("u", "Review", "2026-10-01T10:00:00", "2026-10-01T11:00:00");
  g_autoptr (GPtrArray) occurrences = make_occurrences (review, NULL);
  g_autoptr (RailContext) context = make_context ("10:00:00", NULL, occurrences);
  g_autofree char *text = NULL;

  g_free (review->organizer);
  review->organizer = g_strdup ("Dana <dana@example.org>");
  text = explain ("when: {calendar: {organizer: me, during: true}}", context, review);

  g_assert_nonnull (strstr (text, "- organized by me [not known: no address of yours is set]"));
}

static void
test_closest (void)
{
  RailOccurrence *lunch = make_occurrence ("l", "Lunch", "2026-10-01T10:00:00", "2026-10-01T11:00:00");
  RailOccurrence *far = make_occurrence ("f", "Review far", "2026-10-01T18:00:00", "2026-10-01T19:00:00");
  RailOccurrence *near = make_occurrence ("n", "Review near", "2026-10-01T12:00:00", "2026-10-01T13:00:00");
  RailOccurrence *big = make_occurrence ("b", "Review big", "2026-10-01T10:10:00", "2026-10-01T13:00:00");
  g_autoptr (GPtrArray) occurrences = make_occurrences (lunch, far, near, big, NULL);
  g_autoptr (GPtrArray) none = make_occurrences (NULL);
  g_autoptr (RailContext) context = make_context ("10:00:00", NULL, occurrences);
  g_autoptr (RailContext) empty = make_context ("10:00:00", NULL, none);
  g_autofree char *closest = NULL;
  g_autofree char *nothing = NULL;

  big->attendees = 9;
  closest = explain ("when: {calendar: {title: review, attendees: ..3, before: 5m}}", context, NULL);
  nothing = explain ("when: {calendar: {title: review, before: 5m}}", empty, NULL);

  g_assert_true (g_str_has_prefix (closest, "- a meeting [“Review near”]\n"));
  g_assert_cmpstr (nothing, ==, "- a meeting [no such meeting]\n"
                                "  - title matches “review”\n"
                                "  - starts in 5 minutes at most\n");
}

static void
test_tree (void)
{
  RailOccurrence *review = make_occurrence ("u", "Review", "2026-10-01T10:00:00", "2026-10-01T11:00:00");
  g_autoptr (GPtrArray) occurrences = make_occurrences (review, NULL);
  g_autoptr (RailContext) context = make_context ("10:20:00", NULL, occurrences);
  g_autofree char *text = explain ("when: {all: [{any: [{time: {days: [mon, thu], between: '09:00..17:00'}}, {time: {nth: {day: fri, n: -1}}}]},"
                                   " {not: {calendar: {title: review, during: true}}}]}",
                                   context,
                                   NULL);

  g_assert_cmpstr (text, ==, "- all of these\n"
                             "  + any of these\n"
                             "    + the time is Monday, Thursday, 09:00 to 17:00 [Thursday 10:20]\n"
                             "    - the time is Friday number 1 from the month’s end [Thursday 10:20]\n"
                             "  - not this\n"
                             "    + a meeting [“Review”]\n"
                             "      + title matches “review” [Review]\n"
                             "      + is on now [it is on now]\n");
}

static void
test_lines (void)
{
  g_autoptr (RailTrigger) trigger = make_trigger ("when:\n  all:\n    - window:\n        title: a\n    - time:\n        days: mon\n");
  g_autoptr (GPtrArray) none = make_occurrences (NULL);
  g_autoptr (RailContext) context = make_context ("10:00:00", NULL, none);
  g_autoptr (RailExplanation) explanation = rail_explanation_new (trigger, context, NULL);
  const RailExplanation *last = g_ptr_array_index (explanation->children, 1);

  g_assert_cmpuint (explanation->line, ==, 2);
  g_assert_cmpuint (last->line, ==, 5);
}

static void
test_summary_of_meeting (void)
{
  static const struct
  {
    const char *clock;
    const char *summary;
    const char *neutral;
  } cases[] = {
    { "09:55:00", "“Review: Priya” starts in 5 minutes", "A meeting starts in 5 minutes" },
    { "09:55:01", "“Review: Priya” starts in 5 minutes", "A meeting starts in 5 minutes" },
    { "09:59:30", "“Review: Priya” starts in 1 minute", "A meeting starts in 1 minute" },
    { "07:00:00", "“Review: Priya” starts in 3 hours", "A meeting starts in 3 hours" },
    { "10:00:30", "“Review: Priya” is starting now", "A meeting is starting now" },
    { "10:01:00", "“Review: Priya” started 1 minute ago", "A meeting started 1 minute ago" },
    { "10:03:59", "“Review: Priya” started 3 minutes ago", "A meeting started 3 minutes ago" },
    { "10:15:00", "“Review: Priya” is on now", "A meeting is on now" },
    { "11:00:00", "“Review: Priya” has just ended", "A meeting has just ended" },
    { "11:10:00", "“Review: Priya” ended 10 minutes ago", "A meeting ended 10 minutes ago" },
    { "14:10:00", "“Review: Priya” ended 3 hours ago", "A meeting ended 3 hours ago" },
  };
  g_autoptr (RailTrigger) trigger = make_trigger ("when: {calendar: {during: true}}");
  RailOccurrence *review = make_occurrence ("u", "Review: Priya", "2026-10-01T10:00:00", "2026-10-01T11:00:00");
  g_autoptr (GPtrArray) occurrences = make_occurrences (review, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RailContext) context = make_context (cases[i].clock, NULL, occurrences);
      g_autofree char *summary = rail_explanation_summarize (trigger, context, review, FALSE);
      g_autofree char *neutral = rail_explanation_summarize (trigger, context, review, TRUE);

      g_assert_cmpstr (summary, ==, cases[i].summary);
      g_assert_cmpstr (neutral, ==, cases[i].neutral);
    }
}

static void
test_summary_of_window (void)
{
  g_autoptr (RailTrigger) trigger = make_trigger ("when: {window: {title: case}}");
  g_autoptr (RailTrigger) clock = make_trigger ("when: {time: {days: thu}}");
  g_autoptr (GPtrArray) none = make_occurrences (NULL);
  g_autoptr (RailWindow) window = make_window (1, "x", "Case 4711");
  g_autoptr (RailContext) context = make_context ("10:00:00", window, none);
  g_autoptr (RailContext) nowhere = make_context ("10:00:00", NULL, none);
  g_autofree char *summary = rail_explanation_summarize (trigger, context, NULL, FALSE);
  g_autofree char *neutral = rail_explanation_summarize (trigger, context, NULL, TRUE);
  g_autofree char *unknown = rail_explanation_summarize (trigger, nowhere, NULL, FALSE);
  g_autofree char *time = rail_explanation_summarize (clock, context, NULL, FALSE);

  g_assert_cmpstr (summary, ==, "Window “Case 4711”");
  g_assert_cmpstr (neutral, ==, "The window in front");
  g_assert_cmpstr (unknown, ==, "The window in front");
  g_assert_cmpstr (time, ==, "It is Thursday 10:00");
}

static void
test_summary_is_short (void)
{
  g_autoptr (RailTrigger) trigger = make_trigger ("when: {window: {title: a}}");
  g_autoptr (GPtrArray) none = make_occurrences (NULL);
  g_autoptr (GString) title = g_string_new (NULL);
  g_autoptr (RailWindow) window = NULL;
  g_autoptr (RailContext) context = NULL;
  g_autofree char *summary = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append (title, "\u00e4");
  window = make_window (1, "x", title->str);
  context = make_context ("10:00:00", window, none);
  summary = rail_explanation_summarize (trigger, context, NULL, FALSE);

  g_assert_true (g_utf8_validate (summary, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (summary, -1), ==, strlen ("Window ") + 2 + 80);
  g_assert_true (g_str_has_suffix (summary, "…”"));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/explanation/window/tells-each-part-and-what-was-seen", test_window);
  g_test_add_func ("/explanation/window/says-why-there-is-nothing-to-see", test_no_window);
  g_test_add_func ("/explanation/calendar/tells-each-part-and-what-was-seen", test_calendar);
  g_test_add_func ("/explanation/calendar/tells-rules-the-author-did-not-write", test_unsaid_rules);
  g_test_add_func ("/explanation/calendar/says-that-my-address-is-not-known", test_unknown_me);
  g_test_add_func ("/explanation/calendar/shows-the-occurrence-that-comes-closest", test_closest);
  g_test_add_func ("/explanation/tree/keeps-the-shape-of-the-condition", test_tree);
  g_test_add_func ("/explanation/tree/names-the-line-of-each-condition", test_lines);
  g_test_add_func ("/explanation/summary/of-a-meeting-says-when", test_summary_of_meeting);
  g_test_add_func ("/explanation/summary/of-a-window-names-it-unless-neutral", test_summary_of_window);
  g_test_add_func ("/explanation/summary/cuts-long-titles-between-characters", test_summary_is_short);

  return g_test_run ();
}
