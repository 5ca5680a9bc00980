#include "config.h"

#include "ui/contact-row.h"

#include <glib/gi18n.h>

#include "ui/uri-opener.h"

struct _RailContactRow
{
  GtkWidget parent_instance;

  char *email;

  GtkWidget *heading;
  GtkWidget *name;
  GtkWidget *note;
  GtkWidget *write;
  GtkWidget *address;
};

G_DEFINE_FINAL_TYPE (RailContactRow, rail_contact_row, GTK_TYPE_WIDGET)

static void
show_email (RailContactRow *self,
            const char *email)
{
  self->email = g_strdup (email);
  gtk_label_set_label (GTK_LABEL (self->address), email);
  gtk_widget_set_visible (self->write, TRUE);
}

static void
show_text (GtkWidget *label,
           const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
}

static void
write_clicked_cb (RailContactRow *self)
{
  rail_uri_opener_write_to (GTK_WIDGET (self), self->email);
}

static void
rail_contact_row_dispose (GObject *object)
{
  RailContactRow *self = RAIL_CONTACT_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), RAIL_TYPE_CONTACT_ROW);
  g_clear_pointer (&self->email, g_free);

  G_OBJECT_CLASS (rail_contact_row_parent_class)->dispose (object);
}

static void
rail_contact_row_class_init (RailContactRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_contact_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/contact-row.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, RailContactRow, heading);
  gtk_widget_class_bind_template_child (widget_class, RailContactRow, name);
  gtk_widget_class_bind_template_child (widget_class, RailContactRow, note);
  gtk_widget_class_bind_template_child (widget_class, RailContactRow, write);
  gtk_widget_class_bind_template_child (widget_class, RailContactRow, address);
  gtk_widget_class_bind_template_callback (widget_class, write_clicked_cb);
}

static void
rail_contact_row_init (RailContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Templates take one label only. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->heading, self->name, NULL, -1);
}

GtkWidget *
rail_contact_row_new (const RailContact *contact,
                      const char *owner,
                      gboolean urgent)
{
  RailContactRow *self = g_object_new (RAIL_TYPE_CONTACT_ROW, NULL);

  gtk_label_set_label (GTK_LABEL (self->heading), urgent ? _ ("Talk to a person before you act") : _ ("If you get stuck"));
  if (urgent)
    gtk_widget_add_css_class (GTK_WIDGET (self), "urgent");
  if (contact == NULL)
    {
      show_email (self, owner);
      return GTK_WIDGET (self);
    }

  show_text (self->name, contact->name);
  show_text (self->note, contact->note);
  if (*contact->email != '\0')
    show_email (self, contact->email);

  return GTK_WIDGET (self);
}
