#include "config.h"

#include "fakes/fault-server.h"

#include <string.h>

#define CALENDAR "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261005T090000Z\r\nSUMMARY:Review\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
#define HEAD_MAX 16384
#define BODY_MAX (4 * 1024 * 1024)

/* Between the drops of a slow answer. */
#define DRIP_MICROSECONDS 20000

/* FALSE when the other side is gone. */
static gboolean
put (GOutputStream *out,
     const char *text)
{
  return g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

/* Packed, it never ends; unpacked, it is nothing: after gzip's head, stored blocks of no bytes, none of them the last. */
static void
put_nothing (GOutputStream *out)
{
  static const guint8 head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
  guint8 blocks[5 * 1000];

  for (gsize i = 0; i < sizeof blocks; i++)
    blocks[i] = i % 5 < 3 ? 0x00 : 0xff;
  if (!put (out, "HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\nContent-Encoding: gzip\r\n\r\n") ||
      !g_output_stream_write_all (out, head, sizeof head, NULL, NULL, NULL))
    return;
  while (g_output_stream_write_all (out, blocks, sizeof blocks, NULL, NULL, NULL))
    ;
}

static void
repeat (GOutputStream *out,
        const char *text)
{
  while (put (out, text))
    ;
}

static void
wait_for_end (GInputStream *in)
{
  char byte;

  while (g_input_stream_read (in, &byte, 1, NULL, NULL) > 0)
    ;
}

static gboolean
read_head (GInputStream *in,
           char *head)
{
  gsize length = 0;

  while (length < HEAD_MAX - 1 && g_input_stream_read (in, head + length, 1, NULL, NULL) == 1)
    {
      head[++length] = '\0';
      if (length >= 4 && memcmp (head + length - 4, "\r\n\r\n", 4) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A connection that is closed before all of it was read is broken for the other side. Transfer full. */
static char *
read_body (GInputStream *in,
           const char *head)
{
  const char *line = strcasestr (head, "\r\nContent-Length:");
  guint64 length = line != NULL ? g_ascii_strtoull (line + strlen ("\r\nContent-Length:"), NULL, 10) : 0;
  char *body = g_malloc0 (MIN (length, BODY_MAX) + 1);

  g_input_stream_read_all (in, body, MIN (length, BODY_MAX), NULL, NULL, NULL);
  return body;
}

static void
follow_script (FaultServer *self,
               GInputStream *in,
               GOutputStream *out)
{
  g_autoptr (GBytes) script = NULL;
  g_autofree char *tail = NULL;
  FaultEnding ending;

  g_mutex_lock (&self->mutex);
  script = g_bytes_ref (self->script);
  tail = g_strdup (self->tail);
  ending = self->ending;
  g_mutex_unlock (&self->mutex);

  if (!g_output_stream_write_all (out, g_bytes_get_data (script, NULL), g_bytes_get_size (script), NULL, NULL, NULL))
    return;
  if (ending == FAULT_HANG)
    wait_for_end (in);
  else if (ending == FAULT_REPEAT)
    repeat (out, tail);
  while (ending == FAULT_DRIP && put (out, tail))
    g_usleep (DRIP_MICROSECONDS);
}

static void
answer (FaultServer *self,
        GSocketConnection *connection)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char head[HEAD_MAX] = "";
  g_auto (GStrv) words = NULL;
  char *body;

  if (!read_head (in, head))
    return;

  body = read_body (in, head);
  g_mutex_lock (&self->mutex);
  g_free (self->request);
  self->request = g_strdup (head);
  g_free (self->body);
  self->body = body;
  self->n_requests++;
  g_mutex_unlock (&self->mutex);

  words = g_strsplit (head, " ", 3);
  if (g_str_has_prefix (words[1], "/scripted"))
    follow_script (self, in, out);
  else if (g_str_equal (words[1], "/cut"))
    put (out, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" CALENDAR);
  else if (g_str_equal (words[1], "/endless") && put (out, "HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"))
    repeat (out, "X-NOTHING:nothing at all, again and again, and it will not stop by itself, whoever waits for its end waits for ever\r\n");
  else if (g_str_equal (words[1], "/head") && put (out, "HTTP/1.1 200 OK\r\n"))
    repeat (out, "X-Nothing: nothing at all, again and again, and it will not stop by itself\r\n");
  else if (g_str_equal (words[1], "/nothing"))
    put_nothing (out);
  else if (g_str_equal (words[1], "/chunk"))
    put (out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nBEGIN:VC");
  else if (g_str_equal (words[1], "/garbage"))
    put (out, "SSH-2.0-OpenSSH_9.2\r\n");
  else if (g_str_equal (words[1], "/half"))
    put (out, "HTTP/1.0 200 OK\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n");
  else if (g_str_equal (words[1], "/hang"))
    wait_for_end (in);
  else if (!g_str_equal (words[1], "/silent"))
    put (out, "HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\nConnection: close\r\n\r\n" CALENDAR);
}

static void
count (FaultServer *self,
       int change)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->running += change;
  g_cond_broadcast (&self->ended);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  FaultServer *self = user_data;

  answer (self, connection);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  count (self, -1);
  return TRUE;
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  count (user_data, +1);
  return FALSE;
}

FaultServer *
fault_server_start (void)
{
  FaultServer *self = g_new0 (FaultServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
  self->script = g_bytes_new_static ("", 0);
  self->service = g_threaded_socket_service_new (8);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

void
fault_server_free (FaultServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->mutex);
  while (self->running > 0)
    g_cond_wait (&self->ended, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  g_clear_pointer (&self->script, g_bytes_unref);
  g_free (self->tail);
  g_free (self->request);
  g_free (self->body);
  g_free (self);
}

char *
fault_server_dup_address (FaultServer *self,
                          const char *rest)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, rest);
}

char *
fault_server_dup_request (FaultServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->request);
}

char *
fault_server_dup_body (FaultServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->body);
}

guint
fault_server_get_n_requests (FaultServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_requests;
}

void
fault_server_script (FaultServer *self,
                     const char *text,
                     gssize length,
                     FaultEnding ending,
                     const char *tail)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_clear_pointer (&self->script, g_bytes_unref);
  self->script = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  self->ending = ending;
  g_free (self->tail);
  self->tail = g_strdup (tail);
}
