#include "config.h"

#include "rules/rule-health.h"

#include <glib/gi18n-lib.h>

#include "base/problem.h"

static void
check_patterns (const RailTrigger *trigger,
                const RailCondition *condition,
                GPtrArray *patterns,
                GPtrArray *problems)
{
  for (guint i = 0; patterns != NULL && i < patterns->len; i++)
    {
      const RailPattern *pattern = g_ptr_array_index (patterns, i);
      g_autofree char *file = NULL;

      if (!rail_pattern_is_disabled (pattern))
        continue;

      file = g_strdup_printf ("%s/aids/%s.md", trigger->pack, trigger->aid);
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         condition->line,
                         "pattern-limit",
                         _ ("Write it without nested repetition, or as a plain pattern or a glob."),
                         _ ("The pattern %s took too long on a title and is switched off until Handrail starts again"),
                         rail_pattern_get_source (pattern));
    }
}

static void
check_condition (const RailTrigger *trigger,
                 const RailCondition *condition,
                 GPtrArray *problems)
{
  const RailCalendarCondition *calendar = &condition->calendar;
  const RailWindowCondition *window = &condition->window;

  switch (condition->kind)
    {
    case RAIL_CONDITION_ALL:
    case RAIL_CONDITION_ANY:
    case RAIL_CONDITION_NOT:
      for (guint i = 0; i < condition->children->len; i++)
        check_condition (trigger, g_ptr_array_index (condition->children, i), problems);
      break;
    case RAIL_CONDITION_WINDOW:
      check_patterns (trigger, condition, window->app, problems);
      check_patterns (trigger, condition, window->title, problems);
      check_patterns (trigger, condition, window->url, problems);
      break;
    case RAIL_CONDITION_CALENDAR:
      check_patterns (trigger, condition, calendar->title, problems);
      check_patterns (trigger, condition, calendar->description, problems);
      check_patterns (trigger, condition, calendar->calendar, problems);
      check_patterns (trigger, condition, calendar->location, problems);
      check_patterns (trigger, condition, calendar->category, problems);
      check_patterns (trigger, condition, calendar->organizer, problems);
      break;
    case RAIL_CONDITION_TIME:
    default:
      break;
    }
}

void
rail_rule_health_add_problems (GPtrArray *triggers,
                               GPtrArray *problems)
{
  for (guint i = 0; i < triggers->len; i++)
    {
      const RailTrigger *trigger = g_ptr_array_index (triggers, i);

      check_condition (trigger, trigger->when, problems);
    }
}
