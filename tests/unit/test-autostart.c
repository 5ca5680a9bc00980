#include "config.h"

#include <glib/gstdio.h>

#include "platform/autostart.h"

#define ENTRY RAIL_APP_ID ".Agent.desktop"

static void
test_round_trip (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "autostart", ENTRY, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rail_autostart_is_enabled ());

  g_assert_true (rail_autostart_set_enabled (FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (rail_autostart_is_enabled ());
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Hidden=true"));

  g_assert_true (rail_autostart_set_enabled (TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (rail_autostart_is_enabled ());
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A desktop's own settings may have written an entry of this name: it says what it says. */
static void
test_foreign_entry (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autofree char *path = g_build_filename (folder, ENTRY, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "[Desktop Entry]\nType=Application\nName=x\nExec=handrail-agent\n", -1, NULL));
  g_assert_true (rail_autostart_is_enabled ());

  g_assert_true (rail_autostart_set_enabled (FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (rail_autostart_is_enabled ());
  g_unlink (path);
}

static void
test_unwritable (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autoptr (GError) error = NULL;

  /* A file stands where the folder should be. */
  g_rmdir (folder);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  g_assert_false (rail_autostart_set_enabled (FALSE, &error));
  g_assert_nonnull (error);
  g_unlink (folder);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *home = g_dir_make_tmp ("autostart-XXXXXX", &error);
  int status;

  g_assert_no_error (error);
  /* Before GLib looks for the first time. */
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/autostart/off-and-on/leaves-nothing-behind", test_round_trip);
  g_test_add_func ("/autostart/foreign-entry/is-read-and-replaced", test_foreign_entry);
  g_test_add_func ("/autostart/unwritable-folder/says-so", test_unwritable);

  status = g_test_run ();
  g_rmdir (home);
  return status;
}
