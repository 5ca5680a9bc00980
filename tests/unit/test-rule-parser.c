#include "config.h"

#include "rules/rule-parser.h"

#include "base/duration.h"
#include "unit/trigger-fixture.h"

static void
test_minimal (void)
{
  g_autoptr (RailTrigger) trigger = make_trigger ("when: {window: {title: review}}");
  g_autofree char *path = rail_trigger_dup_path (trigger);

  g_assert_cmpstr (trigger->pack, ==, "org.example.managers");
  g_assert_cmpstr (trigger->aid, ==, "open-review");
  g_assert_true (g_regex_match_simple ("^open-review-[0-9a-f]{8}$", trigger->id, 0, 0));
  g_assert_true (g_str_has_prefix (path, "org.example.managers/open-review/open-review-"));
  g_assert_cmpint (trigger->show, ==, RAIL_SHOW_CARD);
  g_assert_cmpint (trigger->priority, ==, 50);
  g_assert_cmpint (trigger->cooldown, ==, 4 * RAIL_HOUR);
  g_assert_cmpuint (trigger->max_per_day, ==, 2);
  g_assert_true (trigger->has_window);
  g_assert_false (trigger->has_calendar);
  g_assert_false (trigger->is_bound);
  g_assert_cmpint (trigger->when->kind, ==, RAIL_CONDITION_WINDOW);
  g_assert_cmpint (trigger->when->window.dwell, ==, 2 * RAIL_SECOND);
  g_assert_cmpint (trigger->when->window.fullscreen, ==, RAIL_TRISTATE_ANY);
  g_assert_null (trigger->when->window.app);
}

static void
test_restraint_defaults_spare_calendar_triggers (void)
{
  g_autoptr (RailTrigger) bound = make_trigger ("when: {calendar: {before: 5m}}");
  g_autoptr (RailTrigger) unbound = make_trigger ("when: {all: [{window: {app: x}}, {not: {calendar: {during: true}}}]}");

  g_assert_cmpint (bound->cooldown, ==, 0);
  g_assert_cmpuint (bound->max_per_day, ==, 0);
  g_assert_true (bound->is_bound);

  g_assert_true (unbound->has_calendar);
  g_assert_false (unbound->is_bound);
  g_assert_cmpint (unbound->cooldown, ==, 0);
}

static void
test_trigger_keys (void)
{
  g_autoptr (RailTrigger) trigger = make_trigger ("id: in-the-call\n"
                                                  "when: {window: {app: '*zoom*', dwell: 10s, fullscreen: false}}\n"
                                                  "show: badge\n"
                                                  "cooldown: 0\n"
                                                  "max-per-day: 7\n"
                                                  "priority: 90\n");

  g_assert_cmpstr (trigger->id, ==, "in-the-call");
  g_assert_cmpint (trigger->show, ==, RAIL_SHOW_BADGE);
  g_assert_cmpint (trigger->cooldown, ==, 0);
  g_assert_cmpuint (trigger->max_per_day, ==, 7);
  g_assert_cmpint (trigger->priority, ==, 90);
  g_assert_cmpint (trigger->when->window.dwell, ==, 10 * RAIL_SECOND);
  g_assert_cmpint (trigger->when->window.fullscreen, ==, RAIL_TRISTATE_NO);
  g_assert_cmpuint (trigger->when->line, ==, 2);
}

