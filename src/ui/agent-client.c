#include "config.h"

#define G_LOG_DOMAIN "handrail-agent-client"

#include "ui/agent-client.h"

#include "base/error.h"

#define AGENT_NAME RAIL_APP_ID ".Agent"
#define AGENT_PATH "/io/github/handrail/Handrail/Agent"

struct _RailAgentClient
{
  GObject parent_instance;

  GCancellable *cancellable;
  RailDBusAgent1 *proxy;
  RailDBusTriggers1 *triggers;
  gboolean settled;
  GPtrArray *nudges; /* RailNudgeInfo */
  guint generation;
};

G_DEFINE_FINAL_TYPE (RailAgentClient, rail_agent_client, G_TYPE_OBJECT)

enum
{
  NUDGES_CHANGED,
  AGENT_CHANGED,
  TRIGGERS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
listed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailAgentClient) self = user_data;
  g_autoptr (GVariant) nudges = NULL;
  g_autoptr (GError) error = NULL;

  if (!rail_dbus_agent1_call_list_nudges_finish (RAIL_DBUS_AGENT1 (source), &nudges, result, &error))
    {
      g_debug ("The agent listed no nudges: %s", error->message);
      return;
    }

  g_ptr_array_set_size (self->nudges, 0);
  for (gsize i = 0; i < g_variant_n_children (nudges); i++)
    {
      g_autoptr (GVariant) dictionary = g_variant_get_child_value (nudges, i);
      RailNudgeInfo *nudge = rail_nudge_info_new (dictionary);

      if (nudge != NULL)
        g_ptr_array_add (self->nudges, nudge);
    }

  g_signal_emit (self, signals[NUDGES_CHANGED], 0);
}

static void
list (RailAgentClient *self)
{
  if (self->proxy != NULL)
    rail_dbus_agent1_call_list_nudges (self->proxy, self->cancellable, listed_cb, g_object_ref (self));
}

static void
tell_triggers (RailAgentClient *self)
{
  g_signal_emit (self, signals[TRIGGERS_CHANGED], 0);
}

static void
owner_changed_cb (RailAgentClient *self)
{
  if (rail_agent_client_is_reachable (self))
    {
      self->generation++;
      list (self);
    }

  g_signal_emit (self, signals[AGENT_CHANGED], 0);
  /* Another agent may have read others. */
  if (self->triggers != NULL && rail_agent_client_is_reachable (self))
    tell_triggers (self);
}

static void
triggers_made_cb (GObject *source,
                  GAsyncResult *result,
                  gpointer user_data)
{
  g_autoptr (RailAgentClient) self = user_data;
  g_autoptr (GError) error = NULL;
  RailDBusTriggers1 *triggers = rail_dbus_triggers1_proxy_new_finish (result, &error);

  if (triggers == NULL)
    {
      g_debug ("The user's triggers cannot be asked about: %s", error->message);
      return;
    }

  self->triggers = triggers;
  g_signal_connect_object (triggers, "changed", G_CALLBACK (tell_triggers), self, G_CONNECT_SWAPPED);
  tell_triggers (self);
}

static void
proxy_made_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_autoptr (RailAgentClient) self = user_data;
  g_autoptr (GError) error = NULL;
  RailDBusAgent1 *proxy = rail_dbus_agent1_proxy_new_for_bus_finish (result, &error);

  if (proxy == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_message ("The session bus cannot be reached: %s", error->message);
      self->settled = TRUE;
      g_signal_emit (self, signals[AGENT_CHANGED], 0);
      return;
    }

  self->proxy = proxy;
  self->settled = TRUE;
  g_signal_connect_object (proxy, "nudges-changed", G_CALLBACK (list), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (proxy, "notify::g-name-owner", G_CALLBACK (owner_changed_cb), self, G_CONNECT_SWAPPED);
  owner_changed_cb (self);
  rail_dbus_triggers1_proxy_new (g_dbus_proxy_get_connection (G_DBUS_PROXY (proxy)),
                                 G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
                                 AGENT_NAME,
                                 AGENT_PATH,
                                 self->cancellable,
                                 triggers_made_cb,
                                 g_object_ref (self));
}

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (reply == NULL)
    g_debug ("The agent refused: %s", error->message);
}

