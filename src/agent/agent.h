/*
 * The composition root of the resident: it builds every collaborator, connects them and holds no rule of its own. Whatever moves comes together in one update:
 * the context of the moment for delivery, and what follows from it for the rest.
 */

#pragma once

#include <gio/gio.h>

#include "agent/transcript.h"
#include "delivery/recorder.h"

#define RAIL_TYPE_AGENT (rail_agent_get_type ())
G_DECLARE_FINAL_TYPE (RailAgent, rail_agent, RAIL, AGENT, GObject)

/*
 * @transcript and @recorder, which may be NULL, are taken over, also where this fails. NULL with @error without any journal or timer. Signal
 * "quit-requested", without arguments: somebody who uses it wants it to end.
 */
RailAgent *rail_agent_new (GDBusConnection *connection,
                           RailTranscript *transcript,
                           RailRecorder *recorder,
                           GError **error);

/* Answers on the bus from here on. */
gboolean rail_agent_export (RailAgent *self,
                            GError **error);
void rail_agent_unexport (RailAgent *self);

/* Begins to watch. */
void rail_agent_start (RailAgent *self);

/* Shows that it is there. */
void rail_agent_show (RailAgent *self);

/* No more requests, and the journal is written and closed: called last. */
void rail_agent_close (RailAgent *self);
