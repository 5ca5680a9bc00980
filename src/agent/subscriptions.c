#include "config.h"

#include "agent/subscriptions.h"

#include <glib/gi18n-lib.h>

#include "base/problem.h"
#include "context/occurrence-cache.h"
#include "platform/calendar-memory.h"
#include "platform/calendar-subscription.h"

struct _RailSubscriptions
{
  GObject parent_instance;

  RailPolicy *policy;
  RailHttpClient *client;
  GNetworkMonitor *network;
  char *cache_path;
  GListStore *calendars;
  GPtrArray *problems;
  char **texts; /* what the policy said last */
  char **my_addresses;
  gboolean allowed; /* the network switch, as it was last */
};

G_DEFINE_FINAL_TYPE (RailSubscriptions, rail_subscriptions, G_TYPE_OBJECT)

/* By id; transfer full, NULL when it is not in the list. */
static RailCalendarSource *
find (RailSubscriptions *self,
      const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->calendars)); i++)
    {
      g_autoptr (RailCalendarSource) calendar = g_list_model_get_item (G_LIST_MODEL (self->calendars), i);
      RailCalendarStatus status;

      rail_calendar_source_get_status (calendar, &status);
      if (g_str_equal (status.id, id))
        return g_steal_pointer (&calendar);
    }
  return NULL;
}

static void
add (RailSubscriptions *self,
     GPtrArray *calendars,
     GStrvBuilder *kept,
     const char *text,
     gboolean anew)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailWebAddress) address = rail_web_address_parse (text, &error);
  g_autofree char *id = NULL;
  RailCalendarSource *calendar;

  if (address == NULL)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, _ ("Calendar subscriptions"), 0, "calendar-address", NULL, "%s", error->message);
      return;
    }

  id = rail_web_address_dup_digest (address);
  calendar = anew ? NULL : find (self, id);
  if (calendar == NULL)
    calendar = rail_calendar_subscription_new (address, (const char *const *) self->my_addresses, self->client, self->network, self->cache_path);
  g_ptr_array_add (calendars, calendar);
  g_strv_builder_add (kept, rail_web_address_get_text (address));
}

/* Those still listed stay as they are. */
static void
follow_list (RailSubscriptions *self,
             gboolean anew)
{
  g_autoptr (GPtrArray) calendars = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;

  g_ptr_array_set_size (self->problems, 0);
  for (gsize i = 0; self->texts[i] != NULL; i++)
    add (self, calendars, builder, self->texts[i], anew);

  g_list_store_splice (self->calendars, 0, g_list_model_get_n_items (G_LIST_MODEL (self->calendars)), calendars->pdata, calendars->len);
  kept = g_strv_builder_end (builder);
  rail_calendar_memory_forget_all_but (self->cache_path, (const char *const *) kept);
}

static void
retry_all (RailSubscriptions *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->calendars)); i++)
    {
      g_autoptr (RailCalendarSubscription) calendar = g_list_model_get_item (G_LIST_MODEL (self->calendars), i);

      rail_calendar_subscription_retry (calendar);
    }
}

static gboolean
differs (char **a,
         char **b)
{
  return b == NULL || !g_strv_equal ((const char *const *) a, (const char *const *) b);
}

static void
follow_policy (RailSubscriptions *self)
{
  g_auto (GStrv) texts = rail_policy_dup_calendar_subscriptions (self->policy);
  g_auto (GStrv) my_addresses = rail_policy_dup_my_addresses (self->policy);
  gboolean anew = differs (my_addresses, self->my_addresses);
  gboolean listed = differs (texts, self->texts);
  gboolean was_allowed = self->allowed;

  self->allowed = rail_policy_get_network (self->policy);
  g_strfreev (self->my_addresses);
  self->my_addresses = g_steal_pointer (&my_addresses);
  g_strfreev (self->texts);
  self->texts = g_steal_pointer (&texts);

  if (anew || listed)
    follow_list (self, anew);
  if (self->allowed && !was_allowed)
    retry_all (self);
}

static void
rail_subscriptions_finalize (GObject *object)
{
  RailSubscriptions *self = RAIL_SUBSCRIPTIONS (object);

  g_object_unref (self->policy);
  rail_http_client_unref (self->client);
  g_object_unref (self->network);
  g_free (self->cache_path);
  g_object_unref (self->calendars);
  g_ptr_array_unref (self->problems);
  g_strfreev (self->texts);
  g_strfreev (self->my_addresses);

  G_OBJECT_CLASS (rail_subscriptions_parent_class)->finalize (object);
}

static void
rail_subscriptions_class_init (RailSubscriptionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_subscriptions_finalize;
}

static void
rail_subscriptions_init (RailSubscriptions *self)
{
  self->calendars = g_list_store_new (RAIL_TYPE_CALENDAR_SOURCE);
  self->problems = rail_problems_new ();
}

RailSubscriptions *
rail_subscriptions_new (RailPolicy *policy,
                        RailHttpClient *client,
                        GNetworkMonitor *network)
{
  RailSubscriptions *self = g_object_new (RAIL_TYPE_SUBSCRIPTIONS, NULL);

  self->policy = g_object_ref (policy);
  self->client = rail_http_client_ref (client);
  self->network = g_object_ref (network);
  self->cache_path = rail_occurrence_cache_dup_default_path (RAIL_OCCURRENCE_CACHE_OF_SUBSCRIPTIONS);
  self->allowed = TRUE;
  g_signal_connect_object (policy, "changed", G_CALLBACK (follow_policy), self, G_CONNECT_SWAPPED);
  follow_policy (self);

  return self;
}

GListModel *
rail_subscriptions_get_calendars (RailSubscriptions *self)
{
  return G_LIST_MODEL (self->calendars);
}

GPtrArray *
rail_subscriptions_get_problems (RailSubscriptions *self)
{
  return self->problems;
}
