/*
 * A step that a talk with the coach ends in: its words, and two buttons, for the own list and for a reminder. Both can be taken back where they were
 * pressed; what was kept is said below the words.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/next-step-list.h"

#define RAIL_TYPE_NEXT_STEP_ROW (rail_next_step_row_get_type ())
G_DECLARE_FINAL_TYPE (RailNextStepRow, rail_next_step_row, RAIL, NEXT_STEP_ROW, GtkBox)

GtkWidget *rail_next_step_row_new (RailNextStepList *list,
                                   const char *text,
                                   const char *pack,
                                   const char *aid);
