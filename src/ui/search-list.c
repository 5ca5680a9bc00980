#include "config.h"

#include "ui/search-list.h"

#include <glib/gi18n.h>

#include "ui/search-row.h"

/* Made before the first letter: so many at once would be seen as a stutter. */
#define PREPARED_ROWS 30

struct _RailSearchList
{
  GtkWidget parent_instance;

  GPtrArray *choices;
  GtkListBoxRow *selected;
  gboolean filling; /* what the list box says meanwhile is no choice of the user's */

  GtkWidget *scroller;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (RailSearchList, rail_search_list, GTK_TYPE_WIDGET)

enum
{
  SELECTED,
  MOVED,
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- rows ---- */

static GtkListBoxRow *
get_row (RailSearchList *self,
         guint index)
{
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index);
}

static RailSearchRow *
ensure_row (RailSearchList *self,
            guint index)
{
  GtkListBoxRow *row = get_row (self, index);

  if (row == NULL)
    {
      row = GTK_LIST_BOX_ROW (rail_search_row_new ());
      gtk_list_box_append (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
    }

  return RAIL_SEARCH_ROW (row);
}

static void
update_header_cb (GtkListBoxRow *row,
                  GtkListBoxRow *before,
                  gpointer user_data)
{
  RailSearchList *self = user_data;
  int index = gtk_list_box_row_get_index (row);
  const RailSearchChoice *choice, *previous;
  GtkWidget *header = gtk_list_box_row_get_header (row);

  /* A kept row that is not filled now. */
  if (index >= (int) self->choices->len)
    return;

  choice = g_ptr_array_index (self->choices, index);
  previous = index > 0 ? g_ptr_array_index (self->choices, index - 1) : NULL;
  if (choice->section[0] == '\0' || (previous != NULL && g_str_equal (previous->section, choice->section)))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  if (header == NULL)
    {
      header = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (header), 0);
      gtk_label_set_ellipsize (GTK_LABEL (header), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (header, "search-section");
      gtk_list_box_row_set_header (row, header);
    }
  gtk_label_set_label (GTK_LABEL (header), choice->section);
}

/* ---- choosing ---- */

static void
scroll_to (RailSearchList *self,
           GtkListBoxRow *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;

  /* The heading above the first row comes with it. */
  if (gtk_list_box_row_get_index (row) == 0)
    gtk_adjustment_set_value (adjustment, 0);
  else if (gtk_widget_compute_bounds (GTK_WIDGET (row), self->list, &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

static void
choose (RailSearchList *self,
        guint index)
{
  GtkListBoxRow *row = get_row (self, index);

  gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  scroll_to (self, row);
}

static void
row_selected_cb (RailSearchList *self,
                 GtkListBoxRow *row)
{
  if (self->filling || row == NULL)
    return;

  self->selected = row;
  g_signal_emit (self, signals[MOVED], 0);
  g_signal_emit (self, signals[SELECTED], 0);
}

static void
row_activated_cb (RailSearchList *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

/* ---- the widget ---- */

static void
rail_search_list_dispose (GObject *object)
{
  RailSearchList *self = RAIL_SEARCH_LIST (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->choices, g_ptr_array_unref);

  G_OBJECT_CLASS (rail_search_list_parent_class)->dispose (object);
}

static void
rail_search_list_class_init (RailSearchListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_search_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "search-list");

  signals[SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVED] = g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_placeholder (void)
{
  GtkWidget *label = gtk_label_new (_ ("Type a few letters of what you need"));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "search-placeholder");

  return label;
}

static void
rail_search_list_init (RailSearchList *self)
{
  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_search_choice_free);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), update_header_cb, self, NULL);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), make_placeholder ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Results"), -1);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (row_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));

  for (guint i = 0; i < PREPARED_ROWS; i++)
    gtk_widget_set_visible (GTK_WIDGET (ensure_row (self, i)), FALSE);
}

static guint
find_equal (GPtrArray *choices,
            const RailSearchChoice *wanted)
{
  for (guint i = 0; wanted != NULL && i < choices->len; i++)
    {
      if (rail_search_choice_equal (g_ptr_array_index (choices, i), wanted))
        return i;
    }

  return 0;
}

void
rail_search_list_show (RailSearchList *self,
                       GPtrArray *choices,
                       GPtrArray *words,
                       gboolean keep)
{
  guint chosen = keep ? find_equal (choices, rail_search_list_get_selected (self)) : 0;
  GtkListBoxRow *row;

  self->filling = TRUE;
  for (guint i = 0; i < choices->len; i++)
    {
      RailSearchRow *filled = ensure_row (self, i);

      rail_search_row_set_choice (filled, g_ptr_array_index (choices, i), words);
      gtk_widget_set_visible (GTK_WIDGET (filled), TRUE);
    }
  for (guint i = choices->len; (row = get_row (self, i)) != NULL; i++)
    gtk_widget_set_visible (GTK_WIDGET (row), FALSE);

  /* The rows borrow from them, so the old ones go last. */
  g_ptr_array_unref (self->choices);
  self->choices = choices;
  gtk_list_box_invalidate_headers (GTK_LIST_BOX (self->list));
  self->selected = choices->len > 0 ? get_row (self, chosen) : NULL;
  if (self->selected != NULL)
    choose (self, chosen);
  self->filling = FALSE;

  g_signal_emit (self, signals[SELECTED], 0);
}

/* How many lines a page holds, less one that stays in sight. */
static int
count_page (RailSearchList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  int height = gtk_widget_get_height (GTK_WIDGET (self->selected));

  return height > 0 ? MAX ((int) gtk_adjustment_get_page_size (adjustment) / height - 1, 1) : 1;
}

void
rail_search_list_move (RailSearchList *self,
                       RailSearchListStep step)
{
  int last = (int) self->choices->len - 1;
  int position = rail_search_list_get_position (self);

  if (position < 0)
    return;

  switch (step)
    {
    case RAIL_SEARCH_LIST_FIRST:
      position = 0;
      break;
    case RAIL_SEARCH_LIST_LAST:
      position = last;
      break;
    case RAIL_SEARCH_LIST_PREVIOUS:
      position--;
      break;
    case RAIL_SEARCH_LIST_NEXT:
      position++;
      break;
    case RAIL_SEARCH_LIST_PAGE_UP:
      position -= count_page (self);
      break;
    case RAIL_SEARCH_LIST_PAGE_DOWN:
      position += count_page (self);
      break;
    default:
      g_assert_not_reached ();
    }

  choose (self, CLAMP (position, 0, last));
}

guint
rail_search_list_get_length (RailSearchList *self)
{
  return self->choices->len;
}

const RailSearchChoice *
rail_search_list_get_selected (RailSearchList *self)
{
  int position = rail_search_list_get_position (self);

  return position >= 0 ? g_ptr_array_index (self->choices, position) : NULL;
}

int
rail_search_list_get_position (RailSearchList *self)
{
  return self->selected != NULL ? gtk_list_box_row_get_index (self->selected) : -1;
}

GtkWidget *
rail_search_list_get_selected_row (RailSearchList *self)
{
  return GTK_WIDGET (self->selected);
}
