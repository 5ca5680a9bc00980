#define G_LOG_DOMAIN "handrail-subscription-memory"

#include "config.h"

#include "platform/subscription-memory.h"

#include <string.h>

#include "base/duration.h"
#include "base/error.h"

#define CONDITIONS_DIGITS 16

RailSubscriptionMemory *
rail_subscription_memory_new (const char *path,
                              const char *address,
                              const char *zone,
                              const char *const *my_addresses)
{
  RailSubscriptionMemory *self = g_new0 (RailSubscriptionMemory, 1);
  g_autofree char *mine = my_addresses != NULL ? g_strjoinv ("\n", (char **) my_addresses) : g_strdup ("");
  g_autofree char *text = g_strconcat (zone, "\n", mine, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  self->path = g_strdup (path);
  self->id = g_strdup (address);
  self->conditions = g_strndup (digest, CONDITIONS_DIGITS);
  return self;
}

void
rail_subscription_memory_free (RailSubscriptionMemory *self)
{
  g_free (self->path);
  g_free (self->id);
  g_free (self->conditions);
  g_free (self);
}

static RailOccurrenceCache *
open_cache (const RailSubscriptionMemory *self)
{
  g_autoptr (GError) error = NULL;
  RailOccurrenceCache *cache = rail_occurrence_cache_open (self->path, &error);

  if (cache == NULL)
    g_message ("Subscriptions are not remembered: %s", error->message);
  return cache;
}

/*
 * The cache has one text for the server's tag. What the events depend on besides the server's text stands before it, for with other
 * conditions "not modified" would confirm events that are wrong: "CONDITIONS SECONDS TAG".
 */
static char *
join_tag (const RailSubscriptionMemory *self,
          gint64 interval,
          const char *etag)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", self->conditions, interval / RAIL_SECOND, etag != NULL ? etag : "");
}

static void
split_tag (const RailSubscriptionMemory *self,
           RailCachedCalendar *calendar,
           gint64 *interval)
{
  g_auto (GStrv) parts = g_strsplit (calendar->etag != NULL ? calendar->etag : "", " ", 3);

  g_clear_pointer (&calendar->etag, g_free);
  *interval = 0;
  if (g_strv_length (parts) != 3 || !g_str_equal (parts[0], self->conditions))
    {
      g_clear_pointer (&calendar->last_modified, g_free);
      return;
    }

  *interval = g_ascii_strtoll (parts[1], NULL, 10) * RAIL_SECOND;
  if (*parts[2] != '\0')
    calendar->etag = g_strdup (parts[2]);
}

RailCachedCalendar *
rail_subscription_memory_load (const RailSubscriptionMemory *self,
                               gint64 *interval)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  RailCachedCalendar *calendar = cache != NULL ? rail_occurrence_cache_load (cache, self->id, NULL) : NULL;

  if (calendar != NULL)
    split_tag (self, calendar, interval);
  return calendar;
}

void
rail_subscription_memory_store (const RailSubscriptionMemory *self,
                                RailCachedCalendar *calendar,
                                gint64 interval)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (GError) error = NULL;
  char *etag = calendar->etag;

  if (cache == NULL)
    return;

  calendar->etag = join_tag (self, interval, etag);
  if (!rail_occurrence_cache_store (cache, self->id, calendar, &error))
    g_message ("A subscription is not remembered: %s", error->message);
  g_free (calendar->etag);
  calendar->etag = etag;
}

void
rail_subscription_memory_confirm (const RailSubscriptionMemory *self,
                                  gint64 read_at)
{
  g_autoptr (RailOccurrenceCache) cache = open_cache (self);
  g_autoptr (GError) error = NULL;

  if (cache != NULL && !rail_occurrence_cache_confirm (cache, self->id, read_at, &error) && !g_error_matches (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND))
    g_message ("The age of a subscription is not remembered: %s", error->message);
}