static void
test_calendar_keys (void)
{
  g_autoptr (RailTrigger) trigger = make_trigger ("when:\n"
                                                  "  calendar:\n"
                                                  "    title: [review, one-to-one]\n"
                                                  "    description: goals\n"
                                                  "    calendar: Work\n"
                                                  "    location: '*'\n"
                                                  "    category: hr\n"
                                                  "    organizer: ['priya', '*@example.org']\n"
                                                  "    attendees: 2..3\n"
                                                  "    response: [accepted, tentative]\n"
                                                  "    recurring: true\n"
                                                  "    all-day: false\n"
                                                  "    duration: 15m..60m\n"
                                                  "    after: 10m\n");
  const RailCalendarCondition *calendar = &trigger->when->calendar;

  g_assert_cmpuint (calendar->title->len, ==, 2);
  g_assert_cmpuint (calendar->description->len, ==, 1);
  g_assert_cmpuint (calendar->calendar->len, ==, 1);
  g_assert_cmpuint (calendar->location->len, ==, 1);
  g_assert_cmpuint (calendar->category->len, ==, 1);
  g_assert_cmpint (calendar->organized_by, ==, RAIL_ORGANIZED_BY_PATTERN);
  g_assert_cmpuint (calendar->organizer->len, ==, 2);
  g_assert_true (calendar->has_attendees);
  g_assert_cmpuint (calendar->attendees_min, ==, 2);
  g_assert_cmpuint (calendar->attendees_max, ==, 3);
  g_assert_cmpuint (calendar->responses, ==, 1u << RAIL_RESPONSE_ACCEPTED | 1u << RAIL_RESPONSE_TENTATIVE);
  g_assert_cmpint (calendar->recurring, ==, RAIL_TRISTATE_YES);
  g_assert_cmpint (calendar->all_day, ==, RAIL_TRISTATE_NO);
  g_assert_true (calendar->has_duration);
  g_assert_cmpint (calendar->duration_min, ==, 15 * RAIL_MINUTE);
  g_assert_cmpint (calendar->duration_max, ==, RAIL_HOUR);
  g_assert_cmpint (calendar->phase, ==, RAIL_PHASE_AFTER);
  g_assert_cmpint (calendar->span, ==, 10 * RAIL_MINUTE);
}

