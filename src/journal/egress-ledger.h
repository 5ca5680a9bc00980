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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEgress, rail_egress_free)
