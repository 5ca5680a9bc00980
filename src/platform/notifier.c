#define G_LOG_DOMAIN "handrail-notifier"

#include "config.h"

#include "platform/notifier.h"

#include <glib/gi18n-lib.h>

#include "platform/notifier-thread.h"

#define SERVER_NAME "org.freedesktop.Notifications"

/* A server that is well answers within milliseconds, one that the bus has to start within a second or two. */
#define PATIENCE_SECONDS 5

typedef enum
{
  SERVER_UNKNOWN, /* the bus has not yet said */
  SERVER_NONE,
  SERVER_STARTABLE,
  SERVER_RUNNING,
} Server;

struct _RailNotifier
{
  GObject parent_instance;

  GDBusConnection *connection;
  GCancellable *cancellable;
  guint watch_id;
  Server server;

  RailNotifierThread *thread; /* NULL until the first notification */
  GHashTable *numbers;        /* key -> number of what is, or is to be, on screen */
  GHashTable *keys;           /* number -> the same key, borrowed */
  GHashTable *pending;        /* numbers that have not been answered for */
  guint last_number;
  guint n_unanswered; /* commands */
  guint patience_id;

  gboolean hangs;              /* until every command has been answered */
  RailNotifierOutcome outcome; /* of the last show, as far as it concerns the server of now */
  gboolean has_actions;
};

G_DEFINE_FINAL_TYPE (RailNotifier, rail_notifier, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPENED,
  SIGNAL_DONE,
  SIGNAL_SNOOZED,
  SIGNAL_DISMISSED,
  SIGNAL_GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  RailNotifier *notifier;
  char *key;
} Refusal;

/* ---- what is on screen ---- */

/* The key is the caller's from here on; NULL if this number means nothing any more. */
static char *
take_key (RailNotifier *self,
          guint number)
{
  char *key = g_strdup (g_hash_table_lookup (self->keys, GUINT_TO_POINTER (number)));

  if (key != NULL)
    {
      g_hash_table_remove (self->keys, GUINT_TO_POINTER (number));
      g_hash_table_remove (self->pending, GUINT_TO_POINTER (number));
      g_hash_table_remove (self->numbers, key);
    }

  return key;
}

static void
end (RailNotifier *self,
     guint number,
     guint signal)
{
  g_autofree char *key = take_key (self, number);

  if (key != NULL)
    g_signal_emit (self, signals[signal], 0, key);
}

static guint
find_or_add (RailNotifier *self,
             const char *key)
{
  gpointer number = g_hash_table_lookup (self->numbers, key);
  char *copy;

  if (number != NULL)
    return GPOINTER_TO_UINT (number);

  copy = g_strdup (key);
  number = GUINT_TO_POINTER (++self->last_number);
  g_hash_table_insert (self->numbers, copy, number);
  g_hash_table_insert (self->keys, number, copy);

  return self->last_number;
}

/* ---- patience ---- */

static void
withdraw_number (RailNotifier *self,
                 guint number)
{
  self->n_unanswered++;
  rail_notifier_thread_withdraw (self->thread, number);
}

/* Should the server come round after all, what is then too late must not pop up to stay. */
static gboolean
lost_patience_cb (gpointer user_data)
{
  g_autoptr (RailNotifier) self = g_object_ref (user_data);
  g_autoptr (GList) numbers = g_hash_table_get_keys (self->pending);

  self->patience_id = 0;
  self->hangs = TRUE;
  self->outcome = RAIL_NOTIFIER_NO_ANSWER;
  for (GList *number = numbers; number != NULL; number = number->next)
    {
      withdraw_number (self, GPOINTER_TO_UINT (number->data));
      end (self, GPOINTER_TO_UINT (number->data), SIGNAL_GONE);
    }

  return G_SOURCE_REMOVE;
}

/* The clock runs only while something is under way: idle costs nothing. */
static void
restart_patience (RailNotifier *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (self->n_unanswered > 0 && !self->hangs)
    self->patience_id = g_timeout_add_seconds (PATIENCE_SECONDS, lost_patience_cb, self);
}

