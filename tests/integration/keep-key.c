/*
 * Puts a key into the keyring as the preferences do, for tests of programs that look it up: keep-key ORIGIN < KEY
 */

#include "config.h"

#include <stdio.h>

#include "platform/secret-store.h"

static void
saved_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!rail_secret_store_save_finish (result, &error))
    g_error ("%s", error->message);
  g_main_loop_quit (user_data);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  char key[256] = "";

  if (argc != 2 || fgets (key, sizeof key, stdin) == NULL)
    return 2;

  rail_secret_store_save_async (argv[1], g_strchomp (key), NULL, saved_cb, loop);
  g_main_loop_run (loop);
  return 0;
}
