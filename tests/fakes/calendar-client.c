/*
 * Another program that uses the desktop's calendar service, for tests: makes calendars in it and changes their events as a calendar
 * application would. One command a run:
 *
 *     add-source UID FILE                  a calendar (or account) described by a key file
 *     write-source UID FILE                describes it anew
 *     remove-source UID
 *     create CALENDAR FILE                 the VEVENT in FILE, "-" is standard input
 *     modify CALENDAR FILE all|this
 *     remove CALENDAR UID [RECURRENCE-ID]
 *     add-zone CALENDAR FILE               a VTIMEZONE
 *     list CALENDAR QUERY                  what a query finds
 *     refresh CALENDAR                     asks its server now
 *     properties CALENDAR                  of the open calendar, and what its view tells at first
 */

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "org.gnome.evolution.dataserver"
#define SOURCES PREFIX ".Sources5"
#define CALENDARS PREFIX ".Calendar8"
#define MANAGER_PATH "/org/gnome/evolution/dataserver/SourceManager"
#define TIMEOUT_MILLISECONDS 30000
#define RETRY_MICROSECONDS 20000

typedef struct
{
  GDBusConnection *bus;
  char *name;
  char *path;
} Calendar;

static void
fail (const char *what,
      const GError *error)
{
  fprintf (stderr, "calendar-client: %s: %s\n", what, error != NULL ? error->message : "wrong arguments");
  exit (1);
}

static GVariant *
call (GDBusConnection *bus,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (bus, name, path, interface, method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MILLISECONDS, NULL, &error);

  if (reply == NULL)
    fail (method, error);
  return reply;
}

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, NULL, &error))
    fail (path, error);
  return text;
}

/* The process of the calendars hears a little later than the one of the sources that a calendar is new. */
static GVariant *
find_calendar (GDBusConnection *bus,
               const char *uid)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_MILLISECONDS * 1000;
  GVariant *reply = NULL;

  while (reply == NULL)
    {
      g_autoptr (GError) error = NULL;

      reply = g_dbus_connection_call_sync (bus,
                                           CALENDARS,
                                           "/org/gnome/evolution/dataserver/CalendarFactory",
                                           PREFIX ".CalendarFactory",
                                           "OpenCalendar",
                                           g_variant_new ("(s)", uid),
                                           NULL,
                                           G_DBUS_CALL_FLAGS_NONE,
                                           TIMEOUT_MILLISECONDS,
                                           NULL,
                                           &error);
      if (reply == NULL && (strstr (error->message, "No such source") == NULL || g_get_monotonic_time () > deadline))
        fail ("OpenCalendar", error);
      if (reply == NULL)
        g_usleep (RETRY_MICROSECONDS);
    }
  return reply;
}

static void
open_calendar (GDBusConnection *bus,
               const char *uid,
               Calendar *calendar)
{
  g_autoptr (GVariant) reply = find_calendar (bus, uid);

  calendar->bus = bus;
  g_variant_get (reply, "(ss)", &calendar->path, &calendar->name);
  g_variant_unref (call (bus, calendar->name, calendar->path, PREFIX ".Calendar", "Open", NULL));
}

static GVariant *
ask (Calendar *calendar,
     const char *method,
     GVariant *arguments)
{
  return call (calendar->bus, calendar->name, calendar->path, PREFIX ".Calendar", method, arguments);
}

static void
print (GVariant *value)
{
  g_autofree char *text = g_variant_print (value, FALSE);

  puts (text);
  g_variant_unref (value);
}

/* The path of a source's object; NULL if there is none. */
static char *
find_source (GDBusConnection *bus,
             const char *uid)
{
  g_autoptr (GVariant) reply = call (bus, SOURCES, MANAGER_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL);
  g_autoptr (GVariantIter) objects = NULL;
  GVariant *interfaces = NULL;
  char *path = NULL;

  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (g_variant_iter_loop (objects, "{o@a{sa{sv}}}", &path, &interfaces))
    {
      g_autoptr (GVariant) source = g_variant_lookup_value (interfaces, PREFIX ".Source", G_VARIANT_TYPE_VARDICT);
      const char *found = NULL;

      if (source != NULL && g_variant_lookup (source, "UID", "&s", &found) && g_str_equal (found, uid))
        {
          g_variant_unref (interfaces);
          return path;
        }
    }
  return NULL;
}

