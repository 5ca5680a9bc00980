#include "config.h"

#include "delivery/offer-life.h"

#include "base/duration.h"

/* A window's aid stays behind the badge this long after it came, should somebody want it again. */
#define WINDOW_NUDGE_LIFE RAIL_HOUR

static gboolean
has_window_ended (const RailOffer *self,
                  RailRuleEngine *engine,
                  gint64 now)
{
  if (self->held && !self->asked_for)
    return !rail_rule_engine_holds (engine, rail_nudge_get_trigger (self->nudge), NULL);

  /* A card on screen belongs to whoever reads it. */
  return rail_nudge_get_state (self->nudge) != RAIL_NUDGE_CARD &&
         now - rail_nudge_get_created (self->nudge) >= WINDOW_NUDGE_LIFE;
}

gboolean
rail_offer_has_ended (const RailOffer *self,
                      RailRuleEngine *engine,
                      RailContext *context)
{
  RailOccurrence *occurrence = rail_nudge_get_occurrence (self->nudge);
  gint64 now = context->now;
  const RailOccurrence *current;

  if (occurrence == NULL)
    return has_window_ended (self, engine, now);

  current = rail_context_find_same (context, occurrence);
  if (current != NULL && (current->cancelled || current->response == RAIL_RESPONSE_DECLINED))
    return TRUE;
  if (rail_rule_engine_holds (engine, rail_nudge_get_trigger (self->nudge), occurrence))
    return FALSE;
  if (self->asked_for)
    return now - rail_nudge_get_created (self->nudge) >= WINDOW_NUDGE_LIFE;
  /* Gone from the calendar, or moved to a later time: it will fire again then. */
  if (current == NULL || current->start > occurrence->start)
    return TRUE;

  return now >= current->end;
}

gint64
rail_offer_get_end_moment (const RailOffer *self)
{
  RailOccurrence *occurrence = rail_nudge_get_occurrence (self->nudge);

  if (occurrence != NULL && !self->asked_for)
    return occurrence->end;
  return rail_nudge_get_created (self->nudge) + WINDOW_NUDGE_LIFE;
}
