/*
 * What the agent did and how fast, one line an event, for demonstrations and for finding out why nothing came: asked for with
 * --transcript, never kept otherwise. It speaks in trigger ids and milliseconds; window and meeting titles never enter it.
 */

#pragma once

#include "delivery/delivery.h"

typedef struct _RailTranscript RailTranscript;

/* Truncates @path. NULL with @error. */
RailTranscript *rail_transcript_open (const char *path,
                                      GError **error);
void rail_transcript_close (RailTranscript *self);

/* What moved the rules: "window", "calendar", "clock", ...; remembers the moment as the start of the latency of what follows. */
void rail_transcript_note_cause (RailTranscript *self,
                                 const char *cause);

/* From now on notes the verdicts of @delivery and how its nudges end. */
void rail_transcript_follow (RailTranscript *self,
                             RailDelivery *delivery);

/* @painted_at: monotonic microseconds, on this computer. */
void rail_transcript_note_painted (RailTranscript *self,
                                   RailNudge *nudge,
                                   gint64 painted_at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailTranscript, rail_transcript_close)
