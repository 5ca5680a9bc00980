#include "config.h"

#include "rules/rule-engine.h"

#include "base/duration.h"
#include "unit/trigger-fixture.h"

/* One snapshot and what it must lead to. The day is 2026-10-01, a Thursday, in UTC. */
typedef struct
{
  const char *clock;  /* "10:00:00" */
  const char *window; /* "<serial> <title>"; "" = none in front; NULL = as before */
  const char *events; /* "<uid> <start> <end> <title>", separated by "; "; NULL = as before */
  const char *fires;  /* "<trigger>" or "<trigger>@<uid>", in order */
  gboolean prime;     /* before the update */
} Step;

typedef struct
{
  RailRuleEngine *engine;
  RailWindow *window;
  GPtrArray *occurrences;
  gint64 next_change;
} Scene;

static gint64
at (const char *clock)
{
  g_autofree char *text = g_strconcat ("2026-10-01T", clock, NULL);

  return moment (text, NULL);
}

static RailRuleSet *
make_rules (const char *const *yamls)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);

  for (gsize i = 0; yamls[i] != NULL; i++)
    g_ptr_array_add (triggers, make_trigger (yamls[i]));

  return rail_rule_set_new (triggers);
}

static GPtrArray *
read_events (const char *text)
{
  GPtrArray *occurrences = make_occurrences (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "; ", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 4);
      g_autofree char *start = g_strconcat ("2026-10-01T", words[1], ":00", NULL);
      g_autofree char *end = g_strconcat ("2026-10-01T", words[2], ":00", NULL);

      g_assert_cmpuint (g_strv_length (words), ==, 4);
      g_ptr_array_add (occurrences, make_occurrence (words[0], words[3], start, end));
    }
  g_ptr_array_sort (occurrences, rail_occurrence_compare);

  return occurrences;
}

static void
look (Scene *scene,
      const Step *step)
{
  if (step->window != NULL)
    {
      g_clear_pointer (&scene->window, rail_window_unref);
      if (step->window[0] != '\0')
        scene->window = make_window (g_ascii_strtoull (step->window, NULL, 10), "us.zoom.Zoom", strchr (step->window, ' ') + 1);
    }

  if (step->events != NULL)
    {
      g_clear_pointer (&scene->occurrences, g_ptr_array_unref);
      scene->occurrences = step->events[0] != '\0' ? read_events (step->events) : make_occurrences (NULL);
    }
}

static char *
update (Scene *scene,
        gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (RailContext) context = rail_context_new (now, zone, scene->window, scene->occurrences);
  g_autoptr (GPtrArray) firings = rail_rule_engine_update (scene->engine, context, &scene->next_change);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < firings->len; i++)
    {
      const RailFiring *firing = g_ptr_array_index (firings, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", firing->trigger->id);
      if (firing->occurrence != NULL)
        g_string_append_printf (text, "@%s", firing->occurrence->uid);
      g_assert_true (rail_rule_engine_holds (scene->engine, firing->trigger, firing->occurrence));
    }

  return g_string_free (text, FALSE);
}

static void
open_scene (Scene *scene,
            const char *const *triggers)
{
  g_autoptr (RailRuleSet) rules = make_rules (triggers);

  *scene = (Scene){ .engine = rail_rule_engine_new (), .occurrences = make_occurrences (NULL) };
  rail_rule_engine_set_rules (scene->engine, rules);
}

static void
close_scene (Scene *scene)
{
  rail_rule_engine_free (scene->engine);
  g_clear_pointer (&scene->window, rail_window_unref);
  g_ptr_array_unref (scene->occurrences);
}

static void
take (Scene *scene,
      const Step *step)
{
  g_autofree char *fires = NULL;

  look (scene, step);
  if (step->prime)
    rail_rule_engine_prime (scene->engine);
  fires = update (scene, at (step->clock));
  g_test_message ("%s: “%s”", step->clock, fires);
  g_assert_cmpstr (fires, ==, step->fires);
}

static void
play (const char *const *triggers,
      const Step *steps,
      gsize n_steps)
{
  Scene scene;

  open_scene (&scene, triggers);
  for (gsize i = 0; i < n_steps; i++)
    take (&scene, &steps[i]);
  close_scene (&scene);
}

#define PLAY(triggers, steps) play (triggers, steps, G_N_ELEMENTS (steps))

/* "It fires when that pair turns true." */
static void
test_turns_true (void)
{
  static const char *const triggers[] = { "{id: w, when: {window: {title: review, dwell: 0s}}}", NULL };
  static const Step steps[] = {
    { "10:00:00", "1 Inbox", NULL, "" },
    { "10:00:01", "2 Review", NULL, "w" },
    { "10:00:02", "2 Review 2", NULL, "" },
    { "10:00:03", "1 Inbox", NULL, "" },
    { "10:00:04", "2 Review 2", NULL, "w" },
    { "10:00:05", "", NULL, "" },
  };

  PLAY (triggers, steps);
}

