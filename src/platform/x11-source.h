/*
 * Events of an X connection on the main loop. They may also arrive while a reply is being read and then lie in the connection's queue
 * with nothing on the wire, which a plain watch on its file descriptor would sleep through.
 */

#pragma once

#include <glib.h>
#include <xcb/xcb.h>

/* Takes over @first (may be NULL), to be freed with free(); the rest comes from xcb_poll_for_event(). */
typedef void (*RailX11Callback) (xcb_generic_event_t *first,
                                 gpointer user_data);

/* Attached to the thread-default main context; end it with g_source_destroy() and g_source_unref() before the connection. */
GSource *rail_x11_source_new (xcb_connection_t *connection,
                              const char *name,
                              RailX11Callback callback,
                              gpointer user_data);

/* The root window of the screen that xcb_connect() named. */
xcb_window_t rail_x11_find_root (xcb_connection_t *connection,
                                 int screen);
