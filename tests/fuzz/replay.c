/*
 * Puts every file of the given folders through one fuzz target, without libFuzzer: the seeds, which show what the target is for, and the
 * inputs that once broke something. A target stops the program when something is wrong, so one file is one line of TAP.
 */

#include <glib.h>
#include <string.h>

#include "fuzz-target.h"

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (int count,
            char **folders)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < count; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) folder = g_dir_open (folders[i], 0, &error);
      const char *name;

      g_assert_no_error (error);
      while ((name = g_dir_read_name (folder)) != NULL)
        g_ptr_array_add (files, g_build_filename (folders[i], name, NULL));
    }
  g_ptr_array_sort (files, compare);

  return g_steal_pointer (&files);
}

static void
test_file (gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree uint8_t *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (data, &text, &length, &error));
  g_assert_no_error (error);

  /* As libFuzzer gives it: no zero byte behind the end, so that reading on is found out. */
  exact = g_memdup2 (text, length);
  g_assert_cmpint (LLVMFuzzerTestOneInput (exact, length), ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GPtrArray) files = NULL;

  g_test_init (&argc, &argv, NULL);
  files = list_files (argc - 1, argv + 1);
  g_assert_cmpuint (files->len, >, 0);

  for (guint i = 0; i < files->len; i++)
    {
      const char *file = g_ptr_array_index (files, i);
      g_autofree char *folder = g_path_get_dirname (file);
      g_autofree char *group = g_path_get_dirname (folder);
      g_autofree char *target = g_path_get_basename (folder);
      g_autofree char *kind = g_path_get_basename (group);
      g_autofree char *name = g_path_get_basename (file);
      g_autofree char *path = g_strdup_printf ("/fuzz/%s/%s/%s", target, kind, name);

      g_test_add_data_func (path, file, test_file);
    }

  return g_test_run ();
}
