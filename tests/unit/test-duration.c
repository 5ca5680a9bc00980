#include "config.h"

#include "base/duration.h"

#include <string.h>

#include "base/error.h"

static void
test_reads (void)
{
  static const struct
  {
    const char *text;
    gint64 span;
  } cases[] = {
    { "0s", 0 },
    { "30s", 30 * RAIL_SECOND },
    { "5m", 5 * RAIL_MINUTE },
    { "4h", 4 * RAIL_HOUR },
    { "90d", 90 * RAIL_DAY },
    { "90m", 90 * RAIL_MINUTE },
    { "366d", 366 * RAIL_DAY },
    { "31622400s", 366 * RAIL_DAY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 span = -1;

      g_assert_true (rail_duration_parse (cases[i].text, &span, &error));
      g_assert_no_error (error);
      g_assert_cmpint (span, ==, cases[i].span);
    }
}

static void
test_refuses (void)
{
  static const char *const cases[] = {
    "", "5", "m", "5 m", " 5m", "5m ", "5M", "-5m", "+5m", "1.5h", "1h30m", "5min", "5w", "0x5m", "367d", "8785h", "31622401s", "99999999999999999999d", "٥m", "5ｍ"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 span = -1;

      g_assert_false (rail_duration_parse (cases[i], &span, &error));
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "30s"));
      g_assert_cmpint (span, ==, -1);
    }
}

static void
test_formats (void)
{
  static const struct
  {
    gint64 span;
    const char *text;
  } cases[] = {
    { 0, "0s" },
    { RAIL_SECOND, "1s" },
    { 90 * RAIL_SECOND, "90s" },
    { 60 * RAIL_SECOND, "1m" },
    { 90 * RAIL_MINUTE, "90m" },
    { 24 * RAIL_HOUR, "1d" },
    { 25 * RAIL_HOUR, "25h" },
    { 366 * RAIL_DAY, "366d" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = rail_duration_format (cases[i].span);
      gint64 span = -1;

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (rail_duration_parse (text, &span, NULL));
      g_assert_cmpint (span, ==, cases[i].span);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/duration/parse/reads-one-number-and-one-unit", test_reads);
  g_test_add_func ("/duration/parse/refuses-anything-else-and-shows-the-form", test_refuses);
  g_test_add_func ("/duration/format/is-short-and-reads-back", test_formats);

  return g_test_run ();
}