/* ---- what the thread tells ---- */

static void
count_answer (RailNotifier *self)
{
  self->n_unanswered--;
  if (self->n_unanswered == 0)
    self->hangs = FALSE;
  restart_patience (self);
}

/* A failure that comes too late to matter may be the one of a server that has long been replaced. */
static void
shown (RailNotifier *self,
       const RailNotifierEvent *event)
{
  gboolean matters = g_hash_table_contains (self->keys, GUINT_TO_POINTER (event->number));

  g_hash_table_remove (self->pending, GUINT_TO_POINTER (event->number));
  count_answer (self);

  if (event->outcome == RAIL_NOTIFIER_DONE)
    {
      self->outcome = RAIL_NOTIFIER_DONE;
      self->has_actions = event->has_actions;
    }
  else if (matters)
    {
      self->outcome = event->outcome;
      end (self, event->number, SIGNAL_GONE);
    }
}

static void
opened (RailNotifier *self,
        const RailNotifierEvent *event)
{
  g_autofree char *key = g_strdup (g_hash_table_lookup (self->keys, GUINT_TO_POINTER (event->number)));

  if (key != NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, key, event->token);
}

/* One of its buttons that ends nothing by itself: what it means is the caller's. */
static void
pressed (RailNotifier *self,
         const RailNotifierEvent *event,
         guint signal)
{
  g_autofree char *key = g_strdup (g_hash_table_lookup (self->keys, GUINT_TO_POINTER (event->number)));

  if (key != NULL)
    g_signal_emit (self, signals[signal], 0, key);
}

static void
event_cb (const RailNotifierEvent *event,
          gpointer user_data)
{
  g_autoptr (RailNotifier) self = g_object_ref (user_data);

  switch (event->kind)
    {
    case RAIL_NOTIFIER_SHOWN:
      shown (self, event);
      break;
    case RAIL_NOTIFIER_WITHDRAWN:
      count_answer (self);
      break;
    case RAIL_NOTIFIER_OPENED:
      opened (self, event);
      break;
    case RAIL_NOTIFIER_DID:
      pressed (self, event, SIGNAL_DONE);
      break;
    case RAIL_NOTIFIER_SNOOZED:
      pressed (self, event, SIGNAL_SNOOZED);
      break;
    case RAIL_NOTIFIER_DISMISSED:
      end (self, event->number, SIGNAL_DISMISSED);
      break;
    case RAIL_NOTIFIER_GONE:
      end (self, event->number, SIGNAL_GONE);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* ---- who is there to show them ---- */

static void
listed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **names = NULL;
  RailNotifier *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = RAIL_NOTIFIER (user_data);
  if (self->server == SERVER_RUNNING)
    return;

  if (reply != NULL)
    g_variant_get (reply, "(^a&s)", &names);
  self->server = names != NULL && g_strv_contains (names, SERVER_NAME) ? SERVER_STARTABLE : SERVER_NONE;
}

static void
follow_server (RailNotifier *self,
               Server server)
{
  self->server = server;
  /* What the last one could not do says nothing about the next. */
  self->outcome = RAIL_NOTIFIER_DONE;
  self->has_actions = TRUE;
  if (self->thread != NULL)
    rail_notifier_thread_follow_server (self->thread);
}

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  follow_server (user_data, SERVER_RUNNING);
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  RailNotifier *self = user_data;

  follow_server (self, SERVER_UNKNOWN);
  if (connection == NULL)
    return;

  g_dbus_connection_call (connection,
                          "org.freedesktop.DBus",
                          "/org/freedesktop/DBus",
                          "org.freedesktop.DBus",
                          "ListActivatableNames",
                          NULL,
                          G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          self->cancellable,
                          listed_cb,
                          self);
}

static void
rail_notifier_finalize (GObject *object)
{
  RailNotifier *self = RAIL_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_pointer (&self->thread, rail_notifier_thread_end);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->numbers, g_hash_table_unref);
  g_clear_pointer (&self->pending, g_hash_table_unref);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (rail_notifier_parent_class)->finalize (object);
}

