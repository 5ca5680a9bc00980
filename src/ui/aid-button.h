/*
 * An aid of a meeting as a button that opens it, with a menu for the pointer's second button, a long press and the menu key.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/aid.h"

#define RAIL_TYPE_AID_BUTTON (rail_aid_button_get_type ())
G_DECLARE_FINAL_TYPE (RailAidButton, rail_aid_button, RAIL, AID_BUTTON, GtkButton)

GtkWidget *rail_aid_button_new (const RailAid *aid,
                                const char *occurrence_key,
                                const char *series_key);
