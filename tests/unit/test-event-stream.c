/* Server-sent events: what counts, what is read over, and that no cut and no size changes it. */

#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/event-stream.h"

typedef struct
{
  GString *events; /* each in angle brackets */
  guint left;      /* until the reader wants no more; 0 = never */
} Seen;

static gboolean
event_cb (const char *data,
          gpointer user_data,
          GError **error)
{
  Seen *seen = user_data;

  g_assert_true (g_utf8_validate (data, -1, NULL));
  g_string_append_printf (seen->events, "<%s>", data);
  if (seen->left == 0 || --seen->left > 0)
    return TRUE;

  g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_REFUSED, "that will do");
  return FALSE;
}

/* In two parts, the first with @cut bytes. Transfer full. */
static char *
read_cut (const char *stream,
          gsize length,
          gsize cut)
{
  Seen seen = { g_string_new (NULL), 0 };
  g_autoptr (RailEventStream) reader = rail_event_stream_new (event_cb, &seen);
  g_autoptr (GError) error = NULL;

  g_assert_true (rail_event_stream_feed (reader, stream, cut, &error));
  g_assert_true (rail_event_stream_feed (reader, stream + cut, length - cut, &error));
  g_assert_no_error (error);
  return g_string_free (seen.events, FALSE);
}

static char *
read_crumbs (const char *stream,
             gsize length)
{
  Seen seen = { g_string_new (NULL), 0 };
  g_autoptr (RailEventStream) reader = rail_event_stream_new (event_cb, &seen);

  for (gsize i = 0; i < length; i++)
    g_assert_true (rail_event_stream_feed (reader, stream + i, 1, NULL));
  return g_string_free (seen.events, FALSE);
}

static void
test_streams (void)
{
  static const struct
  {
    const char *stream;
    const char *events;
  } cases[] = {
    { "data: a\n\ndata: b\n\n", "<a><b>" },
    { "data: a\r\n\r\ndata: b\r\n\r\n", "<a><b>" },
    { "data: a\r\rdata: b\r\r", "<a><b>" },
    { "data: a\r\n\rdata: b\n\r\n", "<a><b>" },
    { "data: a\ndata: b\r\ndata:c\rdata:  d\n\n", "<a\nb\nc\n d>" },
    { "\xef\xbb\xbf"
      "data: a\n\n",
      "<a>" },
    { "\xef\xbb\xbf\xef\xbb\xbf"
      "data: a\n\ndata: b\n\n",
      "<b>" },
    { "\xef\xbb"
      "data: a\n\ndata: b\n\n",
      "<b>" },
    { "data: a\n\xef\xbb\xbf"
      "data: b\n\n",
      "<a>" },
    { ": a comment\n\n:\n\ndata: a\n: in between\ndata: b\n\n", "<a\nb>" },
    { "event: message\nid: 7\nretry: 10\ndata: a\n\n", "<a>" },
    { "event: alone\n\ndata: a\n\n", "<a>" },
    { "data\n\ndata\ndata\n\ndata:\n\ndata: \n\n", "<><\n><><>" },
    { "dat: a\ndatas: b\nDATA: c\n data: d\nda\ndata : e\n\n", "" },
    { "data: {\"a\": \"b:c\"}\n\n", "<{\"a\": \"b:c\"}>" },
    { "data: a\n\ndata: the end is missing", "<a>" },
    { "data: a\n\ndata: the empty line is missing\n", "<a>" },
    { "\n\n\n\r\r\n", "" },
    { "", "" },
    { "data: gr\xc3\xbc\xc3\x9f\n\n", "<gr\xc3\xbc\xc3\x9f>" },
    { "data: bad \xff\xc3\n\n", "<bad \xef\xbf\xbd\xef\xbf\xbd>" },
    { "data: \xc3\ndata: \xbc\n\n", "<\xef\xbf\xbd\n\xef\xbf\xbd>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].stream);
      g_autofree char *crumbs = read_crumbs (cases[i].stream, length);

      g_assert_cmpstr (crumbs, ==, cases[i].events);
      for (gsize cut = 0; cut <= length; cut++)
        {
          g_autofree char *events = read_cut (cases[i].stream, length, cut);

          g_assert_cmpstr (events, ==, cases[i].events);
        }
    }
}

static void
test_zero_bytes (void)
{
  static const char stream[] = "data: a\0b\n\nda\0ta: c\n\n";
  g_autofree char *events = read_crumbs (stream, sizeof stream - 1);

  g_assert_cmpstr (events, ==, "<a\xef\xbf\xbd"
                               "b>");
}

/* As many lines as fit, each one byte and its end. */
static void
test_cap (void)
{
  static const gsize parts[] = { 1, 1000, RAIL_EVENT_STREAM_MAX_DATA * 2 };
  g_autofree char *fits = g_strnfill (RAIL_EVENT_STREAM_MAX_DATA - 1, 'x');
  g_autofree char *large = g_strnfill (RAIL_EVENT_STREAM_MAX_DATA, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      Seen seen = { g_string_new (NULL), 0 };
      g_autoptr (RailEventStream) reader = rail_event_stream_new (event_cb, &seen);
      g_autofree char *first = g_strdup_printf ("data: %s\n\n", fits);
      g_autofree char *second = g_strdup_printf ("data: %s\n\n", large);
      g_autoptr (GError) error = NULL;
      gboolean goes_on = TRUE;

      for (gsize at = 0; at < strlen (first); at += parts[i])
        g_assert_true (rail_event_stream_feed (reader, first + at, MIN (parts[i], strlen (first) - at), NULL));
      g_assert_cmpuint (seen.events->len, ==, RAIL_EVENT_STREAM_MAX_DATA + 1);

      for (gsize at = 0; goes_on && at < strlen (second); at += parts[i])
        goes_on = rail_event_stream_feed (reader, second + at, MIN (parts[i], strlen (second) - at), &error);
      g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);
      g_assert_cmpuint (seen.events->len, ==, RAIL_EVENT_STREAM_MAX_DATA + 1);
      g_string_free (seen.events, TRUE);
    }
}

