/*
 * Everything the gate asks, in its order, each with the values it found: the answer to "what decided, and by how much?" behind the card's
 * "Why" and in `handrailctl why`. The first that speaks against the candidate is the one rail_gate_decide() names.
 */

#pragma once

#include "delivery/gate.h"

typedef struct
{
  RailGateReason reason;
  gboolean against; /* this alone would hold, change or drop it */
  char *text;       /* "1 of at most 4 interruptions in the last hour" */
} RailGateAnswer;

/* RailGateAnswer, transfer full. Questions that do not arise for this candidate are left out. */
GPtrArray *rail_gate_account (const RailCandidate *candidate,
                              const RailPresence *presence,
                              const RailHistory *history,
                              const RailLimits *limits,
                              gint64 now,
                              GTimeZone *zone);
