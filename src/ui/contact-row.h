/*
 * The person to talk to: first on the card of an aid with high stakes, last on that of any other that names one.
 */

#pragma once

#include <gtk/gtk.h>

#include "library/pack.h"

#define RAIL_TYPE_CONTACT_ROW (rail_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (RailContactRow, rail_contact_row, RAIL, CONTACT_ROW, GtkWidget)

/* @urgent: talk to them before anything else. @contact may then be NULL: the row says that somebody has to be asked, and names @owner. */
GtkWidget *rail_contact_row_new (const RailContact *contact,
                                 const char *owner,
                                 gboolean urgent);
