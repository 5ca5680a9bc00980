/*
 * One key of the whole desktop, on X11: taken by a passive grab on the root window, over a connection of its own. From the press on the keyboard
 * is held (platform/keyboard-hold-x11) until whoever owns this takes the keys for the window it opened, or drops them.
 */

#pragma once

#include <glib-object.h>

#include "base/accelerator.h"
#include "platform/keyboard-hold-x11.h"
#include "platform/provider-state.h"

/* Which window has the focus when the shortcut is pressed. */
typedef enum
{
  RAIL_FOCUS_ELSEWHERE,
  RAIL_FOCUS_OURS,    /* one of this application's */
  RAIL_FOCUS_AWAITED, /* the one that was waited for last, and got the keys */
} RailFocus;

#define RAIL_TYPE_GLOBAL_SHORTCUT_X11 (rail_global_shortcut_x11_get_type ())
G_DECLARE_FINAL_TYPE (RailGlobalShortcutX11, rail_global_shortcut_x11, RAIL, GLOBAL_SHORTCUT_X11, GObject)

/*
 * @display: "host:0", or NULL for $DISPLAY; @wm_class: the class of this application's own windows. NULL with RAIL_ERROR_NOT_FOUND without an
 * X server. Signals:
 *   "pressed" (guint time of the server, RailFocus): the keyboard is held now, or was thawed again where the server refused that; pressed again
 *     while it is held, the hold begins anew and the focus is as good as ours;
 *   "arrived": the window that was waited for has the focus: take the keys;
 *   "escaped": the user does not want it any more: the keys are gone, the keyboard is free;
 *   "state-changed".
 */
RailGlobalShortcutX11 *rail_global_shortcut_x11_new (const char *display,
                                                     const char *wm_class,
                                                     GError **error);

/* Lets go of the key before and takes this one, or none if it has no key. Where another program has it, it is left to it. */
void rail_global_shortcut_x11_set (RailGlobalShortcutX11 *self,
                                   const RailAccelerator *accelerator);

/* @detail: one sentence for people; borrowed. */
RailProviderState rail_global_shortcut_x11_get_state (RailGlobalShortcutX11 *self,
                                                      const char **detail);

/* Whether the keyboard is held. */
gboolean rail_global_shortcut_x11_is_holding (RailGlobalShortcutX11 *self);

/* While it is held: "arrived" follows, maybe at once, when this window has the focus. */
void rail_global_shortcut_x11_expect (RailGlobalShortcutX11 *self,
                                      guint32 window);

/*
 * Ends the hold. RailTypedKey in order, transfer full, and the shortcut's own key if it is still held down (else 0); NULL if Escape was
 * pressed in the last instant.
 */
GArray *rail_global_shortcut_x11_take (RailGlobalShortcutX11 *self,
                                       guint32 *pressed);

/* Ends the hold, if there is one, and throws the keys away. */
void rail_global_shortcut_x11_drop (RailGlobalShortcutX11 *self);
