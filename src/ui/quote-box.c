#include "config.h"

#include "ui/quote-box.h"

#include <glib/gi18n.h>

#include "ui/block-label.h"
#include "ui/row-layout.h"

#define SAY_COPIED_MS 2000

struct _RailQuoteBox
{
  GtkWidget parent_instance;

  char *plain;
  guint copied_id;

  GtkWidget *words;
  GtkWidget *copy;
};

G_DEFINE_FINAL_TYPE (RailQuoteBox, rail_quote_box, GTK_TYPE_WIDGET)

static gboolean
copied_cb (gpointer user_data)
{
  RailQuoteBox *self = user_data;

  self->copied_id = 0;
  gtk_button_set_label (GTK_BUTTON (self->copy), C_ ("button", "Copy"));

  return G_SOURCE_REMOVE;
}

static void
rail_quote_box_dispose (GObject *object)
{
  RailQuoteBox *self = RAIL_QUOTE_BOX (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), RAIL_TYPE_QUOTE_BOX);
  g_clear_handle_id (&self->copied_id, g_source_remove);
  g_clear_pointer (&self->plain, g_free);

  G_OBJECT_CLASS (rail_quote_box_parent_class)->dispose (object);
}

static void
rail_quote_box_class_init (RailQuoteBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_quote_box_dispose;

  g_type_ensure (RAIL_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/quote-box.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, RailQuoteBox, words);
  gtk_widget_class_bind_template_child (widget_class, RailQuoteBox, copy);
  gtk_widget_class_bind_template_callback (widget_class, rail_quote_box_copy);
}

static void
rail_quote_box_init (RailQuoteBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rail_quote_box_new (const RailBlock *block)
{
  RailQuoteBox *self = g_object_new (RAIL_TYPE_QUOTE_BOX, NULL);

  self->plain = rail_block_label_dup_plain (block);
  rail_block_label_set_block (GTK_LABEL (self->words), block);

  return GTK_WIDGET (self);
}

void
rail_quote_box_copy (RailQuoteBox *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->plain);

  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copied"));
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add (SAY_COPIED_MS, copied_cb, self);
}
