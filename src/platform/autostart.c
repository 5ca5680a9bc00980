#include "config.h"

#include "platform/autostart.h"

#include <errno.h>

#include <glib/gstdio.h>

#include "base/error.h"

#define ENTRY_NAME RAIL_APP_ID ".Agent.desktop"

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", ENTRY_NAME, NULL);
}

gboolean
rail_autostart_is_enabled (void)
{
  g_autofree char *path = dup_path ();
  g_autoptr (GKeyFile) entry = g_key_file_new ();

  /* No entry of the user's own: the one of the installation counts. */
  if (!g_key_file_load_from_file (entry, path, G_KEY_FILE_NONE, NULL))
    return TRUE;

  return !g_key_file_get_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL);
}

static gboolean
write_hidden_entry (const char *path,
                    GError **error)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (path);

  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Handrail");
  g_key_file_set_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, TRUE);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }

  return g_key_file_save_to_file (entry, path, error);
}

gboolean
rail_autostart_set_enabled (gboolean enabled,
                            GError **error)
{
  g_autofree char *path = dup_path ();

  if (enabled == rail_autostart_is_enabled ())
    return TRUE;
  if (!enabled)
    return write_hidden_entry (path, error);

  if (g_unlink (path) != 0 && errno != ENOENT)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}