/* "Whichever leaf moved last." */
static void
test_whichever_leaf_moved_last (void)
{
  static const char *const triggers[] = {
    "{id: t, when: {all: [{window: {title: review, dwell: 0s}}, {calendar: {title: review, during: true}}]}}",
    NULL
  };
  static const Step window_last[] = {
    { "09:59:00", "1 Inbox", "u 10:00 11:00 Review", "" },
    { "10:00:00", NULL, NULL, "" },
    { "10:05:00", "1 Review", NULL, "t@u" },
  };
  static const Step clock_last[] = {
    { "09:59:00", "1 Review", "u 10:00 11:00 Review", "" },
    { "10:00:00", NULL, NULL, "t@u" },
  };
  static const Step calendar_last[] = {
    { "10:01:00", "1 Review", "", "" },
    { "10:02:00", NULL, "u 10:00 11:00 Review", "t@u" },
  };

  PLAY (triggers, window_last);
  PLAY (triggers, clock_last);
  PLAY (triggers, calendar_last);
}

static void
test_phases (void)
{
  static const char *const triggers[] = {
    "{id: b, when: {calendar: {before: 5m}}}",
    "{id: d, when: {calendar: {during: true}}}",
    "{id: a, when: {calendar: {after: 10m}}}",
    NULL
  };
  static const Step steps[] = {
    { "09:54:59", "", "u 10:00 11:00 Review", "" },
    { "09:55:00", NULL, NULL, "b@u" },
    { "09:59:59", NULL, NULL, "" },
    { "10:00:00", NULL, NULL, "d@u" },
    { "10:59:59", NULL, NULL, "" },
    { "11:00:00", NULL, NULL, "a@u" },
    { "11:09:59", NULL, NULL, "" },
    { "11:10:00", NULL, NULL, "" },
  };

  PLAY (triggers, steps);
}

