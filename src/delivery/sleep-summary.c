#include "config.h"

#include "delivery/sleep-summary.h"

#include "base/duration.h"
#include "rules/rule-engine.h"

#define RETURN_SPAN (2 * RAIL_MINUTE)

struct _RailSleepSummary
{
  gboolean is_waking;    /* the next update is the first after a sleep */
  RailContext *returned; /* that update's, for RETURN_SPAN; else NULL */
  RailNudge *lead;       /* what was offered first of all that came meanwhile */
  guint others;          /* how many of those wait behind the badge */
};

RailSleepSummary *
rail_sleep_summary_new (void)
{
  return g_new0 (RailSleepSummary, 1);
}

static void
forget (RailSleepSummary *self)
{
  g_clear_pointer (&self->returned, rail_context_unref);
  g_clear_object (&self->lead);
  self->others = 0;
}

void
rail_sleep_summary_free (RailSleepSummary *self)
{
  forget (self);
  g_free (self);
}

void
rail_sleep_summary_wake (RailSleepSummary *self)
{
  self->is_waking = TRUE;
}

void
rail_sleep_summary_follow (RailSleepSummary *self,
                           RailContext *context)
{
  /* System and clock may both tell of the same sleep. */
  if (self->returned != NULL && ABS (context->now - self->returned->now) > RETURN_SPAN)
    forget (self);
  if (self->is_waking && self->returned == NULL)
    self->returned = rail_context_ref (context);
  self->is_waking = FALSE;
}

gboolean
rail_sleep_summary_returns (RailSleepSummary *self,
                            RailContext *context)
{
  return self->returned == context;
}

gboolean
rail_sleep_summary_covers (RailSleepSummary *self,
                           RailContext *context,
                           RailTrigger *trigger,
                           RailOccurrence *occurrence,
                           gboolean asked_for)
{
  if (self->returned == NULL || self->returned == context)
    return self->returned != NULL;

  return !asked_for && occurrence != NULL && rail_rule_evaluate (trigger, self->returned, occurrence);
}

gboolean
rail_sleep_summary_has_lead (RailSleepSummary *self,
                             RailNudge *nudge)
{
  return self->lead != NULL && self->lead != nudge;
}

void
rail_sleep_summary_add (RailSleepSummary *self,
                        RailNudge *nudge,
                        const RailVerdict *verdict)
{
  if (self->lead == NULL &&
      (verdict->kind == RAIL_VERDICT_CARD || verdict->kind == RAIL_VERDICT_NOTIFICATION || verdict->reason == RAIL_GATE_ANOTHER_CARD))
    self->lead = g_object_ref (nudge);
  else if (verdict->reason == RAIL_GATE_AWAY)
    self->others++;
}

void
rail_sleep_summary_tell (RailSleepSummary *self)
{
  if (self->lead != NULL)
    rail_nudge_set_others (self->lead, self->others);
}