static void
test_ranges (void)
{
  static const struct
  {
    const char *text;
    guint low, high;
  } cases[] = {
    { "2..3", 2, 3 },
    { "2", 2, 2 },
    { "3..", 3, G_MAXUINT },
    { "..4", 0, 4 },
    { "2 .. 3", 2, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *yaml = g_strdup_printf ("when: {calendar: {attendees: '%s', during: true}}", cases[i].text);
      g_autoptr (RailTrigger) trigger = make_trigger (yaml);

      g_assert_cmpuint (trigger->when->calendar.attendees_min, ==, cases[i].low);
      g_assert_cmpuint (trigger->when->calendar.attendees_max, ==, cases[i].high);
    }
}

static void
test_times (void)
{
  g_autoptr (RailTrigger) week = make_trigger ("when: {time: {days: [mon..wed, fri], between: '09:00..17:30'}}");
  g_autoptr (RailTrigger) weekend = make_trigger ("when: {time: {days: sat..mon, between: '22:00..06:00'}}");
  g_autoptr (RailTrigger) last = make_trigger ("when: {time: {nth: {day: fri, n: -1}, between: '12:00..24:00'}}");

  g_assert_cmphex (week->when->time.days, ==, 0x17);
  g_assert_cmpint (week->when->time.from, ==, 9 * 60);
  g_assert_cmpint (week->when->time.to, ==, 17 * 60 + 30);
  g_assert_false (week->when->time.has_nth);

  g_assert_cmphex (weekend->when->time.days, ==, 0x61);
  g_assert_cmpint (weekend->when->time.from, >, weekend->when->time.to);

  g_assert_cmphex (last->when->time.days, ==, 0x7f);
  g_assert_true (last->when->time.has_nth);
  g_assert_cmpint (last->when->time.nth_day, ==, 4);
  g_assert_cmpint (last->when->time.nth_n, ==, -1);
  g_assert_cmpint (last->when->time.to, ==, 24 * 60);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *yaml;
    const char *rule;
    const char *says; /* in message or mend */
  } cases[] = {
    { "show: card", "bad-trigger", "when" },
    { "when: review", "bad-condition", "not a condition" },
    { "when: {}", "bad-condition", "not a condition" },
    { "when: {window: {title: a}, calendar: {during: true}}", "bad-condition", "all:" },
    { "when: {all: []}", "bad-condition", "list" },
    { "when: {any: {window: {title: a}}}", "bad-condition", "list" },
    { "when: {not: []}", "bad-condition", "not a condition" },
    { "when: {all: [review]}", "bad-condition", "not a condition" },
    { "when: {window: review}", "bad-condition", "look" },
    { "when: {window: {}}", "bad-condition", "every window" },
    { "when: {window: {dwell: 5s}}", "bad-condition", "every window" },
    { "when: {window: {titel: a}}", "unknown-key", "title" },
    { "when: {windows: {title: a}}", "unknown-key", "window" },
    { "when: {window: {title: ''}}", "bad-value", "empty" },
    { "when: {window: {title: '/a(/'}}", "bad-pattern", "character" },
    { "when: {window: {title: []}}", "bad-value", "pattern" },
    { "when: {window: {title: a, dwell: soon}}", "bad-value", "dwell" },
    { "when: {calendar: {title: a}}", "calendar-phase", "exactly one" },
    { "when: {calendar: {before: 5m, during: true}}", "calendar-phase", "exactly one" },
    { "when: {calendar: {during: false}}", "bad-value", "not:" },
    { "when: {calendar: {before: 0s}}", "bad-value", "7d" },
    { "when: {calendar: {after: 8d}}", "bad-value", "7d" },
    { "when: {calendar: {during: true, attendees: 3..2}}", "bad-value", "range" },
    { "when: {calendar: {during: true, attendees: '..'}}", "bad-value", "range" },
    { "when: {calendar: {during: true, attendees: -1}}", "bad-value", "range" },
    { "when: {calendar: {during: true, duration: 1h..15m}}", "bad-value", "range" },
    { "when: {calendar: {during: true, response: declined}}", "bad-value", "declined" },
    { "when: {calendar: {during: true, response: []}}", "bad-value", "accepted" },
    { "when: {calendar: {during: true, organizer: [me, x]}}", "bad-value", "alone" },
    { "when: {calendar: {during: true, recurring: perhaps}}", "bad-value", "recurring" },
    { "when: {time: {}}", "bad-condition", "any time" },
    { "when: {time: {days: [monday]}}", "bad-value", "mon" },
    { "when: {time: {days: []}}", "bad-value", "mon" },
    { "when: {time: {between: '9:00..17:00'}}", "bad-value", "09:00" },
    { "when: {time: {between: '09:00..09:00'}}", "bad-value", "09:00" },
    { "when: {time: {between: '24:00..09:00'}}", "bad-value", "09:00" },
    { "when: {time: {between: '09:60..10:00'}}", "bad-value", "09:00" },
    { "when: {time: {nth: {day: fri, n: 0}}}", "bad-value", "-1" },
    { "when: {time: {nth: {day: fri, n: 6}}}", "bad-value", "5" },
    { "when: {time: {nth: fri}}", "bad-value", "Friday" },
    { "{id: In The Call, when: {window: {title: a}}}", "bad-id", "dashes" },
    { "{id: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, when: {window: {title: a}}}", "bad-id", "64" },
    { "{show: popup, when: {window: {title: a}}}", "bad-value", "notification" },
    { "{max-per-day: -1, when: {window: {title: a}}}", "bad-value", "max-per-day" },
    { "{priority: 101, when: {window: {title: a}}}", "bad-value", "priority" },
    { "{wen: 1, when: {window: {title: a}}}", "unknown-key", "when" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = rail_problems_new ();
      g_autoptr (RailTrigger) trigger = try_trigger (cases[i].yaml, problems);
      const RailProblem *problem;
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].yaml);
      g_assert_null (trigger);
      g_assert_cmpuint (problems->len, >=, 1);
      problem = g_ptr_array_index (problems, 0);
      text = rail_problem_to_string (problem);
      g_test_message ("%s", text);
      g_assert_cmpstr (problem->rule, ==, cases[i].rule);
      g_assert_cmpstr (problem->file, ==, "aids/open-review.md");
      g_assert_cmpuint (problem->line, ==, 1);
      g_assert_nonnull (strstr (text, cases[i].says));
    }
}

