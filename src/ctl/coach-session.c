#include "config.h"

#include "ctl/coach-session.h"

#include <glib/gstdio.h>

#include "base/problem.h"
#include "ctl/coach-guard.h"
#include "search/search-index.h"

struct _RailCoachSession
{
  RailCoachGuard *guard;
  RailLibrary *library;
  char *scratch; /* folder of an index of our own, or NULL */
  RailSearcher *searcher;
  RailRetrieval *retrieval;
  GTimeZone *zone;
  GPtrArray *endpoints;
  GHashTable *keys; /* by origin */
  char **names;     /* never to be sent, as the words */
  char **words;
  RailCoachParts parts;
};

static char *
dup_key (gpointer owner,
         const char *origin,
         GError **error)
{
  RailCoachSession *self = owner;

  return g_strdup (g_hash_table_lookup (self->keys, origin));
}

static char *
dup_scratch_path (RailCoachSession *self)
{
  return g_build_filename (self->scratch, "library.db", NULL);
}

/* Transfer full; NULL with @error. */
static char *
make_scratch_index (RailCoachSession *self,
                    GError **error)
{
  g_autoptr (RailSearchIndex) index = NULL;
  g_autofree char *path = NULL;

  self->scratch = g_dir_make_tmp ("handrail-ask-XXXXXX", error);
  if (self->scratch == NULL)
    return NULL;

  path = dup_scratch_path (self);
  index = rail_search_index_open (path, error);
  if (index == NULL || !rail_search_index_refresh_from_memory (index, self->guard->packs, NULL, NULL, error))
    return NULL;

  return g_steal_pointer (&path);
}

/* Where the agent holds the index, or it cannot be written, what is there has to do: the titles at least. Transfer full. */
static char *
refresh_own_index (RailCoachSession *self)
{
  char *path = rail_search_index_dup_default_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchIndex) index = rail_search_index_open (path, &error);

  if (index == NULL || !rail_search_index_refresh (index, rail_library_get_packs (self->library), NULL, NULL, &error))
    g_debug ("The index is used as it is: %s", error->message);

  return path;
}

static void
load_own_library (RailCoachSession *self,
                  GPtrArray *problems)
{
  g_auto (GStrv) folders = rail_library_dup_default_folders ();

  self->library = rail_library_new ((const char *const *) folders);
  rail_library_load (self->library);
  rail_problems_append (problems, rail_library_get_problems (self->library));
}

static void
fill_parts (RailCoachSession *self,
            const char *index)
{
  self->searcher = rail_searcher_new (index, self->library);
  self->retrieval = rail_retrieval_new (self->searcher, self->library);
  self->zone = g_time_zone_new_local ();
  self->parts = (RailCoachParts){
    .library = self->library,
    .retrieval = self->retrieval,
    .guard = self->guard->guard,
    .endpoints = self->endpoints,
    .dup_key = dup_key,
    .owner = self,
    .zone = self->zone,
  };
}

RailCoachSession *
rail_coach_session_new (const char *const *folders,
                        const char *rules,
                        GPtrArray *problems,
                        GError **error)
{
  g_autoptr (RailCoachSession) self = g_new0 (RailCoachSession, 1);
  g_autofree char *index = NULL;

  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_endpoint_free);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (folders == NULL)
    load_own_library (self, problems);
  self->guard = folders != NULL ? rail_coach_guard_new (folders, rules, problems, error)
                                : rail_coach_guard_new_for_packs (rail_library_get_packs (self->library), rules, problems, error);
  if (self->guard == NULL)
    return NULL;

  if (folders != NULL)
    self->library = rail_library_new_for_packs (self->guard->packs);
  index = folders != NULL ? make_scratch_index (self, error) : refresh_own_index (self);
  if (index == NULL)
    return NULL;

  fill_parts (self, index);
  return g_steal_pointer (&self);
}

static void
remove_scratch (RailCoachSession *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->scratch, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->scratch, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->scratch);
}

void
rail_coach_session_free (RailCoachSession *self)
{
  g_clear_pointer (&self->retrieval, rail_retrieval_free);
  g_clear_object (&self->searcher);
  if (self->scratch != NULL)
    remove_scratch (self);
  g_clear_object (&self->library);
  g_clear_pointer (&self->guard, rail_coach_guard_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_ptr_array_unref (self->endpoints);
  g_strfreev (self->names);
  g_strfreev (self->words);
  g_free (self->scratch);
  g_hash_table_unref (self->keys);
  g_free (self);
}

void
rail_coach_session_add_endpoint (RailCoachSession *self,
                                 RailHttpClient *client,
                                 RailEndpoint *endpoint,
                                 const char *key)
{
  g_ptr_array_add (self->endpoints, endpoint);
  self->parts.client = client;
  if (key != NULL)
    g_hash_table_replace (self->keys, rail_endpoint_dup_origin (endpoint, NULL), g_strdup (key));
}

void
rail_coach_session_set_private (RailCoachSession *self,
                                const char *const *names,
                                const char *const *words)
{
  g_strfreev (self->names);
  self->names = g_strdupv ((char **) names);
  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
  self->parts.names = (const char *const *) self->names;
  self->parts.words = (const char *const *) self->words;
}

const RailCoachParts *
rail_coach_session_get_parts (RailCoachSession *self)
{
  return &self->parts;
}
