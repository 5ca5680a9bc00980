#include "config.h"

#define G_LOG_DOMAIN "handrail-coach-kit"

#include "ui/coach-kit.h"

#include <glib/gi18n.h>

#include "base/problem.h"
#include "coach/guard-policy.h"
#include "egress/egress-door.h"
#include "search/search-index.h"
#include "search/searcher.h"
#include "ui/coach-keys.h"

struct _RailCoachKit
{
  GObject parent_instance;

  RailLibrary *library;
  RailPolicy *policy;
  RailJournal *journal;
  RailAgentClient *client;
  RailDBusAgent1 *proxy; /* once the bus answered */
  GCancellable *cancellable;
  RailEgressDoor *door; /* NULL without a journal */
  RailRetrieval *retrieval;
  GPtrArray *endpoints; /* RailEndpoint, as they are set up now */
  RailCoachKeys *keys;
  char **people; /* of the day's meetings; NULL until the agent told */
  gboolean told; /* who they are, or that it cannot */
  gboolean ready;

  RailGuard *floor;    /* the guard without anybody's rules; NULL until it was read */
  GError *guard_error; /* why it cannot be */
  gboolean loads_guard;

  /* What the last conversation is made of. */
  RailCoachParts parts;
  RailGuard *guard;
  GPtrArray *parts_endpoints; /* others have to be consented to first */
  char **parts_words;         /* never to be sent */
  GTimeZone *zone;
};

G_DEFINE_FINAL_TYPE (RailCoachKit, rail_coach_kit, G_TYPE_OBJECT)

enum
{
  READY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- getting ready ---- */

static void
look_whether_ready (RailCoachKit *self)
{
  gboolean nobody = rail_agent_client_is_settled (self->client) && !rail_agent_client_is_reachable (self->client);

  if (self->ready || !rail_library_is_loaded (self->library) || !(self->told || nobody) || (self->floor == NULL && self->guard_error == NULL))
    return;

  self->ready = TRUE;
  g_signal_emit (self, signals[READY], 0);
}

static void
keys_cb (gpointer user_data)
{
  RailCoachKit *self = user_data;

  if (self->ready)
    g_signal_emit (self, signals[READY], 0);
}

static void
people_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (RailCoachKit) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) people = NULL;

  if (rail_dbus_agent1_call_list_people_finish (RAIL_DBUS_AGENT1 (source), &people, result, &error))
    {
      g_strfreev (self->people);
      self->people = g_steal_pointer (&people);
      self->parts.names = (const char *const *) self->people;
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      return;
    }

  self->told = TRUE;
  look_whether_ready (self);
}

static void
ask_people (RailCoachKit *self)
{
  if (self->proxy != NULL && rail_agent_client_is_reachable (self->client))
    rail_dbus_agent1_call_list_people (self->proxy, self->cancellable, people_cb, g_object_ref (self));
}

static void
agent_changed_cb (RailCoachKit *self)
{
  RailDBusAgent1 *proxy = rail_agent_client_get_proxy (self->client);

  if (self->proxy == NULL && proxy != NULL)
    {
      self->proxy = g_object_ref (proxy);
      g_signal_connect_object (proxy, "agenda-changed", G_CALLBACK (ask_people), self, G_CONNECT_SWAPPED);
    }

  ask_people (self);
  look_whether_ready (self);
}

/* ---- making ---- */

static gboolean
is_confirmed (RailCoachKit *self,
              const RailGuardSource *source)
{
  g_autofree char *confirmed = rail_policy_dup_coach_pack (self->policy, source->pack->id);

  return source->rules != NULL && rail_guard_rules_is_confirmed (source->rules, confirmed);
}

static void
read_guard (GTask *task,
            gpointer source,
            gpointer task_data,
            GCancellable *cancellable)
{
  GError *error = NULL;
  RailGuard *floor = rail_guard_new (&error);

  if (floor != NULL)
    g_task_return_pointer (task, floor, (GDestroyNotify) rail_guard_unref);
  else
    g_task_return_error (task, error);
}

static void
guard_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  RailCoachKit *self = RAIL_COACH_KIT (source);
  g_autoptr (GError) error = NULL;
  RailGuard *floor = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->floor = floor;
  self->guard_error = g_steal_pointer (&error);
  look_whether_ready (self);
}

