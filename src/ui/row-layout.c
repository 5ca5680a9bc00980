#include "config.h"

#include "ui/row-layout.h"

struct _RailRowLayout
{
  GtkLayoutManager parent_instance;

  guint spacing;
};

G_DEFINE_FINAL_TYPE (RailRowLayout, rail_row_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_SPACING = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

/* What the children that do not expand and the gaps between all of them take; @expanding receives the first that does, or NULL. */
static int
measure_fixed (RailRowLayout *self,
               GtkWidget *row,
               GtkWidget **expanding)
{
  int fixed = 0, n_children = 0;

  *expanding = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int natural;

      if (!gtk_widget_should_layout (child))
        continue;

      n_children++;
      if (*expanding == NULL && gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        {
          *expanding = child;
          continue;
        }
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      fixed += natural;
    }

  return fixed + (int) self->spacing * MAX (n_children - 1, 0);
}

static int
get_child_width (GtkWidget *child,
                 GtkWidget *expanding,
                 int rest)
{
  int natural;

  if (child == expanding)
    return rest;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);

  return natural;
}

static void
measure_width (RailRowLayout *self,
               GtkWidget *row,
               int *minimum,
               int *natural)
{
  GtkWidget *expanding;
  int fixed = measure_fixed (self, row, &expanding);

  *minimum = *natural = 0;
  if (expanding != NULL)
    gtk_widget_measure (expanding, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
  *minimum += fixed;
  *natural += fixed;
}

static void
measure_height (RailRowLayout *self,
                GtkWidget *row,
                int width,
                int *minimum,
                int *natural)
{
  GtkWidget *expanding;
  int fixed = measure_fixed (self, row, &expanding);

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child,
                          GTK_ORIENTATION_VERTICAL,
                          width < 0 ? -1 : get_child_width (child, expanding, MAX (width - fixed, 0)),
                          &child_minimum,
                          &child_natural,
                          NULL,
                          NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static GtkSizeRequestMode
rail_row_layout_get_request_mode (GtkLayoutManager *layout,
                                  GtkWidget *row)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rail_row_layout_measure (GtkLayoutManager *layout,
                         GtkWidget *row,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (RAIL_ROW_LAYOUT (layout), row, minimum, natural);
  else
    measure_height (RAIL_ROW_LAYOUT (layout), row, for_size, minimum, natural);
}

static void
allocate_child (GtkWidget *child,
                gboolean centred,
                GtkAllocation *allocation)
{
  int natural = allocation->height;

  if (centred)
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, allocation->width, NULL, &natural, NULL, NULL);
  if (natural < allocation->height)
    {
      allocation->y = (allocation->height - natural) / 2;
      allocation->height = natural;
    }

  gtk_widget_size_allocate (child, allocation, -1);
}

static void
rail_row_layout_allocate (GtkLayoutManager *layout,
                          GtkWidget *row,
                          int width,
                          int height,
                          int baseline)
{
  RailRowLayout *self = RAIL_ROW_LAYOUT (layout);
  gboolean right_to_left = gtk_widget_get_direction (row) == GTK_TEXT_DIR_RTL;
  GtkWidget *expanding;
  int fixed = measure_fixed (self, row, &expanding);
  int x = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_width;

      if (!gtk_widget_should_layout (child))
        continue;

      child_width = get_child_width (child, expanding, MAX (width - fixed, 0));
      allocate_child (child,
                      child == expanding,
                      &(GtkAllocation){ right_to_left ? width - x - child_width : x, 0, child_width, height });
      x += child_width + (int) self->spacing;
    }
}

static void
rail_row_layout_get_property (GObject *object,
                              guint id,
                              GValue *value,
                              GParamSpec *pspec)
{
  if (id == PROP_SPACING)
    g_value_set_uint (value, RAIL_ROW_LAYOUT (object)->spacing);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rail_row_layout_set_property (GObject *object,
                              guint id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  if (id == PROP_SPACING)
    RAIL_ROW_LAYOUT (object)->spacing = g_value_get_uint (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rail_row_layout_class_init (RailRowLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = rail_row_layout_get_property;
  object_class->set_property = rail_row_layout_set_property;
  layout_class->get_request_mode = rail_row_layout_get_request_mode;
  layout_class->measure = rail_row_layout_measure;
  layout_class->allocate = rail_row_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_uint ("spacing", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
rail_row_layout_init (RailRowLayout *self)
{
}

GtkLayoutManager *
rail_row_layout_new (guint spacing)
{
  return g_object_new (RAIL_TYPE_ROW_LAYOUT, "spacing", spacing, NULL);
}
