/* Server-sent events: whatever the bytes, and however a connection cuts them, the events are the same, valid, and within the cap. */

#include <string.h>

#include "base/event-stream.h"
#include "fuzz-target.h"

static gboolean
event_cb (const char *data,
          gpointer user_data,
          GError **error)
{
  GString *events = user_data;

  g_assert_true (g_utf8_validate (data, -1, NULL));
  /* Each repaired byte has become three. */
  g_assert_cmpuint (strlen (data), <, 3 * RAIL_EVENT_STREAM_MAX_DATA);
  g_string_append_printf (events, "<%s>", data);
  return TRUE;
}

/* In parts of @part bytes. Transfer full. */
static char *
read_parts (const char *bytes,
            gsize length,
            gsize part)
{
  GString *events = g_string_new (NULL);
  g_autoptr (RailEventStream) stream = rail_event_stream_new (event_cb, events);
  g_autoptr (GError) error = NULL;

  for (gsize at = 0; at < length && error == NULL; at += part)
    rail_event_stream_feed (stream, bytes + at, MIN (part, length - at), &error);
  if (error != NULL)
    g_string_append (events, error->message);
  return g_string_free (events, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t size)
{
  const char *bytes = (const char *) data;
  g_autofree char *whole = read_parts (bytes, size, MAX (size, 1));
  g_autofree char *crumbs = read_parts (bytes, size, 1);
  g_autofree char *odd = read_parts (bytes, size, 7);

  g_assert_cmpstr (whole, ==, crumbs);
  g_assert_cmpstr (whole, ==, odd);

  return 0;
}
