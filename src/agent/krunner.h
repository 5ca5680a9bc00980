/*
 * KRunner's face of the search: data/dbus/org.kde.krunner1.xml. Turns calls into questions and hits into matches; what a stranger may learn is decided in
 * agent/desktop-search.h. Answers to anyone, and only in replies.
 */

#pragma once

#include "agent/desktop-search.h"
#include "agent/ui-process.h"

#define RAIL_TYPE_KRUNNER (rail_krunner_get_type ())
G_DECLARE_FINAL_TYPE (RailKrunner, rail_krunner, RAIL, KRUNNER, GObject)

RailKrunner *rail_krunner_new (RailDesktopSearch *search,
                               RailUiProcess *ui);

/* To be exported by the owner; borrowed. */
GDBusInterfaceSkeleton *rail_krunner_get_skeleton (RailKrunner *self);
