#include "config.h"

#include "ui/search-row.h"

#include "search/search-text.h"

struct _RailSearchRow
{
  GtkListBoxRow parent_instance;

  GArray *found; /* RailSearchSpan of the title; NULL for none */

  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *facts;
  GtkWidget *overdue;
};

G_DEFINE_FINAL_TYPE (RailSearchRow, rail_search_row, GTK_TYPE_LIST_BOX_ROW)

static void
mark (PangoAttrList *marks,
      const RailSearchSpan *span,
      PangoAttribute *attribute)
{
  attribute->start_index = span->start;
  attribute->end_index = span->start + span->length;
  pango_attr_list_insert (marks, attribute);
}

/* In the colour of the moment: it comes from the style, as nothing of a title is ever read as markup. */
static void
mark_found (RailSearchRow *self)
{
  g_autoptr (PangoAttrList) marks = pango_attr_list_new ();
  GdkRGBA accent;
  gboolean coloured = gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "accent_color", &accent);

  for (guint i = 0; self->found != NULL && i < self->found->len; i++)
    {
      const RailSearchSpan *span = &g_array_index (self->found, RailSearchSpan, i);

      mark (marks, span, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      if (coloured)
        mark (marks, span, pango_attr_foreground_new (accent.red * G_MAXUINT16, accent.green * G_MAXUINT16, accent.blue * G_MAXUINT16));
    }

  gtk_label_set_attributes (GTK_LABEL (self->title), marks);
}

static void
rail_search_row_css_changed (GtkWidget *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (rail_search_row_parent_class)->css_changed (widget, change);

  if (RAIL_SEARCH_ROW (widget)->found != NULL)
    mark_found (RAIL_SEARCH_ROW (widget));
}

static void
rail_search_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RAIL_TYPE_SEARCH_ROW);
  g_clear_pointer (&RAIL_SEARCH_ROW (object)->found, g_array_unref);

  G_OBJECT_CLASS (rail_search_row_parent_class)->dispose (object);
}

static void
rail_search_row_class_init (RailSearchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_search_row_dispose;
  widget_class->css_changed = rail_search_row_css_changed;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/handrail/Handrail/search-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RailSearchRow, icon);
  gtk_widget_class_bind_template_child (widget_class, RailSearchRow, title);
  gtk_widget_class_bind_template_child (widget_class, RailSearchRow, facts);
  gtk_widget_class_bind_template_child (widget_class, RailSearchRow, overdue);
}

static void
rail_search_row_init (RailSearchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rail_search_row_new (void)
{
  return g_object_new (RAIL_TYPE_SEARCH_ROW, NULL);
}

void
rail_search_row_set_choice (RailSearchRow *self,
                            const RailSearchChoice *choice,
                            GPtrArray *words)
{
  g_autofree char *spoken = rail_search_choice_dup_spoken (choice);
  gboolean had_found;

  had_found = self->found != NULL && self->found->len > 0;
  g_clear_pointer (&self->found, g_array_unref);
  if (words != NULL && choice->aid != NULL)
    self->found = rail_search_text_find (choice->title, words);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), choice->icon);
  gtk_label_set_label (GTK_LABEL (self->title), choice->title);
  /* Other attributes lay the words out anew, also where there are none before and after. */
  if (had_found || (self->found != NULL && self->found->len > 0))
    mark_found (self);
  gtk_label_set_label (GTK_LABEL (self->facts), choice->facts);
  gtk_label_set_label (GTK_LABEL (self->overdue), choice->overdue != NULL ? choice->overdue : "");
  gtk_widget_set_visible (self->overdue, choice->overdue != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
