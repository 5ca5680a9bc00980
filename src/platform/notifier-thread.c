#define G_LOG_DOMAIN "handrail-notifier"

#include "config.h"

#include "platform/notifier-thread.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libnotify/notify.h>

#define SERVER_NAME "org.freedesktop.Notifications"

/* How long the end of the program may wait for a server that takes its time. */
#define END_PATIENCE (G_USEC_PER_SEC / 2)

struct _RailNotifierThread
{
  gatomicrefcount ref_count; /* held by the owner, the thread, and each command and event on its way */
  GMainContext *owner_context;
  GMainContext *context; /* the thread's own */
  GThread *thread;

  /* The owner's. */
  RailNotifierCallback callback; /* NULL once it has ended */
  gpointer user_data;

  GMutex mutex;
  GCond ended;
  gboolean has_ended;

  /* The thread's. */
  GMainLoop *loop;
  GHashTable *notes; /* number -> Note */
  char *server;      /* unique name of the server that was asked for what follows; NULL = none was */
  gboolean has_actions;
  gboolean has_markup;
};

/* What the server shows, or has shown. */
typedef struct
{
  RailNotifierThread *thread; /* borrowed: it outlives its notes */
  guint number;
  NotifyNotification *notification;
  gboolean acted; /* somebody used a button: that it closes then is no news */
} Note;

typedef struct _Command Command;

struct _Command
{
  RailNotifierThread *thread;
  void (*run) (RailNotifierThread *self,
               const Command *command);
  guint number;
  char *title;
  char *body;
  char *done;
  char *snooze;
  gboolean quiet;
  gboolean transient;
};

typedef struct
{
  RailNotifierThread *thread;
  RailNotifierEvent event;
  char *token;
} Message;

static void
unref (RailNotifierThread *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_main_loop_unref (self->loop);
  g_hash_table_unref (self->notes);
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner_context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  g_free (self->server);
  g_free (self);
}

