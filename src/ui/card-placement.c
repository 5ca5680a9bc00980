#include "config.h"

#include "ui/card-placement.h"

void
rail_card_placement_find (const GdkRectangle *work_area,
                          const GdkRectangle *frame,
                          gboolean right_to_left,
                          int *x,
                          int *y)
{
  int left = right_to_left ? work_area->x + RAIL_CARD_MARGIN
                           : work_area->x + work_area->width - RAIL_CARD_MARGIN - frame->width;
  int top = work_area->y + work_area->height - RAIL_CARD_MARGIN - frame->height;

  /* A card larger than its work area keeps its header in sight: that is where the close button is. */
  *x = MAX (left, work_area->x) - frame->x;
  *y = MAX (top, work_area->y) - frame->y;
}

GdkMonitor *
rail_card_placement_dup_monitor (GdkDisplay *display,
                                 const GdkRectangle *anchor)
{
  GListModel *monitors = gdk_display_get_monitors (display);
  g_autoptr (GdkMonitor) best = g_list_model_get_item (monitors, 0);
  int best_area = 0;

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      GdkRectangle geometry, shared;

      gdk_monitor_get_geometry (monitor, &geometry);
      if (gdk_rectangle_intersect (&geometry, anchor, &shared) && shared.width * shared.height > best_area)
        {
          best_area = shared.width * shared.height;
          g_set_object (&best, monitor);
        }
    }

  return g_steal_pointer (&best);
}
