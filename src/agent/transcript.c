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
  gint64 cause_at; /* monotonic */
  gint64 card_at;  /* monotonic: the verdict that opened the latest card */
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

  return self;
}

void
rail_transcript_close (RailTranscript *self)
{
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

void
rail_transcript_note_verdict (RailTranscript *self,
                              const RailTrigger *trigger,
                              const RailVerdict *verdict)
{
  if (verdict->kind == RAIL_VERDICT_CARD)
    self->card_at = g_get_monotonic_time ();

  write_line (self,
              "verdict  %s/%s/%s: %s (%s), %.1f ms after the cause",
              trigger->pack,
              trigger->aid,
              trigger->id,
              rail_verdict_kind_to_string (verdict->kind),
              rail_gate_reason_to_string (verdict->reason),
              (double) (g_get_monotonic_time () - self->cause_at) / 1000.0);
}

void
rail_transcript_note_closing (RailTranscript *self,
                              RailNudge *nudge)
{
  const RailTrigger *trigger = rail_nudge_get_trigger (nudge);

  write_line (self,
              "nudge    %s/%s closed: %s",
              trigger->pack,
              trigger->aid,
              rail_close_reason_to_string (rail_nudge_get_close_reason (nudge)));
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
