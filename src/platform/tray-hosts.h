/*
 * Who draws trays on this bus: the owner of org.kde.StatusNotifierWatcher, and programs that own an org.kde.StatusNotifierHost-* name. They
 * may read what the menu says; a sandboxed bystander can own neither name. Names are looked up when somebody asks, never watched, save for
 * the one watcher.
 */

#pragma once

#include <gio/gio.h>

#define RAIL_TYPE_TRAY_HOSTS (rail_tray_hosts_get_type ())
G_DECLARE_FINAL_TYPE (RailTrayHosts, rail_tray_hosts, RAIL, TRAY_HOSTS, GObject)

/* Signal "watcher-appeared" (const char *owner): a watcher to register with, the first one or another one. */
RailTrayHosts *rail_tray_hosts_new (GDBusConnection *connection);

/* Whether @sender, a unique bus name, is one of them. Never an error: who cannot be looked up is none. */
void rail_tray_hosts_check_async (RailTrayHosts *self,
                                  const char *sender,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean rail_tray_hosts_check_finish (RailTrayHosts *self,
                                       GAsyncResult *result);
