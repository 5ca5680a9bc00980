#include "config.h"

#include "ui/provider-list.h"

struct _RailProviderList
{
  GObject parent_instance;

  RailAgentClient *client;
  RailDBusAgent1 *proxy; /* NULL until the bus answered */
  GCancellable *cancellable;
  GVariant *providers;
};

G_DEFINE_FINAL_TYPE (RailProviderList, rail_provider_list, G_TYPE_OBJECT)

enum
{
  ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
listed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailProviderList) self = user_data;
  g_autoptr (GVariant) providers = NULL;
  gboolean differs;

  if (!rail_dbus_agent1_call_list_providers_finish (RAIL_DBUS_AGENT1 (source), &providers, result, NULL))
    return;

  differs = self->providers == NULL || !g_variant_equal (self->providers, providers);
  g_clear_pointer (&self->providers, g_variant_unref);
  self->providers = g_steal_pointer (&providers);
  g_signal_emit (self, signals[ANSWERED], 0, differs);
}

/* Inputs have no signal of their own: what befalls them is a problem or another agenda. */
static void
ask (RailProviderList *self)
{
  if (rail_agent_client_is_reachable (self->client))
    rail_dbus_agent1_call_list_providers (self->proxy, self->cancellable, listed_cb, g_object_ref (self));
}

static void
agent_changed_cb (RailProviderList *self)
{
  RailDBusAgent1 *proxy = rail_agent_client_get_proxy (self->client);

  if (self->proxy == NULL && proxy != NULL)
    {
      self->proxy = g_object_ref (proxy);
      g_signal_connect_object (proxy, "problems-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (proxy, "agenda-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
    }
  ask (self);
}

static void
rail_provider_list_dispose (GObject *object)
{
  RailProviderList *self = RAIL_PROVIDER_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->proxy);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (rail_provider_list_parent_class)->dispose (object);
}

static void
rail_provider_list_finalize (GObject *object)
{
  RailProviderList *self = RAIL_PROVIDER_LIST (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->providers, g_variant_unref);

  G_OBJECT_CLASS (rail_provider_list_parent_class)->finalize (object);
}

static void
rail_provider_list_class_init (RailProviderListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_provider_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_provider_list_finalize;

  signals[ANSWERED] = g_signal_new ("answered", RAIL_TYPE_PROVIDER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
rail_provider_list_init (RailProviderList *self)
{
  self->cancellable = g_cancellable_new ();
}

RailProviderList *
rail_provider_list_new (RailAgentClient *client)
{
  RailProviderList *self = g_object_new (RAIL_TYPE_PROVIDER_LIST, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (agent_changed_cb), self, G_CONNECT_SWAPPED);
  agent_changed_cb (self);

  return self;
}

GVariant *
rail_provider_list_get (RailProviderList *self)
{
  g_return_val_if_fail (RAIL_IS_PROVIDER_LIST (self), NULL);

  return self->providers;
}