static void
change_source (GDBusConnection *bus,
               const char *command,
               const char *uid,
               const char *file)
{
  g_autofree char *path = find_source (bus, uid);

  if (g_str_equal (command, "add-source"))
    {
      g_autofree char *text = read_text (file);
      GVariantBuilder sources;

      g_variant_builder_init (&sources, G_VARIANT_TYPE ("a{ss}"));
      g_variant_builder_add (&sources, "{ss}", uid, text);
      g_variant_unref (call (bus, SOURCES, MANAGER_PATH, PREFIX ".SourceManager", "CreateSources", g_variant_new ("(a{ss})", &sources)));
      return;
    }

  if (path == NULL)
    fail (uid, NULL);
  if (g_str_equal (command, "write-source"))
    {
      g_autofree char *text = read_text (file);

      g_variant_unref (call (bus, SOURCES, path, PREFIX ".Source.Writable", "Write", g_variant_new ("(s)", text)));
    }
  else
    {
      g_variant_unref (call (bus, SOURCES, path, PREFIX ".Source.Removable", "Remove", NULL));
    }
}

static void
signal_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  g_autofree char *text = g_variant_print (parameters, FALSE);
  gboolean *complete = user_data;

  printf ("%s %s\n", signal, text);
  *complete |= g_str_equal (signal, "Complete");
}

static void
print_properties (Calendar *calendar)
{
  g_autoptr (GVariant) view = ask (calendar, "GetView", g_variant_new ("(s)", "#t"));
  const char *path = NULL;
  gboolean complete = FALSE;
  guint subscription = 0;

  print (call (calendar->bus, calendar->name, calendar->path, "org.freedesktop.DBus.Properties", "GetAll", g_variant_new ("(s)", PREFIX ".Calendar")));
  g_variant_get (view, "(&o)", &path);
  subscription = g_dbus_connection_signal_subscribe (calendar->bus, NULL, PREFIX ".CalendarView", NULL, path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, &complete, NULL);
  g_variant_unref (call (calendar->bus, calendar->name, path, PREFIX ".CalendarView", "Start", NULL));
  while (!complete)
    g_main_context_iteration (NULL, TRUE);
  g_dbus_connection_signal_unsubscribe (calendar->bus, subscription);
}

static void
change_calendar (GDBusConnection *bus,
                 int count,
                 char **words)
{
  const char *command = words[0];
  Calendar calendar;

  open_calendar (bus, words[1], &calendar);
  if (g_str_equal (command, "refresh"))
    g_variant_unref (ask (&calendar, "Refresh", NULL));
  else if (g_str_equal (command, "properties"))
    print_properties (&calendar);
  else if (g_str_equal (command, "list") && count == 3)
    print (ask (&calendar, "GetObjectList", g_variant_new ("(s)", words[2])));
  else if (g_str_equal (command, "remove") && count >= 3)
    {
      GVariantBuilder objects;

      g_variant_builder_init (&objects, G_VARIANT_TYPE ("a(ss)"));
      g_variant_builder_add (&objects, "(ss)", words[2], count > 3 ? words[3] : "");
      g_variant_unref (ask (&calendar, "RemoveObjects", g_variant_new ("(a(ss)su)", &objects, count > 3 ? "this" : "all", 0)));
    }
  else if (count >= 3)
    {
      g_autofree char *text = read_text (words[2]);
      const char *const texts[] = { text, NULL };

      if (g_str_equal (command, "create"))
        print (ask (&calendar, "CreateObjects", g_variant_new ("(^asu)", texts, 0)));
      else if (g_str_equal (command, "modify") && count == 4)
        g_variant_unref (ask (&calendar, "ModifyObjects", g_variant_new ("(^assu)", texts, words[3], 0)));
      else if (g_str_equal (command, "add-zone"))
        g_variant_unref (ask (&calendar, "AddTimezone", g_variant_new ("(s)", text)));
      else
        fail (command, NULL);
    }
  else
    fail (command, NULL);

  g_variant_unref (ask (&calendar, "Close", NULL));
  g_free (calendar.name);
  g_free (calendar.path);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);

  if (bus == NULL)
    fail ("the session bus", error);
  if (argc < 3)
    fail ("usage", NULL);

  if (g_str_has_suffix (argv[1], "-source"))
    change_source (bus, argv[1], argv[2], argc > 3 ? argv[3] : NULL);
  else
    change_calendar (bus, argc - 1, argv + 1);

  return 0;
}
