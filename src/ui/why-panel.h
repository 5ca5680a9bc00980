/*
 * Why a card is there: the condition tree of its trigger with what was seen, and what the gate said.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/nudge-info.h"

#define RAIL_TYPE_WHY_PANEL (rail_why_panel_get_type ())
G_DECLARE_FINAL_TYPE (RailWhyPanel, rail_why_panel, RAIL, WHY_PANEL, GtkWidget)

/* Kept, and shown when the panel is. */
void rail_why_panel_set_nudge (RailWhyPanel *self,
                               RailNudgeInfo *nudge);
