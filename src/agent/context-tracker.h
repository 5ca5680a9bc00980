/*
 * What the context of a moment is made of, as it stands: the active window, the occurrences of all calendars and the user's time zone. The agent asks it
 * for the snapshot whenever something moves; it decides nothing itself.
 */

#pragma once

#include "agent/calendars.h"
#include "context/context.h"
#include "platform/window-watcher-x11.h"

#define RAIL_TYPE_CONTEXT_TRACKER (rail_context_tracker_get_type ())
G_DECLARE_FINAL_TYPE (RailContextTracker, rail_context_tracker, RAIL, CONTEXT_TRACKER, GObject)

/*
 * @policy says which windows are private. Knows no window and no occurrence before it is started. Signals, without arguments: "window-changed";
 * "calendars-changed", when the snapshot has the new occurrences already.
 */
RailContextTracker *rail_context_tracker_new (RailPolicy *policy,
                                              RailCalendars *calendars);

/* FALSE with @error where windows cannot be watched; calendars are followed either way. */
gboolean rail_context_tracker_start (RailContextTracker *self,
                                     GError **error);

/* The snapshot of now; transfer full. */
RailContext *rail_context_tracker_dup_context (RailContextTracker *self);

/* Borrowed; NULL where windows are not watched. */
RailWindowWatcherX11 *rail_context_tracker_get_watcher (RailContextTracker *self);

/* Where the active window is right now, on the root window; zeros where it is not known. */
void rail_context_tracker_get_anchor (RailContextTracker *self,
                                      int *x,
                                      int *y,
                                      int *width,
                                      int *height);

/* Has the calendars hold the days around @now. TRUE when its day is another than the last time. */
gboolean rail_context_tracker_follow_day (RailContextTracker *self,
                                          gint64 now);

/* The private windows may be others now. */
void rail_context_tracker_follow_policy (RailContextTracker *self);

/* The same moment is another day or hour now: occurrences without a zone of their own move with it, when the day is followed the next time. */
void rail_context_tracker_reread_zone (RailContextTracker *self);
