#include "config.h"

#include "ui/autostart-row.h"

struct _RailAutostartRow
{
  AdwActionRow parent_instance;

  RailAgentClient *client;
  RailDBusAgent1 *proxy; /* NULL until the bus answered */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (RailAutostartRow, rail_autostart_row, ADW_TYPE_ACTION_ROW)

static void
show_providers (RailAutostartRow *self,
                GVariant *providers)
{
  for (gsize i = 0; i < g_variant_n_children (providers); i++)
    {
      g_autoptr (GVariant) provider = g_variant_get_child_value (providers, i);
      const char *kind = "", *detail = "";

      g_variant_lookup (provider, "kind", "&s", &kind);
      if (g_str_equal (kind, "autostart") && g_variant_lookup (provider, "detail", "&s", &detail) && detail[0] != '\0')
        {
          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), detail);
          gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
          return;
        }
    }

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
providers_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (RailAutostartRow) self = user_data;
  g_autoptr (GVariant) providers = NULL;

  if (rail_dbus_agent1_call_list_providers_finish (RAIL_DBUS_AGENT1 (source), &providers, result, NULL))
    show_providers (self, providers);
}

static void
ask (RailAutostartRow *self)
{
  if (rail_agent_client_is_reachable (self->client))
    rail_dbus_agent1_call_list_providers (self->proxy, self->cancellable, providers_cb, g_object_ref (self));
}

static void
agent_changed_cb (RailAutostartRow *self)
{
  RailDBusAgent1 *proxy = rail_agent_client_get_proxy (self->client);

  if (self->proxy == NULL && proxy != NULL)
    {
      self->proxy = g_object_ref (proxy);
      g_signal_connect_object (proxy, "problems-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
    }
  ask (self);
}

static void
rail_autostart_row_dispose (GObject *object)
{
  RailAutostartRow *self = RAIL_AUTOSTART_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->proxy);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (rail_autostart_row_parent_class)->dispose (object);
}

static void
rail_autostart_row_class_init (RailAutostartRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_autostart_row_dispose;
}

static void
rail_autostart_row_init (RailAutostartRow *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->cancellable = g_cancellable_new ();
  /* What another program says about its failure is no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), icon);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
rail_autostart_row_new (RailAgentClient *client)
{
  RailAutostartRow *self = g_object_new (RAIL_TYPE_AUTOSTART_ROW, "activatable", FALSE, "selectable", FALSE, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (agent_changed_cb), self, G_CONNECT_SWAPPED);
  agent_changed_cb (self);

  return GTK_WIDGET (self);
}
