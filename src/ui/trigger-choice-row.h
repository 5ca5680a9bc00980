/*
 * One way to show an aid again, in plain words, of which one is chosen. Its words follow what the user types for it.
 */

#pragma once

#include <adwaita.h>

#include "rules/trigger-draft.h"

#define RAIL_TYPE_TRIGGER_CHOICE_ROW (rail_trigger_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (RailTriggerChoiceRow, rail_trigger_choice_row, RAIL, TRIGGER_CHOICE_ROW, AdwActionRow)

/* Takes @draft; @sibling is another one to choose from, NULL for the first. */
GtkWidget *rail_trigger_choice_row_new (RailTriggerDraft *draft,
                                        RailTriggerChoiceRow *sibling);

/* Borrowed. */
const RailTriggerDraft *rail_trigger_choice_row_get_draft (RailTriggerChoiceRow *self);

void rail_trigger_choice_row_set_title (RailTriggerChoiceRow *self,
                                        const char *title);
void rail_trigger_choice_row_set_minutes (RailTriggerChoiceRow *self,
                                          guint minutes);

void rail_trigger_choice_row_set_chosen (RailTriggerChoiceRow *self,
                                         gboolean chosen);
