#include "config.h"

#include "agent/ui-warmth.h"

/* The desktop has more urgent things to start in the first seconds of a session. */
#define WARM_DELAY_SECONDS 3

struct _RailUiWarmth
{
  GObject parent_instance;

  RailUiProcess *ui;
  RailPolicy *policy;
  RailDelivery *delivery;
  gboolean watches_windows;
  guint warm_id;
};

G_DEFINE_FINAL_TYPE (RailUiWarmth, rail_ui_warmth, G_TYPE_OBJECT)

static gboolean
keeps_warm (RailUiWarmth *self)
{
  return self->watches_windows && rail_policy_get_keep_warm (self->policy);
}

static void
vanished_cb (RailUiWarmth *self)
{
  if (rail_delivery_get_card (self->delivery) != NULL || keeps_warm (self))
    rail_ui_process_warm (self->ui);
}

static gboolean
warm_cb (gpointer user_data)
{
  RailUiWarmth *self = user_data;

  self->warm_id = 0;
  rail_ui_process_warm (self->ui);

  return G_SOURCE_REMOVE;
}

static void
rail_ui_warmth_dispose (GObject *object)
{
  RailUiWarmth *self = RAIL_UI_WARMTH (object);

  g_clear_handle_id (&self->warm_id, g_source_remove);
  g_clear_object (&self->delivery);
  g_clear_object (&self->policy);
  g_clear_object (&self->ui);

  G_OBJECT_CLASS (rail_ui_warmth_parent_class)->dispose (object);
}

static void
rail_ui_warmth_class_init (RailUiWarmthClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_ui_warmth_dispose;
}

static void
rail_ui_warmth_init (RailUiWarmth *self)
{
}

RailUiWarmth *
rail_ui_warmth_new (RailUiProcess *ui,
                    RailPolicy *policy,
                    RailDelivery *delivery)
{
  RailUiWarmth *self = g_object_new (RAIL_TYPE_UI_WARMTH, NULL);

  self->ui = g_object_ref (ui);
  self->policy = g_object_ref (policy);
  self->delivery = g_object_ref (delivery);

  return self;
}

void
rail_ui_warmth_start (RailUiWarmth *self,
                      gboolean watches_windows)
{
  g_return_if_fail (RAIL_IS_UI_WARMTH (self));

  self->watches_windows = watches_windows;
  g_signal_connect_object (self->ui, "vanished", G_CALLBACK (vanished_cb), self, G_CONNECT_SWAPPED);
  if (keeps_warm (self))
    self->warm_id = g_timeout_add_seconds (WARM_DELAY_SECONDS, warm_cb, self);
}
