/*
 * Watches the active window of an X11 desktop: by events only, over a connection of its own, without GTK. Every window goes through
 * the title filter before it is stored or told. Source: Extended Window Manager Hints 1.5 (_NET_ACTIVE_WINDOW,
 * _NET_WM_NAME, _NET_WM_STATE, _NET_SUPPORTING_WM_CHECK), ICCCM section 4.1.2 (WM_NAME, WM_CLASS).
 */

#pragma once

#include <glib-object.h>

#include "context/title-filter.h"
#include "platform/provider-state.h"

#define RAIL_TYPE_WINDOW_WATCHER_X11 (rail_window_watcher_x11_get_type ())
G_DECLARE_FINAL_TYPE (RailWindowWatcherX11, rail_window_watcher_x11, RAIL, WINDOW_WATCHER_X11, GObject)

/*
 * @display: "host:0", or NULL for $DISPLAY. Takes over @filter. NULL with RAIL_ERROR_NOT_FOUND when there is no X server to talk to.
 * Signals: "changed" (another window, title or state), "state-changed" (of the watcher itself).
 */
RailWindowWatcherX11 *rail_window_watcher_x11_new (const char *display,
                                                   RailTitleFilter *filter,
                                                   GError **error);

/* Takes over @filter and looks at the active window again. */
void rail_window_watcher_x11_set_filter (RailWindowWatcherX11 *self,
                                         RailTitleFilter *filter);

/* The active window as the filter left it; borrowed; NULL if there is none. */
RailWindow *rail_window_watcher_x11_get_window (RailWindowWatcherX11 *self);

/* Where the active window is right now, on the root window; FALSE if it is gone. One round trip to the X server. */
gboolean rail_window_watcher_x11_get_geometry (RailWindowWatcherX11 *self,
                                               int *x,
                                               int *y,
                                               int *width,
                                               int *height);

/* @detail (optional): one sentence for people; borrowed. */
RailProviderState rail_window_watcher_x11_get_state (RailWindowWatcherX11 *self,
                                                     const char **detail);
