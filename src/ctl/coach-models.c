#include "config.h"

#include "ctl/coach-models.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/problem.h"
#include "base/web-address.h"
#include "ctl/known-people.h"
#include "platform/secret-store.h"

/* Keys have some hundred characters; what is longer is another file. */
#define KEY_MAX_BYTES 8192

void
rail_coach_model_words_clear (RailCoachModelWords *self)
{
  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->key_file, g_free);
}

const char *
rail_coach_model_words_find_slip (const RailCoachModelWords *self)
{
  if (self->endpoint == NULL && (self->model != NULL || self->key_file != NULL))
    return "--model and --key-file belong to an --endpoint";
  if (self->endpoint != NULL && self->guided)
    return "--guided asks no model: leave it or --endpoint out";

  return NULL;
}

/* ---- one that is named ---- */

/* The key never stands on a command line, where every program of this user can read it. NULL without one, or with @error. */
static char *
read_key (const char *file,
          GError **error)
{
  g_autofree char *key = NULL;
  gsize length = 0;
  GStatBuf attributes;

  if (file == NULL)
    return g_strdup (g_getenv ("HANDRAIL_COACH_KEY"));
  if (g_stat (file, &attributes) == 0 && attributes.st_size > KEY_MAX_BYTES)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "“%s” holds no key: it is too large", file);
      return NULL;
    }
  if (!g_file_get_contents (file, &key, &length, error))
    return NULL;

  g_strstrip (key);
  if (*key == '\0' || strpbrk (key, "\r\n") != NULL || strlen (key) > KEY_MAX_BYTES)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "“%s” holds no key: one line is wanted", file);
      return NULL;
    }

  return g_steal_pointer (&key);
}

static gboolean
add_named (RailCoachSession *session,
           const RailCoachModelWords *words,
           RailWayOut *way_out,
           GError **error)
{
  g_autoptr (RailEndpoint) endpoint = rail_endpoint_new ("--endpoint", words->endpoint, words->model != NULL ? words->model : "");
  g_autofree char *origin = rail_endpoint_dup_origin (endpoint, error);
  g_autoptr (GError) key_error = NULL;
  g_autofree char *key = NULL;

  if (origin == NULL)
    return FALSE;
  key = read_key (words->key_file, &key_error);
  if (key_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&key_error));
      return FALSE;
    }

  rail_coach_session_add_endpoint (session, rail_way_out_get_client (way_out), g_steal_pointer (&endpoint), key);
  return TRUE;
}

/* ---- those of the preferences ---- */

/* RailEndpoint in their order; those whose address is none are left out, as in the windows. */
static GPtrArray *
dup_preferred (RailPolicy *policy)
{
  GPtrArray *endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_endpoint_free);
  g_autoptr (GPtrArray) settings = rail_policy_dup_coach_endpoints (policy);

  for (guint i = 0; rail_policy_get_coach_mode (policy) == RAIL_COACH_MODE_MODEL && i < settings->len; i++)
    {
      const RailModelSetting *setting = g_ptr_array_index (settings, i);
      g_autoptr (RailEndpoint) endpoint = rail_endpoint_new (setting->name, setting->address, setting->model);
      g_autofree char *origin = rail_endpoint_dup_origin (endpoint, NULL);

      if (origin != NULL)
        g_ptr_array_add (endpoints, g_steal_pointer (&endpoint));
    }

  return endpoints;
}

/* The user has been told about all of them and agreed. Nobody can be told here: a script may be asking. */
static gboolean
is_agreed (RailPolicy *policy,
           GPtrArray *endpoints,
           GPtrArray *problems)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      g_autofree char *origin = rail_endpoint_dup_origin (g_ptr_array_index (endpoints, i), NULL);
      RailConsent consent = rail_policy_get_coach_consent (policy, origin);

      if (consent == RAIL_CONSENT_GIVEN)
        continue;
      if (consent == RAIL_CONSENT_UNASKED)
        rail_problems_add (problems, RAIL_SEVERITY_WARNING, origin, 0, "no-consent", "open the coach once, where you are told what is sent, or name the model by --endpoint", "You have not agreed yet that it may be asked, so the answer is guided");
      return FALSE;
    }

  return endpoints->len > 0;
}

static gboolean
is_here (const RailEndpoint *endpoint)
{
  g_autoptr (RailWebAddress) address = rail_web_address_parse (endpoint->address, NULL);

  return address != NULL && rail_web_address_is_loopback (address);
}

/* A model on this computer seldom wants a key, so it needs no keyring either. NULL without a key, or with @error. */
static char *
load_key (const RailEndpoint *endpoint,
          GError **error)
{
  g_autofree char *origin = rail_endpoint_dup_origin (endpoint, NULL);
  g_autoptr (GError) local_error = NULL;
  char *key = rail_secret_store_load (origin, NULL, &local_error);

  if (local_error != NULL && !(is_here (endpoint) && g_error_matches (local_error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE)))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "The key for %s cannot be had (--guided asks no model): ", origin);
      return NULL;
    }

  return key;
}

static gboolean
add_preferred (RailCoachSession *session,
               GPtrArray *endpoints,
               RailWayOut *way_out,
               GError **error)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      const RailEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      g_autoptr (GError) key_error = NULL;
      g_autofree char *key = load_key (endpoint, &key_error);

      if (key_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&key_error));
          return FALSE;
        }
      rail_coach_session_add_endpoint (session, rail_way_out_get_client (way_out), rail_endpoint_copy (endpoint), key);
    }

  return TRUE;
}

/* ---- both ---- */

/* As in the windows: whom the user meets, and the user's own list. */
static void
keep_names_back (RailCoachSession *session,
                 RailPolicy *policy,
                 GPtrArray *problems)
{
  g_auto (GStrv) names = rail_known_people_dup (policy, problems);
  g_auto (GStrv) words = rail_policy_dup_redacted_words (policy);

  rail_coach_session_set_private (session, (const char *const *) names, (const char *const *) words);
}

gboolean
rail_coach_models_add (RailCoachSession *session,
                       const RailCoachModelWords *words,
                       RailWayOut **way_out,
                       GPtrArray *problems,
                       GError **error)
{
  g_autoptr (RailPolicy) policy = rail_policy_new ();
  g_autoptr (GPtrArray) preferred = words->endpoint == NULL && !words->guided ? dup_preferred (policy) : NULL;

  *way_out = NULL;
  if (words->endpoint == NULL && (preferred == NULL || !is_agreed (policy, preferred, problems)))
    return TRUE;

  *way_out = rail_way_out_open (error);
  if (*way_out == NULL)
    return FALSE;

  keep_names_back (session, policy, problems);
  return words->endpoint != NULL ? add_named (session, words, *way_out, error) : add_preferred (session, preferred, *way_out, error);
}
