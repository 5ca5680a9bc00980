/*
 * The window of one conversation with the coach, at the side of the screen where the desktop allows it. It says at any time who answers, where, and what is
 * kept; the first time it explains that and asks. Closing it ends the conversation. What is said and why is the conversation's
 * (coach/conversation.h); this shows it.
 */

#pragma once

#include <adwaita.h>

#include "ui/coach-kit.h"
#include "ui/next-step-list.h"

#define RAIL_TYPE_COACH_PANE (rail_coach_pane_get_type ())
G_DECLARE_FINAL_TYPE (RailCoachPane, rail_coach_pane, RAIL, COACH_PANE, AdwWindow)

/* Opens passages by the application's action "open-passage" (ui/application.h). */
GtkWindow *rail_coach_pane_new (GtkApplication *application,
                                RailCoachKit *kit,
                                RailLibrary *library,
                                RailPolicy *policy,
                                RailNextStepList *next_steps);

/* The conversation, NULL while there is none. Borrowed. */
RailConversation *rail_coach_pane_get_conversation (RailCoachPane *self);

/*
 * Shows it. An aid begins another conversation; without one ("") that which is open goes on. @words, if any, are said in it as soon as they
 * may be, or stand in the entry while an answer is coming.
 */
void rail_coach_pane_talk (RailCoachPane *self,
                           const char *pack,
                           const char *aid,
                           const char *words);
