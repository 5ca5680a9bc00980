/*
 * What stands in the card window: header, the aid's body, foot line and buttons. It tells its window what the user chose and
 * decides nothing itself.
 */

#pragma once

#include <gtk/gtk.h>

#include "journal/journal.h"
#include "library/library.h"
#include "ui/nudge-info.h"

#define RAIL_TYPE_AID_CARD (rail_aid_card_get_type ())
G_DECLARE_FINAL_TYPE (RailAidCard, rail_aid_card, RAIL, AID_CARD, GtkWidget)

/*
 * Signals: "closed" (const char *reason), a word of CloseNudge in data/dbus; "snoozed" (gint64 until).
 * @journal may be NULL when it could not be opened: ticks are then refused and say so.
 */
GtkWidget *rail_aid_card_new (RailLibrary *library,
                              RailJournal *journal);

void rail_aid_card_show_nudge (RailAidCard *self,
                               RailNudgeInfo *nudge);

/* The same nudge with other texts: keeps the ticks, the scroll position and what is expanded. */
void rail_aid_card_update_nudge (RailAidCard *self,
                                 RailNudgeInfo *nudge);

/* An aid the user asked for, without a nudge; the keys are those of its meeting, or "". */
void rail_aid_card_show_aid (RailAidCard *self,
                             const char *pack,
                             const char *aid,
                             const char *occurrence_key,
                             const char *series_key);

/* Forgets what was shown. */
void rail_aid_card_clear (RailAidCard *self);

/* NULL while an aid is shown that the user opened. Borrowed. */
RailNudgeInfo *rail_aid_card_get_nudge (RailAidCard *self);

/* The room it may take, in application pixels; beyond it the body scrolls. */
void rail_aid_card_set_limits (RailAidCard *self,
                               int max_width,
                               int max_height);

void rail_aid_card_focus_body (RailAidCard *self);

/* Leads to what stands at that line of the aid's file, as sources of the coach do. */
void rail_aid_card_show_line (RailAidCard *self,
                              guint line);
