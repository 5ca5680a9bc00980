/*
 * What a conversation with the coach needs, in a scratch folder: a pack with contacts, its guard, an index. A test adds aids and endpoints, then begins.
 */

#pragma once

#include "base/problem.h"
#include "coach/conversation.h"
#include "search/search-index.h"
#include "testlib/scratch-folder.h"

#define COACH_WORLD_PACK "org.example.people"

typedef struct
{
  ScratchFolder *folder;
  GPtrArray *packs;
  RailLibrary *library;
  RailGuard *guard;
  RailSearcher *searcher;
  RailRetrieval *retrieval;
  GPtrArray *endpoints;
  GTimeZone *zone;
  RailCoachParts parts;
  gboolean tolerant; /* aids that no reader takes are left out */
} CoachWorld;

static inline void
coach_world_add_aid (CoachWorld *self,
                     const char *aid,
                     const char *head,
                     const char *body)
{
  g_autofree char *name = g_strdup_printf ("people/aids/%s.md", aid);
  g_autoptr (GDateTime) today = g_date_time_new_now_utc ();
  g_autofree char *reviewed = g_date_time_format (today, "%Y-%m-%d");
  g_autofree char *text = g_strdup_printf ("---\nowner: people@example.org\nreviewed: %s\ntask: Do it\n%s---\n\n%s", reviewed, head, body);

  scratch_folder_write (self->folder, name, text);
}

static inline CoachWorld *
coach_world_new (void)
{
  CoachWorld *self = g_new0 (CoachWorld, 1);

  self->folder = scratch_folder_new ();
  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_endpoint_free);
  self->zone = g_time_zone_new_utc ();
  scratch_folder_write (self->folder,
                        "people/pack.yaml",
                        "format: 1\nid: " COACH_WORLD_PACK "\ntitle: People\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: people@example.org\n"
                        "contacts:\n"
                        "  hr:\n    name: Hanna Reif\n    email: hr@example.org\n    note: Bring the dates.\n"
                        "  safety:\n    name: Sam Feld\n    email: safety@example.org\n");

  return self;
}

/* Once all aids are there. */
static inline void
coach_world_open (CoachWorld *self)
{
  g_autofree char *path = g_build_filename (self->folder, "people", NULL);
  g_autofree char *index_path = g_build_filename (self->folder, "library.db", NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailSearchIndex) index = NULL;
  g_autoptr (GError) error = NULL;
  RailPack *pack = rail_pack_load (path, problems);
  RailGuardSource source = { .pack = pack, .approved = TRUE };
  g_autoptr (RailGuard) floor = NULL;

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", text);
    }
  g_assert_nonnull (pack);
  g_assert_true (self->tolerant || problems->len == 0);
  self->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);
  g_ptr_array_add (self->packs, pack);
  self->library = rail_library_new_for_packs (self->packs);
  floor = rail_guard_new (&error);
  g_assert_no_error (error);
  self->guard = rail_guard_extend (floor, NULL, &source, 1);

  index = rail_search_index_open (index_path, &error);
  g_assert_no_error (error);
  g_assert_true (rail_search_index_refresh_from_memory (index, self->packs, NULL, NULL, &error));
  g_assert_no_error (error);
  self->searcher = rail_searcher_new (index_path, self->library);
  self->retrieval = rail_retrieval_new (self->searcher, self->library);
  self->parts = (RailCoachParts){
    .library = self->library,
    .retrieval = self->retrieval,
    .guard = self->guard,
    .endpoints = self->endpoints,
    .zone = self->zone,
  };
}

static inline void
coach_world_free (CoachWorld *self)
{
  rail_retrieval_free (self->retrieval);
  g_object_unref (self->searcher);
  rail_guard_unref (self->guard);
  g_object_unref (self->library);
  g_ptr_array_unref (self->packs);
  g_ptr_array_unref (self->endpoints);
  g_time_zone_unref (self->zone);
  scratch_folder_free (self->folder);
  g_free (self);
}

/* The last message; borrowed. */
static inline RailMessage *
coach_world_last (RailConversation *conversation)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (conversation));
  g_autoptr (RailMessage) message = NULL;

  g_assert_cmpuint (n, >, 0);
  message = g_list_model_get_item (G_LIST_MODEL (conversation), n - 1);

  return message;
}
