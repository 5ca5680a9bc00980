/*
 * One alarm on the wall clock. The rules say when something may change next; the planner wakes the main loop then, or at once when
 * somebody sets the clock, and after a suspend as soon as the moment has passed. At most one timer is armed, and while it
 * waits nothing runs. Source: timerfd_create(2), TFD_TIMER_CANCEL_ON_SET.
 */

#pragma once

#include <glib.h>

typedef struct _RailPlanner RailPlanner;

/* @callback runs on the thread-default main context; it is expected to set the next moment. */
typedef void (*RailPlannerCallback) (gpointer user_data);

/* NULL with @error where the kernel gives no timer. */
RailPlanner *rail_planner_new (RailPlannerCallback callback,
                               gpointer user_data,
                               GError **error);

void rail_planner_free (RailPlanner *self);

/* Replaces the moment; one in the past fires on the next turn of the loop. Never later than a day from now, so that days roll over. */
void rail_planner_set_moment (RailPlanner *self,
                              gint64 moment,
                              gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPlanner, rail_planner_free)
