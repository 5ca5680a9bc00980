/* A shortcut as text, for people, and whether it may be taken from everybody else. */

#include "config.h"

#include <glib.h>

#include "base/accelerator.h"
#include "base/error.h"

static RailAccelerator
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  RailAccelerator accelerator = { 0 };

  g_assert_true (rail_accelerator_parse (text, &accelerator, &error));
  g_assert_no_error (error);

  return accelerator;
}

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    const char *written; /* NULL: as it is */
    const char *label;
  } cases[] = {
    { "<Control><Alt>space", NULL, "Ctrl+Alt+Space" },
    { "<ctrl><ALT>space", "<Control><Alt>space", "Ctrl+Alt+Space" },
    { "<Alt><Primary>K", "<Control><Alt>k", "Ctrl+Alt+K" },
    { "<Shift><Super>F5", NULL, "Super+Shift+F5" },
    { "<Mod4>Page_Up", "<Super>Prior", "Super+Page Up" },
    { "<Control><Alt>odiaeresis", NULL, "Ctrl+Alt+Ö" },
    { "<Control><Alt>Cyrillic_YA", "<Control><Alt>Cyrillic_ya", "Ctrl+Alt+Я" },
    { "XF86Search", NULL, "Search" },
    { "<Control><Control><Alt>less", "<Control><Alt>less", "Ctrl+Alt+<" },
    { "", NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RailAccelerator accelerator = parse (cases[i].text);
      g_autofree char *written = rail_accelerator_to_string (&accelerator);
      g_autofree char *label = rail_accelerator_to_label (&accelerator);
      RailAccelerator again = parse (written);

      /* Shift and Super are written in a fixed order. */
      if (cases[i].written != NULL)
        g_assert_cmpstr (written, ==, cases[i].written);
      g_assert_cmpstr (label, ==, cases[i].label);
      g_assert_cmpuint (again.keysym, ==, accelerator.keysym);
      g_assert_cmpuint (again.modifiers, ==, accelerator.modifiers);
    }
}

static void
test_unreadable (void)
{
  static const char *const texts[] = {
    "<",
    "<>",
    "<Control",
    "<Control>",
    "<Control><Alt>",
    "<Hyperdrive>k",
    "<Control>nosuchkey",
    "Control+Alt+space",
    "<Control>Alt>k",
    "<Control><Alt>Shift_L",
    "<Super>Num_Lock",
    "<Alt>ISO_Level3_Shift",
    "space space",
    " ",
    "<Control>\xff",
    "\xe2\x82",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      RailAccelerator accelerator = { 7, 7 };

      g_assert_false (rail_accelerator_parse (texts[i], &accelerator, &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
      g_assert_cmpuint (accelerator.keysym, ==, 7);
    }
}

static void
test_allowed (void)
{
  static const char *const texts[] = {
    "",
    "<Control><Alt>space",
    "<Super>k",
    "<Super>space",
    "<Control>space",
    "<Alt>space",
    "<Alt><Shift>space",
    "<Control><Alt>a",
    "<Control>F9",
    "XF86Search",
    "<Shift>XF86Search",
    "<Super><Control>Delete",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      RailAccelerator accelerator = parse (texts[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (rail_accelerator_check (&accelerator, &error));
      g_assert_no_error (error);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "a", "space", "<Shift>a", "F1", "<Shift>Return", "Return", "Escape", "<Shift>Tab", /* typing */
    "<Control>c",
    "<Control><Shift>v",
    "<Alt>f",
    "<Alt>Tab",
    "<Control>BackSpace",
    "<Control>Left",
    "<Alt>slash", /* other programs' own */
    "<Control>Cyrillic_es",
    "<Alt>Escape",
    "<Control>Home",
    "<Control><Alt>Delete",
    "<Control><Alt>BackSpace",
    "<Control><Alt>F1",
    "<Control><Alt>F12",
    "<Control><Alt><Shift>F1", /* the system's */
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      RailAccelerator accelerator = parse (texts[i]);
      g_autofree char *label = rail_accelerator_to_label (&accelerator);
      g_autoptr (GError) error = NULL;

      g_assert_false (rail_accelerator_check (&accelerator, &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED);
      g_assert_true (g_str_has_prefix (error->message, label));
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accelerator/text/is-read-written-and-shown", test_text);
  g_test_add_func ("/accelerator/text/names-what-it-cannot-read", test_unreadable);
  g_test_add_func ("/accelerator/check/lets-what-disturbs-nobody", test_allowed);
  g_test_add_func ("/accelerator/check/refuses-what-others-need", test_refused);

  return g_test_run ();
}
