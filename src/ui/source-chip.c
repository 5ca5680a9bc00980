#include "config.h"

#include "ui/source-chip.h"

#include <glib/gi18n.h>

struct _RailSourceChip
{
  GtkButton parent_instance;
};

G_DEFINE_FINAL_TYPE (RailSourceChip, rail_source_chip, GTK_TYPE_BUTTON)

static void
rail_source_chip_class_init (RailSourceChipClass *klass)
{
}

static void
rail_source_chip_init (RailSourceChip *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "pill-button");
  gtk_widget_add_css_class (GTK_WIDGET (self), "source-chip");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
}

GtkWidget *
rail_source_chip_new (const RailPassage *passage)
{
  GtkWidget *self = g_object_new (RAIL_TYPE_SOURCE_CHIP, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *number = g_strdup_printf ("%u", passage->number);
  GtkWidget *mark = gtk_label_new (number);
  GtkWidget *title = gtk_label_new (passage->title);
  /* Translators: for screen readers: the number of a source, the title of the aid, and where in it. */
  g_autofree char *spoken = *passage->heading != '\0' ? g_strdup_printf (_ ("Source %u: %s, %s"), passage->number, passage->title, passage->heading)
                                                      : g_strdup_printf (_ ("Source %u: %s"), passage->number, passage->title);

  gtk_widget_add_css_class (mark, "numeric");
  gtk_widget_add_css_class (mark, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), title);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_tooltip_text (self, *passage->heading != '\0' ? passage->heading : passage->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "app.open-passage");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "(ssu)", passage->pack, passage->aid, passage->line);

  return self;
}
