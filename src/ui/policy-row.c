#include "config.h"

#include "ui/policy-row.h"

#include <glib/gi18n.h>

struct _RailPolicyRow
{
  AdwActionRow parent_instance;

  RailPolicy *policy;
  char *key;
  char *subtitle;
  GtkWidget *control;
  gulong control_id; /* of the handler that writes what the user does */

  /* A switch has the first two, a number the others. */
  gboolean (*get_boolean) (RailPolicy *policy);
  gboolean (*set_boolean) (RailPolicy *policy,
                           gboolean value);
  guint (*get_number) (RailPolicy *policy);
  gboolean (*set_number) (RailPolicy *policy,
                          guint value);
};

G_DEFINE_FINAL_TYPE (RailPolicyRow, rail_policy_row, ADW_TYPE_ACTION_ROW)

static void
refresh (RailPolicyRow *self)
{
  gboolean locked = rail_policy_is_locked (self->policy, self->key);

  g_signal_handler_block (self->control, self->control_id);
  if (self->get_boolean != NULL)
    gtk_switch_set_active (GTK_SWITCH (self->control), self->get_boolean (self->policy));
  else
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), self->get_number (self->policy));
  g_signal_handler_unblock (self->control, self->control_id);

  gtk_widget_set_sensitive (self->control, !locked);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), locked ? _ ("Set by your organisation") : self->subtitle);
}

static void
switched_cb (RailPolicyRow *self)
{
  self->set_boolean (self->policy, gtk_switch_get_active (GTK_SWITCH (self->control)));
}

static void
spun_cb (RailPolicyRow *self)
{
  self->set_number (self->policy, (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->control)));
}

static void
rail_policy_row_dispose (GObject *object)
{
  g_clear_object (&RAIL_POLICY_ROW (object)->policy);

  G_OBJECT_CLASS (rail_policy_row_parent_class)->dispose (object);
}

static void
rail_policy_row_finalize (GObject *object)
{
  RailPolicyRow *self = RAIL_POLICY_ROW (object);

  g_free (self->key);
  g_free (self->subtitle);

  G_OBJECT_CLASS (rail_policy_row_parent_class)->finalize (object);
}

static void
rail_policy_row_class_init (RailPolicyRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_policy_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_policy_row_finalize;
}

static void
rail_policy_row_init (RailPolicyRow *self)
{
}

static RailPolicyRow *
make (RailPolicy *policy,
      const char *key,
      const char *title,
      const char *subtitle,
      GtkWidget *control,
      const char *signal,
      GCallback callback)
{
  RailPolicyRow *self = g_object_new (RAIL_TYPE_POLICY_ROW, "title", title, NULL);

  self->policy = g_object_ref (policy);
  self->key = g_strdup (key);
  self->subtitle = g_strdup (subtitle != NULL ? subtitle : "");
  self->control = control;
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  self->control_id = g_signal_connect_swapped (control, signal, callback, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), control);

  return self;
}

static GtkWidget *
follow (RailPolicyRow *self)
{
  g_signal_connect_object (self->policy, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}

GtkWidget *
rail_policy_row_new_switch (RailPolicy *policy,
                            const char *key,
                            const char *title,
                            const char *subtitle,
                            gboolean (*get) (RailPolicy *policy),
                            gboolean (*set) (RailPolicy *policy,
                                             gboolean value))
{
  RailPolicyRow *self = make (policy, key, title, subtitle, gtk_switch_new (), "notify::active", G_CALLBACK (switched_cb));

  self->get_boolean = get;
  self->set_boolean = set;

  return follow (self);
}

GtkWidget *
rail_policy_row_new_number (RailPolicy *policy,
                            const char *key,
                            const char *title,
                            const char *subtitle,
                            GtkWidget *spin,
                            guint (*get) (RailPolicy *policy),
                            gboolean (*set) (RailPolicy *policy,
                                             guint value))
{
  RailPolicyRow *self = make (policy, key, title, subtitle, spin, "value-changed", G_CALLBACK (spun_cb));

  self->get_number = get;
  self->set_number = set;

  return follow (self);
}
