/*
 * `handrailctl why --replay FILE`: what would have come over the time of a recording, what was held, and why.
 */

#pragma once

#include "ctl/verb.h"
#include "delivery/gate.h"

typedef struct
{
  const char *file;
  GPtrArray *packs;                /* RailPack */
  const char *const *calendars;    /* .ics files, or NULL: the recording holds the meetings */
  const char *const *my_addresses; /* or NULL */
  RailLimits limits;
  gboolean json;
} RailWhyReplay;

/* In the name of @verb. */
RailExit rail_why_replay (const RailVerb *verb,
                          const RailWhyReplay *replay);
