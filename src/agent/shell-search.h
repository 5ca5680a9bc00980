/*
 * GNOME Shell's face of the search: data/dbus/org.gnome.Shell.SearchProvider2.xml. Turns calls into questions and hits into dictionaries; what
 * a stranger may learn is decided in agent/desktop-search.h. Answers to anyone, and only in replies.
 */

#pragma once

#include "agent/desktop-search.h"
#include "agent/ui-process.h"

#define RAIL_TYPE_SHELL_SEARCH (rail_shell_search_get_type ())
G_DECLARE_FINAL_TYPE (RailShellSearch, rail_shell_search, RAIL, SHELL_SEARCH, GObject)

RailShellSearch *rail_shell_search_new (RailDesktopSearch *search,
                                        RailUiProcess *ui);

/* To be exported by the owner; borrowed. */
GDBusInterfaceSkeleton *rail_shell_search_get_skeleton (RailShellSearch *self);
