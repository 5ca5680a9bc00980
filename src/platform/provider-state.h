/*
 * Where an input stands, as a state people can see: a failed back-end is neither a crash nor a silence.
 */

#pragma once

#include <glib.h>

typedef enum
{
  RAIL_PROVIDER_OK,
  RAIL_PROVIDER_LIMITED, /* works, but less than it could: the detail says what is missing */
  RAIL_PROVIDER_FAILED,  /* does not work: the detail says why and the mend */
  RAIL_PROVIDER_OFF,     /* not asked for */
} RailProviderState;

/* "ok", "limited", "failed", "off". */
const char *rail_provider_state_to_string (RailProviderState state);

/* Adds name s, state s and detail s (may be NULL) as one dictionary to @providers, an aa{sv}. */
void rail_provider_state_add (GVariantBuilder *providers,
                              const char *name,
                              RailProviderState state,
                              const char *detail);
