/*
 * The search shortcut as a row of the preferences: shows it, lets it be pressed anew, and says where it does not work. What may be a shortcut is
 * decided in base/accelerator.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"
#include "ui/provider-list.h"

#define RAIL_TYPE_SHORTCUT_ROW (rail_shortcut_row_get_type ())
G_DECLARE_FINAL_TYPE (RailShortcutRow, rail_shortcut_row, RAIL, SHORTCUT_ROW, AdwActionRow)

GtkWidget *rail_shortcut_row_new (RailProviderList *providers,
                                  RailPolicy *policy);
