#include "config.h"

#include "library/pack-folder.h"

#include <string.h>

#include "base/error.h"

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
rail_pack_folder_list (const char *folder,
                       GError **error)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &local_error);
  const char *name = NULL;

  if (directory == NULL)
    {
      if (!g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_propagate_error (error, g_steal_pointer (&local_error));
      return paths;
    }

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (name[0] == '.' || !g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      if (paths->len == RAIL_PACK_FOLDER_MAX_PACKS)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "it holds more than %d packs", RAIL_PACK_FOLDER_MAX_PACKS);
          break;
        }
      g_ptr_array_add (paths, g_steal_pointer (&path));
    }

  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

gboolean
rail_pack_folder_is_pack (const char *path)
{
  g_autofree char *manifest = g_build_filename (path, "pack.yaml", NULL);

  return g_file_test (manifest, G_FILE_TEST_EXISTS);
}
