/*
 * An alarm on the wall clock: fires at a moment, after a suspend as soon as the moment has passed, and at once when somebody sets the
 * clock. While it waits nothing runs. Source: timerfd_create(2), TFD_TIMER_CANCEL_ON_SET.
 */

#pragma once

#include <glib.h>

typedef struct _RailWallTimer RailWallTimer;

/* Runs on the main context that was the thread's default when the timer was made; finds the timer disarmed. */
typedef void (*RailWallTimerCallback) (gpointer user_data);

/* Disarmed. NULL with @error where the kernel gives no timer. */
RailWallTimer *rail_wall_timer_new (RailWallTimerCallback callback,
                                    gpointer user_data,
                                    GError **error);
void rail_wall_timer_free (RailWallTimer *self);

/* Replaces the moment; one in the past fires on the next turn of the loop. */
void rail_wall_timer_arm (RailWallTimer *self,
                          gint64 moment);
void rail_wall_timer_disarm (RailWallTimer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailWallTimer, rail_wall_timer_free)
