/*
 * One question's way through the endpoints: the first that answers does. Each is asked once, and once more with half the text where its context
 * was too small; one that fails before it said a word makes room for the next, one that fails later ends the answer. Nothing is repeated without end.
 */

#pragma once

#include "coach/endpoint.h"
#include "coach/prompt.h"
#include "coach/redactor.h"

/* Text as rail_endpoint_ask_async() gives it; the first @n_passages passages went with the question. FALSE ends the answer. */
typedef gboolean (*RailModelTextFunc) (const char *text,
                                       guint n_passages,
                                       gpointer user_data);

typedef struct
{
  GPtrArray *endpoints; /* RailEndpoint */
  RailHttpClient *client;
  char *(*dup_key) (gpointer owner, const char *origin, GError **error); /* may be NULL */
  gpointer owner;
  const char *question; /* redacted, as are the texts of @turns and @passages */
  GPtrArray *passages;  /* RailPassage */
  const RailTurn *turns;
  guint n_turns;
  gboolean cautious;
  const char *language;
  GPtrArray *sent; /* gets the body of each request that left, as GBytes */
} RailModelCall;

/* Everything is copied or referenced but @owner. @func is not called any more once @cancellable is cancelled or @callback called. */
void rail_model_call_async (const RailModelCall *call,
                            RailModelTextFunc func,
                            gpointer func_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

typedef struct
{
  gboolean spoke; /* some text came, whatever came after it */
  gboolean truncated;
  gboolean filtered;
} RailModelCallEnd;

/* Errors are those of rail_endpoint_ask_finish(), of the endpoint that was preferred or had begun. @end is filled in either way. */
gboolean rail_model_call_finish (GAsyncResult *result,
                                 RailModelCallEnd *end,
                                 GError **error);
