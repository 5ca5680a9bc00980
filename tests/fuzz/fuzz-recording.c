/* A recording is a file somebody hands in: whatever it holds, it is read within limits or refused with a reason. */

#include "base/problem.h"
#include "delivery/recording.h"
#include "fuzz-target.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailRecording) recording = rail_recording_parse ((const char *) data, size, "fuzz", problems, &error);

  g_assert_true ((recording == NULL) == (error != NULL));
  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      g_assert_cmpuint (problem->line, >, 1);
      g_assert_true (g_utf8_validate (problem->message, -1, NULL));
    }

  return 0;
}
