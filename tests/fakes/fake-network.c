#include "config.h"

#include "fakes/fake-network.h"

struct _FakeNetwork
{
  GObject parent_instance;

  gboolean available;
  gboolean metered;
};

static gboolean
init (GInitable *initable,
      GCancellable *cancellable,
      GError **error)
{
  return TRUE;
}

static void
implement_initable (GInitableIface *iface)
{
  iface->init = init;
}

static void
implement_monitor (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeNetwork,
                               fake_network,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, implement_initable)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, implement_monitor))

enum
{
  PROPERTY_AVAILABLE = 1,
  PROPERTY_METERED,
  PROPERTY_CONNECTIVITY,
};

static void
fake_network_get_property (GObject *object,
                           guint id,
                           GValue *value,
                           GParamSpec *spec)
{
  FakeNetwork *self = FAKE_NETWORK (object);

  if (id == PROPERTY_AVAILABLE)
    g_value_set_boolean (value, self->available);
  else if (id == PROPERTY_METERED)
    g_value_set_boolean (value, self->metered);
  else
    g_value_set_enum (value, self->available ? G_NETWORK_CONNECTIVITY_FULL : G_NETWORK_CONNECTIVITY_LOCAL);
}

static void
fake_network_class_init (FakeNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fake_network_get_property;
  g_object_class_override_property (object_class, PROPERTY_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROPERTY_METERED, "network-metered");
  g_object_class_override_property (object_class, PROPERTY_CONNECTIVITY, "connectivity");
}

static void
fake_network_init (FakeNetwork *self)
{
  self->available = TRUE;
}

FakeNetwork *
fake_network_new (void)
{
  return g_object_new (FAKE_TYPE_NETWORK, NULL);
}

void
fake_network_set (FakeNetwork *self,
                  gboolean available,
                  gboolean metered)
{
  self->available = available;
  self->metered = metered;
  g_signal_emit_by_name (self, "network-changed", available);
}
