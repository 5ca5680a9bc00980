#include "config.h"

#include "context/calendar-head.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"

#define EVENT "BEGIN:VEVENT\r\nNAME:not this\r\nREFRESH-INTERVAL:PT1M\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

/* In parts of @size bytes; FALSE where it is refused, at the beginning or at the end. */
static gboolean
read_text (RailCalendarHead *head,
           const char *text,
           gsize size,
           GError **error)
{
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at += size)
    {
      if (!rail_calendar_head_read (head, "example.org", text + at, MIN (size, length - at), error))
        return FALSE;
    }
  return rail_calendar_head_end (head, "example.org", error);
}

static void
test_reads (void)
{
  static const struct
  {
    const char *lines;
    const char *name;
    gint64 interval;
  } cases[] = {
    { "", NULL, 0 },
    { "X-WR-CALNAME:Team\r\nX-PUBLISHED-TTL:PT1H\r\n", "Team", RAIL_HOUR },
    { "NAME:Standard\r\nX-WR-CALNAME:Forerunner\r\n", "Standard", 0 },
    { "REFRESH-INTERVAL;VALUE=DURATION:P1W\r\nX-PUBLISHED-TTL:PT1H\r\n", NULL, 7 * RAIL_DAY },
    { "x-wr-calname;X-A=\"a:b\":One\\, two\\nthree\r\n", "One, two three", 0 },
    { "X-WR-CALNA\r\n ME:Fol\r\n\tded\r\n", "Folded", 0 },
    { "X-WR-CALNAME:\r\nREFRESH-INTERVAL:P1DT12H30M5S\r\n", NULL, 36 * RAIL_HOUR + 30 * RAIL_MINUTE + 5 * RAIL_SECOND },
    { "REFRESH-INTERVAL:1H\r\n", NULL, 0 },
    { "REFRESH-INTERVAL:PT\r\n", NULL, 0 },
    { "REFRESH-INTERVAL:P1H\r\n", NULL, 0 },
    { "REFRESH-INTERVAL:PT99999999999999999999H\r\n", NULL, 0 },
    { "REFRESH-INTERVAL:-PT1H\r\n", NULL, 0 },
    { "X-WR-CALNAME:\xff\xfe\r\n", "\xef\xbf\xbd\xef\xbf\xbd", 0 },
    { "X-WR-CALNAME:a\x1b[31m\r\n", "a [31m", 0 },
  };
  static const gsize sizes[] = { 1, 2, 7, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("\xef\xbb\xbf\r\nBEGIN:VCALENDAR\r\n", cases[i].lines, EVENT, NULL);

      for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
        {
          g_autoptr (RailCalendarHead) head = rail_calendar_head_new ();
          g_autoptr (GError) error = NULL;

          g_assert_true (read_text (head, text, sizes[j], &error));
          g_assert_no_error (error);
          g_assert_cmpstr (rail_calendar_head_get_name (head), ==, cases[i].name);
          g_assert_cmpint (rail_calendar_head_get_interval (head), ==, cases[i].interval);
        }
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    int code;
    const char *words;
  } cases[] = {
    { "<html><body>Sign in</body></html>", RAIL_ERROR_INVALID, "“example.org” answers with a web page" },
    { "\xef\xbb\xbf \n<!DOCTYPE html>", RAIL_ERROR_INVALID, "web page" },
    { "{}", RAIL_ERROR_INVALID, "no calendar" },
    { "", RAIL_ERROR_INVALID, "no calendar" },
    { "BEGIN:VCA", RAIL_ERROR_INVALID, "no calendar" },
    { "BEGIN:VCARD\r\nEND:VCARD\r\n", RAIL_ERROR_INVALID, "no calendar" },
    { "BEGIN:VCALENDAR\r\n", RAIL_ERROR_UNREACHABLE, "only a part" },
    { "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDA", RAIL_ERROR_UNREACHABLE, "only a part" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (gsize size = 1; size < 40; size += 12)
        {
          g_autoptr (RailCalendarHead) head = rail_calendar_head_new ();
          g_autoptr (GError) error = NULL;

          g_assert_false (read_text (head, cases[i].text, size, &error));
          g_assert_error (error, RAIL_ERROR, cases[i].code);
          g_assert_nonnull (strstr (error->message, cases[i].words));
        }
    }
}

/* A page ends with its first letter, and white space that goes on for ever ends too. */
static void
test_refuses_early (void)
{
  g_autoptr (RailCalendarHead) page = rail_calendar_head_new ();
  g_autoptr (RailCalendarHead) blank = rail_calendar_head_new ();
  g_autofree char *spaces = g_strnfill (1024 * 1024, ' ');

  g_assert_false (rail_calendar_head_read (page, "example.org", "<", 1, NULL));
  g_assert_true (rail_calendar_head_read (blank, "example.org", spaces, 1024, NULL));
  g_assert_false (rail_calendar_head_read (blank, "example.org", spaces, 1024 * 1024, NULL));
}

/* A calendar of one enormous head is read, without its name. */
static void
test_large (void)
{
  g_autoptr (RailCalendarHead) head = rail_calendar_head_new ();
  g_autofree char *filling = g_strnfill (1024 * 1024, 'x');
  g_autofree char *text = g_strconcat ("BEGIN:VCALENDAR\nX-A:", filling, "\nX-WR-CALNAME:Late\nEND:VCALENDAR", NULL);

  g_assert_true (read_text (head, text, 4096, NULL));
  g_assert_null (rail_calendar_head_get_name (head));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar-head/reads/in-parts-of-any-size", test_reads);
  g_test_add_func ("/calendar-head/refuses/and-says-why", test_refuses);
  g_test_add_func ("/calendar-head/refuses/early", test_refuses_early);
  g_test_add_func ("/calendar-head/limits/a-large-head", test_large);

  return g_test_run ();
}
