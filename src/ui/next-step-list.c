#include "config.h"

#define G_LOG_DOMAIN "handrail-next-step-list"

#include "ui/next-step-list.h"

#include <glib/gi18n.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/iso-time.h"
#include "next-steps-proxy.h"

#define AGENT_NAME RAIL_APP_ID ".Agent"
#define AGENT_PATH "/io/github/handrail/Handrail/Agent"

struct _RailNextStepList
{
  GObject parent_instance;

  RailAgentClient *client;
  RailJournal *journal; /* NULL: not to be had */
  RailDBusNextSteps1 *proxy;
  GCancellable *cancellable;
  GPtrArray *steps;   /* RailNextStep */
  GHashTable *titles; /* gint64 *, a moment -> the meeting that is over then */
  gboolean asked;     /* somebody shows what is offered */

  char *kind; /* what the agent offers; NULL before it answered */
  char *meeting;
  gint64 moment;
};

G_DEFINE_FINAL_TYPE (RailNextStepList, rail_next_step_list, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_KEPT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- the agent ---- */

static gboolean
is_reachable (RailNextStepList *self)
{
  return self->proxy != NULL && rail_agent_client_is_reachable (self->client);
}

static void
forget_offer (RailNextStepList *self)
{
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->meeting, g_free);
  self->moment = 0;
}

static void
proposed_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (RailNextStepList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *meeting = NULL;
  gint64 moment;

  if (!rail_dbus_next_steps1_call_propose_reminder_finish (RAIL_DBUS_NEXT_STEPS1 (source), &kind, &moment, &meeting, result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_debug ("The agent offers no reminder: %s", error->message);
      forget_offer (self);
    }
  else
    {
      forget_offer (self);
      self->kind = g_steal_pointer (&kind);
      self->meeting = g_steal_pointer (&meeting);
      self->moment = moment;
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ask (RailNextStepList *self)
{
  if (self->asked && is_reachable (self))
    rail_dbus_next_steps1_call_propose_reminder (self->proxy, self->cancellable, proposed_cb, g_object_ref (self));
}

static void
tell_agent (RailNextStepList *self)
{
  if (is_reachable (self))
    rail_dbus_next_steps1_call_reread (self->proxy, NULL, NULL, NULL);
}

/* ---- the journal ---- */

static void
load (RailNextStepList *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *steps = self->journal != NULL ? rail_next_steps_load (self->journal, &error) : NULL;

  if (error != NULL)
    g_message ("Next steps cannot be read: %s", error->message);
  if (steps == NULL)
    steps = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_next_step_free);

  g_clear_pointer (&self->steps, g_ptr_array_unref);
  self->steps = steps;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static char *
dup_refusal (const GError *error)
{
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE))
    return g_strdup_printf (_ ("Your list is full: %d next steps are open. Tick or delete some in Today."), RAIL_NEXT_STEPS_MAX);
  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_FULL))
    return g_strdup (_ ("Not saved: the disk is full. Free some space, then try again."));

  return g_strdup_printf (_ ("Not saved: %s"), error->message);
}

static void
written_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RailNextStepList *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *refusal = NULL;

  if (!rail_next_steps_finish (RAIL_JOURNAL (source), result, &error))
    {
      refusal = dup_refusal (error);
      g_task_return_new_error (task, error->domain, error->code, "%s", refusal);
      return;
    }

  load (self);
  tell_agent (self);
  if (g_task_get_source_tag (task) == rail_next_step_list_keep_async)
    g_signal_emit (self, signals[SIGNAL_KEPT], 0);
  g_task_return_boolean (task, TRUE);
}

/* NULL after the caller was told that there is no journal. */
static GTask *
begin (RailNextStepList *self,
       gpointer tag,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (self->journal != NULL)
    return g_steal_pointer (&task);

  g_task_return_new_error (task, RAIL_ERROR, RAIL_ERROR_FAILED, "%s", _ ("Not saved: the journal cannot be opened. See the problems in Today."));
  return NULL;
}

/* ---- the object ---- */

