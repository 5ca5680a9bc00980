#include "config.h"

#include "fakes/fake-calendar-service.h"

#define PREFIX "org.gnome.evolution.dataserver"
#define MANAGER_PATH "/org/gnome/evolution/dataserver/SourceManager"
#define CALENDAR_PATH "/org/gnome/evolution/dataserver/Subprocess/1/2"
#define VIEW_PATH "/org/gnome/evolution/dataserver/CalendarView/1/2"

typedef struct
{
  GVariant *body;
  char *error_name;
  char *message;
} Answer;

/* Calls are answered in the connection's thread. */
struct _FakeCalendarService
{
  GMutex mutex;
  GDBusConnection *connection;
  guint filter;
  GHashTable *answers; /* method -> Answer */
  GHashTable *calls;   /* method -> count */
  GVariant *events;    /* (as), or NULL */
};

static void
answer_free (Answer *self)
{
  g_clear_pointer (&self->body, g_variant_unref);
  g_free (self->error_name);
  g_free (self->message);
  g_free (self);
}

static void
send_signal (FakeCalendarService *self,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *body)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->connection, NULL, path, interface, signal, body, &error);
  g_assert_no_error (error);
}

/* With the lock held. */
static void
send_reply (FakeCalendarService *self,
            GDBusMessage *call)
{
  const Answer *answer = g_hash_table_lookup (self->answers, g_dbus_message_get_member (call));
  g_autoptr (GDBusMessage) reply = NULL;

  if (answer == NULL)
    {
      reply = g_dbus_message_new_method_error_literal (call, "org.freedesktop.DBus.Error.UnknownMethod", "No such method");
    }
  else if (answer->error_name != NULL)
    {
      reply = g_dbus_message_new_method_error_literal (call, answer->error_name, answer->message);
    }
  else if (answer->body != NULL)
    {
      reply = g_dbus_message_new_method_reply (call);
      g_dbus_message_set_body (reply, answer->body);
    }

  if (reply != NULL)
    g_dbus_connection_send_message (self->connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
}

static GDBusMessage *
filter_cb (GDBusConnection *connection,
           GDBusMessage *message,
           gboolean incoming,
           gpointer user_data)
{
  FakeCalendarService *self = user_data;
  const char *method = g_dbus_message_get_member (message);

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;

  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->calls, g_strdup (method), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, method)) + 1));
  send_reply (self, message);
  if (g_str_equal (method, "Start") && self->events != NULL)
    {
      send_signal (self, VIEW_PATH, PREFIX ".CalendarView", "ObjectsAdded", self->events);
      send_signal (self, VIEW_PATH, PREFIX ".CalendarView", "Complete", g_variant_new ("(ss)", "", ""));
    }
  g_mutex_unlock (&self->mutex);

  g_object_unref (message);
  return NULL;
}

static void
own_name (FakeCalendarService *self,
          const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (self->connection,
                                                            "org.freedesktop.DBus",
                                                            "/org/freedesktop/DBus",
                                                            "org.freedesktop.DBus",
                                                            "RequestName",
                                                            g_variant_new ("(su)", name, 0),
                                                            G_VARIANT_TYPE ("(u)"),
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1,
                                                            NULL,
                                                            &error);

  g_assert_no_error (error);
}

FakeCalendarService *
fake_calendar_service_new (const char *address)
{
  FakeCalendarService *self = g_new0 (FakeCalendarService, 1);
  const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) answer_free);
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->connection = g_dbus_connection_new_for_address_sync (address,
                                                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                             NULL,
                                                             NULL,
                                                             &error);
  g_assert_no_error (error);

  fake_calendar_service_set_sources (self, "work", "[Data Source]\nDisplayName=Work\n[Calendar]\nBackendName=local\n", NULL);
  fake_calendar_service_answer (self, "OpenCalendar", g_variant_new ("(ss)", CALENDAR_PATH, FAKE_CALENDARS));
  fake_calendar_service_answer (self, "Open", g_variant_new ("(as)", NULL));
  fake_calendar_service_answer (self, "GetAll", g_variant_new_parsed ("({'Online': <true>, 'CalEmailAddress': <'me@example.org'>},)"));
  fake_calendar_service_answer (self, "GetView", g_variant_new ("(o)", VIEW_PATH));
  fake_calendar_service_answer (self, "Start", g_variant_new ("()"));
  fake_calendar_service_answer (self, "Dispose", g_variant_new ("()"));
  fake_calendar_service_answer (self, "Close", g_variant_new ("()"));
  fake_calendar_service_set_events (self, none);

  self->filter = g_dbus_connection_add_filter (self->connection, filter_cb, self, NULL);
  own_name (self, FAKE_SOURCES);
  own_name (self, FAKE_CALENDARS);
  return self;
}

