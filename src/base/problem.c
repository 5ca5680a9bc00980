#include "config.h"

#include "base/problem.h"

#include <string.h>

void
rail_problem_free (RailProblem *self)
{
  g_free (self->file);
  g_free (self->rule);
  g_free (self->message);
  g_free (self->mend);
  g_free (self);
}

char *
rail_problem_to_string (const RailProblem *self)
{
  GString *text = g_string_new (self->file);

  if (self->line > 0)
    g_string_append_printf (text, ":%u", self->line);
  g_string_append_printf (text, ": %s: %s [%s]", self->severity == RAIL_SEVERITY_ERROR ? "error" : "warning", self->message, self->rule);
  if (self->mend != NULL)
    g_string_append_printf (text, "\n    %s", self->mend);

  return g_string_free (text, FALSE);
}

GPtrArray *
rail_problems_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rail_problem_free);
}

void
rail_problems_add (GPtrArray *problems,
                   RailSeverity severity,
                   const char *file,
                   guint line,
                   const char *rule,
                   const char *mend,
                   const char *format,
                   ...)
{
  RailProblem *problem = g_new0 (RailProblem, 1);
  va_list args;

  problem->severity = severity;
  problem->file = g_strdup (file);
  problem->line = line;
  problem->rule = g_strdup (rule);
  problem->mend = g_strdup (mend);
  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);

  g_ptr_array_add (problems, problem);
}

void
rail_problems_append (GPtrArray *problems,
                      GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    {
      const RailProblem *other = g_ptr_array_index (others, i);

      rail_problems_add (problems, other->severity, other->file, other->line, other->rule, other->mend, "%s", other->message);
    }
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const RailProblem *left = *(const RailProblem *const *) a;
  const RailProblem *right = *(const RailProblem *const *) b;
  int order = strcmp (left->file, right->file);

  return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

void
rail_problems_sort (GPtrArray *problems)
{
  g_ptr_array_sort (problems, compare_places);
}

gboolean
rail_problems_have_error (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity == RAIL_SEVERITY_ERROR)
        return TRUE;
    }

  return FALSE;
}
