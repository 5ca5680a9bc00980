/*
 * Triggers, windows and meetings in one line each, for the tests of src/rules. What cannot be read fails the test on the spot.
 */

#pragma once

#include <string.h>

#include "base/iso-time.h"
#include "base/problem.h"
#include "base/yaml-tree.h"
#include "context/context.h"
#include "rules/rule-parser.h"

static const RailRuleSource fixture_source = {
  .file = "aids/open-review.md",
  .pack = "org.example.managers",
  .aid = "open-review",
  .default_priority = 50,
};

/* NULL when @yaml is no trigger; then @problems says why. */
static inline RailTrigger *
try_trigger (const char *yaml,
             GPtrArray *problems)
{
  g_autoptr (RailYaml) node = rail_yaml_parse (yaml, strlen (yaml), fixture_source.file, 1, problems);

  g_assert_nonnull (node);

  return rail_rule_parse (node, &fixture_source, problems);
}

static inline RailTrigger *
make_trigger (const char *yaml)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  RailTrigger *trigger = try_trigger (yaml, problems);

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_nonnull (trigger);

  return trigger;
}

static inline gint64
moment (const char *text,
        GTimeZone *zone)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  rail_iso_time_parse (text, zone != NULL ? zone : utc, &value, &error);
  g_assert_no_error (error);

  return value;
}

static inline RailWindow *
make_window (guint64 serial,
             const char *app,
             const char *title)
{
  const char *const apps[] = { app, NULL };

  return rail_window_new (serial, apps, title, NULL, FALSE);
}

/* Times are UTC: "2026-10-01T10:00". */
static inline RailOccurrence *
make_occurrence (const char *uid,
                 const char *title,
                 const char *start,
                 const char *end)
{
  RailOccurrence *self = rail_occurrence_new ();

  g_free (self->uid);
  self->uid = g_strdup (uid);
  g_free (self->title);
  self->title = g_strdup (title);
  self->start = moment (start, NULL);
  self->end = moment (end, NULL);

  return self;
}

/* Consumes the occurrences; NULL ends them. */
static inline GPtrArray *
make_occurrences (RailOccurrence *first,
                  ...)
{
  GPtrArray *occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);
  va_list args;

  va_start (args, first);
  for (RailOccurrence *each = first; each != NULL; each = va_arg (args, RailOccurrence *))
    g_ptr_array_add (occurrences, each);
  va_end (args);
  g_ptr_array_sort (occurrences, rail_occurrence_compare);

  return occurrences;
}
