#include "config.h"

#include "platform/clock-jump.h"

#include "base/duration.h"

gboolean
rail_clock_jump_notice (RailClockJump *self,
                        gint64 wall,
                        gint64 steady)
{
  gint64 distance = wall - steady;
  gboolean jumped = self->is_set && ABS (distance - self->distance) > RAIL_MINUTE;

  self->is_set = TRUE;
  self->distance = distance;

  return jumped;
}
