/*
 * A problem is one thing wrong with what somebody wrote: a pack, an aid, a trigger, a calendar file. It names the file,
 * the line, the rule that was broken and the mend. Parsers append problems and go on; lint prints them; the agent
 * keeps the errors on its problem list. Immutable once appended.
 */

#pragma once

#include <glib.h>

typedef enum
{
  RAIL_SEVERITY_WARNING,
  RAIL_SEVERITY_ERROR,
} RailSeverity;

typedef struct
{
  RailSeverity severity;
  char *file;    /* as the user would type it: relative to the pack, or the path given */
  guint line;    /* 1-based; 0 = the file as a whole */
  char *rule;    /* stable id, e.g. "unknown-key" */
  char *message; /* one sentence, no full stop at the end */
  char *mend;    /* what to do, or NULL when the message says it */
} RailProblem;

void rail_problem_free (RailProblem *self);

/* "file:line: error: message [rule]", and the mend indented on a line of its own; transfer full. */
char *rail_problem_to_string (const RailProblem *self);

/* A list of RailProblem, in the order found. */
GPtrArray *rail_problems_new (void);

void rail_problems_add (GPtrArray *problems,
                        RailSeverity severity,
                        const char *file,
                        guint line,
                        const char *rule,
                        const char *mend,
                        const char *format,
                        ...) G_GNUC_PRINTF (7, 8);

/* Appends copies of all of @others. */
void rail_problems_append (GPtrArray *problems,
                           GPtrArray *others);

/* By file, then by line: the order in which somebody mends them. Stable for problems of one line. */
void rail_problems_sort (GPtrArray *problems);

gboolean rail_problems_have_error (GPtrArray *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailProblem, rail_problem_free)
