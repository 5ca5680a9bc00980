/*
 * What the units of the journal share: journal.c owns the connections, journal-history.c and journal-runs.c hold the SQL.
 */

#pragma once

#include "journal/journal-writer.h"
#include "journal/journal.h"

/* The caller's own connection, after all writes given so far; borrowed. */
RailDatabase *rail_journal_get_reader (RailJournal *self);

/* Queues a write nobody waits for: its failure reaches "write-failed". Takes @data. */
void rail_journal_write (RailJournal *self,
                         RailJournalWrite write,
                         gpointer data,
                         GDestroyNotify destroy);

/* Queues a write that answers @task (taken). Takes @data. */
void rail_journal_write_for (RailJournal *self,
                             RailJournalWrite write,
                             gpointer data,
                             GDestroyNotify destroy,
                             GTask *task);

/* Writes and returns after the commit. */
gboolean rail_journal_write_and_wait (RailJournal *self,
                                      RailJournalWrite write,
                                      gconstpointer data,
                                      GError **error);

/* The beginning of the minute: finer than that, no moment of what somebody did is kept (design section 8). */
gint64 rail_journal_cut_to_minute (gint64 moment);

/* Deletes the older and the damaged files that were kept beside the journal. */
gboolean rail_journal_remove_copies (RailJournal *self,
                                     GError **error);

/* journal-export.c; transfer full. A NULL @database exports as empty tables. */
char *rail_journal_export_database (RailDatabase *database,
                                    GError **error);
