/*
 * What logind knows of this session: whether it is locked (LockedHint) and idle (IdleHint). Both are hints that the desktop sets, and some
 * desktops never set them: until a hint has once been yes, its no says nothing. Source: org.freedesktop.login1(5).
 */

#pragma once

#include <gio/gio.h>

#include "platform/presence-board.h"

typedef struct _RailPresenceSession RailPresenceSession;

RailPresenceSession *rail_presence_session_new (GDBusConnection *system,
                                                RailPresenceBoard *board);
void rail_presence_session_free (RailPresenceSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPresenceSession, rail_presence_session_free)
