/*
 * A line of the ledger as the window shows it: one request, or what is left of a day's requests after a month. Says everything in words.
 */

#pragma once

#include "journal/egress-ledger.h"

#define RAIL_TYPE_LEDGER_ENTRY (rail_ledger_entry_get_type ())
G_DECLARE_FINAL_TYPE (RailLedgerEntry, rail_ledger_entry, RAIL, LEDGER_ENTRY, GObject)

/* Property "expanded" (boolean): whether its details are shown. */
RailLedgerEntry *rail_ledger_entry_new (const RailEgress *request,
                                        GTimeZone *zone);
RailLedgerEntry *rail_ledger_entry_new_for_day (const RailEgressDay *day);

/* "2026-10-05": requests of one day stand together. */
const char *rail_ledger_entry_get_day (RailLedgerEntry *self);

/* The day in words, where it is the first of its day; NULL otherwise. */
const char *rail_ledger_entry_get_heading (RailLedgerEntry *self);
void rail_ledger_entry_set_first_of_day (RailLedgerEntry *self);

/* "Coach · models.example.org", "14:05 · Answered (200) · 1.2 kB sent, 3.4 kB received", and the rest; all borrowed. */
const char *rail_ledger_entry_get_title (RailLedgerEntry *self);
const char *rail_ledger_entry_get_facts (RailLedgerEntry *self);
const char *rail_ledger_entry_get_details (RailLedgerEntry *self);

/* Of the body that was sent; "" without one, or for a day. */
const char *rail_ledger_entry_get_sha256 (RailLedgerEntry *self);

/* Whether something came of it. */
gboolean rail_ledger_entry_is_good (RailLedgerEntry *self);

gboolean rail_ledger_entry_is_expanded (RailLedgerEntry *self);
void rail_ledger_entry_set_expanded (RailLedgerEntry *self,
                                     gboolean expanded);
