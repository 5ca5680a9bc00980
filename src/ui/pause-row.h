/*
 * Pausing as a row of the preferences: says whether Handrail is paused, and pauses or resumes at once. It writes the setting itself, so
 * that it works while nobody watches.
 */

#pragma once

#include <adwaita.h>

#include "policy/policy.h"

#define RAIL_TYPE_PAUSE_ROW (rail_pause_row_get_type ())
G_DECLARE_FINAL_TYPE (RailPauseRow, rail_pause_row, RAIL, PAUSE_ROW, AdwActionRow)

GtkWidget *rail_pause_row_new (RailPolicy *policy);
