/* A golden set as somebody may have written it: what is read holds, and each line that cannot be is a problem. */

#include <sys/mman.h>
#include <unistd.h>

#include "base/problem.h"
#include "ctl/golden-set.h"
#include "fuzz-target.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  int fd = memfd_create ("golden-set", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GPtrArray) cases = NULL;
  g_autoptr (GError) error = NULL;
  guint line = 0;

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  cases = rail_golden_set_read (path, problems, &error);
  close (fd);
  g_assert_true ((cases == NULL) == (error != NULL));

  for (guint i = 0; cases != NULL && i < cases->len; i++)
    {
      const RailGoldenCase *golden = g_ptr_array_index (cases, i);

      g_assert_cmpuint (golden->line, >, line);
      g_assert_true (g_utf8_validate (golden->text, -1, NULL));
      g_assert_cmpstr (golden->text, !=, "");
      g_assert_nonnull (rail_golden_case_get_must (golden));
      g_assert_true (golden->must_cite || rail_golden_case_is_held (golden, golden->must));
      line = golden->line;
    }

  return 0;
}
