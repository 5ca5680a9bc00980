#include "config.h"

#include "ctl/search-session.h"

#include "base/error.h"
#include "base/problem.h"
#include "library/library.h"
#include "library/pack-folder.h"
#include "search/search-index.h"

struct _RailSearchSession
{
  RailSearchIndex *memory; /* NULL: a file is read */
  RailDatabase *reader;    /* of the file; NULL: memory is */
  RailSearchQuery *query;
};

static RailSearchSession *
session_new (RailSearchIndex *memory,
             RailDatabase *reader)
{
  RailSearchSession *self = g_new0 (RailSearchSession, 1);

  self->memory = memory;
  self->reader = reader;
  self->query = rail_search_query_new (reader != NULL ? reader : rail_search_index_get_database (memory));

  return self;
}

void
rail_search_session_free (RailSearchSession *self)
{
  g_clear_pointer (&self->query, rail_search_query_free);
  g_clear_pointer (&self->reader, rail_database_close);
  g_clear_pointer (&self->memory, rail_search_index_close);
  g_free (self);
}

/* ---- the folders named ---- */

static void
load_pack (const char *folder,
           GPtrArray *packs,
           GPtrArray *problems)
{
  g_autoptr (RailPack) pack = rail_pack_load (folder, problems);

  if (pack == NULL)
    return;

  for (guint i = 0; i < packs->len; i++)
    {
      const RailPack *other = g_ptr_array_index (packs, i);

      if (g_str_equal (other->id, pack->id))
        {
          rail_problems_add (problems, RAIL_SEVERITY_WARNING, folder, 0, "duplicate-pack", "name one of the two", "The pack “%s” is in “%s” too; that one is searched", pack->id, other->folder);
          return;
        }
    }

  g_ptr_array_add (packs, g_steal_pointer (&pack));
}

/* Whatever has a manifest is a pack, even one that does not load: its problem has been said. */
static gboolean
load_folder (const char *folder,
             GPtrArray *packs,
             GPtrArray *problems,
             GError **error)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) inner = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean any = rail_pack_folder_is_pack (folder);

  if (directory == NULL)
    return FALSE;
  if (any)
    {
      load_pack (folder, packs, problems);
      return TRUE;
    }

  inner = rail_pack_folder_list (folder, &local_error);
  if (local_error != NULL)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "“%s”: ", folder);
      return FALSE;
    }

  for (guint i = 0; i < inner->len; i++)
    {
      const char *path = g_ptr_array_index (inner, i);

      if (!rail_pack_folder_is_pack (path))
        continue;
      any = TRUE;
      load_pack (path, packs, problems);
    }
  if (!any)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "There is no pack in “%s”", folder);

  return any;
}

RailSearchSession *
rail_search_session_new_for_folders (const char *const *folders,
                                     GPtrArray *problems,
                                     GError **error)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  g_autoptr (RailSearchIndex) index = NULL;

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      if (!load_folder (folders[i], packs, problems, error))
        return NULL;
    }
  if (packs->len == 0)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "No pack could be read");
      return NULL;
    }

  index = rail_search_index_open (NULL, error);
  if (index == NULL || !rail_search_index_refresh_from_memory (index, packs, NULL, NULL, error))
    return NULL;

  return session_new (g_steal_pointer (&index), NULL);
}

/* ---- the user's library ---- */

/* FALSE with @error where it is not for us to write, or cannot be written. The lock is given back at once: an agent that starts must have it. */
static gboolean
refresh_file (const char *path,
              GPtrArray *packs,
              GError **error)
{
  g_autoptr (RailSearchIndex) index = rail_search_index_open (path, error);

  return index != NULL && rail_search_index_refresh (index, packs, NULL, NULL, error);
}

static RailSearchSession *
session_new_in_memory (GPtrArray *packs,
                       GError **error)
{
  g_autoptr (RailSearchIndex) index = rail_search_index_open (NULL, error);

  if (index == NULL || !rail_search_index_refresh (index, packs, NULL, NULL, error))
    return NULL;

  return session_new (g_steal_pointer (&index), NULL);
}

RailSearchSession *
rail_search_session_new_for_library (GPtrArray *problems,
                                     GError **error)
{
  g_autofree char *path = rail_search_index_dup_default_path ();
  g_auto (GStrv) folders = rail_library_dup_default_folders ();
  g_autoptr (RailLibrary) library = rail_library_new ((const char *const *) folders);
  g_autoptr (RailDatabase) reader = NULL;
  g_autoptr (GError) refresh_error = NULL;
  g_autoptr (GError) read_error = NULL;
  gboolean current;

  rail_library_load (library);
  rail_problems_append (problems, rail_library_get_problems (library));

  current = refresh_file (path, rail_library_get_packs (library), &refresh_error) ||
            g_error_matches (refresh_error, RAIL_ERROR, RAIL_ERROR_BUSY);
  if (current)
    reader = rail_search_index_open_reader (path, &read_error);
  if (reader != NULL)
    return session_new (NULL, g_steal_pointer (&reader));

  g_debug ("The index is not used: %s", current ? read_error->message : refresh_error->message);
  return session_new_in_memory (rail_library_get_packs (library), error);
}

RailSearchResult *
rail_search_session_run (RailSearchSession *self,
                         const char *words,
                         guint limit,
                         GError **error)
{
  g_autoptr (RailSearchRequest) request = rail_search_request_new (words, limit, g_get_real_time (), NULL, NULL);

  return rail_search_query_run (self->query, request, NULL, error);
}
