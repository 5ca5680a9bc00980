/*
 * A folder of its own for one test, below the test's temporary directory, with files written from strings; removed with all it holds.
 */

#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>

typedef char ScratchFolder;

static inline ScratchFolder *
scratch_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("handrail-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static inline char *
scratch_folder_write_bytes (const ScratchFolder *self,
                            const char *name,
                            const char *data,
                            gssize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

static inline void
scratch_folder_write (const ScratchFolder *self,
                      const char *name,
                      const char *text)
{
  g_free (scratch_folder_write_bytes (self, name, text, -1));
}

static inline void
scratch_folder_remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
      const char *name = NULL;

      while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          scratch_folder_remove_tree (child);
        }
    }

  g_assert_cmpint (g_remove (path), ==, 0);
}

static inline void
scratch_folder_free (ScratchFolder *self)
{
  scratch_folder_remove_tree (self);
  g_free (self);
}
