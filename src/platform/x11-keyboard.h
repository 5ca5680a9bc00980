/*
 * What the keyboard of an X server has on it: which keys write a key symbol, and which modifiers stand for Alt, Super and Num Lock. A copy of
 * one moment, read by the core protocol; whoever keeps it reads another one when the server tells of another keyboard or layout.
 */

#pragma once

#include <glib.h>
#include <xcb/xcb.h>

#include "base/accelerator.h"

typedef struct _RailX11Keyboard RailX11Keyboard;

/* Two round trips; NULL if the connection broke. */
RailX11Keyboard *rail_x11_keyboard_read (xcb_connection_t *connection);
void rail_x11_keyboard_free (RailX11Keyboard *self);

/*
 * All keys (guint8) that write the symbol, in whatever layout is switched to: without Shift in one of the first two layouts, else in any
 * way. Transfer full.
 */
GArray *rail_x11_keyboard_find_keys (RailX11Keyboard *self,
                                     guint32 keysym);

/* Whether this key writes the symbol in any way. */
gboolean rail_x11_keyboard_key_has (RailX11Keyboard *self,
                                    xcb_keycode_t key,
                                    guint32 keysym);

/* RailModifiers as the bits that this keyboard has for them. */
guint16 rail_x11_keyboard_get_mask (RailX11Keyboard *self,
                                    guint modifiers);

/* The bit of Num Lock; 0 if there is none. */
guint16 rail_x11_keyboard_get_num_lock (RailX11Keyboard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailX11Keyboard, rail_x11_keyboard_free)
