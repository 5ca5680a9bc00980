#include "config.h"

#include "ui/block-row.h"

#include <glib/gi18n.h>

#include "ui/block-label.h"
#include "ui/row-layout.h"

guint
rail_block_row_get_level (const RailBlock *block)
{
  return block->level > 0 ? block->level - 1 : 0;
}

GtkWidget *
rail_block_row_new (const RailBlock *block,
                    GtkWidget *mark)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = rail_block_label_new (block);

  gtk_widget_set_layout_manager (row, rail_row_layout_new (8));
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, "mark");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), label);

  return row;
}

GtkWidget *
rail_block_row_make_bullet (gboolean avoiding)
{
  GtkWidget *mark;

  if (!avoiding)
    return gtk_label_new ("•");

  mark = gtk_image_new_from_icon_name ("window-close-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Avoid"), -1);
  gtk_widget_add_css_class (mark, "avoid");

  return mark;
}

GtkWidget *
rail_block_row_make_number (const RailBlock *block)
{
  g_autofree char *number = g_strdup_printf ("%u", block->number);
  GtkWidget *mark = gtk_label_new (number);

  gtk_widget_add_css_class (mark, "step-number");
  gtk_widget_add_css_class (mark, "numeric");

  return mark;
}

GtkWidget *
rail_block_row_make_heading (const RailBlock *block,
                             gboolean *avoiding)
{
  GtkWidget *label = rail_block_label_new (block);
  g_autofree char *folded = g_utf8_casefold (block->text, -1);

  *avoiding = g_str_equal (folded, "avoid");
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "block-heading");
  if (*avoiding)
    gtk_widget_add_css_class (label, "avoid");

  return label;
}
