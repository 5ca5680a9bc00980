#include "config.h"

#include "ui/screen-side.h"

#include "ui/card-placement.h"
#include "ui/card-surface-x11.h"

struct _RailScreenSide
{
  GtkWindow *window;
  GdkRectangle work_area; /* of no width where no monitor is known */
  GdkFrameClock *clock;   /* while its first frame is waited for */
};

/* By data, for a clock that ends with its surface has let go of its handlers already. */
static void
forget_clock (RailScreenSide *self)
{
  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->clock);
}

static void
choose_size (RailScreenSide *self,
             int width)
{
  GtkWidget *widget = GTK_WIDGET (self->window);
  GdkRectangle pointer = { 0, 0, 1, 1 };
  g_autoptr (GdkMonitor) monitor = NULL;
  double scale;
  int dpi = -1;

  gtk_widget_realize (widget);
  rail_card_surface_get_pointer (self->window, &pointer);
  monitor = rail_card_placement_dup_monitor (gtk_widget_get_display (widget), &pointer);
  if (monitor == NULL)
    return;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  scale = dpi > 0 ? MAX (dpi / 1024.0 / 96.0, 1) : 1;
  rail_card_surface_get_work_area (monitor, &self->work_area);
  gtk_window_set_default_size (self->window, MIN (width * scale, self->work_area.width), self->work_area.height);
}

/*
 * Once, when the window manager has chosen a place of its own. A shadow lies outside of the work area; where nothing is composited there is a border
 * instead.
 */
static void
painted_cb (RailScreenSide *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self->window));
  gboolean right_to_left = gtk_widget_get_direction (GTK_WIDGET (self->window)) == GTK_TEXT_DIR_RTL;
  double left = 0, top = 0;

  forget_clock (self);
  if (self->work_area.width == 0)
    return;

  if (gdk_display_is_composited (gdk_surface_get_display (surface)))
    gtk_native_get_surface_transform (GTK_NATIVE (self->window), &left, &top);
  rail_card_surface_move (self->window,
                          right_to_left ? self->work_area.x - (int) left
                                        : self->work_area.x + self->work_area.width - gdk_surface_get_width (surface) + (int) left,
                          self->work_area.y - (int) top);
}

static void
map_cb (RailScreenSide *self)
{
  if (self->clock != NULL)
    return;

  self->clock = g_object_ref (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)));
  g_signal_connect_data (self->clock, "after-paint", G_CALLBACK (painted_cb), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

RailScreenSide *
rail_screen_side_new (GtkWindow *window,
                      int width)
{
  RailScreenSide *self = g_new0 (RailScreenSide, 1);

  self->window = window;
  g_signal_connect_data (window, "map", G_CALLBACK (map_cb), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  choose_size (self, width);

  return self;
}

void
rail_screen_side_free (RailScreenSide *self)
{
  forget_clock (self);
  g_signal_handlers_disconnect_by_data (self->window, self);
  g_free (self);
}
