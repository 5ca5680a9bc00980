/*
 * The search shortcut, from the setting to the window: takes the key where the display lets a program do that, opens what the key means at the
 * moment, and hands the keys typed meanwhile to the window (data/dbus/io.github.handrail.Handrail.Shortcut.xml). However a window fails to come,
 * the keyboard is free again after a few seconds, and what was typed is gone.
 */

#pragma once

#include "agent/ui-process.h"
#include "delivery/delivery.h"
#include "policy/policy.h"

#define RAIL_TYPE_SEARCH_SHORTCUT (rail_search_shortcut_get_type ())
G_DECLARE_FINAL_TYPE (RailSearchShortcut, rail_search_shortcut, RAIL, SEARCH_SHORTCUT, GObject)

/* Signal "changed" (no arguments): the state or the problems differ. */
RailSearchShortcut *rail_search_shortcut_new (RailPolicy *policy,
                                              RailDelivery *delivery,
                                              RailUiProcess *ui);

gboolean rail_search_shortcut_export (RailSearchShortcut *self,
                                      GDBusConnection *connection,
                                      const char *path,
                                      GError **error);
void rail_search_shortcut_unexport (RailSearchShortcut *self);

/* Takes the key, and follows the setting from now on. */
void rail_search_shortcut_start (RailSearchShortcut *self);

/* kind "search-shortcut", name, state and detail, to an aa{sv}. */
void rail_search_shortcut_build_provider (RailSearchShortcut *self,
                                          GVariantBuilder *providers);

/* RailProblem: what keeps a shortcut that is set from working. */
void rail_search_shortcut_add_problems (RailSearchShortcut *self,
                                        GPtrArray *problems);