/* Many short lines of one event count together, and so do the line feeds between them. */
static void
test_cap_of_lines (void)
{
  Seen seen = { g_string_new (NULL), 0 };
  g_autoptr (RailEventStream) reader = rail_event_stream_new (event_cb, &seen);
  g_autoptr (GError) error = NULL;
  guint lines = 0;

  while (rail_event_stream_feed (reader, "data\n", 5, &error))
    lines++;
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE);
  g_assert_cmpuint (lines, ==, RAIL_EVENT_STREAM_MAX_DATA);
  g_string_free (seen.events, TRUE);
}

/* Comments and fields of no interest may be as long as they like: nothing of them is kept. */
static void
test_long_comment (void)
{
  Seen seen = { g_string_new (NULL), 0 };
  g_autoptr (RailEventStream) reader = rail_event_stream_new (event_cb, &seen);
  g_autofree char *filler = g_strnfill (RAIL_EVENT_STREAM_MAX_DATA, 'x');

  g_assert_true (rail_event_stream_feed (reader, ":", 1, NULL));
  for (guint i = 0; i < 16; i++)
    g_assert_true (rail_event_stream_feed (reader, filler, RAIL_EVENT_STREAM_MAX_DATA, NULL));
  g_assert_true (rail_event_stream_feed (reader, "\ndata: a\n\n", 10, NULL));
  g_assert_cmpstr (seen.events->str, ==, "<a>");
  g_string_free (seen.events, TRUE);
}

static void
test_reader_ends_it (void)
{
  static const char stream[] = "data: a\n\ndata: b\n\ndata: c\n\n";
  Seen seen = { g_string_new (NULL), 2 };
  g_autoptr (RailEventStream) reader = rail_event_stream_new (event_cb, &seen);
  g_autoptr (GError) error = NULL;

  g_assert_false (rail_event_stream_feed (reader, stream, strlen (stream), &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED);
  g_assert_cmpstr (seen.events->str, ==, "<a><b>");
  g_string_free (seen.events, TRUE);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/event-stream/says-the-same-wherever-it-is-cut", test_streams);
  g_test_add_func ("/event-stream/zero-bytes-do-not-end-a-text", test_zero_bytes);
  g_test_add_func ("/event-stream/an-event-has-a-cap", test_cap);
  g_test_add_func ("/event-stream/the-cap-is-of-all-lines-together", test_cap_of_lines);
  g_test_add_func ("/event-stream/what-does-not-matter-is-not-kept", test_long_comment);
  g_test_add_func ("/event-stream/whoever-reads-may-end-it", test_reader_ends_it);

  return g_test_run ();
}
