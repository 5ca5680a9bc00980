/*
 * What other programs of this desktop find in Handrail: GNOME Shell's overview (agent/shell-search.h) and KRunner (agent/krunner.h) ask it.
 *
 * Whoever is on the session bus may ask, and learns titles, tasks and review dates of aids: they stand in packs, which are readable files of the same user. Nothing of
 * the moment takes part. What fits now and what was used lately change neither an answer nor its order, since that would tell a stranger
 * of windows, meetings and habits. Where the policy has "desktop-search" off, nothing is found.
 *
 * However many ask, one search runs at a time, an asker's newest question replaces the one that waits, and few wait.
 */

#pragma once

#include <gio/gio.h>

#include "library/library.h"
#include "policy/policy.h"
#include "search/search-hit.h"

/* More than any of them shows. */
#define RAIL_DESKTOP_SEARCH_MAX_HITS 20

#define RAIL_TYPE_DESKTOP_SEARCH (rail_desktop_search_get_type ())
G_DECLARE_FINAL_TYPE (RailDesktopSearch, rail_desktop_search, RAIL, DESKTOP_SEARCH, GObject)

/* Signal "asked" (no arguments): there was a question. @path of library.db; it is opened when somebody asks and closed when nobody has for a while. */
RailDesktopSearch *rail_desktop_search_new (const char *path,
                                            RailLibrary *library,
                                            RailPolicy *policy);

/* @asker: the unique bus name; @words: as typed, of any length. */
void rail_desktop_search_ask_async (RailDesktopSearch *self,
                                    const char *asker,
                                    const char *words,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* RailSearchHit, best first; never NULL, and empty for a question that another replaced. Transfer full. */
GPtrArray *rail_desktop_search_ask_finish (RailDesktopSearch *self,
                                           GAsyncResult *result);

/* What was found of that path ("pack/aid"), now or a little while ago; NULL if there is no such aid. Transfer full. */
RailSearchHit *rail_desktop_search_find (RailDesktopSearch *self,
                                         const char *path);

/* One line about a hit for below its title, with the mark of an overdue review; transfer full. */
char *rail_desktop_search_describe (const RailSearchHit *hit);

/* The name of the icon for a kind, which the installation brings; static. */
const char *rail_desktop_search_get_icon_name (RailAidKind kind);

/*
 * The two ids of a path as the parameter "(ss)" of the action "open-aid"; NULL if they are none. Floating. It need not name an aid that is
 * there: the windows say what they cannot find.
 */
GVariant *rail_desktop_search_build_target (const char *path);
