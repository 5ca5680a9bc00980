#include "config.h"

#include "coach/guard-policy.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/problem.h"
#include "base/yaml-tree.h"
#include "library/pack-file.h"

#define MEND "Correct the file, or the setting “coach-guard-file” that names it"

/* It is the administrator's file, so where links lead is theirs to say; that a pipe holds nobody up is ours. */
static char *
read_file (const char *path,
           gsize *length,
           GError **error)
{
  g_autofree char *real = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (!g_path_is_absolute (path))
    {
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, "its path does not begin with “/”");
      return NULL;
    }
  real = realpath (path, NULL);
  if (real == NULL)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s", g_strerror (errno));
      return NULL;
    }

  folder = g_path_get_dirname (real);
  name = g_path_get_basename (real);
  return rail_pack_file_read (folder, name, RAIL_YAML_MAX_BYTES, length, error);
}

static RailGuardRules *
close_with (RailGuardRules *rules,
            const RailProblem *problem)
{
  g_autofree char *place = problem->line > 0 ? g_strdup_printf ("%s:%u", problem->file, problem->line) : g_strdup (problem->file);

  /* Translators: the first is a file, perhaps with a line; the second a sentence without a full stop; the third what to do about it. No full stop at the end. */
  g_autofree char *reason = g_strdup_printf (_ ("The coach is closed, because your organisation’s rules for it cannot be read: %s: %s (%s). Show this to whoever looks after your computer"), place, problem->message, problem->mend != NULL ? problem->mend : MEND);

  /* Results are passed around without an owner of their reason; there are as many of these as there are errors in one file. */
  rules->closed = g_intern_string (reason);
  /* Half a file must not make the floor look away. */
  g_ptr_array_set_size (rules->look_alikes, 0);
  return rules;
}

RailGuardRules *
rail_guard_policy_load (const char *path,
                        GPtrArray *problems)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  g_autoptr (RailGuardRules) rules = NULL;
  guint n_before = problems->len;
  gsize length = 0;

  if (*path == '\0')
    return NULL;

  data = read_file (path, &length, &error);
  if (data != NULL)
    rules = rail_guard_rules_parse (data, length, path, RAIL_GUARD_RULES_TRUSTED, problems);
  else
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, path, 0, "unreadable", MEND, "It cannot be read: %s", error->message);

  if (rules == NULL)
    rules = rail_guard_rules_new ();
  if (problems->len > n_before)
    return close_with (g_steal_pointer (&rules), g_ptr_array_index (problems, n_before));

  return g_steal_pointer (&rules);
}
