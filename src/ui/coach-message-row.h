/*
 * One message of a conversation in its bubble: words, the question and the answers to choose from, what reviewed aids say, sources, the draft for a
 * person, and what can be done with it. It follows its message while that grows. What a click means is the pane's: the actions "coach.say" and
 * "coach.retry".
 */

#pragma once

#include <gtk/gtk.h>

#include "coach/message.h"
#include "ui/next-step-list.h"

#define RAIL_TYPE_COACH_MESSAGE_ROW (rail_coach_message_row_get_type ())
G_DECLARE_FINAL_TYPE (RailCoachMessageRow, rail_coach_message_row, RAIL, COACH_MESSAGE_ROW, GtkListBoxRow)

/* @next_steps: where the steps of its end can be kept; NULL: they are only said. */
GtkWidget *rail_coach_message_row_new (RailMessage *message,
                                       RailNextStepList *next_steps);

/* The last one of a conversation that waits for the user: its choices can be chosen, its question asked again. */
void rail_coach_message_row_set_current (RailCoachMessageRow *self,
                                         gboolean current);

/* The label of its choice of that number, from 1; NULL if there is none, or it is not to be chosen now. Borrowed. */
const char *rail_coach_message_row_get_choice (RailCoachMessageRow *self,
                                               guint number);

void rail_coach_message_row_copy (RailCoachMessageRow *self);

/* “Coach: …”: who speaks, and what they say. Transfer full. */
char *rail_coach_message_row_dup_spoken (RailCoachMessageRow *self);

RailMessage *rail_coach_message_row_get_message (RailCoachMessageRow *self);
