/*
 * When a reminder that the user asked for may come: the gate's own questions (delivery/gate.h), but that nothing which was shown before stands against it and
 * nothing drops it. It waits for the end of a pause, of quiet hours, of a shared or locked screen, and then comes.
 */

#pragma once

#include "delivery/gate.h"

/* A notification, or to be held: until a moment, or (0) until the presence is another. */
RailVerdict rail_reminder_gate_decide (const RailPresence *presence,
                                       const RailLimits *limits,
                                       gint64 now);