static void
test_all_errors_at_once (void)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailTrigger) trigger = try_trigger ("when:\n"
                                                 "  all:\n"
                                                 "    - window:\n"
                                                 "        titel: a\n"
                                                 "        dwell: soon\n"
                                                 "    - calendar:\n"
                                                 "        attendees: many\n"
                                                 "show: popup\n",
                                                 problems);
  const guint lines[] = { 4, 5, 3, 7, 6, 8 };
  guint found = 0;

  g_assert_null (trigger);
  for (guint i = 0; i < problems->len; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (lines); j++)
        found |= ((const RailProblem *) g_ptr_array_index (problems, i))->line == lines[j] ? 1u << j : 0;
    }
  g_assert_cmphex (found & 0x2b, ==, 0x2b);
}

static char *
dup_id (const char *when)
{
  g_autofree char *yaml = g_strdup_printf ("when: %s", when);
  g_autoptr (RailTrigger) trigger = make_trigger (yaml);

  return g_strdup (trigger->id);
}

static void
test_id_survives_reformatting (void)
{
  static const char *const same[][2] = {
    { "{window: {app: zoom, title: [a, b]}}", "\n  window:\n    title:\n      - b\n      - a\n      - b\n    app: 'zoom'" },
    { "{all: [{window: {title: a}}, {calendar: {before: 5m}}]}", "{all: [{calendar: {before: 300s}}, {window: {title: ' a '}}]}" },
    { "{calendar: {attendees: 2, during: true}}", "{calendar: {during: true, attendees: 2..2}}" },
    { "{calendar: {response: [accepted, tentative], during: true}}", "{calendar: {response: [tentative, accepted], during: true}}" },
    { "{time: {days: [mon..wed]}}", "{time: {days: [wed, tue, mon]}}" },
    { "{calendar: {duration: 60m, during: true}}", "{calendar: {duration: 1h..1h, during: true}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *one = dup_id (same[i][0]);
      g_autofree char *other = dup_id (same[i][1]);

      g_assert_cmpstr (one, ==, other);
    }
}

static void
test_id_changes_with_meaning (void)
{
  static const char *const whens[] = {
    "{window: {title: a}}",
    "{window: {title: b}}",
    "{window: {app: a}}",
    "{window: {title: [a, b]}}",
    "{window: {title: '1:a1:b'}}",
    "{window: {title: a, dwell: 2s}}",
    "{window: {title: a, dwell: 3s}}",
    "{window: {title: a, fullscreen: true}}",
    "{window: {title: a, fullscreen: false}}",
    "{not: {window: {title: a}}}",
    "{all: [{window: {title: a}}]}",
    "{any: [{window: {title: a}}]}",
    "{all: [{window: {title: a}}, {window: {title: b}}]}",
    "{calendar: {title: a, during: true}}",
    "{calendar: {title: a, before: 5m}}",
    "{calendar: {title: a, before: 6m}}",
    "{calendar: {title: a, after: 5m}}",
    "{calendar: {title: a, organizer: me, during: true}}",
    "{calendar: {title: a, organizer: other, during: true}}",
    "{calendar: {title: a, organizer: meg, during: true}}",
    "{time: {days: mon}}",
    "{time: {between: '09:00..17:00'}}",
    "{time: {nth: {day: fri, n: 1}}}",
    "{time: {nth: {day: fri, n: -1}}}",
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (whens); i++)
    {
      g_test_message ("%s", whens[i]);
      g_assert_true (g_hash_table_add (seen, dup_id (whens[i])));
    }
}

/* Mutes and cool-downs on people's machines hang on this id: a change of the canonical form would lose them all. */
static void
test_id_is_stable (void)
{
  g_autofree char *id = dup_id ("{all: [{window: {app: '*zoom*', title: '*review*'}}, {calendar: {title: review, during: true}}]}");
  g_autofree char *digest = g_compute_checksum_for_string (
      G_CHECKSUM_SHA256,
      "all(calendar(during=true;title=6:review),window(app=6:*zoom*;title=8:*review*))",
      -1);
  g_autofree char *expected = g_strdup_printf ("open-review-%.8s", digest);

  g_assert_cmpstr (id, ==, expected);
}

static void
test_list (void)
{
  static const char yaml[] = "- when: {window: {title: a}}\n"
                             "- when: {window: {titel: a}}\n"
                             "- {id: x, when: {window: {title: b}}}\n"
                             "- {id: x, when: {window: {title: c}}}\n"
                             "- when: {window: {title: a}}\n"
                             "- {id: x, when: {window: {title: d}}}\n"
                             "- {id: y, when: {window: {title: a}}}\n";
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) node = rail_yaml_parse (yaml, strlen (yaml), "aids/a.md", 10, problems);
  g_autoptr (GPtrArray) triggers = rail_rule_parse_list (node, &fixture_source, problems);
  guint duplicates = 0;

  g_assert_cmpuint (triggers->len, ==, 3);
  g_assert_cmpstr (((RailTrigger *) g_ptr_array_index (triggers, 1))->id, ==, "x");
  g_assert_cmpuint (((RailTrigger *) g_ptr_array_index (triggers, 1))->line, ==, 12);
  g_assert_cmpstr (((RailTrigger *) g_ptr_array_index (triggers, 2))->id, ==, "y");

  for (guint i = 0; i < problems->len; i++)
    duplicates += g_str_equal (((RailProblem *) g_ptr_array_index (problems, i))->rule, "duplicate-trigger");
  g_assert_cmpuint (duplicates, ==, 3);
}

