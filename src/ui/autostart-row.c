#include "config.h"

#include "ui/autostart-row.h"

struct _RailAutostartRow
{
  AdwActionRow parent_instance;

  RailProviderList *providers;
};

G_DEFINE_FINAL_TYPE (RailAutostartRow, rail_autostart_row, ADW_TYPE_ACTION_ROW)

static void
show (RailAutostartRow *self)
{
  GVariant *providers = rail_provider_list_get (self->providers);

  for (gsize i = 0; providers != NULL && i < g_variant_n_children (providers); i++)
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
rail_autostart_row_dispose (GObject *object)
{
  RailAutostartRow *self = RAIL_AUTOSTART_ROW (object);

  g_clear_object (&self->providers);

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

  /* What another program says about its failure is no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), icon);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
rail_autostart_row_new (RailProviderList *providers)
{
  RailAutostartRow *self = g_object_new (RAIL_TYPE_AUTOSTART_ROW, "activatable", FALSE, "selectable", FALSE, NULL);

  self->providers = g_object_ref (providers);
  g_signal_connect_object (providers, "answered", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);

  return GTK_WIDGET (self);
}
