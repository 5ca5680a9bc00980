/* Moments and spans as people write them. What was read is written and read again: it stays the same. */

#include "base/duration.h"
#include "base/iso-time.h"
#include "fuzz-target.h"

static void
check_span (const char *text)
{
  g_autofree char *written = NULL;
  gint64 span = 0;
  gint64 again = -1;

  if (!rail_duration_parse (text, &span, NULL))
    return;

  g_assert_true (span >= 0 && span <= 366 * RAIL_DAY);
  written = rail_duration_format (span);
  g_assert_true (rail_duration_parse (written, &again, NULL));
  g_assert_cmpint (again, ==, span);
}

static void
check_moment (const char *text,
              GTimeZone *zone)
{
  g_autofree char *written = NULL;
  gint64 moment = 0;
  gint64 again = 0;
  gint64 midnight;

  if (!rail_iso_time_parse (text, zone, &moment, NULL))
    return;

  /* A day's midnight can be another year's, or another week's where a zone once left days out. */
  midnight = rail_iso_time_day_start (moment, zone);
  g_assert_true (midnight <= moment);

  written = rail_iso_time_format (moment, zone);
  g_assert_true (rail_iso_time_parse (written, zone, &again, NULL));
  /* What is written has whole seconds, and zones before 1900 had offsets finer than the minute it is written with. */
  g_assert_cmpint (ABS (moment - again), <, RAIL_MINUTE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");

  check_span (text);
  check_moment (text, zone);

  return 0;
}
