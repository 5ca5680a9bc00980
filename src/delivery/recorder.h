/*
 * Writes a recording (delivery/recording.h) while it happens: one line for each thing that is different. Only for a file that the user named
 * for it, readable by nobody else.
 */

#pragma once

#include "context/context.h"
#include "delivery/recording.h"

typedef struct _RailRecorder RailRecorder;

/* Truncates @path and makes it the user's own. NULL with @error. */
RailRecorder *rail_recorder_open (const char *path,
                                  GTimeZone *zone,
                                  GError **error);
void rail_recorder_close (RailRecorder *self);

/* What delivery is about to be told; says nothing where nothing but the clock differs. */
void rail_recorder_note_update (RailRecorder *self,
                                RailContext *context,
                                const RailPresence *presence);

/* These happen now, whenever the last update was. */
void rail_recorder_note_limits (RailRecorder *self,
                                const RailLimits *limits);
void rail_recorder_note_sleep (RailRecorder *self,
                               gboolean begins);

/* @reason matters for RAIL_RECORDED_CLOSED, @until for RAIL_RECORDED_SNOOZED. */
void rail_recorder_note_act (RailRecorder *self,
                             RailNudge *nudge,
                             RailRecordedAct act,
                             RailCloseReason reason,
                             gint64 until);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailRecorder, rail_recorder_close)