static RailNotifierThread *
ref (RailNotifierThread *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/* Not g_main_context_invoke(): that runs the function here and now when it finds the other context idle. */
static void
attach (GMainContext *context,
        GSourceFunc function,
        gpointer data,
        GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  /* One priority for all, D-Bus signals included, keeps their order. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, destroy);
  g_source_set_static_name (source, "[handrail] notifier");
  g_source_attach (source, context);
}

/* ---- events, from the thread to its owner ---- */

static void
free_message (gpointer data)
{
  Message *message = data;

  unref (message->thread);
  g_free (message->token);
  g_free (message);
}

static gboolean
deliver_cb (gpointer data)
{
  Message *message = data;

  if (message->thread->callback != NULL)
    message->thread->callback (&message->event, message->thread->user_data);

  return G_SOURCE_REMOVE;
}

static void
tell (RailNotifierThread *self,
      const RailNotifierEvent *event)
{
  Message *message = g_new0 (Message, 1);

  message->thread = ref (self);
  message->event = *event;
  message->token = g_strdup (event->token);
  message->event.token = message->token;
  attach (self->owner_context, deliver_cb, message, free_message);
}

static void
tell_of (RailNotifierThread *self,
         RailNotifierEventKind kind,
         guint number)
{
  const RailNotifierEvent event = { .kind = kind, .number = number };

  tell (self, &event);
}

static void
answer (RailNotifierThread *self,
        guint number,
        RailNotifierOutcome outcome)
{
  const RailNotifierEvent event = {
    .kind = RAIL_NOTIFIER_SHOWN,
    .number = number,
    .outcome = outcome,
    .has_actions = self->has_actions,
  };

  tell (self, &event);
}

/* ---- what the user does with a notification ---- */

static char *
dup_owner (void)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  char *owner = NULL;

  if (connection != NULL)
    reply = g_dbus_connection_call_sync (connection,
                                         "org.freedesktop.DBus",
                                         "/org/freedesktop/DBus",
                                         "org.freedesktop.DBus",
                                         "GetNameOwner",
                                         g_variant_new ("(s)", SERVER_NAME),
                                         G_VARIANT_TYPE ("(s)"),
                                         G_DBUS_CALL_FLAGS_NONE,
                                         -1,
                                         NULL,
                                         NULL);
  if (reply != NULL)
    g_variant_get (reply, "(s)", &owner);

  return owner;
}

/*
 * libnotify looks for the number alone, and the next server counts from one again: what it says of a notification of its own must not be taken
 * for one of ours that went with the last. The command to forget that is on its way then.
 */
static gboolean
is_from_server (RailNotifierThread *self)
{
  g_autofree char *owner = dup_owner ();

  return g_strcmp0 (owner, self->server) == 0;
}

static void
opened_cb (NotifyNotification *notification,
           char *action,
           gpointer user_data)
{
  Note *note = user_data;
  const RailNotifierEvent event = {
    .kind = RAIL_NOTIFIER_OPENED,
    .number = note->number,
    .token = notify_notification_get_activation_token (notification),
  };

  if (!is_from_server (note->thread))
    return;

  note->acted = TRUE;
  tell (note->thread, &event);
}

static void
press (Note *note,
       RailNotifierEventKind kind)
{
  if (!is_from_server (note->thread))
    return;

  note->acted = TRUE;
  tell_of (note->thread, kind, note->number);
}

static void
done_cb (NotifyNotification *notification,
         char *action,
         gpointer user_data)
{
  press (user_data, RAIL_NOTIFIER_DID);
}

static void
snoozed_cb (NotifyNotification *notification,
            char *action,
            gpointer user_data)
{
  press (user_data, RAIL_NOTIFIER_SNOOZED);
}

/* Most servers close a notification when one of its buttons was used, and call that dismissed too. */
static void
closed_cb (NotifyNotification *notification,
           gpointer user_data)
{
  Note *note = user_data;
  RailNotifierThread *self = note->thread;

  if (!is_from_server (self))
    return;

  if (!note->acted)
    tell_of (self,
             notify_notification_get_closed_reason (notification) == NOTIFY_CLOSED_REASON_DISMISSED ? RAIL_NOTIFIER_DISMISSED : RAIL_NOTIFIER_GONE,
             note->number);
  g_hash_table_remove (self->notes, GUINT_TO_POINTER (note->number));
}

static void
free_note (gpointer data)
{
  Note *note = data;

  g_signal_handlers_disconnect_by_data (note->notification, note);
  g_object_unref (note->notification);
  g_free (note);
}

/* ---- the server ---- */

/*
 * Another server knows nothing of our notifications, and may have given their ids to somebody else's. All notes must be gone before
 * notify_uninit(), which would close those with buttons there.
 */
static void
forget_server (RailNotifierThread *self)
{
  GHashTableIter iter;
  gpointer key;
  Note *note;

  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, &key, (gpointer *) &note))
    {
      if (!note->acted)
        tell_of (self, RAIL_NOTIFIER_GONE, note->number);
    }
  g_hash_table_remove_all (self->notes);

  notify_uninit ();
  g_clear_pointer (&self->server, g_free);
}

static void
follow_server (RailNotifierThread *self)
{
  g_autofree char *owner = dup_owner ();

  if (self->server != NULL && g_strcmp0 (owner, self->server) != 0)
    forget_server (self);
}

static void
read_capabilities (RailNotifierThread *self)
{
  GList *capabilities = notify_get_server_caps ();

  self->has_actions = g_list_find_custom (capabilities, "actions", (GCompareFunc) g_strcmp0) != NULL;
  self->has_markup = g_list_find_custom (capabilities, "body-markup", (GCompareFunc) g_strcmp0) != NULL;
  g_list_free_full (capabilities, g_free);
}

/*
 * The first call starts a server where the bus knows one. libnotify aborts the process over a server that names no version of the
 * specification, so such a server is left alone; the next one is then met from the beginning, because libnotify keeps the number.
 */
