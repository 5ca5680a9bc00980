/*
 * What the desktop said to starting at login, below its switch: a sentence where it did not come to what the switch wants, else nothing.
 */

#pragma once

#include <adwaita.h>

#include "ui/provider-list.h"

#define RAIL_TYPE_AUTOSTART_ROW (rail_autostart_row_get_type ())
G_DECLARE_FINAL_TYPE (RailAutostartRow, rail_autostart_row, RAIL, AUTOSTART_ROW, AdwActionRow)

GtkWidget *rail_autostart_row_new (RailProviderList *providers);
