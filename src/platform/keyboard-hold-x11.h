/*
 * The keyboard, kept from everybody from a shortcut until the window it opens has the focus: what is typed meanwhile is remembered as keys
 * (not as letters: those are made where the window's own input method is) and handed over once, or thrown away. Never stored, never logged.
 * Owned by platform/global-shortcut-x11, on whose connection the passive grab was: only so can no key slip through in between.
 */

#pragma once

#include <glib.h>
#include <xcb/xcb.h>

#include "platform/x11-keyboard.h"

typedef struct
{
  guint32 keycode;
  guint32 state; /* modifiers in bits 0 to 7, layout in bits 13 and 14 */
} RailTypedKey;

typedef enum
{
  RAIL_KEYBOARD_HOLD_GOES_ON,
  RAIL_KEYBOARD_HOLD_ARRIVED, /* the window that was waited for has the focus */
  RAIL_KEYBOARD_HOLD_ESCAPED, /* somebody pressed Escape, or that window went away */
  RAIL_KEYBOARD_HOLD_AGAIN,   /* somebody pressed the shortcut once more: it begins anew, and what was typed before is gone */
} RailKeyboardHoldStep;

typedef struct _RailKeyboardHoldX11 RailKeyboardHoldX11;

/*
 * Turns the passive grab that @press comes from, which has frozen the keyboard, into one of the whole keyboard, and thaws it. @mask are the
 * modifiers of the shortcut. NULL where the server refuses; then the keyboard is free again.
 */
RailKeyboardHoldX11 *rail_keyboard_hold_x11_new (xcb_connection_t *connection,
                                                 xcb_window_t root,
                                                 RailX11Keyboard *keyboard,
                                                 const xcb_key_press_event_t *press,
                                                 guint16 mask);

/* Lets go of the keyboard unless rail_keyboard_hold_x11_end() has. */
void rail_keyboard_hold_x11_free (RailKeyboardHoldX11 *self);

/* One event of the connection. */
RailKeyboardHoldStep rail_keyboard_hold_x11_feed (RailKeyboardHoldX11 *self,
                                                  const xcb_generic_event_t *event);

/* Waits for @window, which may have the focus already. */
RailKeyboardHoldStep rail_keyboard_hold_x11_expect (RailKeyboardHoldX11 *self,
                                                    xcb_window_t window);

/*
 * Lets go of the keyboard: the next key goes to whoever has the focus. Keys that came before are remembered, as by
 * rail_keyboard_hold_x11_feed(), which may turn out to be an Escape; all other events that have come go to @others (xcb_generic_event_t).
 */
RailKeyboardHoldStep rail_keyboard_hold_x11_end (RailKeyboardHoldX11 *self,
                                                 GQueue *others);

/* RailTypedKey in the order typed; borrowed. */
GArray *rail_keyboard_hold_x11_get_keys (RailKeyboardHoldX11 *self);

/* The shortcut's own key while it is still held down, which then repeats itself; 0 when it was let go. */
guint32 rail_keyboard_hold_x11_get_pressed (RailKeyboardHoldX11 *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailKeyboardHoldX11, rail_keyboard_hold_x11_free)
