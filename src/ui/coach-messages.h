/*
 * The messages of a conversation with the coach, one below the other, and the person to turn to pinned under them. New ones are scrolled to, unless the
 * reader has scrolled up.
 */

#pragma once

#include <gtk/gtk.h>

#include "coach/conversation.h"
#include "ui/next-step-list.h"

#define RAIL_TYPE_COACH_MESSAGES (rail_coach_messages_get_type ())
G_DECLARE_FINAL_TYPE (RailCoachMessages, rail_coach_messages, RAIL, COACH_MESSAGES, GtkBox)

/* Signal "news" (const char *text): what the coach said since the last time, for who cannot see it. */

/* Where the steps a talk ends in can be kept; before the first conversation. */
void rail_coach_messages_set_next_steps (RailCoachMessages *self,
                                         RailNextStepList *next_steps);

/* NULL for none: what stood here goes. */
void rail_coach_messages_set_conversation (RailCoachMessages *self,
                                           RailConversation *conversation);

/* Of the last message: the label of its choice of that number, from 1; NULL if there is none, or it is not to be chosen now. Borrowed. */
const char *rail_coach_messages_get_choice (RailCoachMessages *self,
                                            guint number);

/* FALSE where there is no message. */
gboolean rail_coach_messages_focus_last (RailCoachMessages *self);

/* Who said what, from the beginning; transfer full. */
char *rail_coach_messages_dup_spoken (RailCoachMessages *self);
