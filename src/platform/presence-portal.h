/*
 * Whether the screen is covered, for a program in a sandbox, which does not see the screen savers' names: the portal's session monitor tells it. Until the
 * portal has said something nothing is known. Source: the XDG Desktop Portal's Inhibit interface (CreateMonitor, StateChanged).
 */

#pragma once

#include <gio/gio.h>

#include "platform/presence-board.h"

typedef struct _RailPresencePortal RailPresencePortal;

RailPresencePortal *rail_presence_portal_new (GDBusConnection *session,
                                              RailPresenceBoard *board);
void rail_presence_portal_free (RailPresencePortal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPresencePortal, rail_presence_portal_free)