static RailNotifierOutcome
meet_server (RailNotifierThread *self)
{
  g_autofree char *version = NULL;

  if (self->server != NULL)
    return RAIL_NOTIFIER_DONE;

  notify_init (_ ("Handrail"));
  if (!notify_get_server_info (NULL, NULL, NULL, &version))
    {
      g_autofree char *owner = dup_owner ();

      notify_uninit ();
      return owner != NULL ? RAIL_NOTIFIER_NO_ANSWER : RAIL_NOTIFIER_NO_SERVER;
    }

  if (version == NULL || g_ascii_strtoull (version, NULL, 10) == 0)
    {
      notify_uninit ();
      return RAIL_NOTIFIER_REFUSED;
    }

  self->server = dup_owner ();
  read_capabilities (self);
  return self->server != NULL ? RAIL_NOTIFIER_DONE : RAIL_NOTIFIER_NO_SERVER;
}

/* ---- commands, on the thread ---- */

static Note *
add_note (RailNotifierThread *self,
          const Command *command)
{
  Note *note = g_new0 (Note, 1);

  note->thread = self;
  note->number = command->number;
  note->notification = notify_notification_new (command->title, NULL, RAIL_APP_ID);
  notify_notification_set_category (note->notification, "x-handrail.aid");
  notify_notification_set_hint (note->notification, "desktop-entry", g_variant_new_string (RAIL_APP_ID));
  g_signal_connect (note->notification, "closed", G_CALLBACK (closed_cb), note);
  g_hash_table_insert (self->notes, GUINT_TO_POINTER (note->number), note);

  return note;
}

/* Anew each time: what is shown in its place may be done in other words. */
static void
set_buttons (RailNotifierThread *self,
             Note *note,
             const Command *command)
{
  notify_notification_clear_actions (note->notification);
  if (!self->has_actions)
    return;

  notify_notification_add_action (note->notification, "default", _ ("Open"), opened_cb, note, NULL);
  if (command->done != NULL)
    notify_notification_add_action (note->notification, "done", command->done, done_cb, note, NULL);
  notify_notification_add_action (note->notification, "snooze", command->snooze != NULL ? command->snooze : _ ("Snooze"), snoozed_cb, note, NULL);
}

static char *
build_body (RailNotifierThread *self,
            const char *text)
{
  g_autofree char *body = self->has_actions ? g_strdup (text) : g_strdup_printf ("%s\n%s", text, _ ("You find it in Handrail, under Today."));

  return self->has_markup ? g_markup_escape_text (body, -1) : g_steal_pointer (&body);
}

static void
run_show (RailNotifierThread *self,
          const Command *command)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  RailNotifierOutcome outcome;
  Note *note;

  follow_server (self);
  outcome = meet_server (self);
  if (outcome != RAIL_NOTIFIER_DONE)
    {
      answer (self, command->number, outcome);
      return;
    }

  note = g_hash_table_lookup (self->notes, GUINT_TO_POINTER (command->number));
  if (note == NULL)
    note = add_note (self, command);

  set_buttons (self, note, command);
  body = build_body (self, command->body);
  notify_notification_update (note->notification, command->title, body, RAIL_APP_ID);
  notify_notification_set_urgency (note->notification, command->quiet ? NOTIFY_URGENCY_LOW : NOTIFY_URGENCY_NORMAL);
  notify_notification_set_hint (note->notification, "transient", command->transient ? g_variant_new_boolean (TRUE) : NULL);
  if (notify_notification_show (note->notification, &error))
    {
      answer (self, command->number, RAIL_NOTIFIER_DONE);
      return;
    }

  g_debug ("The notification server failed: %s", error->message);
  g_hash_table_remove (self->notes, GUINT_TO_POINTER (command->number));
  outcome = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
                ? RAIL_NOTIFIER_NO_ANSWER
                : RAIL_NOTIFIER_REFUSED;
  answer (self, command->number, outcome);
}

