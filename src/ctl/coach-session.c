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
  char *key;
  RailCoachParts parts;
};

static char *
dup_key (gpointer owner,
         const char *origin,
         GError **error)
{
  RailCoachSession *self = owner;

  return g_strdup (self->key);
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
                        GPtrArray *problems,
                        GError **error)
{
  g_autoptr (RailCoachSession) self = g_new0 (RailCoachSession, 1);
  g_autofree char *index = NULL;

  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_endpoint_free);
  if (folders == NULL)
    load_own_library (self, problems);
  self->guard = folders != NULL ? rail_coach_guard_new (folders, problems, error)
                                : rail_coach_guard_new_for_packs (rail_library_get_packs (self->library), problems, error);
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
  g_free (self->scratch);
  g_free (self->key);
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
  g_free (self->key);
  self->key = g_strdup (key);
}

const RailCoachParts *
rail_coach_session_get_parts (RailCoachSession *self)
{
  return &self->parts;
}
