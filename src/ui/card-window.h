/*
 * The window of the card. One for the whole run, realized and hidden while there is nothing to show, so that a card appears by mapping it.
 * Pushed cards stand in a corner and never take the focus; what the user asks for is presented like any window.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/aid-card.h"

#define RAIL_TYPE_CARD_WINDOW (rail_card_window_get_type ())
G_DECLARE_FINAL_TYPE (RailCardWindow, rail_card_window, RAIL, CARD_WINDOW, GtkWindow)

/*
 * The window hides itself before it emits:
 *   "closed" (id, reason), "snoozed" (id, gint64 until), "collapsed" (id): what became of a nudge
 * and while it is shown:
 *   "painted" (id, gint64 monotonic): its first frame is on the screen.
 * None is emitted for aids the user opened without a nudge.
 */
RailCardWindow *rail_card_window_new (GtkApplication *application,
                                      RailLibrary *library,
                                      RailJournal *journal);

/* Whether this display lets a card appear by itself; elsewhere the agent sends notifications. */
gboolean rail_card_window_can_push (RailCardWindow *self);

void rail_card_window_push (RailCardWindow *self,
                            RailNudgeInfo *nudge);
void rail_card_window_present_nudge (RailCardWindow *self,
                                     RailNudgeInfo *nudge);
void rail_card_window_present_aid (RailCardWindow *self,
                                   const char *pack,
                                   const char *aid,
                                   const char *occurrence_key,
                                   const char *series_key);

/* The shown nudge has other texts, or another agent offers it. */
void rail_card_window_update_nudge (RailCardWindow *self,
                                    RailNudgeInfo *nudge);

/* Leads to that line of the aid that is shown. */
void rail_card_window_show_line (RailCardWindow *self,
                                 guint line);

/* Gives the keyboard to what is shown. */
void rail_card_window_focus (RailCardWindow *self);

/* Without any signal: the nudge ended elsewhere. */
void rail_card_window_withdraw (RailCardWindow *self);

/* NULL while hidden, or while an aid is shown that the user opened. Borrowed. */
RailNudgeInfo *rail_card_window_get_nudge (RailCardWindow *self);
