/*
 * What every conversation of a program shares. The struct and all in it are borrowed and longer-lived than the conversations, but their contents may change
 * between two questions. Filled by whoever holds conversations: ui/coach-kit, ctl/coach-session.
 */

#pragma once

#include "base/http-client.h"
#include "coach/endpoint.h"
#include "coach/guard.h"
#include "coach/retrieval.h"
#include "library/library.h"

typedef struct
{
  RailLibrary *library;
  RailRetrieval *retrieval;
  RailGuard *guard;
  RailHttpClient *client;                                                /* NULL: never any network */
  GPtrArray *endpoints;                                                  /* RailEndpoint in order of preference; empty = guided */
  char *(*dup_key) (gpointer owner, const char *origin, GError **error); /* NULL without one; may be NULL itself */
  gpointer owner;
  const char *const *names; /* people of the day's meetings */
  const char *const *words; /* the user's list */
  GTimeZone *zone;
} RailCoachParts;
