#include "config.h"

#include "base/accelerator.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <xkbcommon/xkbcommon-keysyms.h>
#include <xkbcommon/xkbcommon.h>

#include "base/error.h"

/* Vendor keys (XF86Search, XF86AudioPlay...): extra keys of a keyboard, which no text is made of. */
#define FIRST_VENDOR_KEYSYM 0x10080000

typedef struct
{
  const char *name; /* in lower case */
  RailModifiers modifier;
} ModifierName;

/* The first name of each is the one that is written. */
static const ModifierName modifier_names[] = {
  { "control", RAIL_MODIFIER_CONTROL },
  { "alt", RAIL_MODIFIER_ALT },
  { "shift", RAIL_MODIFIER_SHIFT },
  { "super", RAIL_MODIFIER_SUPER },
  { "ctrl", RAIL_MODIFIER_CONTROL },
  { "primary", RAIL_MODIFIER_CONTROL },
  { "mod1", RAIL_MODIFIER_ALT },
  { "mod4", RAIL_MODIFIER_SUPER },
  { "meta", RAIL_MODIFIER_SUPER },
};

static gboolean
read_modifier (const char *name,
               gsize length,
               guint *modifiers)
{
  for (guint i = 0; i < G_N_ELEMENTS (modifier_names); i++)
    {
      if (strlen (modifier_names[i].name) == length && g_ascii_strncasecmp (modifier_names[i].name, name, length) == 0)
        {
          *modifiers |= modifier_names[i].modifier;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
is_modifier_key (guint32 keysym)
{
  return (keysym >= XKB_KEY_Shift_L && keysym <= XKB_KEY_Hyper_R) ||
         (keysym >= XKB_KEY_ISO_Lock && keysym <= XKB_KEY_ISO_Last_Group_Lock) ||
         keysym == XKB_KEY_Mode_switch ||
         keysym == XKB_KEY_Num_Lock;
}

gboolean
rail_accelerator_parse (const char *text,
                        RailAccelerator *accelerator,
                        GError **error)
{
  RailAccelerator read = { 0 };
  const char *at = text;

  while (at[0] == '<')
    {
      const char *end = strchr (at, '>');

      if (end == NULL || !read_modifier (at + 1, (gsize) (end - at - 1), &read.modifiers))
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, _ ("“%s” is no shortcut: write it like “<Control><Alt>space”"), text);
          return FALSE;
        }
      at = end + 1;
    }

  if (at[0] != '\0')
    read.keysym = xkb_keysym_to_lower (xkb_keysym_from_name (at, XKB_KEYSYM_NO_FLAGS));
  /* Modifiers alone are no shortcut either. */
  if (text[0] != '\0' && (read.keysym == XKB_KEY_NoSymbol || is_modifier_key (read.keysym)))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, _ ("“%s” names no key: write it like “<Control><Alt>space”"), text);
      return FALSE;
    }

  *accelerator = read;
  return TRUE;
}

static char *
dup_key_name (guint32 keysym)
{
  char name[64];

  return xkb_keysym_get_name (keysym, name, sizeof name) > 0 ? g_strdup (name) : g_strdup ("");
}

