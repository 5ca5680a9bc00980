/*
 * Tries a model out for the preferences: one small fixed question, which says nothing of anybody, with the key just typed or the one in the keyring. Like every
 * request it asks the network switch and ends up in the ledger. What the model answers is counted and thrown away.
 */

#pragma once

#include <gio/gio.h>

#include "base/http-client.h"
#include "coach/endpoint.h"

/* The whole question, for people who want to know before. Borrowed. */
const char *rail_endpoint_trial_get_question (void);

/* @key: NULL or "" takes the one in the keyring, if there is one. */
void rail_endpoint_trial_run_async (const RailEndpoint *endpoint,
                                    const char *key,
                                    RailHttpClient *client,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* How long it took, in microseconds; -1 with @error, which says what to mend. */
gint64 rail_endpoint_trial_run_finish (GAsyncResult *result,
                                       GError **error);
