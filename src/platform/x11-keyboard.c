#include "config.h"

#include "platform/x11-keyboard.h"

#include <xkbcommon/xkbcommon-keysyms.h>
#include <xkbcommon/xkbcommon.h>

#define N_MODIFIERS 8

struct _RailX11Keyboard
{
  xcb_keycode_t first;
  guint columns;   /* symbols of each key */
  GArray *keysyms; /* xcb_keysym_t, of one key after the other */

  guint16 alt;
  guint16 super;
  guint16 num_lock;
};

/* ---- reading ---- */

static gboolean
read_keys (RailX11Keyboard *self,
           xcb_connection_t *connection)
{
  const xcb_setup_t *setup = xcb_get_setup (connection);
  const guint8 count = (guint8) (setup->max_keycode - setup->min_keycode + 1);
  g_autofree xcb_get_keyboard_mapping_reply_t *reply = NULL;

  reply = xcb_get_keyboard_mapping_reply (connection, xcb_get_keyboard_mapping (connection, setup->min_keycode, count), NULL);
  if (reply == NULL || reply->keysyms_per_keycode == 0)
    return FALSE;

  self->first = setup->min_keycode;
  self->columns = reply->keysyms_per_keycode;
  self->keysyms = g_array_new (FALSE, FALSE, sizeof (xcb_keysym_t));
  g_array_append_vals (self->keysyms, xcb_get_keyboard_mapping_keysyms (reply), (guint) xcb_get_keyboard_mapping_keysyms_length (reply));

  return TRUE;
}

/* The modifier that one of the keys with either symbol is bound to, or 0. */
static guint16
find_modifier (RailX11Keyboard *self,
               xcb_get_modifier_mapping_reply_t *reply,
               guint32 left,
               guint32 right)
{
  const xcb_keycode_t *keys = xcb_get_modifier_mapping_keycodes (reply);

  for (guint modifier = 0; modifier < N_MODIFIERS; modifier++)
    {
      for (guint i = 0; i < reply->keycodes_per_modifier; i++)
        {
          xcb_keycode_t key = keys[modifier * reply->keycodes_per_modifier + i];

          if (rail_x11_keyboard_key_has (self, key, left) || rail_x11_keyboard_key_has (self, key, right))
            return (guint16) (1 << modifier);
        }
    }

  return 0;
}

/* Where a keyboard says nothing, or binds the key to a modifier with a meaning of its own: the places everybody has them in. */
static gboolean
read_modifiers (RailX11Keyboard *self,
                xcb_connection_t *connection)
{
  const guint16 fixed = XCB_MOD_MASK_SHIFT | XCB_MOD_MASK_LOCK | XCB_MOD_MASK_CONTROL;
  g_autofree xcb_get_modifier_mapping_reply_t *reply = NULL;

  reply = xcb_get_modifier_mapping_reply (connection, xcb_get_modifier_mapping (connection), NULL);
  if (reply == NULL)
    return FALSE;

  self->alt = find_modifier (self, reply, XKB_KEY_Alt_L, XKB_KEY_Alt_R);
  if (self->alt == 0 || self->alt & fixed)
    self->alt = XCB_MOD_MASK_1;
  self->super = find_modifier (self, reply, XKB_KEY_Super_L, XKB_KEY_Super_R);
  if (self->super == 0 || self->super & fixed)
    self->super = XCB_MOD_MASK_4;
  self->num_lock = find_modifier (self, reply, XKB_KEY_Num_Lock, XKB_KEY_Num_Lock);

  return TRUE;
}

/* ---- public ---- */

RailX11Keyboard *
rail_x11_keyboard_read (xcb_connection_t *connection)
{
  g_autoptr (RailX11Keyboard) self = g_new0 (RailX11Keyboard, 1);

  return read_keys (self, connection) && read_modifiers (self, connection) ? g_steal_pointer (&self) : NULL;
}

void
rail_x11_keyboard_free (RailX11Keyboard *self)
{
  g_clear_pointer (&self->keysyms, g_array_unref);
  g_free (self);
}

/* Key @row, counted from the first one, writes the symbol in column 0 or in every @step-th behind it. */
static gboolean
row_has (RailX11Keyboard *self,
         guint row,
         guint32 keysym,
         guint n_columns,
         guint step)
{
  for (guint column = 0; column < MIN (n_columns, self->columns); column += step)
    {
      if (xkb_keysym_to_lower (g_array_index (self->keysyms, xcb_keysym_t, row * self->columns + column)) == keysym)
        return TRUE;
    }

  return FALSE;
}

static GArray *
collect (RailX11Keyboard *self,
         guint32 keysym,
         guint n_columns,
         guint step)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (guint8));

  for (guint row = 0; row < self->keysyms->len / self->columns; row++)
    {
      guint8 key = (guint8) (self->first + row);

      if (row_has (self, row, keysym, n_columns, step))
        g_array_append_val (keys, key);
    }

  return keys;
}

GArray *
rail_x11_keyboard_find_keys (RailX11Keyboard *self,
                             guint32 keysym)
{
  /* The core protocol's columns: 0 and 1 are the first layout without and with Shift, 2 and 3 the second; what follows depends on the keys. */
  g_autoptr (GArray) plain = collect (self, keysym, 4, 2);

  return plain->len > 0 ? g_steal_pointer (&plain) : collect (self, keysym, G_MAXUINT, 1);
}

gboolean
rail_x11_keyboard_key_has (RailX11Keyboard *self,
                           xcb_keycode_t key,
                           guint32 keysym)
{
  guint row = key >= self->first ? (guint) (key - self->first) : G_MAXUINT;

  return row < self->keysyms->len / self->columns && row_has (self, row, xkb_keysym_to_lower (keysym), G_MAXUINT, 1);
}

guint16
rail_x11_keyboard_get_mask (RailX11Keyboard *self,
                            guint modifiers)
{
  return (guint16) ((modifiers & RAIL_MODIFIER_SHIFT ? XCB_MOD_MASK_SHIFT : 0) |
                    (modifiers & RAIL_MODIFIER_CONTROL ? XCB_MOD_MASK_CONTROL : 0) |
                    (modifiers & RAIL_MODIFIER_ALT ? self->alt : 0) |
                    (modifiers & RAIL_MODIFIER_SUPER ? self->super : 0));
}

guint16
rail_x11_keyboard_get_num_lock (RailX11Keyboard *self)
{
  return self->num_lock;
}