static void
test_no_list (void)
{
  static const char yaml[] = "when: {window: {title: a}}\n";
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailYaml) node = rail_yaml_parse (yaml, strlen (yaml), "aids/a.md", 1, problems);
  g_autoptr (GPtrArray) triggers = rail_rule_parse_list (node, &fixture_source, problems);

  g_assert_cmpuint (triggers->len, ==, 0);
  g_assert_true (rail_problems_have_error (problems));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-parser/one-window-condition-is-enough", test_minimal);
  g_test_add_func ("/rule-parser/restraint-by-default-spares-calendar-triggers", test_restraint_defaults_spare_calendar_triggers);
  g_test_add_func ("/rule-parser/reads-every-key-of-a-trigger", test_trigger_keys);
  g_test_add_func ("/rule-parser/reads-every-key-of-a-calendar-condition", test_calendar_keys);
  g_test_add_func ("/rule-parser/a-range-may-be-open", test_ranges);
  g_test_add_func ("/rule-parser/reads-days-and-times", test_times);
  g_test_add_func ("/rule-parser/every-mistake-is-named-with-its-mend", test_errors);
  g_test_add_func ("/rule-parser/all-mistakes-are-told-at-once", test_all_errors_at_once);
  g_test_add_func ("/rule-parser/id/survives-reformatting", test_id_survives_reformatting);
  g_test_add_func ("/rule-parser/id/changes-with-the-meaning", test_id_changes_with_meaning);
  g_test_add_func ("/rule-parser/id/stays-the-same-from-version-to-version", test_id_is_stable);
  g_test_add_func ("/rule-parser/list/keeps-what-is-right-and-refuses-a-second-of-the-same-id", test_list);
  g_test_add_func ("/rule-parser/list/anything-else-is-an-error", test_no_list);

  return g_test_run ();
}
