/*
 * The icon as pixels, for hosts that do not find it by name (an icon theme they do not share with us): drawn here because the agent has no
 * toolkit. A tile of its own colour, so that it stands out on light and dark panels alike.
 */

#pragma once

#include <glib.h>

typedef enum
{
  RAIL_TRAY_IDLE,
  RAIL_TRAY_WAITING, /* with a badge */
  RAIL_TRAY_PAUSED,  /* without colour */
} RailTrayState;

/* a(iiay) of org.kde.StatusNotifierItem, in the sizes panels use. Floating. */
GVariant *rail_tray_picture_build (RailTrayState state);