static RailGuard *
make_guard (RailCoachKit *self)
{
  GPtrArray *packs = rail_library_get_packs (self->library);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_problem_free);
  g_autofree RailGuardSource *sources = g_new0 (RailGuardSource, packs->len + 1);
  g_autofree char *file = rail_policy_dup_coach_guard_file (self->policy);
  g_autoptr (RailGuardRules) rules = rail_guard_policy_load (file, problems);
  RailGuard *guard;

  if (rules != NULL && rules->closed != NULL)
    g_message ("%s", rules->closed);

  for (guint i = 0; i < packs->len; i++)
    {
      sources[i].pack = g_ptr_array_index (packs, i);
      sources[i].rules = rail_guard_rules_load (sources[i].pack, problems);
      sources[i].approved = is_confirmed (self, &sources[i]);
    }
  guard = rail_guard_extend (self->floor, rules, sources, packs->len);
  for (guint i = 0; i < packs->len; i++)
    g_clear_pointer (&sources[i].rules, rail_guard_rules_unref);

  return guard;
}

/* An address that is none is named in the preferences, where it can be mended. */
static GPtrArray *
make_endpoints (RailCoachKit *self)
{
  GPtrArray *endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_endpoint_free);
  g_autoptr (GPtrArray) settings = rail_policy_dup_coach_endpoints (self->policy);

  for (guint i = 0; rail_policy_get_coach_mode (self->policy) == RAIL_COACH_MODE_MODEL && i < settings->len; i++)
    {
      const RailModelSetting *setting = g_ptr_array_index (settings, i);

      RailEndpoint *endpoint = rail_endpoint_new (setting->name, setting->address, setting->model);
      g_autofree char *origin = rail_endpoint_dup_origin (endpoint, NULL);

      if (origin != NULL)
        g_ptr_array_add (endpoints, endpoint);
      else
        rail_endpoint_free (endpoint);
    }

  return endpoints;
}

static void
policy_changed_cb (RailCoachKit *self)
{
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  self->endpoints = make_endpoints (self);
}

