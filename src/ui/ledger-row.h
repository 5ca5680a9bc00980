/*
 * A line of the ledger as it is drawn, with its details below once it is opened. The list makes few of them and binds them to whichever entries are seen.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/ledger-entry.h"

#define RAIL_TYPE_LEDGER_ROW (rail_ledger_row_get_type ())
G_DECLARE_FINAL_TYPE (RailLedgerRow, rail_ledger_row, RAIL, LEDGER_ROW, GtkBox)

GtkWidget *rail_ledger_row_new (void);

/* @entry: NULL lets go of it. @body: what was sent, where it is still known; NULL otherwise. */
void rail_ledger_row_set_entry (RailLedgerRow *self,
                                RailLedgerEntry *entry,
                                GBytes *body);
