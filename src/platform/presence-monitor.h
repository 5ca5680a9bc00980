/*
 * All sources of presence that this session has, writing to one board. Which there are is known at the start; who answers behind them may
 * come and go.
 */

#pragma once

#include <gio/gio.h>

#include "platform/presence-board.h"

typedef struct _RailPresenceMonitor RailPresenceMonitor;

RailPresenceMonitor *rail_presence_monitor_new (GDBusConnection *session,
                                                RailPresenceBoard *board);
void rail_presence_monitor_free (RailPresenceMonitor *self);

/* Once, when there turns out to be a system bus. */
void rail_presence_monitor_set_system_bus (RailPresenceMonitor *self,
                                           GDBusConnection *system);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPresenceMonitor, rail_presence_monitor_free)
