/*
 * One item of a checklist: a check button with its text beside it, what stayed open last time, and why a tick was refused.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/aid.h"
#include "ui/checklist.h"

#define RAIL_TYPE_CHECKLIST_ROW (rail_checklist_row_get_type ())
G_DECLARE_FINAL_TYPE (RailChecklistRow, rail_checklist_row, RAIL, CHECKLIST_ROW, GtkWidget)

/* @block has to outlive the row. */
GtkWidget *rail_checklist_row_new (RailChecklist *checklist,
                                   const RailBlock *block);
