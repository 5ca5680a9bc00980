#include "config.h"

#include "platform/remote-value.h"

/* A program that is well answers within milliseconds. */
#define PATIENCE_MS 5000

struct _RailRemoteValue
{
  GDBusConnection *connection;
  RailRemoteQuestion question;
  RailRemoteValueCallback callback;
  gpointer user_data;

  GCancellable *cancellable;
  guint watch_id;
  guint subscription_id;
  char *owner;       /* NULL while nobody owns the name */
  gboolean is_asked; /* a question is under way */
  gboolean is_stale; /* something changed since it went out */
};

static void ask (RailRemoteValue *self);

/* Properties and portals wrap what they say, some of them twice. */
static GVariant *
unwrap (GVariant *reply)
{
  GVariant *value = g_variant_n_children (reply) == 1 ? g_variant_get_child_value (reply, 0) : g_variant_ref (reply);

  while (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) outer = value;

      value = g_variant_get_variant (outer);
    }

  return value;
}

static RailRemoteState
judge (RailRemoteValue *self,
       const GError *error)
{
  g_autofree char *name = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;

  if (error == NULL)
    return RAIL_REMOTE_TOLD;

  return name != NULL && g_strcmp0 (name, self->question.unset_error) == 0 ? RAIL_REMOTE_UNSET : RAIL_REMOTE_REFUSED;
}

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;
  RailRemoteValue *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  self->is_asked = FALSE;
  if (self->is_stale)
    {
      ask (self);
      return;
    }

  value = reply != NULL ? unwrap (reply) : NULL;
  self->callback (judge (self, error), value, self->user_data);
}

static void
ask (RailRemoteValue *self)
{
  GVariantBuilder words;

  self->is_stale = self->is_asked;
  if (self->is_asked)
    return;

  g_variant_builder_init (&words, G_VARIANT_TYPE_TUPLE);
  for (guint i = 0; i < G_N_ELEMENTS (self->question.words) && self->question.words[i] != NULL; i++)
    g_variant_builder_add (&words, "s", self->question.words[i]);

  self->is_asked = TRUE;
  g_dbus_connection_call (self->connection,
                          self->owner,
                          self->question.path,
                          self->question.interface,
                          self->question.method,
                          g_variant_builder_end (&words),
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          PATIENCE_MS,
                          self->cancellable,
                          answered_cb,
                          self);
}

static void
signal_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  ask (user_data);
}

/* What the last owner was asked says nothing about the next. */
static void
forget_owner (RailRemoteValue *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->subscription_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription_id);
  self->subscription_id = 0;
  self->is_asked = FALSE;
  g_clear_pointer (&self->owner, g_free);
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  RailRemoteValue *self = user_data;

  forget_owner (self);
  self->owner = g_strdup (owner);
  self->cancellable = g_cancellable_new ();
  /* Before the question: a change in between is then a signal, never lost. */
  if (self->question.signal_interface != NULL)
    self->subscription_id = g_dbus_connection_signal_subscribe (self->connection,
                                                                owner,
                                                                self->question.signal_interface,
                                                                self->question.signal,
                                                                NULL,
                                                                self->question.signal_word,
                                                                G_DBUS_SIGNAL_FLAGS_NONE,
                                                                signal_cb,
                                                                self,
                                                                NULL);
  ask (self);
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  RailRemoteValue *self = user_data;

  forget_owner (self);
  self->callback (RAIL_REMOTE_ABSENT, NULL, self->user_data);
}

RailRemoteValue *
rail_remote_value_new (GDBusConnection *connection,
                       const RailRemoteQuestion *question,
                       RailRemoteValueCallback callback,
                       gpointer user_data)
{
  RailRemoteValue *self = g_new0 (RailRemoteValue, 1);

  self->connection = g_object_ref (connection);
  self->question = *question;
  self->callback = callback;
  self->user_data = user_data;
  self->watch_id = g_bus_watch_name_on_connection (connection,
                                                   question->name,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   appeared_cb,
                                                   vanished_cb,
                                                   self,
                                                   NULL);
  return self;
}

void
rail_remote_value_free (RailRemoteValue *self)
{
  g_bus_unwatch_name (self->watch_id);
  forget_owner (self);
  g_object_unref (self->connection);
  g_free (self);
}
