/*
 * What left this computer: one row a request, also one that failed, was cancelled or refused. The composition root hands each record of
 * its HTTP client here. An address may be a secret (a private calendar's is), so only its origin is written; of a body its SHA-256.
 */

#pragma once

#include "base/http-client.h"
#include "journal/journal.h"

/* The caller does not wait; a failure reaches "write-failed". */
void rail_egress_ledger_record (RailJournal *journal,
                                const RailHttpRecord *record);

typedef struct
{
  gint64 when; /* kept to the minute */
  char *purpose;
  char *method;
  char *origin;
  char *outcome;     /* "answered", "failed", "cancelled", "refused" */
  char *body_sha256; /* "" for a request without a body */
  guint status;
  guint64 bytes_sent;
  guint64 bytes_received;
} RailEgress;

void rail_egress_free (RailEgress *self);

/* The requests in or after the minute of @since, in the order they ended; RailEgress, transfer full. NULL with @error. */
GPtrArray *rail_egress_ledger_load (RailJournal *journal,
                                    gint64 since,
                                    GError **error);

/* What requests of more than 30 days ago have become: a sum for each day, purpose, origin and outcome. */
typedef struct
{
  char *day; /* "2026-10-05" */
  char *purpose;
  char *origin;
  char *outcome;
  guint64 requests;
  guint64 bytes_sent;
  guint64 bytes_received;
} RailEgressDay;

void rail_egress_day_free (RailEgressDay *self);

/* The oldest day first; RailEgressDay, transfer full. NULL with @error. */
GPtrArray *rail_egress_ledger_load_days (RailJournal *journal,
                                         GError **error);

/*
 * Deletes all of it, sums too, and answers after the commit; everything else in the journal stays. The rows are overwritten (secure_delete);
 * copies kept from before a migration go with the whole history only (rail_journal_delete_history()).
 */
void rail_egress_ledger_delete_async (RailJournal *journal,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean rail_egress_ledger_delete_finish (RailJournal *journal,
                                           GAsyncResult *result,
                                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEgress, rail_egress_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEgressDay, rail_egress_day_free)
