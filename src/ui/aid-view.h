/*
 * The body of an aid: its blocks from top to bottom, the contact first where the stakes are high, and where to learn more
 * at the end.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/pack.h"
#include "ui/checklist.h"

#define RAIL_TYPE_AID_VIEW (rail_aid_view_get_type ())
G_DECLARE_FINAL_TYPE (RailAidView, rail_aid_view, RAIL, AID_VIEW, GtkWidget)

/* Replaces what was shown; @checklist holds the ticks of the aid's items. */
void rail_aid_view_set_aid (RailAidView *self,
                            RailPack *pack,
                            RailAid *aid,
                            RailChecklist *checklist);
void rail_aid_view_clear (RailAidView *self);

/* Marks what stands at that line of the aid's file, or last before it, and brings it into view. */
void rail_aid_view_show_line (RailAidView *self,
                              guint line);

/* Copies the phrase that holds the keyboard focus, else the first; FALSE if there is none. */
gboolean rail_aid_view_copy_phrase (RailAidView *self);
