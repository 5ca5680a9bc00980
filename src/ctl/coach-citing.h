/*
 * Whether a model names its sources: one question asked as the coach asks it, for the sentences of a golden set that must be cited. Each
 * question leaves the computer, names and words taken out as always.
 */

#pragma once

#include "ctl/coach-session.h"

typedef enum
{
  RAIL_CITING_HELD,
  RAIL_CITING_UNCITED, /* an answer of the model without the source that was wanted */
  RAIL_CITING_STOPPED, /* the guard let no model see it */
} RailCiting;

/* @aid: the id that must be among the sources; "-" for any. @verdict: the guard's. FALSE with @error where the model did not answer. */
gboolean rail_coach_citing_test (const RailCoachParts *parts,
                                 const char *question,
                                 const char *aid,
                                 RailCiting *citing,
                                 RailGuardVerdict *verdict,
                                 GError **error);
