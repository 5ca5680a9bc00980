#include "config.h"

#include "context/calendar-problems.h"

#define MAX_PROBLEMS 1000

void
rail_calendar_problems_init (RailCalendarProblems *self)
{
  self->list = rail_problems_new ();
  self->left_out = 0;
}

void
rail_calendar_problems_clear (RailCalendarProblems *self)
{
  g_clear_pointer (&self->list, g_ptr_array_unref);
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const RailProblem *left = *(const RailProblem *const *) a;
  const RailProblem *right = *(const RailProblem *const *) b;

  return (left->line > right->line) - (left->line < right->line);
}

static void
keep_first (RailCalendarProblems *self)
{
  g_ptr_array_sort (self->list, compare_lines);
  if (self->list->len <= MAX_PROBLEMS)
    return;

  self->left_out += self->list->len - MAX_PROBLEMS;
  g_ptr_array_set_size (self->list, MAX_PROBLEMS);
}

void
rail_calendar_problems_trim (RailCalendarProblems *self)
{
  if (self->list->len > 4 * MAX_PROBLEMS)
    keep_first (self);
}

void
rail_calendar_problems_hand_over (RailCalendarProblems *self,
                                  const char *file,
                                  GPtrArray *problems)
{
  keep_first (self);
  g_ptr_array_extend_and_steal (problems, g_steal_pointer (&self->list));
  if (self->left_out > 0)
    rail_problems_add (problems,
                       RAIL_SEVERITY_ERROR,
                       file,
                       0,
                       "calendar-limit",
                       "mend the problems above first",
                       "The calendar has %u more problems",
                       self->left_out);
}
