/*
 * What somebody typed between the shortcut and the moment the window it opened has the keyboard: fetched from the agent, which holds it
 * (data/dbus, Shortcut1), and written into the window's entry as if it had been typed there. Keys that come to the window itself before the
 * agent's answer wait, so that the order stays. Letters are made of keys here, with the layout each was typed in, and dead keys are composed.
 */

#pragma once

#include <gtk/gtk.h>

#define RAIL_TYPE_TYPED_KEYS (rail_typed_keys_get_type ())
G_DECLARE_FINAL_TYPE (RailTypedKeys, rail_typed_keys, RAIL, TYPED_KEYS, GObject)

/*
 * For @window, which outlives it. @entry takes the text; NULL: what was typed is thrown away, because it was meant for nothing in this window.
 * Signal "key-typed" (guint keyval, GdkModifierType state): a key that writes no text and that the entry has no use for, such as Down.
 */
RailTypedKeys *rail_typed_keys_new (GtkWindow *window,
                                    GtkEditable *entry);

/* The window has just been presented; keys were typed for it or not. */
void rail_typed_keys_fetch (RailTypedKeys *self,
                            GDBusConnection *connection);
