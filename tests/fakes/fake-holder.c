#include "config.h"

#include "fakes/fake-holder.h"

struct _FakeHolder
{
  GDBusConnection *connection;
  guint filter_id;

  GMutex mutex; /* the filter runs in the connection's thread */
  GHashTable *answers;
  guint n_asked;
};

static GDBusMessage *
filter_cb (GDBusConnection *connection,
           GDBusMessage *message,
           gboolean incoming,
           gpointer user_data)
{
  FakeHolder *self = user_data;
  g_autoptr (GDBusMessage) reply = NULL;
  GVariant *answer;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;

  g_mutex_lock (&self->mutex);
  self->n_asked++;
  answer = g_hash_table_lookup (self->answers, g_dbus_message_get_member (message));
  if (answer != NULL)
    {
      reply = g_dbus_message_new_method_reply (message);
      g_dbus_message_set_body (reply, answer);
    }
  else
    {
      reply = g_dbus_message_new_method_error_literal (message, "org.freedesktop.DBus.Error.UnknownMethod", "Not mine");
    }
  g_mutex_unlock (&self->mutex);

  /* Whoever waits to be asked looks again. */
  g_main_context_wakeup (NULL);
  g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref (message);
  return NULL;
}

FakeHolder *
fake_holder_new (const char *address,
                 const char *name)
{
  FakeHolder *self = g_new0 (FakeHolder, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  guint32 result;

  g_mutex_init (&self->mutex);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->connection = g_dbus_connection_new_for_address_sync (address,
                                                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                 G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                             NULL,
                                                             NULL,
                                                             &error);
  g_assert_no_error (error);
  self->filter_id = g_dbus_connection_add_filter (self->connection, filter_cb, self, NULL);
  reply = g_dbus_connection_call_sync (self->connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", name, 4),
                                       G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(u)", &result);
  g_assert_cmpuint (result, ==, 1);

  return self;
}

void
fake_holder_free (FakeHolder *self)
{
  g_dbus_connection_remove_filter (self->connection, self->filter_id);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_hash_table_unref (self->answers);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
fake_holder_set_answer (FakeHolder *self,
                        const char *method,
                        GVariant *answer)
{
  g_mutex_lock (&self->mutex);
  if (answer != NULL)
    g_hash_table_replace (self->answers, g_strdup (method), g_variant_ref_sink (answer));
  else
    g_hash_table_remove (self->answers, method);
  g_mutex_unlock (&self->mutex);
}

void
fake_holder_emit (FakeHolder *self,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->connection, NULL, path, interface, signal, parameters, &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (self->connection, NULL, &error);
  g_assert_no_error (error);
}

guint
fake_holder_get_n_asked (FakeHolder *self)
{
  guint count;

  g_mutex_lock (&self->mutex);
  count = self->n_asked;
  g_mutex_unlock (&self->mutex);

  return count;
}
