/*
 * A model behind an OpenAI-compatible chat API: one question out, text back as it comes. Plain http only to this computer (loopback). The key belongs
 * to the origin and is not sent anywhere else; nothing is followed. A request that was too large for the model's context is repeated once
 * with half the budget, by whoever asked (RAIL_ERROR_TOO_LARGE).
 */

#pragma once

#include <gio/gio.h>

#include "base/http-client.h"

typedef struct
{
  char *name;      /* for people: "Our own model" */
  char *address;   /* base address, "https://models.example.org/v1"; Azure's deployments, whose address has an "api-version", get the key their way */
  char *model;     /* "" where the address says it all (Azure) */
  gint64 patience; /* how long the first words may take; 0 = a minute */
} RailEndpoint;

RailEndpoint *rail_endpoint_new (const char *name,
                                 const char *address,
                                 const char *model);
RailEndpoint *rail_endpoint_copy (const RailEndpoint *self);
void rail_endpoint_free (RailEndpoint *self);

/* "scheme://host:port", what a key is bound to and what people are told; NULL with @error, which names the field and the mend. Transfer full. */
char *rail_endpoint_dup_origin (const RailEndpoint *self,
                                GError **error);

/* Text as it comes: any cut between characters, valid UTF-8, whatever the model wrote. FALSE ends the answer (the cancellable will do as well). */
typedef gboolean (*RailEndpointTextFunc) (const char *text,
                                          gpointer user_data);

typedef struct
{
  gboolean truncated; /* the model, the server or we ended it early */
  gboolean filtered;
  guint64 bytes_sent; /* of the body */
} RailEndpointEnd;

/* @body is what rail_prompt_build() made; @key may be NULL. Everything is copied; @func is not called any more once @callback is. */
void rail_endpoint_ask_async (const RailEndpoint *self,
                              RailHttpClient *client,
                              const char *key,
                              const char *body,
                              RailEndpointTextFunc func,
                              gpointer func_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/*
 * Errors for people, with what to do: RAIL_ERROR_TOO_LARGE (context), RAIL_ERROR_REFUSED (network switched off, key refused), RAIL_ERROR_UNREACHABLE
 * (try another; @retry_after is a moment, 0 if unknown), RAIL_ERROR_INVALID (no chat API there), G_IO_ERROR_CANCELLED. Where the
 * connection breaks or stalls there is an error though text may have come. @end and @retry_after may be NULL, and are filled in either way.
 */
gboolean rail_endpoint_ask_finish (GAsyncResult *result,
                                   RailEndpointEnd *end,
                                   gint64 *retry_after,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailEndpoint, rail_endpoint_free)