static void
rail_notifier_class_init (RailNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rail_notifier_finalize;

  signals[SIGNAL_OPENED] = g_signal_new ("opened", RAIL_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_DONE] = g_signal_new ("done", RAIL_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SNOOZED] = g_signal_new ("snoozed", RAIL_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_DISMISSED] = g_signal_new ("dismissed", RAIL_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_GONE] = g_signal_new ("gone", RAIL_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rail_notifier_init (RailNotifier *self)
{
  self->cancellable = g_cancellable_new ();
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->keys = g_hash_table_new (NULL, NULL);
  self->pending = g_hash_table_new (NULL, NULL);
  self->has_actions = TRUE;
}

RailNotifier *
rail_notifier_new (GDBusConnection *connection)
{
  RailNotifier *self = g_object_new (RAIL_TYPE_NOTIFIER, NULL);

  self->connection = g_object_ref (connection);
  self->watch_id = g_bus_watch_name_on_connection (connection,
                                                   SERVER_NAME,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   appeared_cb,
                                                   vanished_cb,
                                                   self,
                                                   NULL);
  return self;
}

static gboolean
refuse_cb (gpointer data)
{
  Refusal *refusal = data;

  g_signal_emit (refusal->notifier, signals[SIGNAL_GONE], 0, refusal->key);

  return G_SOURCE_REMOVE;
}

static void
free_refusal (gpointer data)
{
  Refusal *refusal = data;

  g_object_unref (refusal->notifier);
  g_free (refusal->key);
  g_free (refusal);
}

/* Nothing queues up behind a server that hangs. */
static void
refuse (RailNotifier *self,
        const char *key)
{
  Refusal *refusal = g_new0 (Refusal, 1);

  refusal->notifier = g_object_ref (self);
  refusal->key = g_strdup (key);
  g_idle_add_full (G_PRIORITY_DEFAULT, refuse_cb, refusal, free_refusal);
}

void
rail_notifier_show (RailNotifier *self,
                    const char *key,
                    const RailNotice *notice)
{
  guint number;

  if (self->hangs)
    {
      rail_notifier_withdraw (self, key);
      refuse (self, key);
      return;
    }

  if (self->thread == NULL)
    self->thread = rail_notifier_thread_new (event_cb, self);

  number = find_or_add (self, key);
  g_hash_table_add (self->pending, GUINT_TO_POINTER (number));
  self->n_unanswered++;
  if (self->patience_id == 0)
    restart_patience (self);
  rail_notifier_thread_show (self->thread, number, notice);
}

void
rail_notifier_withdraw (RailNotifier *self,
                        const char *key)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, key));

  if (number == 0)
    return;

  g_free (take_key (self, number));
  withdraw_number (self, number);
  if (self->patience_id == 0)
    restart_patience (self);
}

RailProviderState
rail_notifier_get_state (RailNotifier *self,
                         const char **detail)
{
  RailProviderState state = RAIL_PROVIDER_OK;
  const char *text = "";

  if (self->hangs || self->outcome == RAIL_NOTIFIER_NO_ANSWER)
    {
      state = RAIL_PROVIDER_FAILED;
      text = _ ("The notification server does not answer; what comes meanwhile waits in Today. Restart it, or log in again.");
    }
  else if (self->server == SERVER_NONE || self->outcome == RAIL_NOTIFIER_NO_SERVER)
    {
      state = RAIL_PROVIDER_FAILED;
      text = _ ("There is no notification server; what it would show waits in Today. Install or start one.");
    }
  else if (self->outcome == RAIL_NOTIFIER_REFUSED)
    {
      state = RAIL_PROVIDER_FAILED;
      text = _ ("The notification server refused a notification; it waits in Today.");
    }
  else if (!self->has_actions)
    {
      state = RAIL_PROVIDER_LIMITED;
      text = _ ("This desktop's notifications have no buttons; open what they announce from Today.");
    }

  if (detail != NULL)
    *detail = text;
  return state;
}
