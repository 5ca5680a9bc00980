#include "config.h"

#include "ui/why-panel.h"

#include <glib/gi18n.h>

#include "ui/row-layout.h"

#define INDENT_PER_DEPTH 18

struct _RailWhyPanel
{
  GtkWidget parent_instance;

  RailNudgeInfo *nudge; /* NULL before the first */
};

G_DEFINE_FINAL_TYPE (RailWhyPanel, rail_why_panel, GTK_TYPE_WIDGET)

static void
append (RailWhyPanel *self,
        GtkWidget *child)
{
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

static GtkWidget *
make_label (const char *text,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
make_mark (gboolean held)
{
  GtkWidget *mark = gtk_image_new_from_icon_name (held ? "object-select-symbolic" : "window-close-symbolic");

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, held ? "held" : "not-held");

  return mark;
}

static GtkWidget *
make_line (const RailWhyLine *line)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *mark = make_mark (line->held);

  gtk_widget_set_layout_manager (row, rail_row_layout_new (6));
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, line->held ? _ ("Held") : _ ("Did not hold"), -1);

  gtk_box_append (GTK_BOX (words), make_label (line->wanted, NULL));
  if (*line->seen != '\0')
    gtk_box_append (GTK_BOX (words), make_label (line->seen, "dim-label"));

  gtk_widget_set_margin_start (row, line->depth * INDENT_PER_DEPTH);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), words);

  return row;
}

static GtkWidget *
make_gate_line (const RailGateLine *line)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *mark = make_mark (!line->against);

  gtk_accessible_update_property (GTK_ACCESSIBLE (mark),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  line->against ? _ ("Speaks against it") : _ ("Does not speak against it"),
                                  -1);
  gtk_widget_set_layout_manager (row, rail_row_layout_new (6));
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), make_label (line->text, "dim-label"));

  return row;
}

/* The numbers are for those who want to know exactly; the sentence above says what decided. */
static GtkWidget *
make_gates (GPtrArray *gates)
{
  GtkWidget *expander = gtk_expander_new (_ ("Everything that was asked"));
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (guint i = 0; i < gates->len; i++)
    gtk_box_append (GTK_BOX (lines), make_gate_line (g_ptr_array_index (gates, i)));
  gtk_widget_set_margin_top (lines, 4);
  gtk_expander_set_child (GTK_EXPANDER (expander), lines);

  return expander;
}

static void
clear (RailWhyPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
fill (RailWhyPanel *self)
{
  clear (self);

  for (guint i = 0; i < self->nudge->why->len; i++)
    append (self, make_line (g_ptr_array_index (self->nudge->why, i)));
  if (*self->nudge->gate != '\0')
    append (self, make_label (self->nudge->gate, "gate"));
  if (self->nudge->gates->len > 0)
    append (self, make_gates (self->nudge->gates));
}

/* Few ask, and every card would come later for it: what stands here is made for who does. */
static void
rail_why_panel_show (GtkWidget *widget)
{
  RailWhyPanel *self = RAIL_WHY_PANEL (widget);

  if (self->nudge != NULL && gtk_widget_get_first_child (widget) == NULL)
    fill (self);

  GTK_WIDGET_CLASS (rail_why_panel_parent_class)->show (widget);
}

static void
rail_why_panel_dispose (GObject *object)
{
  RailWhyPanel *self = RAIL_WHY_PANEL (object);

  clear (self);
  g_clear_pointer (&self->nudge, rail_nudge_info_unref);

  G_OBJECT_CLASS (rail_why_panel_parent_class)->dispose (object);
}

static void
rail_why_panel_class_init (RailWhyPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_why_panel_dispose;
  widget_class->show = rail_why_panel_show;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rail_why_panel_init (RailWhyPanel *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Why you are seeing this"), -1);
}

void
rail_why_panel_set_nudge (RailWhyPanel *self,
                          RailNudgeInfo *nudge)
{
  g_clear_pointer (&self->nudge, rail_nudge_info_unref);
  self->nudge = rail_nudge_info_ref (nudge);

  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    fill (self);
  else
    clear (self);
}
