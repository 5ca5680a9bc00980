/*
 * What an X server knows of presence: how long nobody has touched anything (the SYNC extension's IDLETIME counter, by two alarms and no
 * clock), and the windows by which well-known programs show that they share the screen. X has no word for sharing itself: finding
 * none of these windows says nothing. Titles are read of those programs' windows only, compared and forgotten.
 *
 * Sources: X Synchronization Extension 3.1; EWMH 1.5 (_NET_CLIENT_LIST); Chromium, IDS_MEDIA_SCREEN_CAPTURE_NOTIFICATION_TEXT and its siblings;
 * for Zoom the window rules that its users publish for tiling window managers and compositors (“as_toolbar”, “cpt_frame_window”).
 */

#pragma once

#include "platform/presence-board.h"

typedef struct _RailPresenceX11 RailPresenceX11;

/*
 * @display: NULL for $DISPLAY. @idle_after: in milliseconds; 0 where another display server sees the hands. NULL when there is no X server to
 * talk to.
 */
RailPresenceX11 *rail_presence_x11_new (const char *display,
                                        guint idle_after,
                                        RailPresenceBoard *board);
void rail_presence_x11_free (RailPresenceX11 *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailPresenceX11, rail_presence_x11_free)
