#include "config.h"

#include "platform/refresh-plan.h"

#include "base/duration.h"

#define USUAL RAIL_HOUR
#define SHORTEST (15 * RAIL_MINUTE)
#define LONGEST RAIL_DAY

#define FIRST_RETRY (5 * RAIL_MINUTE)
#define LAST_RETRY (6 * RAIL_HOUR)
#define FIRST_LASTING_RETRY RAIL_HOUR
#define LAST_LASTING_RETRY RAIL_DAY

/* As much of the span is left to chance. */
#define SPREAD 0.1

static gint64
spread (gint64 span,
        double chance)
{
  return span + (gint64) ((double) span * SPREAD * chance);
}

gint64
rail_refresh_plan_after_success (gint64 now,
                                 gint64 wish,
                                 double chance)
{
  return now + spread (wish > 0 ? CLAMP (wish, SHORTEST, LONGEST) : USUAL, chance);
}

gint64
rail_refresh_plan_after_failure (gint64 now,
                                 guint failures,
                                 gboolean lasting,
                                 gint64 retry_after,
                                 double chance)
{
  gint64 span = lasting ? FIRST_LASTING_RETRY : FIRST_RETRY;
  gint64 longest = lasting ? LAST_LASTING_RETRY : LAST_RETRY;

  for (guint i = 1; i < failures && span < longest; i++)
    span *= 2;
  span = CLAMP (retry_after - now, MIN (span, longest), LONGEST);
  return now + spread (span, chance);
}

gboolean
rail_refresh_plan_is_stray (gint64 due,
                            gint64 now)
{
  return due > now + spread (LONGEST, 1);
}