static void
proxy_made_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_autoptr (RailNextStepList) self = user_data;
  g_autoptr (GError) error = NULL;
  RailDBusNextSteps1 *proxy = rail_dbus_next_steps1_proxy_new_finish (result, &error);

  if (proxy == NULL)
    {
      g_debug ("Nobody will remind: %s", error->message);
      return;
    }

  self->proxy = proxy;
  g_signal_connect_object (proxy, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  ask (self);
}

static void
agent_changed_cb (RailNextStepList *self)
{
  RailDBusAgent1 *agent = rail_agent_client_get_proxy (self->client);

  if (agent != NULL && self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      g_signal_connect_object (agent, "agenda-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
      rail_dbus_next_steps1_proxy_new (g_dbus_proxy_get_connection (G_DBUS_PROXY (agent)),
                                       G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
                                       AGENT_NAME,
                                       AGENT_PATH,
                                       self->cancellable,
                                       proxy_made_cb,
                                       g_object_ref (self));
    }

  if (!rail_agent_client_is_reachable (self->client) && self->kind != NULL)
    {
      forget_offer (self);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  ask (self);
}

static void
rail_next_step_list_dispose (GObject *object)
{
  RailNextStepList *self = RAIL_NEXT_STEP_LIST (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->journal);
  g_clear_object (&self->proxy);

  G_OBJECT_CLASS (rail_next_step_list_parent_class)->dispose (object);
}

static void
rail_next_step_list_finalize (GObject *object)
{
  RailNextStepList *self = RAIL_NEXT_STEP_LIST (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->steps);
  g_hash_table_unref (self->titles);
  forget_offer (self);

  G_OBJECT_CLASS (rail_next_step_list_parent_class)->finalize (object);
}

static void
rail_next_step_list_class_init (RailNextStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_next_step_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_next_step_list_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RAIL_TYPE_NEXT_STEP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_KEPT] = g_signal_new ("kept", RAIL_TYPE_NEXT_STEP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_next_step_list_init (RailNextStepList *self)
{
  self->steps = g_ptr_array_new ();
  self->titles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

RailNextStepList *
rail_next_step_list_new (RailAgentClient *client)
{
  RailNextStepList *self = g_object_new (RAIL_TYPE_NEXT_STEP_LIST, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (agent_changed_cb), self, G_CONNECT_SWAPPED);
  agent_changed_cb (self);

  return self;
}

void
rail_next_step_list_set_journal (RailNextStepList *self,
                                 RailJournal *journal)
{
  if (g_set_object (&self->journal, journal))
    load (self);
}

/* ---- asking ---- */

GPtrArray *
rail_next_step_list_find (RailNextStepList *self,
                          gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 today = rail_iso_time_day_start (now, zone);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->steps->len; i++)
    {
      RailNextStep *step = g_ptr_array_index (self->steps, i);

      if (step->done == 0 || step->done >= today)
        g_ptr_array_add (found, step);
    }

  return found;
}

const RailNextStep *
rail_next_step_list_find_open (RailNextStepList *self,
                               const char *text,
                               const char *pack,
                               const char *aid)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const RailNextStep *step = g_ptr_array_index (self->steps, i);

      if (step->done == 0 && g_str_equal (step->text, text) && g_str_equal (step->pack, pack) && g_str_equal (step->aid, aid))
        return step;
    }

  return NULL;
}

void
rail_next_step_list_propose (RailNextStepList *self)
{
  self->asked = TRUE;
  ask (self);
}

const char *
rail_next_step_list_get_offer (RailNextStepList *self)
{
  if (self->kind == NULL)
    return NULL;
  if (g_str_equal (self->kind, "meeting"))
    return _ ("Remind Me After the Meeting");
  if (g_str_equal (self->kind, "morning"))
    return _ ("Remind Me in the Morning");

  return _ ("Remind Me in an Hour");
}

/* "at 15:00", "tomorrow at 09:00", "on Tuesday at 09:00". */
static char *
dup_moment (gint64 moment,
            gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (moment / RAIL_SECOND);
  gint64 today = rail_iso_time_day_start (now, zone);
  /* Half a day past midnight is tomorrow even where a clock change makes the day 25 hours long. */
  gint64 tomorrow = rail_iso_time_day_start (today + 36 * RAIL_HOUR, zone);
  gint64 day = rail_iso_time_day_start (moment, zone);

  /* Translators: these three are moments in the form of g_date_time_format(), as in “Reminds you at 15:00”. */
  if (day == today)
    return g_date_time_format (time, _ ("at %H:%M"));
  if (day == tomorrow)
    return g_date_time_format (time, _ ("tomorrow at %H:%M"));

  return g_date_time_format (time, _ ("on %A at %H:%M"));
}

char *
rail_next_step_list_dup_offered_moment (RailNextStepList *self,
                                        gint64 now)
{
  g_autofree char *moment = NULL;

  if (self->kind == NULL)
    return NULL;

  moment = dup_moment (self->moment, now);
  if (*self->meeting != '\0')
    /* Translators: a moment, such as “at 15:00”, and the title of a meeting. */
    return g_strdup_printf (_ ("A reminder would come %s, after “%s”."), moment, self->meeting);

  /* Translators: a moment, such as “at 15:00”. */
  return g_strdup_printf (_ ("A reminder would come %s."), moment);
}

char *
rail_next_step_list_dup_reminder (RailNextStepList *self,
                                  const RailNextStep *step,
                                  gint64 now)
{
  const char *title = g_hash_table_lookup (self->titles, &step->remind_at);
  g_autofree char *moment = NULL;

  if (step->remind_at == 0)
    return NULL;
  if (step->remind_at <= now)
    return g_strdup (_ ("Its reminder comes as soon as you may be disturbed"));

  moment = dup_moment (step->remind_at, now);
  if (title != NULL)
    /* Translators: a moment, such as “at 15:00”, and the title of a meeting. */
    return g_strdup_printf (_ ("Reminds you %s, after “%s”"), moment, title);

  /* Translators: a moment, such as “at 15:00”. */
  return g_strdup_printf (_ ("Reminds you %s"), moment);
}

/* ---- doing ---- */

static void
note_title (RailNextStepList *self)
{
  if (*self->meeting != '\0')
    g_hash_table_replace (self->titles, g_memdup2 (&self->moment, sizeof self->moment), g_strdup (self->meeting));
}

void
rail_next_step_list_keep_async (RailNextStepList *self,
                                const char *text,
                                const char *pack,
                                const char *aid,
                                gboolean remind,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = begin (self, rail_next_step_list_keep_async, callback, user_data);
  gint64 now = g_get_real_time ();

  if (task == NULL)
    return;

  if (remind && (self->kind == NULL || self->moment <= now))
    {
      ask (self);
      g_task_return_new_error (task, RAIL_ERROR, RAIL_ERROR_BUSY, "%s", _ ("That moment has passed; see the next one."));
      g_object_unref (task);
      return;
    }

  if (remind)
    note_title (self);
  rail_next_steps_add_async (self->journal, text, pack, aid, remind ? self->moment : 0, now, written_cb, task);
}

void
rail_next_step_list_set_done_async (RailNextStepList *self,
                                    gint64 id,
                                    gboolean done,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = begin (self, rail_next_step_list_set_done_async, callback, user_data);

  if (task != NULL)
    rail_next_steps_set_done_async (self->journal, id, done, g_get_real_time (), written_cb, task);
}

void
rail_next_step_list_forget_reminder_async (RailNextStepList *self,
                                           gint64 id,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  GTask *task = begin (self, rail_next_step_list_forget_reminder_async, callback, user_data);

  if (task != NULL)
    rail_next_steps_set_reminder_async (self->journal, id, 0, written_cb, task);
}

void
rail_next_step_list_remove_async (RailNextStepList *self,
                                  gint64 id,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = begin (self, rail_next_step_list_remove_async, callback, user_data);

  if (task != NULL)
    rail_next_steps_remove_async (self->journal, id, written_cb, task);
}

void
rail_next_step_list_remove_all_async (RailNextStepList *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task = begin (self, rail_next_step_list_remove_all_async, callback, user_data);

  if (task != NULL)
    rail_next_steps_remove_all_async (self->journal, written_cb, task);
}

gboolean
rail_next_step_list_finish (RailNextStepList *self,
                            GAsyncResult *result,
                            GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
