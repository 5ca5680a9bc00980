#include "config.h"

#include "base/event-stream.h"

#include <string.h>

#include "base/error.h"

#define FIELD "data"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Where in the stream the next byte stands. */
typedef enum
{
  AT_START, /* within what may be a byte order mark */
  IN_NAME,  /* so far it is the beginning of FIELD, or the line has just begun */
  AT_VALUE, /* behind the colon, where one space does not count */
  IN_VALUE,
  IN_REST, /* of a line that does not matter */
} Place;

struct _RailEventStream
{
  RailEventStreamFunc func;
  gpointer user_data;

  Place place;
  gsize matched;     /* bytes of the mark or of FIELD */
  gboolean after_cr; /* a line feed that comes now belongs to it */
  GString *data;     /* each line with a line feed behind it */
};

static gboolean
append (RailEventStream *self,
        const char *bytes,
        gsize length,
        GError **error)
{
  if (length > RAIL_EVENT_STREAM_MAX_DATA - self->data->len)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE, "one event of the stream is larger than %d KiB", RAIL_EVENT_STREAM_MAX_DATA / 1024);
      return FALSE;
    }

  g_string_append_len (self->data, bytes, (gssize) length);
  return TRUE;
}

static gboolean
dispatch (RailEventStream *self,
          GError **error)
{
  g_autofree char *data = NULL;

  if (self->data->len == 0)
    return TRUE;

  data = g_utf8_make_valid (self->data->str, (gssize) self->data->len - 1);
  g_string_truncate (self->data, 0);
  return self->func (data, self->user_data, error);
}

static gboolean
end_line (RailEventStream *self,
          GError **error)
{
  Place place = self->place;
  gsize matched = self->matched;

  self->place = IN_NAME;
  self->matched = 0;

  /* A name without a colon is a field without a value. */
  if (place == AT_VALUE || place == IN_VALUE || (place == IN_NAME && matched == strlen (FIELD)))
    return append (self, "\n", 1, error);
  if ((place == AT_START || place == IN_NAME) && matched == 0)
    return dispatch (self, error);
  return TRUE;
}

/* One byte that ends no line and is not within a value or the rest of a line. */
static void
read_byte (RailEventStream *self,
           char byte)
{
  if (self->place == AT_START)
    {
      if (byte == BYTE_ORDER_MARK[self->matched])
        {
          self->matched++;
          if (BYTE_ORDER_MARK[self->matched] != '\0')
            return;

          self->place = IN_NAME;
          self->matched = 0;
          return;
        }
      self->place = self->matched == 0 ? IN_NAME : IN_REST;
    }

  if (self->place != IN_NAME)
    return;

  if (self->matched == strlen (FIELD) && byte == ':')
    self->place = AT_VALUE;
  else if (self->matched < strlen (FIELD) && byte == FIELD[self->matched])
    self->matched++;
  else
    self->place = IN_REST;
}

/* Reads up to the end of the line or of the bytes; gives how many that were. */
static gboolean
read_run (RailEventStream *self,
          const char *bytes,
          gsize length,
          gsize *read,
          GError **error)
{
  *read = 1;
  if (self->place == AT_VALUE)
    {
      self->place = IN_VALUE;
      if (bytes[0] == ' ')
        return TRUE;
    }

  if (self->place != IN_VALUE && self->place != IN_REST)
    {
      read_byte (self, bytes[0]);
      return TRUE;
    }

  while (*read < length && bytes[*read] != '\n' && bytes[*read] != '\r')
    (*read)++;
  return self->place == IN_REST || append (self, bytes, *read, error);
}

RailEventStream *
rail_event_stream_new (RailEventStreamFunc func,
                       gpointer user_data)
{
  RailEventStream *self = g_new0 (RailEventStream, 1);

  self->func = func;
  self->user_data = user_data;
  self->data = g_string_new (NULL);
  return self;
}

void
rail_event_stream_free (RailEventStream *self)
{
  g_string_free (self->data, TRUE);
  g_free (self);
}

gboolean
rail_event_stream_feed (RailEventStream *self,
                        const char *bytes,
                        gsize length,
                        GError **error)
{
  gsize read;

  for (gsize at = 0; at < length; at += read)
    {
      gboolean after_cr = self->after_cr;

      read = 1;
      self->after_cr = bytes[at] == '\r';
      if (bytes[at] == '\n' && after_cr)
        continue;
      if (bytes[at] == '\n' || bytes[at] == '\r')
        {
          if (!end_line (self, error))
            return FALSE;
        }
      else if (!read_run (self, bytes + at, length - at, &read, error))
        {
          return FALSE;
        }
    }

  return TRUE;
}
