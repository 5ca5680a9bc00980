#include "config.h"

#include "delivery/reminder-gate.h"

RailVerdict
rail_reminder_gate_decide (const RailPresence *presence,
                           const RailLimits *limits,
                           gint64 now)
{
  /* Like a meeting's: over a film it is a line. */
  static const RailTrigger reminder = { .show = RAIL_SHOW_NOTIFICATION, .is_bound = TRUE };
  const RailCandidate candidate = { .trigger = &reminder };
  const RailHistory history = { .occurrence_start = G_MININT64 };
  RailLimits unlimited = *limits;
  RailVerdict verdict;

  unlimited.per_hour = G_MAXUINT;
  unlimited.per_day = G_MAXUINT;
  verdict = rail_gate_decide (&candidate, presence, &history, &unlimited, now);
  /* A pause drops what came by itself; this was asked for. */
  if (verdict.kind == RAIL_VERDICT_DROP)
    verdict.kind = RAIL_VERDICT_HOLD;

  return verdict;
}
