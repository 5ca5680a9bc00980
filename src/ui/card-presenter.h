/*
 * Keeps the card window and the agent's list of nudges in step: what the agent wants on screen appears, what ended elsewhere goes, and
 * what the user did to a card reaches the agent.
 */

#pragma once

#include "library/library.h"
#include "ui/agent-client.h"
#include "ui/card-window.h"

#define RAIL_TYPE_CARD_PRESENTER (rail_card_presenter_get_type ())
G_DECLARE_FINAL_TYPE (RailCardPresenter, rail_card_presenter, RAIL, CARD_PRESENTER, GObject)

/*
 * Signal "nudge-gone" (no arguments): the nudge the user asked for no longer exists. Whatever comes before @library is loaded waits for it: an
 * aid that nobody has read yet is not a missing one.
 */
RailCardPresenter *rail_card_presenter_new (RailAgentClient *client,
                                            RailLibrary *library,
                                            RailCardWindow *window);

/* The user asks for this nudge, from a notification, the tray or the Today window. */
void rail_card_presenter_open_nudge (RailCardPresenter *self,
                                     const char *id);

/* The user asks for an aid, for a meeting if the keys are not ""; a nudge that is up goes behind the badge. */
void rail_card_presenter_open_aid (RailCardPresenter *self,
                                   const char *pack,
                                   const char *aid,
                                   const char *occurrence_key,
                                   const char *series_key);
