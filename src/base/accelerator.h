/*
 * A key with its modifiers, as the setting `search-shortcut` writes it ("<Control><Alt>space"): read and printed without a display, and judged
 * whether it may be taken from every program on the desktop.
 */

#pragma once

#include <glib.h>

/* These are also the bits of the core protocol where it fixes them, but Alt and Super are wherever the keyboard has them. */
typedef enum
{
  RAIL_MODIFIER_SHIFT = 1 << 0,
  RAIL_MODIFIER_CONTROL = 1 << 1,
  RAIL_MODIFIER_ALT = 1 << 2,
  RAIL_MODIFIER_SUPER = 1 << 3,
} RailModifiers;

typedef struct
{
  guint32 keysym;  /* of the key without its modifiers: a small letter; 0 = no shortcut */
  guint modifiers; /* RailModifiers */
} RailAccelerator;

/*
 * Reads "<Control><Alt>space"; names of modifiers in any case, <Ctrl> and <Primary> mean <Control>, <Mod4> and <Meta> mean <Super>. "" is no
 * shortcut. RAIL_ERROR_INVALID names what cannot be read.
 */
gboolean rail_accelerator_parse (const char *text,
                                 RailAccelerator *accelerator,
                                 GError **error);

/* In the form above; transfer full. */
char *rail_accelerator_to_string (const RailAccelerator *self);

/* For people: "Ctrl+Alt+Space"; "" without a shortcut; transfer full. */
char *rail_accelerator_to_label (const RailAccelerator *self);

/*
 * Whether the key may be taken from all programs. RAIL_ERROR_REFUSED, with a sentence for people, where that would be in the way of typing and
 * editing, or where the desktop needs it.
 */
gboolean rail_accelerator_check (const RailAccelerator *self,
                                 GError **error);