static void
drop_parts (RailCoachKit *self)
{
  self->parts = (RailCoachParts){ 0 };
  g_clear_pointer (&self->guard, rail_guard_unref);
  g_clear_pointer (&self->parts_endpoints, g_ptr_array_unref);
  g_clear_pointer (&self->parts_words, g_strfreev);
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

static void
rail_coach_kit_dispose (GObject *object)
{
  RailCoachKit *self = RAIL_COACH_KIT (object);

  g_cancellable_cancel (self->cancellable);
  drop_parts (self);
  rail_coach_kit_close (self);
  g_clear_pointer (&self->floor, rail_guard_unref);
  g_clear_error (&self->guard_error);
  g_clear_pointer (&self->door, rail_egress_door_free);
  g_clear_pointer (&self->retrieval, rail_retrieval_free);
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  g_clear_pointer (&self->keys, rail_coach_keys_free);
  g_clear_pointer (&self->people, g_strfreev);
  g_clear_object (&self->library);
  g_clear_object (&self->policy);
  g_clear_object (&self->journal);
  g_clear_object (&self->client);
  g_clear_object (&self->proxy);

  G_OBJECT_CLASS (rail_coach_kit_parent_class)->dispose (object);
}

static void
rail_coach_kit_finalize (GObject *object)
{
  g_object_unref (RAIL_COACH_KIT (object)->cancellable);

  G_OBJECT_CLASS (rail_coach_kit_parent_class)->finalize (object);
}

static void
rail_coach_kit_class_init (RailCoachKitClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rail_coach_kit_dispose;
  G_OBJECT_CLASS (klass)->finalize = rail_coach_kit_finalize;

  signals[READY] = g_signal_new ("ready", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_coach_kit_init (RailCoachKit *self)
{
  self->cancellable = g_cancellable_new ();
}

static RailRetrieval *
make_retrieval (RailLibrary *library)
{
  g_autofree char *path = rail_search_index_dup_default_path ();
  g_autoptr (RailSearcher) searcher = rail_searcher_new (path, library);

  return rail_retrieval_new (searcher, library);
}

RailCoachKit *
rail_coach_kit_new (RailLibrary *library,
                    RailPolicy *policy,
                    RailJournal *journal,
                    RailAgentClient *client)
{
  RailCoachKit *self = g_object_new (RAIL_TYPE_COACH_KIT, NULL);

  self->library = g_object_ref (library);
  self->policy = g_object_ref (policy);
  self->client = g_object_ref (client);
  if (journal != NULL)
    {
      self->journal = g_object_ref (journal);
      self->door = rail_egress_door_new (policy, journal);
    }
  self->retrieval = make_retrieval (library);
  self->keys = rail_coach_keys_new (keys_cb, self);
  policy_changed_cb (self);

  g_signal_connect_object (policy, "changed", G_CALLBACK (policy_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "changed", G_CALLBACK (look_whether_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "agent-changed", G_CALLBACK (agent_changed_cb), self, G_CONNECT_SWAPPED);
  agent_changed_cb (self);

  return self;
}

void
rail_coach_kit_load_guard (RailCoachKit *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->loads_guard)
    return;

  self->loads_guard = TRUE;
  task = g_task_new (self, self->cancellable, guard_cb, NULL);
  g_task_set_source_tag (task, rail_coach_kit_load_guard);
  g_task_run_in_thread (task, read_guard);
}

gboolean
rail_coach_kit_is_ready (RailCoachKit *self)
{
  return self->ready && !rail_coach_keys_is_waiting (self->keys);
}

void
rail_coach_kit_load_keys (RailCoachKit *self)
{
  rail_coach_keys_fetch (self->keys, self->endpoints);
}

const RailCoachParts *
rail_coach_kit_prepare (RailCoachKit *self,
                        GError **error)
{
  drop_parts (self);
  if (self->floor == NULL)
    {
      g_propagate_error (error, g_error_copy (self->guard_error));
      return NULL;
    }

  self->guard = make_guard (self);
  self->parts_endpoints = g_ptr_array_ref (self->endpoints);
  self->parts_words = rail_policy_dup_redacted_words (self->policy);
  self->zone = g_time_zone_new_local ();
  self->parts = (RailCoachParts){
    .library = self->library,
    .retrieval = self->retrieval,
    .guard = self->guard,
    .client = self->door != NULL ? rail_egress_door_get_client (self->door) : NULL,
    .endpoints = self->parts_endpoints,
    .dup_key = rail_coach_keys_dup,
    .owner = self->keys,
    .names = (const char *const *) self->people,
    .words = (const char *const *) self->parts_words,
    .zone = self->zone,
  };

  return &self->parts;
}

/* ---- the models ---- */

static gboolean
is_this_computer (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

static void
add_once (GPtrArray *words,
          const char *word)
{
  if (!g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
    g_ptr_array_add (words, g_strdup (word));
}

static char *
join (GPtrArray *words)
{
  if (words->len == 0)
    return NULL;

  g_ptr_array_add (words, NULL);

  return g_strjoinv (", ", (char **) words->pdata);
}

char *
rail_coach_kit_dup_place (RailCoachKit *self)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->endpoints->len; i++)
    {
      g_autofree char *origin = rail_endpoint_dup_origin (g_ptr_array_index (self->endpoints, i), NULL);
      g_autoptr (GUri) uri = origin != NULL ? g_uri_parse (origin, G_URI_FLAGS_NONE, NULL) : NULL;

      if (uri != NULL)
        add_once (places, is_this_computer (g_uri_get_host (uri)) ? _ ("this computer") : g_uri_get_host (uri));
    }

  return join (places);
}

char *
rail_coach_kit_dup_model (RailCoachKit *self)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->endpoints->len; i++)
    {
      const RailEndpoint *endpoint = g_ptr_array_index (self->endpoints, i);

      add_once (models, *endpoint->name != '\0' ? endpoint->name : endpoint->model);
    }

  return join (models);
}

RailConsent
rail_coach_kit_get_consent (RailCoachKit *self)
{
  RailConsent all = RAIL_CONSENT_GIVEN;

  if (self->endpoints->len == 0)
    return rail_policy_get_coach_consent (self->policy, "");

  for (guint i = 0; i < self->endpoints->len; i++)
    {
      g_autofree char *origin = rail_endpoint_dup_origin (g_ptr_array_index (self->endpoints, i), NULL);
      RailConsent consent = origin != NULL ? rail_policy_get_coach_consent (self->policy, origin) : RAIL_CONSENT_GIVEN;

      if (consent == RAIL_CONSENT_UNASKED)
        return RAIL_CONSENT_UNASKED;
      if (consent == RAIL_CONSENT_REFUSED)
        all = RAIL_CONSENT_REFUSED;
    }

  return all;
}

void
rail_coach_kit_set_consent (RailCoachKit *self,
                            gboolean given)
{
  /* The policy tells of each change at once, which makes the list anew. */
  g_autoptr (GPtrArray) endpoints = g_ptr_array_ref (self->endpoints);

  rail_policy_set_coach_consent (self->policy, "", TRUE);
  for (guint i = 0; i < endpoints->len; i++)
    {
      g_autofree char *origin = rail_endpoint_dup_origin (g_ptr_array_index (endpoints, i), NULL);

      if (origin != NULL)
        rail_policy_set_coach_consent (self->policy, origin, given);
    }
}

RailHttpClient *
rail_coach_kit_get_client (RailCoachKit *self)
{
  return self->door != NULL ? rail_egress_door_get_client (self->door) : NULL;
}

void
rail_coach_kit_close (RailCoachKit *self)
{
  if (self->door != NULL)
    rail_egress_door_close (self->door);
}
