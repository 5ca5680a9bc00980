/*
 * Notices that the wall clock has moved otherwise than time has passed: the computer slept, or somebody set the clock. The steady clock
 * stands still in a sleep and knows nothing of settings, so the distance between the two is what changes. Source: clock_gettime(2),
 * CLOCK_MONOTONIC.
 */

#pragma once

#include <glib.h>

typedef struct
{
  gboolean is_set;
  gint64 distance;
} RailClockJump;

/* Whether the clock jumped by more than a minute since the last call; never at the first. Less is the network's correction of the time. */
gboolean rail_clock_jump_notice (RailClockJump *self,
                                 gint64 wall,
                                 gint64 steady);