static void
test_phases_end (void)
{
  static const char *const triggers[] = {
    "{id: b, when: {calendar: {before: 5m}}}",
    "{id: d, when: {calendar: {during: true}}}",
    "{id: a, when: {calendar: {after: 10m}}}",
    NULL
  };
  static const struct
  {
    const char *clock;
    const char *holding;
  } cases[] = {
    { "09:54:59", "" },
    { "09:55:00", "b" },
    { "09:59:59", "b" },
    { "10:00:00", "d" },
    { "10:59:59", "d" },
    { "11:00:00", "a" },
    { "11:09:59", "a" },
    { "11:10:00", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;
      g_autofree char *fires = NULL;
      g_autoptr (GPtrArray) holding = NULL;

      open_scene (&scene, triggers);
      look (&scene, &(Step){ .events = "u 10:00 11:00 Review" });
      fires = update (&scene, at (cases[i].clock));
      holding = rail_rule_engine_get_holding (scene.engine);

      g_assert_cmpuint (holding->len, ==, strlen (cases[i].holding));
      if (holding->len > 0)
        g_assert_cmpstr (((RailFiring *) g_ptr_array_index (holding, 0))->trigger->id, ==, cases[i].holding);
      close_scene (&scene);
    }
}

/* "All calendar leaves of one trigger bind to the same occurrence." */
static void
test_same_occurrence (void)
{
  static const char *const triggers[] = {
    "{id: t, when: {all: [{calendar: {title: review, during: true}}, {calendar: {title: priya, during: true}}]}}",
    NULL
  };
  static const Step steps[] = {
    { "10:00:00", "", "u 10:00 11:00 Review; v 10:00 11:00 Lunch with Priya", "" },
    { "10:01:00", NULL, "u 10:00 11:00 Review; v 10:00 11:00 Lunch with Priya; w 10:00 11:00 Priya: review", "t@w" },
  };

  PLAY (triggers, steps);
}

/* "It is evaluated per (trigger, occurrence)." */
static void
test_per_occurrence (void)
{
  static const char *const triggers[] = { "{id: t, when: {calendar: {title: review, before: 10m}}}", NULL };
  static const Step steps[] = {
    { "09:00:00", "", "u 10:00 11:00 Review; v 10:05 11:00 Other review; w 10:00 10:30 Lunch", "" },
    { "09:50:00", NULL, NULL, "t@u" },
    { "09:55:00", NULL, NULL, "t@v" },
  };

  PLAY (triggers, steps);
}

/* "`not: calendar` means no occurrence satisfies it." */
static void
test_not_calendar (void)
{
  static const char *const triggers[] = {
    "{id: t, when: {all: [{window: {title: code, dwell: 0s}}, {not: {calendar: {during: true}}}]}}",
    NULL
  };
  static const Step steps[] = {
    { "09:00:00", "1 Inbox", "u 10:00 11:00 A; v 10:30 12:00 B", "" },
    { "09:30:00", "1 Code", NULL, "t" },
    { "10:00:00", NULL, NULL, "" },
    { "11:30:00", NULL, NULL, "" },
    { "12:00:00", NULL, NULL, "t" },
  };

  PLAY (triggers, steps);
}

static void
test_not_all_needs_one_occurrence (void)
{
  static const char *const triggers[] = {
    "{id: t, when: {all: [{time: {between: '10:00..12:00'}}, "
    "{not: {all: [{calendar: {title: a, during: true}}, {calendar: {title: b, during: true}}]}}]}}",
    NULL
  };
  static const Step apart[] = {
    { "09:00:00", "", "u 10:00 11:00 A; v 10:00 11:00 B", "" },
    { "10:00:00", NULL, NULL, "t" },
  };
  static const Step together[] = {
    { "09:00:00", "", "u 10:00 11:00 A B", "" },
    { "10:00:00", NULL, NULL, "" },
    { "11:00:00", NULL, NULL, "t" },
  };

  PLAY (triggers, apart);
  PLAY (triggers, together);
}

/* A bound meeting, as long as no other is about to begin. */
static void
test_bound_and_not (void)
{
  static const char *const triggers[] = {
    "{id: t, when: {all: [{calendar: {after: 10m}}, {not: {calendar: {before: 5m}}}]}}",
    NULL
  };
  static const Step steps[] = {
    { "10:00:00", "", "u 09:00 10:30 A; v 10:35 11:00 B", "" },
    { "10:30:00", NULL, NULL, "" },
    { "10:35:00", NULL, NULL, "t@u" },
  };

  PLAY (triggers, steps);
}

static void
test_any_with_and_without_calendar (void)
{
  static const char *const triggers[] = {
    "{id: t, when: {any: [{window: {title: review, dwell: 0s}}, {calendar: {title: review, during: true}}]}}",
    NULL
  };
  static const Step steps[] = {
    { "09:00:00", "1 Inbox", "u 10:00 11:00 Review; v 10:00 11:00 Lunch; w 12:00 13:00 Review", "" },
    { "09:30:00", "1 Review", NULL, "t" },
    { "10:00:00", NULL, NULL, "t@u" },
    { "10:30:00", "1 Inbox", NULL, "" },
    { "10:31:00", "1 Review", NULL, "t" },
  };

  PLAY (triggers, steps);
}

/* "`dwell` counts while the same window keeps matching (a title change that still matches does not restart it)." */
static void
test_dwell (void)
{
  static const char *const triggers[] = { "{id: w, when: {window: {title: review, dwell: 10s}}}", NULL };
  static const Step steps[] = {
    { "10:00:00", "1 Inbox", NULL, "" },
    { "10:00:10", "2 Review", NULL, "" },
    { "10:00:15", "2 Review: Priya", NULL, "" },
    { "10:00:19", NULL, NULL, "" },
    { "10:00:20", NULL, NULL, "w" },
    { "10:00:30", "2 Inbox", NULL, "" },
    { "10:00:31", "2 Review", NULL, "" },
    { "10:00:41", NULL, NULL, "w" },
  };

  PLAY (triggers, steps);
}

static void
test_dwell_is_of_one_window (void)
{
  static const char *const triggers[] = { "{id: w, when: {window: {title: review, dwell: 10s}}}", NULL };
  static const Step steps[] = {
    { "10:00:00", "1 Inbox", NULL, "" },
    { "10:00:10", "2 Review", NULL, "" },
    { "10:00:15", "3 Review", NULL, "" },
    { "10:00:20", NULL, NULL, "" },
    { "10:00:22", "1 Inbox", NULL, "" },
    { "10:00:23", "3 Review", NULL, "" },
    { "10:00:26", NULL, NULL, "" },
    { "10:00:33", NULL, NULL, "w" },
  };

  PLAY (triggers, steps);
}

static void
test_dwell_and_clock_set_back (void)
{
  static const char *const triggers[] = { "{id: w, when: {window: {title: review, dwell: 10s}}}", NULL };
  static const Step before_it_is_over[] = {
    { "10:00:00", "1 Inbox", NULL, "" },
    { "10:00:10", "2 Review", NULL, "" },
    { "09:00:00", NULL, NULL, "" },
    { "09:00:09", NULL, NULL, "" },
    { "09:00:10", NULL, NULL, "w" },
  };
  static const Step after_it_is_over[] = {
    { "10:00:00", "1 Inbox", NULL, "" },
    { "10:00:10", "2 Review", NULL, "" },
    { "10:00:20", NULL, NULL, "w" },
    { "09:00:00", NULL, NULL, "" },
    { "09:00:30", NULL, NULL, "" },
  };

  PLAY (triggers, before_it_is_over);
  PLAY (triggers, after_it_is_over);
}

/* "At start ... pairs already true are silent for window and time leaves and fire for calendar phases still open." */
static void
test_start (void)
{
  static const char *const triggers[] = {
    "{id: w, when: {window: {title: review}}}",
    "{id: t, when: {time: {between: '09:00..17:00'}}}",
    "{id: c, when: {calendar: {before: 5m}}}",
    "{id: d, when: {calendar: {title: lunch, during: true}}}",
    "{id: wc, when: {all: [{window: {title: review}}, {calendar: {before: 5m}}]}}",
    NULL
  };
  static const Step steps[] = {
    { "09:57:00", "1 Review", "u 10:00 11:00 Review; v 09:00 09:30 Lunch", "c@u wc@u" },
    { "09:57:10", NULL, NULL, "" },
  };

  PLAY (triggers, steps);
}

/* "At ... resume, unpause": the same, also for what fired before. */
static void
test_prime (void)
{
  static const char *const triggers[] = {
    "{id: w, when: {window: {title: review, dwell: 0s}}}",
    "{id: t, when: {time: {between: '10:30..17:00'}}}",
    "{id: c, when: {calendar: {during: true}}}",
    NULL
  };
  static const Step steps[] = {
    { "09:00:00", "1 Inbox", "u 10:00 11:00 Review; v 10:40 12:00 Plan; w 10:20 10:40 Short", "" },
    { "10:00:00", NULL, NULL, "c@u" },
    { "10:45:00", "1 Review", NULL, "c@u c@v", .prime = TRUE },
    { "10:45:10", "1 Inbox", NULL, "" },
    { "10:45:20", "1 Review", NULL, "w" },
  };

  PLAY (triggers, steps);
}

static void
test_pack_change (void)
{
  static const char *const before[] = {
    "{id: kept, when: {window: {title: review, dwell: 0s}}}",
    "{id: kept-dwelling, when: {window: {title: review, dwell: 10s}}}",
    "{id: kept-meeting, when: {calendar: {during: true}}}",
    "{id: edited, when: {window: {title: budget, dwell: 0s}}}",
    NULL
  };
  static const char *const after[] = {
    "{id: new, when: {window: {title: review, dwell: 0s}}}",
    "{id: new-meeting, when: {calendar: {during: true}}}",
    "{id: kept, when: {window: {dwell: 0s, title: review}}}",
    "{id: kept-dwelling, when: {window: {title: review, dwell: 10s}}}",
    "{id: kept-meeting, when: {calendar: {during: true}}}",
    "{id: edited, when: {window: {title: review, dwell: 0s}}}",
    NULL
  };
  Scene scene;
  g_autoptr (RailRuleSet) rules = make_rules (after);

  open_scene (&scene, before);
  take (&scene, &(Step){ "10:00:00", "1 Inbox", "u 10:00 11:00 Review", "kept-meeting@u" });
  take (&scene, &(Step){ "10:00:01", "2 Review", NULL, "kept" });

  rail_rule_engine_set_rules (scene.engine, rules);
  take (&scene, &(Step){ "10:00:05", NULL, NULL, "new-meeting@u" });
  take (&scene, &(Step){ "10:00:11", NULL, NULL, "kept-dwelling" });
  take (&scene, &(Step){ "10:00:12", "1 Inbox", NULL, "" });
  take (&scene, &(Step){ "10:00:13", "2 Review", NULL, "new kept edited" });
  close_scene (&scene);
}

/* "An event learnt of inside its phase fires at once." */
static void
test_late_news (void)
{
  static const char *const triggers[] = { "{id: c, when: {calendar: {before: 5m}}}", NULL };
  static const Step steps[] = {
    { "09:50:00", "", "", "" },
    { "09:58:00", NULL, "u 10:00 11:00 Review", "c@u" },
    { "09:58:10", NULL, "u 10:00 11:00 Review; v 10:01 11:00 Other", "c@v" },
  };

  PLAY (triggers, steps);
}

/* "Identity = trigger id + UID + RECURRENCE-ID (the same UID in two calendars is one)." */
static void
test_identity (void)
{
  static const char *const triggers[] = { "{id: c, when: {calendar: {before: 5m}}}", NULL };
  static const Step steps[] = {
    { "09:50:00", "", "u 10:00 11:00 Mine; u 10:00 11:00 The team's", "" },
    { "09:55:00", NULL, NULL, "c@u" },
    { "09:56:00", NULL, "u 10:00 11:00 The team's", "" },
  };

  PLAY (triggers, steps);
}

static void
test_recurrences_are_apart (void)
{
  static const char *const triggers[] = { "{id: c, when: {calendar: {before: 5m}}}", NULL };
  Scene scene;
  RailOccurrence *first = make_occurrence ("u", "Standup", "2026-10-01T10:00:00", "2026-10-01T10:15:00");
  RailOccurrence *second = make_occurrence ("u", "Standup", "2026-10-01T10:02:00", "2026-10-01T10:15:00");
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  first->recurrence_id = g_strdup ("20261001T100000Z");
  second->recurrence_id = g_strdup ("20261001T100200Z");

  open_scene (&scene, triggers);
  g_ptr_array_unref (scene.occurrences);
  scene.occurrences = make_occurrences (first, second, NULL);

  one = update (&scene, at ("09:55:00"));
  two = update (&scene, at ("09:57:00"));
  g_assert_cmpstr (one, ==, "c@u");
  g_assert_cmpstr (two, ==, "c@u");
  close_scene (&scene);
}

/* "It fires again only when the start moves later after firing." */
static void
test_fires_once_per_start (void)
{
  static const char *const triggers[] = {
    "{id: c, when: {calendar: {before: 5m}}}",
    "{id: wc, when: {all: [{window: {title: review, dwell: 0s}}, {calendar: {before: 5m}}]}}",
    NULL
  };
  static const Step steps[] = {
    { "09:54:00", "1 Review", "u 10:00 11:00 Review", "" },
    { "09:55:00", NULL, NULL, "c@u wc@u" },
    { "09:56:00", "1 Inbox", NULL, "" },
    { "09:57:00", "1 Review", NULL, "" },
    { "09:58:00", NULL, "u 10:30 11:00 Review", "" },
    { "10:25:00", NULL, NULL, "c@u wc@u" },
    { "10:26:00", NULL, "u 10:45 11:00 Review", "" },
    { "10:27:00", NULL, "u 10:29 11:00 Review", "" },
    { "10:28:00", NULL, "u 10:50 11:00 Review", "" },
    { "10:45:00", NULL, NULL, "c@u wc@u" },
    { "10:46:00", NULL, "u 10:51 11:00 Review", "" },
    { "10:46:30", NULL, "u 10:50 11:00 Review", "" },
  };
  static const Step clock_set_back[] = {
    { "09:54:00", "", "u 10:00 11:00 Review", "" },
    { "09:55:00", NULL, NULL, "c@u" },
    { "09:50:00", NULL, NULL, "" },
    { "09:55:00", NULL, NULL, "" },
  };

  PLAY (triggers, steps);
  PLAY (triggers, clock_set_back);
}

static void
test_vanished (void)
{
  static const char *const triggers[] = { "{id: c, when: {calendar: {during: true}}}", NULL };
  Scene scene;
  RailFiring *firing;
  g_autoptr (GPtrArray) holding = NULL;

  open_scene (&scene, triggers);
  take (&scene, &(Step){ "10:00:00", "", "u 10:00 11:00 Review", "c@u" });
  holding = rail_rule_engine_get_holding (scene.engine);
  g_assert_cmpuint (holding->len, ==, 1);
  firing = g_ptr_array_index (holding, 0);

  take (&scene, &(Step){ "10:01:00", NULL, "", "" });
  g_assert_false (rail_rule_engine_holds (scene.engine, firing->trigger, firing->occurrence));
  close_scene (&scene);
}

/* "Declined and cancelled events never match; all-day only when asked for." And every other word of a calendar leaf. */
static void
test_selection (void)
{
  static const struct
  {
    const char *calendar;
    gboolean holds;
  } cases[] = {
    { "title: review", TRUE },
    { "title: [lunch, priya]", TRUE },
    { "title: lunch", FALSE },
    { "description: goals", TRUE },
    { "description: bonus", FALSE },
    { "calendar: work", TRUE },
    { "calendar: home", FALSE },
    { "location: room 5", TRUE },
    { "location: room 6", FALSE },
    { "category: hr", TRUE },
    { "category: ['people']", TRUE },
    { "category: sales", FALSE },
    { "organizer: me", TRUE },
    { "organizer: other", FALSE },
    { "organizer: 'dana'", TRUE },
    { "organizer: '*@example.org*'", TRUE },
    { "organizer: 'erin'", FALSE },
    { "attendees: 2", TRUE },
    { "attendees: 3..", FALSE },
    { "attendees: ..1", FALSE },
    { "response: accepted", TRUE },
    { "response: [tentative, needs-action]", FALSE },
    { "recurring: true", TRUE },
    { "recurring: false", FALSE },
    { "all-day: false", TRUE },
    { "all-day: true", FALSE },
    { "duration: 60m", TRUE },
    { "duration: 15m..45m", FALSE },
    { "duration: 61m..", FALSE },
    { "duration: ..1h", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *yaml = g_strdup_printf ("when: {calendar: {%s, during: true}}", cases[i].calendar);
      g_autoptr (RailTrigger) trigger = make_trigger (yaml);
      RailOccurrence *occurrence = make_occurrence ("u", "Review: Priya", "2026-10-01T10:00:00", "2026-10-01T11:00:00");
      g_autoptr (GPtrArray) occurrences = make_occurrences (occurrence, NULL);
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
      g_autoptr (RailContext) context = rail_context_new (at ("10:30:00"), zone, NULL, occurrences);

      g_free (occurrence->description);
      occurrence->description = g_strdup ("The goals of next year");
      g_free (occurrence->calendar);
      occurrence->calendar = g_strdup ("Work");
      g_free (occurrence->location);
      occurrence->location = g_strdup ("Room 5");
      g_strfreev (occurrence->categories);
      occurrence->categories = g_strsplit ("People,HR", ",", -1);
      g_free (occurrence->organizer);
      occurrence->organizer = g_strdup ("Dana <dana@example.org>");
      occurrence->organizer_role = RAIL_ORGANIZER_ME;
      occurrence->response = RAIL_RESPONSE_ACCEPTED;
      occurrence->attendees = 2;
      occurrence->recurring = TRUE;

      g_test_message ("%s", cases[i].calendar);
      g_assert_cmpint (rail_rule_evaluate (trigger, context, occurrence), ==, cases[i].holds);

      occurrence->cancelled = TRUE;
      g_assert_false (rail_rule_evaluate (trigger, context, occurrence));
      occurrence->cancelled = FALSE;
      occurrence->response = RAIL_RESPONSE_DECLINED;
      g_assert_false (rail_rule_evaluate (trigger, context, occurrence));
    }
}

static void
test_all_day_only_when_asked_for (void)
{
  g_autoptr (RailTrigger) silent = make_trigger ("when: {calendar: {during: true}}");
  g_autoptr (RailTrigger) asking = make_trigger ("when: {calendar: {all-day: true, during: true}}");
  RailOccurrence *occurrence = make_occurrence ("u", "Offsite", "2026-10-01", "2026-10-02");
  g_autoptr (GPtrArray) occurrences = make_occurrences (occurrence, NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (RailContext) context = rail_context_new (at ("10:30:00"), zone, NULL, occurrences);

  occurrence->all_day = TRUE;
  g_assert_false (rail_rule_evaluate (silent, context, occurrence));
  g_assert_true (rail_rule_evaluate (asking, context, occurrence));
}

static void
test_unknown_me (void)
{
  static const char *const leaves[] = { "organizer: me", "organizer: other", "response: accepted" };
  RailOccurrence *occurrence = make_occurrence ("u", "Review", "2026-10-01T10:00:00", "2026-10-01T11:00:00");
  g_autoptr (GPtrArray) occurrences = make_occurrences (occurrence, NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (RailContext) context = rail_context_new (at ("10:30:00"), zone, NULL, occurrences);

  for (gsize i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autofree char *yaml = g_strdup_printf ("when: {calendar: {%s, during: true}}", leaves[i]);
      g_autoptr (RailTrigger) trigger = make_trigger (yaml);

      g_assert_false (rail_rule_evaluate (trigger, context, occurrence));
    }
}

static void
test_time_only (void)
{
  static const char *const triggers[] = { "{id: t, when: {time: {days: [mon..fri], between: '16:00..17:00'}}}", NULL };
  static const Step steps[] = {
    { "15:59:59", "", NULL, "" },
    { "16:00:00", NULL, NULL, "t" },
    { "16:30:00", NULL, NULL, "" },
    { "17:00:00", NULL, NULL, "" },
  };

  PLAY (triggers, steps);
}

static void
test_order (void)
{
  static const char *const triggers[] = {
    "{id: a, priority: 10, when: {window: {title: x, dwell: 0s}}}",
    "{id: b, when: {window: {title: x, dwell: 0s}}}",
    "{id: c, priority: 90, when: {window: {title: x, dwell: 0s}}}",
    "{id: d, when: {window: {title: x, dwell: 0s}}}",
    NULL
  };
  static const Step steps[] = {
    { "10:00:00", "1 y", NULL, "" },
    { "10:00:01", "1 x", NULL, "c b d a" },
  };

  PLAY (triggers, steps);
}

static void
test_next_change (void)
{
  static const struct
  {
    const char *trigger;
    const char *clock;
    const char *next; /* NULL: never */
  } cases[] = {
    { "{calendar: {before: 5m}}", "09:00:00", "09:55:00" },
    { "{calendar: {before: 5m}}", "09:55:00", "10:00:00" },
    { "{calendar: {before: 5m}}", "10:00:00", NULL },
    { "{calendar: {during: true}}", "09:00:00", "10:00:00" },
    { "{calendar: {during: true}}", "10:00:00", "11:00:00" },
    { "{calendar: {after: 10m}}", "10:30:00", "11:00:00" },
    { "{calendar: {after: 10m}}", "11:05:00", "11:10:00" },
    { "{calendar: {after: 10m}}", "11:10:00", NULL },
    { "{calendar: {title: lunch, during: true}}", "09:00:00", NULL },
    { "{not: {calendar: {during: true}}}", "09:00:00", "10:00:00" },
    { "{time: {between: '09:30..17:00'}}", "09:00:00", "09:30:00" },
    { "{time: {between: '09:30..17:00'}}", "09:30:00", "17:00:00" },
    { "{any: [{calendar: {during: true}}, {time: {between: '09:30..17:00'}}]}", "09:00:00", "09:30:00" },
    { "{window: {title: a}}", "09:00:00", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *yaml = g_strdup_printf ("{id: t, when: %s}", cases[i].trigger);
      const char *const triggers[] = { yaml, NULL };
      Scene scene;
      g_autofree char *fires = NULL;

      g_test_message ("%s at %s", cases[i].trigger, cases[i].clock);
      open_scene (&scene, triggers);
      look (&scene, &(Step){ .events = "u 10:00 11:00 Review" });
      fires = update (&scene, at (cases[i].clock));
      g_assert_cmpint (scene.next_change, ==, cases[i].next != NULL ? at (cases[i].next) : G_MAXINT64);
      close_scene (&scene);
    }
}

static void
test_next_change_of_dwell (void)
{
  static const char *const triggers[] = { "{id: w, when: {window: {title: review, dwell: 10s}}}", NULL };
  Scene scene;

  open_scene (&scene, triggers);
  take (&scene, &(Step){ "10:00:00", "1 Inbox", NULL, "" });
  g_assert_cmpint (scene.next_change, ==, G_MAXINT64);
  take (&scene, &(Step){ "10:00:10", "2 Review", NULL, "" });
  g_assert_cmpint (scene.next_change, ==, at ("10:00:20"));
  take (&scene, &(Step){ "10:00:13", "2 Review 2", NULL, "" });
  g_assert_cmpint (scene.next_change, ==, at ("10:00:20"));
  take (&scene, &(Step){ "10:00:20", NULL, NULL, "w" });
  g_assert_cmpint (scene.next_change, ==, G_MAXINT64);
  close_scene (&scene);
}

/* Whatever may turn by itself does so at the moment it was announced for: stepping only there misses nothing. */
static void
test_next_change_misses_nothing (void)
{
  static const char *const triggers[] = {
    "{id: b, when: {calendar: {before: 5m}}}",
    "{id: d, when: {all: [{calendar: {during: true}}, {time: {between: '10:07..10:20'}}]}}",
    "{id: a, when: {all: [{calendar: {after: 10m}}, {not: {calendar: {title: plan, during: true}}}]}}",
    "{id: t, when: {time: {between: '10:11..10:12'}}}",
    NULL
  };
  const char *events = "u 10:00 10:10 Review; v 10:04 10:15 Plan; w 10:15 10:30 Plan";
  Scene stepping;
  Scene ticking;
  g_autoptr (GString) stepped = g_string_new (NULL);
  g_autoptr (GString) ticked = g_string_new (NULL);

  open_scene (&stepping, triggers);
  look (&stepping, &(Step){ .events = events });
  for (gint64 now = at ("09:00:00"); now < at ("11:00:00"); now = stepping.next_change)
    {
      g_autofree char *fires = update (&stepping, now);

      g_assert_cmpint (stepping.next_change, >, now);
      if (fires[0] != '\0')
        g_string_append_printf (stepped, "%" G_GINT64_FORMAT ": %s\n", now, fires);
    }
  close_scene (&stepping);

  open_scene (&ticking, triggers);
  look (&ticking, &(Step){ .events = events });
  for (gint64 now = at ("09:00:00"); now < at ("11:00:00"); now += RAIL_SECOND)
    {
      g_autofree char *fires = update (&ticking, now);

      if (fires[0] != '\0')
        g_string_append_printf (ticked, "%" G_GINT64_FORMAT ": %s\n", now, fires);
    }
  close_scene (&ticking);

  g_assert_cmpstr (stepped->str, ==, ticked->str);
  g_assert_nonnull (strstr (stepped->str, "a@"));
  g_assert_nonnull (strstr (stepped->str, "d@v"));
}

static void
test_holding (void)
{
  static const char *const triggers[] = {
    "{id: w, priority: 10, when: {window: {title: review, dwell: 0s}}}",
    "{id: c, priority: 20, when: {calendar: {during: true}}}",
    NULL
  };
  g_autoptr (RailTrigger) stranger = make_trigger ("{id: stranger, when: {window: {title: review}}}");
  g_autoptr (RailTrigger) twin = make_trigger ("{id: w, when: {window: {title: review}}}");
  Scene scene;
  g_autoptr (GPtrArray) holding = NULL;

  open_scene (&scene, triggers);
  take (&scene, &(Step){ "10:00:00", "1 Review", "u 10:00 11:00 Review", "c@u" });

  holding = rail_rule_engine_get_holding (scene.engine);
  g_assert_cmpuint (holding->len, ==, 2);
  g_assert_cmpstr (((RailFiring *) g_ptr_array_index (holding, 0))->trigger->id, ==, "c");
  g_assert_cmpstr (((RailFiring *) g_ptr_array_index (holding, 1))->trigger->id, ==, "w");
  g_assert_null (((RailFiring *) g_ptr_array_index (holding, 1))->occurrence);

  g_assert_true (rail_rule_engine_holds (scene.engine, twin, NULL));
  g_assert_false (rail_rule_engine_holds (scene.engine, stranger, NULL));
  close_scene (&scene);
}

static void
test_preview (void)
{
  g_autoptr (RailTrigger) trigger = make_trigger ("when: {all: [{window: {title: review, dwell: 1h}}, {calendar: {before: 5m}}]}");
  g_autoptr (RailOccurrence) stranger = make_occurrence ("x", "Plan", "2026-10-01T10:03:00", "2026-10-01T11:00:00");
  RailOccurrence *known = make_occurrence ("u", "Plan", "2026-10-01T10:30:00", "2026-10-01T11:00:00");
  g_autoptr (GPtrArray) occurrences = make_occurrences (known, NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (RailWindow) window = make_window (1, "x", "Review");
  g_autoptr (RailContext) context = rail_context_new (at ("10:00:00"), zone, window, occurrences);
  g_autoptr (RailContext) elsewhere = rail_context_new (at ("10:00:00"), zone, NULL, occurrences);

  g_assert_true (rail_rule_evaluate (trigger, context, stranger));
  g_assert_false (rail_rule_evaluate (trigger, context, known));
  g_assert_false (rail_rule_evaluate (trigger, context, NULL));
  g_assert_false (rail_rule_evaluate (trigger, elsewhere, stranger));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-engine/firing/when-the-condition-turns-true", test_turns_true);
  g_test_add_func ("/rule-engine/firing/whichever-leaf-moved-last", test_whichever_leaf_moved_last);
  g_test_add_func ("/rule-engine/firing/each-phase-begins-on-time", test_phases);
  g_test_add_func ("/rule-engine/firing/each-phase-is-half-open", test_phases_end);
  g_test_add_func ("/rule-engine/firing/once-per-occurrence", test_per_occurrence);
  g_test_add_func ("/rule-engine/firing/a-time-only-trigger-fires-at-its-start", test_time_only);
  g_test_add_func ("/rule-engine/firing/an-event-learnt-of-inside-its-phase-fires-at-once", test_late_news);
  g_test_add_func ("/rule-engine/firing/by-falling-priority-then-in-rule-order", test_order);
  g_test_add_func ("/rule-engine/binding/all-calendar-leaves-see-the-same-occurrence", test_same_occurrence);
  g_test_add_func ("/rule-engine/binding/not-calendar-means-no-occurrence", test_not_calendar);
  g_test_add_func ("/rule-engine/binding/not-all-asks-for-one-occurrence-that-has-it-all", test_not_all_needs_one_occurrence);
  g_test_add_func ("/rule-engine/binding/not-looks-at-the-other-occurrences-too", test_bound_and_not);
  g_test_add_func ("/rule-engine/binding/any-fires-for-the-occurrence-only-if-it-is-the-reason", test_any_with_and_without_calendar);
  g_test_add_func ("/rule-engine/dwell/goes-on-while-the-title-still-matches", test_dwell);
  g_test_add_func ("/rule-engine/dwell/begins-anew-in-another-window", test_dwell_is_of_one_window);
  g_test_add_func ("/rule-engine/dwell/begins-anew-when-the-clock-is-set-back-but-never-ends-twice", test_dwell_and_clock_set_back);
  g_test_add_func ("/rule-engine/priming/at-start-only-open-calendar-phases-fire", test_start);
  g_test_add_func ("/rule-engine/priming/after-a-pause-only-open-calendar-phases-fire", test_prime);
  g_test_add_func ("/rule-engine/priming/at-a-pack-change-only-what-is-new-is-primed", test_pack_change);
  g_test_add_func ("/rule-engine/identity/the-same-meeting-in-two-calendars-is-one", test_identity);
  g_test_add_func ("/rule-engine/identity/every-recurrence-is-its-own", test_recurrences_are_apart);
  g_test_add_func ("/rule-engine/identity/fires-again-only-when-the-start-moves-later", test_fires_once_per_start);
  g_test_add_func ("/rule-engine/identity/a-vanished-meeting-no-longer-matters", test_vanished);
  g_test_add_func ("/rule-engine/selection/every-word-of-a-calendar-condition-counts", test_selection);
  g_test_add_func ("/rule-engine/selection/all-day-only-when-asked-for", test_all_day_only_when_asked_for);
  g_test_add_func ("/rule-engine/selection/without-my-address-nobody-is-me", test_unknown_me);
  g_test_add_func ("/rule-engine/next-change/is-the-next-boundary", test_next_change);
  g_test_add_func ("/rule-engine/next-change/is-the-end-of-a-dwell", test_next_change_of_dwell);
  g_test_add_func ("/rule-engine/next-change/misses-nothing", test_next_change_misses_nothing);
  g_test_add_func ("/rule-engine/holding/tells-what-is-true-by-priority", test_holding);
  g_test_add_func ("/rule-engine/preview/looks-at-one-pair-without-dwell", test_preview);

  return g_test_run ();
}
