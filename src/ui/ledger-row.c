#include "config.h"

#include "ui/ledger-row.h"

#include <glib/gi18n.h>

/* More than a label can lay out at once; the rest is counted. */
#define MAX_BODY_BYTES (16 * 1024)

struct _RailLedgerRow
{
  GtkBox parent_instance;

  RailLedgerEntry *entry;
  GBytes *bytes; /* NULL where what was sent is no longer known */
  gulong expanded_id;

  GtkWidget *heading;
  GtkWidget *title;
  GtkWidget *facts;
  GtkWidget *arrow;
  GtkWidget *details;
  GtkWidget *body;
};

G_DEFINE_FINAL_TYPE (RailLedgerRow, rail_ledger_row, GTK_TYPE_BOX)

static char *
dup_body (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_utf8_make_valid (data, (gssize) MIN (length, MAX_BODY_BYTES));

  if (length <= MAX_BODY_BYTES)
    return g_strdup_printf (_ ("What was sent, as long as its conversation is open:\n%s"), text);

  return g_strdup_printf (_ ("The beginning of what was sent, as long as its conversation is open:\n%s…"), text);
}

static void
show_details (RailLedgerRow *self)
{
  gboolean expanded = rail_ledger_entry_is_expanded (self->entry);
  g_autofree char *body = expanded && self->bytes != NULL ? dup_body (self->bytes) : NULL;

  gtk_label_set_text (GTK_LABEL (self->details), expanded ? rail_ledger_entry_get_details (self->entry) : "");
  gtk_widget_set_visible (self->details, expanded);
  gtk_label_set_text (GTK_LABEL (self->body), body != NULL ? body : "");
  gtk_widget_set_visible (self->body, body != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), expanded ? "pan-up-symbolic" : "pan-down-symbolic");
}

static void
let_go (RailLedgerRow *self)
{
  g_clear_signal_handler (&self->expanded_id, self->entry);
  g_clear_object (&self->entry);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

static void
rail_ledger_row_dispose (GObject *object)
{
  let_go (RAIL_LEDGER_ROW (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), RAIL_TYPE_LEDGER_ROW);

  G_OBJECT_CLASS (rail_ledger_row_parent_class)->dispose (object);
}

static void
rail_ledger_row_class_init (RailLedgerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_ledger_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/ledger-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RailLedgerRow, heading);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerRow, title);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerRow, facts);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerRow, arrow);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerRow, details);
  gtk_widget_class_bind_template_child (widget_class, RailLedgerRow, body);
}

static void
rail_ledger_row_init (RailLedgerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rail_ledger_row_new (void)
{
  return g_object_new (RAIL_TYPE_LEDGER_ROW, NULL);
}

void
rail_ledger_row_set_entry (RailLedgerRow *self,
                           RailLedgerEntry *entry,
                           GBytes *body)
{
  const char *heading;

  let_go (self);
  if (entry == NULL)
    {
      /* Rows are kept for later; what was sent is not. */
      gtk_label_set_text (GTK_LABEL (self->body), "");
      return;
    }

  self->entry = g_object_ref (entry);
  self->bytes = body != NULL ? g_bytes_ref (body) : NULL;
  self->expanded_id = g_signal_connect_swapped (entry, "notify::expanded", G_CALLBACK (show_details), self);

  heading = rail_ledger_entry_get_heading (entry);
  gtk_label_set_text (GTK_LABEL (self->heading), heading != NULL ? heading : "");
  gtk_widget_set_visible (self->heading, heading != NULL);
  gtk_label_set_text (GTK_LABEL (self->title), rail_ledger_entry_get_title (entry));
  gtk_label_set_text (GTK_LABEL (self->facts), rail_ledger_entry_get_facts (entry));
  if (rail_ledger_entry_is_good (entry))
    gtk_widget_remove_css_class (self->facts, "warning");
  else
    gtk_widget_add_css_class (self->facts, "warning");
  show_details (self);
}
