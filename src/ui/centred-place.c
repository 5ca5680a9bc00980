#include "config.h"

#include "ui/centred-place.h"

#include "ui/card-placement.h"
#include "ui/card-surface-x11.h"

#define EDGE 16

void
rail_centred_place_choose_size (GtkWindow *window,
                                int width,
                                int height,
                                GdkRectangle *area)
{
  GdkRectangle pointer = { 0, 0, 1, 1 };
  g_autoptr (GdkMonitor) monitor = NULL;
  double scale;
  int dpi = -1;

  rail_card_surface_get_pointer (window, &pointer);
  monitor = rail_card_placement_dup_monitor (gtk_widget_get_display (GTK_WIDGET (window)), &pointer);
  *area = (GdkRectangle){ 0 };
  if (monitor == NULL)
    return;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-xft-dpi", &dpi, NULL);
  scale = dpi > 0 ? MAX (dpi / 1024.0 / 96.0, 1) : 1;
  rail_card_surface_get_work_area (monitor, area);
  gtk_window_set_default_size (window, MIN (width * scale, area->width - 2 * EDGE), MIN (height * scale, area->height - 2 * EDGE));
}

void
rail_centred_place_move (GtkWindow *window,
                         const GdkRectangle *area)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  if (area->width > 0)
    rail_card_surface_move (window,
                            area->x + (area->width - gdk_surface_get_width (surface)) / 2,
                            area->y + (area->height - gdk_surface_get_height (surface)) / 2);
}
