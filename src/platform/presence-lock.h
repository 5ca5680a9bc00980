/*
 * Whether the screen is covered, as the desktop's screen saver tells on the session bus. A cover without a password counts: nobody reads
 * what is behind it. Sources: the introspection data of gnome-shell, Plasma, xfce4-screensaver, cinnamon-screensaver and mate-screensaver
 * (GetActive, ActiveChanged).
 */

#pragma once

#include <gio/gio.h>

#include "platform/presence-board.h"

typedef struct _RailPresenceLock RailPresenceLock;

RailPresenceLock *rail_presence_lock_new (GDBusConnection *session,
                                          RailPresenceBoard *board);
void rail_presence_lock_free (RailPresenceLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPresenceLock, rail_presence_lock_free)