void
fake_calendar_service_free (FakeCalendarService *self)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_remove_filter (self->connection, self->filter);
  g_dbus_connection_close_sync (self->connection, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (self->connection);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->calls);
  g_clear_pointer (&self->events, g_variant_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
set_answer (FakeCalendarService *self,
            const char *method,
            Answer *answer)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->answers, g_strdup (method), answer);
  g_mutex_unlock (&self->mutex);
}

void
fake_calendar_service_answer (FakeCalendarService *self,
                              const char *method,
                              GVariant *body)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->body = body != NULL ? g_variant_ref_sink (body) : NULL;
  set_answer (self, method, answer);
}

void
fake_calendar_service_refuse (FakeCalendarService *self,
                              const char *method,
                              const char *error_name,
                              const char *message)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->error_name = g_strdup (error_name);
  answer->message = g_strdup (message);
  set_answer (self, method, answer);
}

void
fake_calendar_service_set_sources (FakeCalendarService *self,
                                   const char *uid,
                                   ...)
{
  GVariantBuilder objects;
  va_list arguments;
  guint count = 0;

  g_variant_builder_init (&objects, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  va_start (arguments, uid);
  for (; uid != NULL; uid = va_arg (arguments, const char *))
    {
      g_autofree char *path = g_strdup_printf (MANAGER_PATH "/Source_%u", count++);
      GVariantBuilder interfaces, properties;

      g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&properties, "{sv}", "UID", g_variant_new_string (uid));
      g_variant_builder_add (&properties, "{sv}", "Data", g_variant_new_string (va_arg (arguments, const char *)));
      g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
      g_variant_builder_add (&interfaces, "{sa{sv}}", PREFIX ".Source", &properties);
      g_variant_builder_add (&objects, "{oa{sa{sv}}}", path, &interfaces);
    }
  va_end (arguments);

  fake_calendar_service_answer (self, "GetManagedObjects", g_variant_new ("(a{oa{sa{sv}}})", &objects));
}

void
fake_calendar_service_set_events (FakeCalendarService *self,
                                  const char *const *texts)
{
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->events, g_variant_unref);
  self->events = g_variant_ref_sink (g_variant_new ("(^as)", texts));
  g_mutex_unlock (&self->mutex);
}

void
fake_calendar_service_emit (FakeCalendarService *self,
                            const char *signal,
                            GVariant *body)
{
  send_signal (self, VIEW_PATH, PREFIX ".CalendarView", signal, body);
}

void
fake_calendar_service_revise (FakeCalendarService *self,
                              const char *revision)
{
  send_signal (self,
               CALENDAR_PATH,
               "org.freedesktop.DBus.Properties",
               "PropertiesChanged",
               g_variant_new_parsed ("('" PREFIX ".Calendar', {'Revision': <%s>}, @as [])", revision));
}

void
fake_calendar_service_emit_sources_changed (FakeCalendarService *self)
{
  send_signal (self,
               MANAGER_PATH "/Source_0",
               "org.freedesktop.DBus.Properties",
               "PropertiesChanged",
               g_variant_new_parsed ("('" PREFIX ".Source', @a{sv} {}, ['Data'])"));
}

guint
fake_calendar_service_count_calls (FakeCalendarService *self,
                                   const char *method)
{
  guint count = 0;

  g_mutex_lock (&self->mutex);
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, method));
  g_mutex_unlock (&self->mutex);
  return count;
}
