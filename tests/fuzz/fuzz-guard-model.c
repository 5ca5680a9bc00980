/* The guard's model. The input stands before its checksum, which is put right: else no input would get past it. */

#include <math.h>

#include "base/error.h"
#include "coach/guard-model.h"
#include "fuzz-target.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RailGuardText) text = rail_guard_text_new ("how do i fire him", 17);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailGuardModel) model = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;
  RailGuardOdds odds;
  double weights[5];

  g_checksum_update (checksum, data, (gssize) size);
  g_checksum_get_digest (checksum, digest, &length);
  g_byte_array_append (sealed, data, (guint) size);
  g_byte_array_append (sealed, digest, sizeof digest);
  bytes = g_bytes_new (sealed->data, sealed->len);

  model = rail_guard_model_new (bytes, &error);
  if (model == NULL)
    {
      g_assert_true (error != NULL && error->domain == RAIL_ERROR);
      return 0;
    }

  rail_guard_model_read (model, text, 0, text->words->len, RAIL_GUARD_EN, &odds);
  g_assert_true (fabs (odds.ok + odds.off_topic + odds.stop + odds.caution - 1) < 1e-6);
  rail_guard_model_weigh (model, text, 0, text->words->len, RAIL_GUARD_EN, RAIL_GUARD_TERMINATION, RAIL_GUARD_STOP, weights);

  return 0;
}
