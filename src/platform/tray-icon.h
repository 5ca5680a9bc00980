/*
 * The icon in the tray (org.kde.StatusNotifierItem), registered with whatever watcher the desktop has or gets. Without one nothing happens,
 * and nothing is lost: everything the menu offers is in the windows too. It shows a state and a sentence that anybody may read.
 */

#pragma once

#include "platform/dbus-menu.h"
#include "platform/tray-picture.h"

#define RAIL_TYPE_TRAY_ICON (rail_tray_icon_get_type ())
G_DECLARE_FINAL_TYPE (RailTrayIcon, rail_tray_icon, RAIL, TRAY_ICON, GObject)

/*
 * Signal "activated" (no arguments): a click that asks for the window. NULL with @error if its objects cannot be put on the bus.
 */
RailTrayIcon *rail_tray_icon_new (GDBusConnection *connection,
                                  GError **error);

/* Borrowed. */
RailDbusMenu *rail_tray_icon_get_menu (RailTrayIcon *self);

/* @text: the tool tip; no title and no name belongs in it, for every program on the bus may read it. Cheap when nothing differs. */
void rail_tray_icon_set_state (RailTrayIcon *self,
                               RailTrayState state,
                               const char *text);

/* What the host gave for the click that is being handled, so that the window it opens may have the focus; NULL if nothing. Transfer full. */
char *rail_tray_icon_take_activation_token (RailTrayIcon *self);
