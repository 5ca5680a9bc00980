#include "config.h"

#include "delivery/nudge.h"

#include "base/duration.h"

/* A meeting's card goes behind the badge this long after the start: by then the meeting has the floor. */
#define MEETING_COLLAPSE_DELAY (2 * RAIL_MINUTE)

struct _RailNudge
{
  GObject parent_instance;

  char *id;
  RailTrigger *trigger;
  RailOccurrence *occurrence;
  RailContext *context;
  char *gate_reason;
  gint64 created;
  gint64 shown;
  guint others;
  RailNudgeState state;
  RailCloseReason close_reason;
  gboolean neutral;
};

G_DEFINE_FINAL_TYPE (RailNudge, rail_nudge, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const close_reasons[] = {
  [RAIL_NUDGE_CLOSED_DONE] = "done",
  [RAIL_NUDGE_CLOSED_DISMISSED] = "dismissed",
  [RAIL_NUDGE_CLOSED_NOT_HELPFUL] = "not-helpful",
  [RAIL_NUDGE_CLOSED_SNOOZED] = "snoozed",
  [RAIL_NUDGE_CLOSED_EXPIRED] = "expired",
  [RAIL_NUDGE_CLOSED_REPLACED] = "replaced",
  [RAIL_NUDGE_CLOSED_OPENED_COACH] = "opened-coach",
};

const char *
rail_close_reason_to_string (RailCloseReason reason)
{
  g_return_val_if_fail ((gsize) reason < G_N_ELEMENTS (close_reasons), "");

  return close_reasons[reason];
}

gboolean
rail_close_reason_from_string (const char *text,
                               RailCloseReason *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (close_reasons); i++)
    {
      if (g_str_equal (text, close_reasons[i]))
        {
          *reason = (RailCloseReason) i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
rail_nudge_finalize (GObject *object)
{
  RailNudge *self = RAIL_NUDGE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->trigger, rail_trigger_unref);
  g_clear_pointer (&self->occurrence, rail_occurrence_unref);
  g_clear_pointer (&self->context, rail_context_unref);
  g_clear_pointer (&self->gate_reason, g_free);

  G_OBJECT_CLASS (rail_nudge_parent_class)->finalize (object);
}

static void
rail_nudge_class_init (RailNudgeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_nudge_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_NUDGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", RAIL_TYPE_NUDGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_nudge_init (RailNudge *self)
{
  self->id = g_uuid_string_random ();
  self->gate_reason = g_strdup ("");
}

RailNudge *
rail_nudge_new (RailTrigger *trigger,
                RailOccurrence *occurrence,
                gint64 created)
{
  RailNudge *self = g_object_new (RAIL_TYPE_NUDGE, NULL);

  self->trigger = rail_trigger_ref (trigger);
  self->occurrence = occurrence != NULL ? rail_occurrence_ref (occurrence) : NULL;
  self->created = created;

  return self;
}

const char *
rail_nudge_get_id (RailNudge *self)
{
  return self->id;
}

RailTrigger *
rail_nudge_get_trigger (RailNudge *self)
{
  return self->trigger;
}

RailOccurrence *
rail_nudge_get_occurrence (RailNudge *self)
{
  return self->occurrence;
}

gint64
rail_nudge_get_created (RailNudge *self)
{
  return self->created;
}

RailNudgeState
rail_nudge_get_state (RailNudge *self)
{
  return self->state;
}

void
rail_nudge_set_state (RailNudge *self,
                      RailNudgeState state)
{
  g_return_if_fail (state != RAIL_NUDGE_CLOSED && self->state != RAIL_NUDGE_CLOSED);

  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
rail_nudge_get_neutral (RailNudge *self)
{
  return self->neutral;
}

void
rail_nudge_set_neutral (RailNudge *self,
                        gboolean neutral)
{
  if (self->neutral == neutral)
    return;

  self->neutral = neutral;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
rail_nudge_get_gate_reason (RailNudge *self)
{
  return self->gate_reason;
}

void
rail_nudge_set_gate_reason (RailNudge *self,
                            const char *reason)
{
  if (g_str_equal (self->gate_reason, reason))
    return;

  g_free (self->gate_reason);
  self->gate_reason = g_strdup (reason);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gint64
rail_nudge_get_shown (RailNudge *self)
{
  return self->shown;
}

void
rail_nudge_set_shown (RailNudge *self,
                      gint64 when)
{
  self->shown = when;
}

gint64
rail_nudge_get_collapse_at (RailNudge *self,
                            gint64 now)
{
  gint64 moment;

  g_return_val_if_fail (RAIL_IS_NUDGE (self), 0);

  if (self->occurrence == NULL)
    return 0;

  moment = self->occurrence->start + MEETING_COLLAPSE_DELAY;
  return moment > now ? moment : 0;
}

guint
rail_nudge_get_others (RailNudge *self)
{
  g_return_val_if_fail (RAIL_IS_NUDGE (self), 0);

  return self->others;
}

void
rail_nudge_set_others (RailNudge *self,
                       guint count)
{
  g_return_if_fail (RAIL_IS_NUDGE (self));

  if (self->others == count)
    return;

  self->others = count;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

RailContext *
rail_nudge_get_context (RailNudge *self)
{
  return self->context;
}

void
rail_nudge_set_context (RailNudge *self,
                        RailContext *context)
{
  rail_context_ref (context);
  g_clear_pointer (&self->context, rail_context_unref);
  self->context = context;
}

void
rail_nudge_close (RailNudge *self,
                  RailCloseReason reason)
{
  if (self->state == RAIL_NUDGE_CLOSED)
    return;

  self->state = RAIL_NUDGE_CLOSED;
  self->close_reason = reason;
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

RailCloseReason
rail_nudge_get_close_reason (RailNudge *self)
{
  return self->close_reason;
}
