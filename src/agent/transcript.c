#include "config.h"

#include "agent/transcript.h"

#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "base/iso-time.h"

struct _RailTranscript
{
  FILE *stream;
  GTimeZone *zone;
  gint64 cause_at;        /* monotonic */
  gint64 card_at;         /* monotonic: the verdict that opened the latest card */
  RailDelivery *delivery; /* NULL: follows none yet */
  GPtrArray *nudges;      /* RailNudge: those it listens to */
};

static void
write_line (RailTranscript *self,
            const char *format,
            ...) G_GNUC_PRINTF (2, 3);

static void
write_line (RailTranscript *self,
            const char *format,
            ...)
{
  g_autofree char *time = rail_iso_time_format (g_get_real_time (), self->zone);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  fprintf (self->stream, "%s  %s\n", time, text);
}

RailTranscript *
rail_transcript_open (const char *path,
                      GError **error)
{
  FILE *stream = fopen (path, "we");
  RailTranscript *self;

  if (stream == NULL)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
      return NULL;
    }

  setvbuf (stream, NULL, _IOLBF, 0);
  self = g_new0 (RailTranscript, 1);
  self->stream = stream;
  self->zone = g_time_zone_new_local ();
  self->nudges = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

static void
let_go (gpointer nudge,
        gpointer self)
{
  g_signal_handlers_disconnect_by_data (nudge, self);
}

void
rail_transcript_close (RailTranscript *self)
{
  if (self->delivery != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->delivery, self);
      g_signal_handlers_disconnect_by_data (rail_delivery_get_nudges (self->delivery), self);
    }
  g_ptr_array_foreach (self->nudges, let_go, self);
  g_clear_object (&self->delivery);
  g_ptr_array_unref (self->nudges);
  fclose (self->stream);
  g_time_zone_unref (self->zone);
  g_free (self);
}

void
rail_transcript_note_cause (RailTranscript *self,
                            const char *cause)
{
  self->cause_at = g_get_monotonic_time ();
  write_line (self, "context  %s changed", cause);
}

static void
decided_cb (RailTranscript *self,
            const RailDecision *decision)
{
  const RailTrigger *trigger = decision->trigger;

  if (decision->verdict->kind == RAIL_VERDICT_CARD)
    self->card_at = g_get_monotonic_time ();

  write_line (self,
              "verdict  %s/%s/%s: %s (%s), %.1f ms after the cause",
              trigger->pack,
              trigger->aid,
              trigger->id,
              rail_verdict_kind_to_string (decision->verdict->kind),
              rail_gate_reason_to_string (decision->verdict->reason),
              (double) (g_get_monotonic_time () - self->cause_at) / 1000.0);
}

static void
closed_cb (RailTranscript *self,
           RailNudge *nudge)
{
  const RailTrigger *trigger = rail_nudge_get_trigger (nudge);

  write_line (self,
              "nudge    %s/%s closed: %s",
              trigger->pack,
              trigger->aid,
              rail_close_reason_to_string (rail_nudge_get_close_reason (nudge)));
  let_go (nudge, self);
  g_ptr_array_remove (self->nudges, nudge);
}

static void
listed_cb (RailTranscript *self,
           guint position,
           guint removed,
           guint added,
           GListModel *nudges)
{
  for (guint i = position; i < position + added; i++)
    {
      RailNudge *nudge = g_list_model_get_item (nudges, i);

      g_signal_connect_swapped (nudge, "closed", G_CALLBACK (closed_cb), self);
      g_ptr_array_add (self->nudges, nudge);
    }
}

void
rail_transcript_follow (RailTranscript *self,
                        RailDelivery *delivery)
{
  g_return_if_fail (self->delivery == NULL);

  self->delivery = g_object_ref (delivery);
  g_signal_connect_swapped (delivery, "decided", G_CALLBACK (decided_cb), self);
  g_signal_connect_swapped (rail_delivery_get_nudges (delivery), "items-changed", G_CALLBACK (listed_cb), self);
}

void
rail_transcript_note_painted (RailTranscript *self,
                              RailNudge *nudge,
                              gint64 painted_at)
{
  const RailTrigger *trigger = rail_nudge_get_trigger (nudge);

  write_line (self,
              "card     %s/%s painted, %.1f ms after the verdict",
              trigger->pack,
              trigger->aid,
              (double) (painted_at - self->card_at) / 1000.0);
}
