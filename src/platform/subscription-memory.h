/*
 * What a subscription remembers from run to run, in the occurrence cache: its events, and what it needs to ask only for changes. All of it
 * blocks: for a thread. What cannot be remembered is no harm: it is fetched again.
 */

#pragma once

#include "context/occurrence-cache.h"

typedef struct
{
  char *path;       /* of the cache */
  char *id;         /* the address */
  char *conditions; /* what else the events depend on: the user's zone and addresses */
} RailSubscriptionMemory;

RailSubscriptionMemory *rail_subscription_memory_new (const char *path,
                                                      const char *address,
                                                      const char *zone,
                                                      const char *const *my_addresses);
void rail_subscription_memory_free (RailSubscriptionMemory *self);

/* NULL when nothing is known. Without validators where the conditions were others. *@interval: how often the calendar wants to be read. */
RailCachedCalendar *rail_subscription_memory_load (const RailSubscriptionMemory *self,
                                                   gint64 *interval);

/* @calendar comes back as it was. */
void rail_subscription_memory_store (const RailSubscriptionMemory *self,
                                     RailCachedCalendar *calendar,
                                     gint64 interval);

void rail_subscription_memory_confirm (const RailSubscriptionMemory *self,
                                       gint64 read_at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailSubscriptionMemory, rail_subscription_memory_free)
