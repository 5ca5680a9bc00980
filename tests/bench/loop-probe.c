/*
 * How late a program's main loop is: asks it for a property on the session bus, which its main loop answers, and right after that for a ping, which
 * GDBus answers in a thread of its own. What the property takes longer is the loop; what both take is the bus and a busy machine.
 *
 *     loop-probe NAME PATH INTERFACE PROPERTY
 *
 * Prints "ready". The line "begin" throws away what was measured; "end" prints "COUNT P50 P99 MAX LATE" in microseconds for the property, then the
 * same for the ping; LATE are those over 16 ms.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gio/gio.h>

#define PACE_MICROSECONDS 2000
#define LATE_MICROSECONDS 16000

typedef struct
{
  GDBusConnection *connection;
  char **words; /* name, path, interface, property */
  GMutex mutex; /* of what follows */
  GArray *gets;
  GArray *pings;
} Probe;

/* Microseconds; the program must be there. */
static gint64
call (Probe *self,
      const char *interface,
      const char *method,
      GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (self->connection,
                                                            self->words[0],
                                                            self->words[1],
                                                            interface,
                                                            method,
                                                            parameters,
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                                            -1,
                                                            NULL,
                                                            &error);

  if (reply == NULL)
    {
      g_printerr ("loop-probe: %s\n", error->message);
      exit (1);
    }
  return g_get_monotonic_time () - start;
}

static gpointer
sample (gpointer data)
{
  Probe *self = data;

  for (;;)
    {
      gint64 get = call (self, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", self->words[2], self->words[3]));
      gint64 ping = call (self, "org.freedesktop.DBus.Peer", "Ping", NULL);

      g_mutex_lock (&self->mutex);
      g_array_append_val (self->gets, get);
      g_array_append_val (self->pings, ping);
      g_mutex_unlock (&self->mutex);
      g_usleep (PACE_MICROSECONDS);
    }
  return NULL;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static void
print (GArray *times)
{
  guint late = 0;

  g_array_sort (times, compare);
  for (guint i = 0; i < times->len; i++)
    late += g_array_index (times, gint64, i) > LATE_MICROSECONDS;
  printf ("%u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u\n",
          times->len,
          times->len > 0 ? g_array_index (times, gint64, times->len / 2) : 0,
          times->len > 0 ? g_array_index (times, gint64, times->len * 99 / 100) : 0,
          times->len > 0 ? g_array_index (times, gint64, times->len - 1) : 0,
          late);
}

static void
obey (Probe *self,
      const char *line)
{
  g_mutex_lock (&self->mutex);
  if (g_str_equal (line, "end\n"))
    {
      print (self->gets);
      print (self->pings);
    }
  g_array_set_size (self->gets, 0);
  g_array_set_size (self->pings, 0);
  g_mutex_unlock (&self->mutex);
  fflush (stdout);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  Probe self = { .words = argv + 1 };
  char line[64];

  if (argc != 5)
    {
      g_printerr ("usage: loop-probe NAME PATH INTERFACE PROPERTY\n");
      return 2;
    }

  self.connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (self.connection == NULL)
    {
      g_printerr ("loop-probe: %s\n", error->message);
      return 3;
    }
  g_mutex_init (&self.mutex);
  self.gets = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.pings = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_thread_unref (g_thread_new ("sampler", sample, &self));

  puts ("ready");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    obey (&self, line);

  return 0;
}