static void
run_withdraw (RailNotifierThread *self,
              const Command *command)
{
  Note *note;

  follow_server (self);
  note = g_hash_table_lookup (self->notes, GUINT_TO_POINTER (command->number));
  if (note != NULL)
    {
      g_signal_handlers_disconnect_by_data (note->notification, note);
      notify_notification_close (note->notification, NULL);
      g_hash_table_remove (self->notes, GUINT_TO_POINTER (command->number));
    }
  tell_of (self, RAIL_NOTIFIER_WITHDRAWN, command->number);
}

static void
run_follow_server (RailNotifierThread *self,
                   const Command *command)
{
  follow_server (self);
}

static void
run_end (RailNotifierThread *self,
         const Command *command)
{
  GHashTableIter iter;
  Note *note;

  follow_server (self);
  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &note))
    {
      g_signal_handlers_disconnect_by_data (note->notification, note);
      notify_notification_close (note->notification, NULL);
    }
  g_hash_table_remove_all (self->notes);
  notify_uninit ();
  g_main_loop_quit (self->loop);
}

static gboolean
run_cb (gpointer data)
{
  Command *command = data;

  command->run (command->thread, command);

  return G_SOURCE_REMOVE;
}

static void
free_command (gpointer data)
{
  Command *command = data;

  unref (command->thread);
  g_free (command->title);
  g_free (command->body);
  g_free (command->done);
  g_free (command->snooze);
  g_free (command);
}

static gpointer
run_thread (gpointer data)
{
  RailNotifierThread *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  /* GDBus frees what its signal handlers held in idle functions of this context. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);

  g_mutex_lock (&self->mutex);
  self->has_ended = TRUE;
  g_cond_signal (&self->ended);
  g_mutex_unlock (&self->mutex);
  unref (self);

  return NULL;
}

/* ---- commands, from its owner ---- */

static Command *
command_new (RailNotifierThread *self,
             void (*run) (RailNotifierThread *self,
                          const Command *command))
{
  Command *command = g_new0 (Command, 1);

  command->thread = ref (self);
  command->run = run;

  return command;
}

static void
send (Command *command)
{
  attach (command->thread->context, run_cb, command, free_command);
}

RailNotifierThread *
rail_notifier_thread_new (RailNotifierCallback callback,
                          gpointer user_data)
{
  RailNotifierThread *self = g_new0 (RailNotifierThread, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->callback = callback;
  self->user_data = user_data;
  self->owner_context = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->notes = g_hash_table_new_full (NULL, NULL, NULL, free_note);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
  self->thread = g_thread_new ("rail-notifier", run_thread, ref (self));

  return self;
}

void
rail_notifier_thread_show (RailNotifierThread *self,
                           guint number,
                           const RailNotice *notice)
{
  Command *command = command_new (self, run_show);

  command->number = number;
  command->title = g_strdup (notice->title);
  command->body = g_strdup (notice->body);
  command->done = g_strdup (notice->done);
  command->snooze = g_strdup (notice->snooze);
  command->quiet = notice->quiet;
  command->transient = notice->transient;
  send (command);
}

void
rail_notifier_thread_withdraw (RailNotifierThread *self,
                               guint number)
{
  Command *command = command_new (self, run_withdraw);

  command->number = number;
  send (command);
}

void
rail_notifier_thread_follow_server (RailNotifierThread *self)
{
  send (command_new (self, run_follow_server));
}

static gboolean
wait_for_end (RailNotifierThread *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 deadline = g_get_monotonic_time () + END_PATIENCE;

  while (!self->has_ended)
    {
      if (!g_cond_wait_until (&self->ended, &self->mutex, deadline))
        return self->has_ended;
    }

  return TRUE;
}

void
rail_notifier_thread_end (RailNotifierThread *self)
{
  self->callback = NULL;
  send (command_new (self, run_end));

  if (wait_for_end (self))
    g_thread_join (self->thread);
  else
    g_thread_unref (self->thread);
  unref (self);
}
