#include "config.h"

#include "ui/fold.h"

struct _RailFold
{
  GtkBox parent_instance;

  GtkWidget *line;
  GtkWidget *arrow;
  GtkWidget *label;
};

static void rail_fold_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RailFold, rail_fold, GTK_TYPE_BOX, G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, rail_fold_buildable_init))

enum
{
  PROP_LABEL = 1,
  PROP_EXPANDED,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static GtkBuildableIface *parent_buildable;

static void
show_children (RailFold *self)
{
  gboolean expanded = rail_fold_get_expanded (self);

  for (GtkWidget *child = gtk_widget_get_next_sibling (self->line); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_visible (child, expanded);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
}

static void
toggled_cb (RailFold *self)
{
  show_children (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPANDED]);
}

static void
rail_fold_add_child (GtkBuildable *buildable,
                     GtkBuilder *builder,
                     GObject *child,
                     const char *type)
{
  parent_buildable->add_child (buildable, builder, child, type);
  show_children (RAIL_FOLD (buildable));
}

static void
rail_fold_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = rail_fold_add_child;
}

static void
rail_fold_set_property (GObject *object,
                        guint id,
                        const GValue *value,
                        GParamSpec *pspec)
{
  RailFold *self = RAIL_FOLD (object);

  switch (id)
    {
    case PROP_LABEL:
      gtk_label_set_text_with_mnemonic (GTK_LABEL (self->label), g_value_get_string (value));
      break;

    case PROP_EXPANDED:
      rail_fold_set_expanded (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rail_fold_get_property (GObject *object,
                        guint id,
                        GValue *value,
                        GParamSpec *pspec)
{
  RailFold *self = RAIL_FOLD (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, gtk_label_get_label (GTK_LABEL (self->label)));
      break;

    case PROP_EXPANDED:
      g_value_set_boolean (value, rail_fold_get_expanded (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rail_fold_class_init (RailFoldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = rail_fold_set_property;
  object_class->get_property = rail_fold_get_property;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
rail_fold_init (RailFold *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->line = gtk_toggle_button_new ();
  self->arrow = gtk_image_new ();
  self->label = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (self->label), 8);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (self->label), self->line);
  gtk_box_append (GTK_BOX (box), self->arrow);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_button_set_child (GTK_BUTTON (self->line), box);
  gtk_widget_set_halign (self->line, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->line, "flat");
  gtk_widget_add_css_class (self->line, "fold-line");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->label, NULL, -1);
  gtk_box_append (GTK_BOX (self), self->line);
  g_signal_connect_object (self->line, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  show_children (self);
}

gboolean
rail_fold_get_expanded (RailFold *self)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->line));
}

void
rail_fold_set_expanded (RailFold *self,
                        gboolean expanded)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->line), expanded);
}
