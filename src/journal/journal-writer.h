/*
 * The journal's one writer: a thread with its own connection that commits what it is given, in the order given. What waits together is
 * committed together, for a commit costs an fsync; each caller is still answered only after the commit that holds its write. The thread
 * sleeps on a condition while there is nothing to write.
 */

#pragma once

#include <gio/gio.h>

#include "base/database.h"

typedef struct _RailJournalWriter RailJournalWriter;

/*
 * One write, run on the writer thread inside a transaction. It may run a second time after its first transaction was rolled back.
 */
typedef gboolean (*RailJournalWrite) (RailDatabase *database,
                                      gconstpointer data,
                                      GError **error);

/* Takes @database. */
RailJournalWriter *rail_journal_writer_new (RailDatabase *database);

/* Commits what is queued, then ends the thread and closes the connection. */
void rail_journal_writer_free (RailJournalWriter *self);

/*
 * Queues a write. @task (taken) returns TRUE after the commit, or the error. A task cancelled before its turn is not written.
 * @data is freed on the task's context.
 */
void rail_journal_writer_push (RailJournalWriter *self,
                               RailJournalWrite write,
                               gpointer data,
                               GDestroyNotify destroy,
                               GTask *task);

/* Queues a write and waits for its commit, behind those queued before. */
gboolean rail_journal_writer_run (RailJournalWriter *self,
                                  RailJournalWrite write,
                                  gconstpointer data,
                                  GError **error);

/* Waits until everything pushed so far is committed or refused. */
void rail_journal_writer_flush (RailJournalWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailJournalWriter, rail_journal_writer_free)
