/*
 * Whether the user asked not to be disturbed. Each notification server keeps that in a place of its own, so the server of the moment is
 * asked who it is, and then the place it is known to use is followed: a property (dunst, Plasma, mako), a setting (GNOME, Cinnamon,
 * MATE), xfconf (Xfce). A server that has no such place, or one that does not tell when it changes, leaves the answer unknown.
 */

#pragma once

#include <gio/gio.h>

#include "platform/presence-board.h"

typedef struct _RailPresenceNotifications RailPresenceNotifications;

/* @sandboxed: the desktop's settings are read through the portal, because the ones at hand are not the user's. */
RailPresenceNotifications *rail_presence_notifications_new (GDBusConnection *session,
                                                            gboolean sandboxed,
                                                            RailPresenceBoard *board);
void rail_presence_notifications_free (RailPresenceNotifications *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPresenceNotifications, rail_presence_notifications_free)
