/*
 * Names one passage the coach relies on, and leads there: its number as in the marks of an answer, and the aid's title.
 */

#pragma once

#include <gtk/gtk.h>

#include "coach/passage.h"

#define RAIL_TYPE_SOURCE_CHIP (rail_source_chip_get_type ())
G_DECLARE_FINAL_TYPE (RailSourceChip, rail_source_chip, RAIL, SOURCE_CHIP, GtkButton)

/* Opens the aid's card at the passage by the application's action "open-passage" (ui/application.h). */
GtkWidget *rail_source_chip_new (const RailPassage *passage);