static void
call (RailAgentClient *self,
      const char *method,
      GVariant *arguments)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (arguments);

  if (self->proxy != NULL)
    g_dbus_proxy_call (G_DBUS_PROXY (self->proxy), method, owned, G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered_cb, NULL);
}

static void
opened_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (rail_dbus_agent1_call_open_nudge_finish (RAIL_DBUS_AGENT1 (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
rail_agent_client_dispose (GObject *object)
{
  RailAgentClient *self = RAIL_AGENT_CLIENT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->proxy);
  g_clear_object (&self->triggers);

  G_OBJECT_CLASS (rail_agent_client_parent_class)->dispose (object);
}

static void
rail_agent_client_finalize (GObject *object)
{
  RailAgentClient *self = RAIL_AGENT_CLIENT (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->nudges, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_agent_client_parent_class)->finalize (object);
}

static void
rail_agent_client_class_init (RailAgentClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_agent_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_agent_client_finalize;

  signals[NUDGES_CHANGED] = g_signal_new ("nudges-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[AGENT_CHANGED] = g_signal_new ("agent-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TRIGGERS_CHANGED] = g_signal_new ("triggers-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_agent_client_init (RailAgentClient *self)
{
  self->cancellable = g_cancellable_new ();
  self->nudges = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_nudge_info_unref);

  rail_dbus_agent1_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_NONE, AGENT_NAME, AGENT_PATH, self->cancellable, proxy_made_cb, g_object_ref (self));
}

RailAgentClient *
rail_agent_client_new (void)
{
  return g_object_new (RAIL_TYPE_AGENT_CLIENT, NULL);
}

RailDBusAgent1 *
rail_agent_client_get_proxy (RailAgentClient *self)
{
  return self->proxy;
}

RailDBusTriggers1 *
rail_agent_client_get_triggers (RailAgentClient *self)
{
  return self->triggers;
}

gboolean
rail_agent_client_is_settled (RailAgentClient *self)
{
  return self->settled;
}

gboolean
rail_agent_client_is_reachable (RailAgentClient *self)
{
  g_autofree char *owner = self->proxy != NULL ? g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy)) : NULL;

  return owner != NULL;
}

void
rail_agent_client_refresh (RailAgentClient *self)
{
  /* The proxy activates the agent's name. */
  list (self);
}

guint
rail_agent_client_get_generation (RailAgentClient *self)
{
  return self->generation;
}

GPtrArray *
rail_agent_client_get_nudges (RailAgentClient *self)
{
  return self->nudges;
}

void
rail_agent_client_close_nudge (RailAgentClient *self,
                               const char *id,
                               const char *reason)
{
  call (self, "CloseNudge", g_variant_new ("(ss)", id, reason));
}

void
rail_agent_client_snooze_nudge (RailAgentClient *self,
                                const char *id,
                                gint64 until)
{
  call (self, "SnoozeNudge", g_variant_new ("(sx)", id, until));
}

void
rail_agent_client_collapse_nudge (RailAgentClient *self,
                                  const char *id)
{
  call (self, "CollapseNudge", g_variant_new ("(s)", id));
}

void
rail_agent_client_report_painted (RailAgentClient *self,
                                  const char *id,
                                  gint64 painted_at)
{
  call (self, "NudgePainted", g_variant_new ("(sx)", id, painted_at));
}

void
rail_agent_client_quit_agent (RailAgentClient *self)
{
  /* An agent that does not run is not started to be ended. */
  if (rail_agent_client_is_reachable (self))
    call (self, "Quit", g_variant_new ("()"));
}

void
rail_agent_client_open_nudge_async (RailAgentClient *self,
                                    const char *id,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, callback, user_data);

  g_task_set_source_tag (task, rail_agent_client_open_nudge_async);
  if (self->proxy == NULL)
    {
      g_task_return_new_error (task, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "The agent cannot be reached");
      return;
    }

  rail_dbus_agent1_call_open_nudge (self->proxy, id, self->cancellable, opened_cb, g_steal_pointer (&task));
}

gboolean
rail_agent_client_open_nudge_finish (RailAgentClient *self,
                                     GAsyncResult *result,
                                     GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
