#include "config.h"

#include "base/http-date.h"

#include <string.h>

#include "base/duration.h"

/* RFC 9110's own example, by `date -u -d ... +%s`. */
#define EXAMPLE (G_GINT64_CONSTANT (784111777) * RAIL_SECOND)

/* 2026-10-01T12:55:00Z */
#define NOW (G_GINT64_CONSTANT (1790859300) * RAIL_SECOND)

static void
test_forms (void)
{
  static const struct
  {
    const char *text;
    gint64 moment; /* -1: none */
  } cases[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE },
    { "Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE },
    { "Sun Nov  6 08:49:37 1994", EXAMPLE },
    { "Thu, 01 Oct 2026 12:55:00 GMT", NOW },
    { "Thursday, 01-Oct-26 12:55:00 GMT", NOW },
    { "Thu, 01 Oct 2026 12:55:00 CET", -1 },
    { "Thu, 31 Feb 2026 12:55:00 GMT", -1 },
    { "Thu, 01 Okt 2026 12:55:00 GMT", -1 },
    { "Thu, 01 Oct 2026 24:55:00 GMT", -1 },
    { "Thu, 01 Oct 2026", -1 },
    { "2026-10-01T12:55:00Z", -1 },
    { ",", -1 },
    { "", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 moment = -1;

      g_assert_true (rail_http_date_parse (cases[i].text, NOW, &moment) == (cases[i].moment != -1));
      g_assert_cmpint (moment, ==, cases[i].moment);
    }
}

static void
test_retry_after (void)
{
  static const struct
  {
    const char *text;
    gint64 span; /* -1: none */
  } cases[] = {
    { "0", 0 },
    { "120", 2 * RAIL_MINUTE },
    { "86401", RAIL_DAY },
    { "99999999999999999999999", RAIL_DAY },
    { "Thu, 01 Oct 2026 13:05:00 GMT", 10 * RAIL_MINUTE },
    { "Thu, 01 Oct 2020 13:05:00 GMT", 0 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", RAIL_DAY },
    { "-5", -1 },
    { "12 s", -1 },
    { "", -1 },
    { "soon", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 moment = NOW - 1;

      g_assert_true (rail_http_date_parse_retry_after (cases[i].text, NOW, RAIL_DAY, &moment) == (cases[i].span >= 0));
      g_assert_cmpint (moment, ==, NOW + cases[i].span);
    }
}

/* Every text cut and changed at every place: an answer or none, and never a read past its end. */
static void
test_damage (void)
{
  static const char *const texts[] = { "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "1234567890" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (gsize at = 0; at < strlen (texts[i]); at++)
        {
          g_autofree char *cut = g_strndup (texts[i], at);
          gint64 moment;

          rail_http_date_parse_retry_after (cut, NOW, RAIL_DAY, &moment);
          for (guint byte = 1; byte < 256; byte++)
            {
              g_autofree char *changed = g_strdup (texts[i]);

              changed[at] = (char) byte;
              if (rail_http_date_parse_retry_after (changed, NOW, RAIL_DAY, &moment))
                g_assert_true (moment >= NOW && moment <= NOW + RAIL_DAY);
            }
        }
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http-date/parse/reads-all-three-forms", test_forms);
  g_test_add_func ("/http-date/retry-after/is-a-span-or-a-date", test_retry_after);
  g_test_add_func ("/http-date/retry-after/survives-damage", test_damage);

  return g_test_run ();
}