char *
rail_accelerator_to_string (const RailAccelerator *self)
{
  /* Capitals, as they stand in other programs' settings. */
  static const char *const written[] = { "<Control>", "<Alt>", "<Shift>", "<Super>" };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = NULL;

  if (self->keysym == XKB_KEY_NoSymbol)
    return g_strdup ("");

  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      if (self->modifiers & modifier_names[i].modifier)
        g_string_append (text, written[i]);
    }
  name = dup_key_name (self->keysym);
  g_string_append (text, name);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_key_label (guint32 keysym)
{
  gunichar character = xkb_keysym_to_utf32 (keysym);
  char text[8] = { 0 };
  char *name;

  if (keysym == XKB_KEY_space)
    return g_strdup (C_ ("key", "Space"));
  if (keysym == XKB_KEY_Page_Up)
    return g_strdup (C_ ("key", "Page Up"));
  if (keysym == XKB_KEY_Page_Down)
    return g_strdup (C_ ("key", "Page Down"));

  if (character > 0 && g_unichar_isgraph (character))
    {
      g_unichar_to_utf8 (g_unichar_toupper (character), text);
      return g_strdup (text);
    }

  /* “KP_Home”, “XF86Search”: what stands on the key, without the marks of the list it comes from. */
  name = dup_key_name (keysym);
  if (g_str_has_prefix (name, "XF86"))
    memmove (name, name + strlen ("XF86"), strlen (name) - strlen ("XF86") + 1);
  return g_strdelimit (name, "_", ' ');
}

char *
rail_accelerator_to_label (const RailAccelerator *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *key = NULL;

  if (self->keysym == XKB_KEY_NoSymbol)
    return g_strdup ("");

  if (self->modifiers & RAIL_MODIFIER_SUPER)
    g_string_append_printf (text, "%s+", C_ ("key", "Super"));
  if (self->modifiers & RAIL_MODIFIER_CONTROL)
    g_string_append_printf (text, "%s+", C_ ("key", "Ctrl"));
  if (self->modifiers & RAIL_MODIFIER_ALT)
    g_string_append_printf (text, "%s+", C_ ("key", "Alt"));
  if (self->modifiers & RAIL_MODIFIER_SHIFT)
    g_string_append_printf (text, "%s+", C_ ("key", "Shift"));
  key = dup_key_label (self->keysym);
  g_string_append (text, key);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Keys that write or edit: with a single modifier they belong to the program in front (copy, paste, the next word, a menu). */
static gboolean
is_for_editing (guint32 keysym)
{
  return xkb_keysym_to_utf32 (keysym) > ' ' ||
         (keysym >= XKB_KEY_Home && keysym <= XKB_KEY_Begin) ||
         keysym == XKB_KEY_BackSpace ||
         keysym == XKB_KEY_Tab ||
         keysym == XKB_KEY_ISO_Left_Tab ||
         keysym == XKB_KEY_Return ||
         keysym == XKB_KEY_KP_Enter ||
         keysym == XKB_KEY_Escape ||
         keysym == XKB_KEY_Delete ||
         keysym == XKB_KEY_Insert;
}

/* Control and Alt with these: virtual terminals, and the last resorts of an X server and a desktop. */
static gboolean
is_for_system (guint32 keysym)
{
  return (keysym >= XKB_KEY_F1 && keysym <= XKB_KEY_F12) || keysym == XKB_KEY_Delete || keysym == XKB_KEY_BackSpace;
}

gboolean
rail_accelerator_check (const RailAccelerator *self,
                        GError **error)
{
  const guint control_alt = RAIL_MODIFIER_CONTROL | RAIL_MODIFIER_ALT;
  const guint strong = self->modifiers & (control_alt | RAIL_MODIFIER_SUPER);
  g_autofree char *label = rail_accelerator_to_label (self);

  if (self->keysym == XKB_KEY_NoSymbol || self->keysym >= FIRST_VENDOR_KEYSYM)
    return TRUE;

  if (strong == 0)
    {
      /* Translators: %s is a shortcut, such as “Ctrl+Alt+Space”; likewise below. */
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED, _ ("%s would be in the way of typing: add Ctrl, Alt or Super"), label);
      return FALSE;
    }
  if (strong == control_alt && is_for_system (self->keysym))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED, _ ("%s is needed by the system: choose another key"), label);
      return FALSE;
    }
  if ((strong == RAIL_MODIFIER_CONTROL || strong == RAIL_MODIFIER_ALT) && is_for_editing (self->keysym))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED, _ ("%s belongs to the program in front: add another modifier"), label);
      return FALSE;
    }

  return TRUE;
}
