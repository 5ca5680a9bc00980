/*
 * The journal as a resident opens it: without it the agent would forget what it has shown, without any it could not run. One that cannot be
 * opened stays as it is and a throw-away one serves this session; what went wrong is a problem people see.
 */

#pragma once

#include "journal/journal.h"

typedef struct _RailAgentJournal RailAgentJournal;

/* Adds to @problems (RailProblem) what is wrong. NULL with @error where not even a throw-away journal can be had. */
RailAgentJournal *rail_agent_journal_open (GPtrArray *problems,
                                           GError **error);

/* Closes it, and removes a throw-away one. */
void rail_agent_journal_close (RailAgentJournal *self);

/* Borrowed. */
RailJournal *rail_agent_journal_get (RailAgentJournal *self);

/* Puts that it cannot be written, and why, in the place of all other @problems. */
void rail_agent_journal_report_failure (GPtrArray *problems,
                                        const GError *error);
