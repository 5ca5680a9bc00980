/*
 * A tray menu on the bus (com.canonical.dbusmenu). It keeps nothing up to date by itself: it asks to be filled when a host is about to show it.
 * Labels that are the user's own business, and clicks, are for tray hosts alone; no signal carries a label.
 */

#pragma once

#include "platform/tray-hosts.h"
#include "platform/tray-menu.h"

#define RAIL_TYPE_DBUS_MENU (rail_dbus_menu_get_type ())
G_DECLARE_FINAL_TYPE (RailDbusMenu, rail_dbus_menu, RAIL, DBUS_MENU, GObject)

/*
 * Signals: "filling" (GPtrArray *items): add the RailTrayItems of now; "clicked" (const char *key).
 */
RailDbusMenu *rail_dbus_menu_new (RailTrayHosts *hosts);

gboolean rail_dbus_menu_export (RailDbusMenu *self,
                                GDBusConnection *connection,
                                const char *path,
                                GError **error);
void rail_dbus_menu_unexport (RailDbusMenu *self);

/* Something it shows may differ: hosts that keep a copy are told once, until they have read it again. */
void rail_dbus_menu_invalidate (RailDbusMenu *self);
