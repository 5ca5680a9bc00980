/*
 * “What Left This Computer”: every request of the ledger, the newest first, day by day, also those that failed or were not let out; with the switch that
 * pauses the network above, and a way to delete them all. It keeps up with what is written meanwhile, by whichever program. Opened by the application's action
 * "show-ledger".
 */

#pragma once

#include <adwaita.h>

#include "journal/journal.h"
#include "policy/policy.h"

#define RAIL_TYPE_LEDGER_WINDOW (rail_ledger_window_get_type ())
G_DECLARE_FINAL_TYPE (RailLedgerWindow, rail_ledger_window, RAIL, LEDGER_WINDOW, AdwWindow)

/* @journal: NULL if it could not be opened; referenced. */
GtkWindow *rail_ledger_window_new (GtkApplication *application,
                                   RailPolicy *policy,
                                   RailJournal *journal);

/*
 * What a conversation has sent so far (GBytes), to be seen below its requests as long as @owner lives, and not a moment longer. The list may grow meanwhile;
 * both are borrowed.
 */
void rail_ledger_window_set_bodies (RailLedgerWindow *self,
                                    GPtrArray *bodies,
                                    GObject *owner);
