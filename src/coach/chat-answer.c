#include "config.h"

#include "coach/chat-answer.h"

#include <string.h>

#include "base/error.h"
#include "base/event-stream.h"
#include "coach/chat-chunk.h"

typedef enum
{
  FORM_UNKNOWN, /* only white space so far */
  FORM_EVENTS,
  FORM_JSON,
} Form;

struct _RailChatAnswer
{
  RailChatTextFunc func;
  gpointer user_data;

  Form form;
  RailEventStream *events;
  GError *failure; /* of the event that ended the stream */
  GString *json;

  guint n_chunks;
  gsize text_bytes;
  gboolean over;
  gboolean stopped;
  gboolean truncated;
  gboolean filtered;
};

static gboolean
refuse (const char *what,
        GError **error)
{
  g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, what);
  return FALSE;
}

static void
cut (RailChatAnswer *self)
{
  self->over = TRUE;
  self->truncated = TRUE;
}

/* Cuts @text where the answer has become too long. */
static void
pass_on (RailChatAnswer *self,
         char *text)
{
  gsize length = strlen (text);
  gsize room = RAIL_CHAT_ANSWER_MAX_TEXT - self->text_bytes;
  gboolean fits = length <= room;

  if (!fits)
    {
      for (length = room; length > 0 && (text[length] & 0xc0) == 0x80; length--)
        ;
      text[length] = '\0';
    }

  self->text_bytes += length;
  if ((length > 0 && !self->func (text, self->user_data)) || !fits)
    {
      self->stopped = TRUE;
      cut (self);
    }
}

static gboolean
read_chunk (RailChatAnswer *self,
            const char *data,
            GError **error)
{
  RailChatChunk chunk;

  if (!rail_chat_chunk_read (data, &chunk, error))
    return FALSE;

  self->n_chunks++;
  pass_on (self, chunk.text);
  if (chunk.finished && !self->over)
    {
      self->over = TRUE;
      self->truncated = chunk.truncated;
      self->filtered = chunk.filtered;
    }
  rail_chat_chunk_clear (&chunk);
  return TRUE;
}

static gboolean
event_cb (const char *data,
          gpointer user_data,
          GError **error)
{
  RailChatAnswer *self = user_data;

  /* An event without data keeps connections alive. */
  if (self->over || *data == '\0' || read_chunk (self, data, &self->failure))
    return TRUE;

  g_propagate_error (error, g_error_copy (self->failure));
  return FALSE;
}

static gboolean
read_json (RailChatAnswer *self,
           const char *bytes,
           gsize length,
           GError **error)
{
  if (length > RAIL_CHAT_CHUNK_MAX_BYTES - self->json->len)
    return refuse ("more than any answer has", error);

  g_string_append_len (self->json, bytes, (gssize) length);
  return TRUE;
}

static gboolean
read_events (RailChatAnswer *self,
             const char *bytes,
             gsize length,
             GError **error)
{
  g_autoptr (GError) stream_error = NULL;

  if (rail_event_stream_feed (self->events, bytes, length, &stream_error))
    return TRUE;
  if (self->failure == NULL)
    return refuse ("more at once than any answer has", error);

  g_propagate_error (error, g_steal_pointer (&self->failure));
  return FALSE;
}

/* White space and the bytes of a byte order mark do not tell. */
static gboolean
find_form (RailChatAnswer *self,
           const char *bytes,
           gsize length,
           gsize *start,
           GError **error)
{
  *start = 0;
  while (*start < length && strchr (" \t\r\n\xef\xbb\xbf", bytes[*start]) != NULL && bytes[*start] != '\0')
    (*start)++;

  if (*start == length)
    *start = 0;
  else if (bytes[*start] == '<')
    return refuse ("a web page", error);
  else if (bytes[*start] == '{')
    self->form = FORM_JSON;
  else
    {
      self->form = FORM_EVENTS;
      *start = 0;
    }
  return TRUE;
}

/* ---- public ---- */

RailChatAnswer *
rail_chat_answer_new (RailChatTextFunc func,
                      gpointer user_data)
{
  RailChatAnswer *self = g_new0 (RailChatAnswer, 1);

  self->func = func;
  self->user_data = user_data;
  self->events = rail_event_stream_new (event_cb, self);
  self->json = g_string_new (NULL);
  return self;
}

void
rail_chat_answer_free (RailChatAnswer *self)
{
  rail_event_stream_free (self->events);
  g_string_free (self->json, TRUE);
  g_clear_error (&self->failure);
  g_free (self);
}

gboolean
rail_chat_answer_feed (RailChatAnswer *self,
                       const char *bytes,
                       gsize length,
                       GError **error)
{
  gsize start = 0;

  if (self->over)
    return TRUE;
  if (self->form == FORM_UNKNOWN && !find_form (self, bytes, length, &start, error))
    return FALSE;

  return self->form == FORM_JSON ? read_json (self, bytes + start, length - start, error) : read_events (self, bytes + start, length - start, error);
}

gboolean
rail_chat_answer_end (RailChatAnswer *self,
                      GError **error)
{
  g_autofree char *json = NULL;

  if (self->form == FORM_JSON && self->n_chunks == 0)
    {
      json = g_utf8_make_valid (self->json->str, (gssize) self->json->len);
      if (!read_chunk (self, json, error))
        return FALSE;
      /* All of it parsed, so nothing was cut. */
      self->over = TRUE;
    }

  if (self->n_chunks == 0)
    return refuse ("nothing that is an answer", error);
  if (!self->over)
    cut (self);
  return TRUE;
}

guint
rail_chat_answer_get_n_chunks (const RailChatAnswer *self)
{
  return self->n_chunks;
}

gboolean
rail_chat_answer_is_over (const RailChatAnswer *self)
{
  return self->over;
}

gboolean
rail_chat_answer_was_stopped (const RailChatAnswer *self)
{
  return self->stopped;
}

gboolean
rail_chat_answer_is_truncated (const RailChatAnswer *self)
{
  return self->truncated;
}

gboolean
rail_chat_answer_is_filtered (const RailChatAnswer *self)
{
  return self->filtered;
}
