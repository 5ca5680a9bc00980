#define G_LOG_DOMAIN "handrail-desktop-search"

#include "config.h"

#include "agent/desktop-search.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "search/searcher.h"

/* Askers that wait while one is answered; a desktop has one or two. */
#define MAX_WAITING 16

/* Hits kept for what is asked about them afterwards. */
#define MAX_REMEMBERED 256

/* The index stays open between the letters of one search and the next, and no longer. */
#define OPEN_SECONDS 60

#define ICON(kind) RAIL_APP_ID "-" kind "-symbolic"

struct _RailDesktopSearch
{
  GObject parent_instance;

  char *path;
  RailLibrary *library;
  RailPolicy *policy;
  RailSearcher *searcher; /* NULL while nobody asks */
  GTask *running;         /* the question being answered, or NULL */
  GQueue waiting;         /* GTask, whose data is a Question; the oldest first */
  GHashTable *remembered; /* path -> RailSearchHit */
  guint close_id;
};

G_DEFINE_FINAL_TYPE (RailDesktopSearch, rail_desktop_search, G_TYPE_OBJECT)

enum
{
  SIGNAL_ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  char *asker;
  char *words;
} Question;

static void
question_free (Question *question)
{
  g_free (question->asker);
  g_free (question->words);
  g_free (question);
}

/* ---- one question after the other ---- */

static void
answer_nothing (GTask *task)
{
  g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify) g_ptr_array_unref);
}

static void
remember (RailDesktopSearch *self,
          GPtrArray *hits)
{
  if (g_hash_table_size (self->remembered) + hits->len > MAX_REMEMBERED)
    g_hash_table_remove_all (self->remembered);

  for (guint i = 0; i < hits->len; i++)
    {
      RailSearchHit *hit = g_ptr_array_index (hits, i);

      g_hash_table_replace (self->remembered, rail_search_hit_dup_path (hit), g_object_ref (hit));
    }
}

static gboolean
close_cb (gpointer user_data)
{
  RailDesktopSearch *self = user_data;

  self->close_id = 0;
  g_clear_object (&self->searcher);
  g_hash_table_remove_all (self->remembered);

  return G_SOURCE_REMOVE;
}

static void run_next (RailDesktopSearch *self);

static void
searched_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (RailDesktopSearch) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->running);
  g_autoptr (RailSearchResult) found = rail_searcher_search_finish (RAIL_SEARCHER (source), result, NULL);

  if (found == NULL)
    {
      answer_nothing (task);
    }
  else
    {
      remember (self, found->hits);
      g_task_return_pointer (task, g_ptr_array_ref (found->hits), (GDestroyNotify) g_ptr_array_unref);
    }

  run_next (self);
}

/* Without an index the library answers, and says nothing before it has read the packs. */
static gboolean
can_answer (RailDesktopSearch *self)
{
  return rail_library_is_loaded (self->library) || g_file_test (self->path, G_FILE_TEST_EXISTS);
}

static void
run_next (RailDesktopSearch *self)
{
  const Question *question;

  if (self->running != NULL || !can_answer (self))
    return;

  g_clear_handle_id (&self->close_id, g_source_remove);
  self->running = g_queue_pop_head (&self->waiting);
  if (self->running == NULL)
    {
      self->close_id = g_timeout_add_seconds (OPEN_SECONDS, close_cb, self);
      return;
    }

  if (self->searcher == NULL)
    self->searcher = rail_searcher_new (self->path, self->library);

  question = g_task_get_task_data (self->running);
  rail_searcher_search_async (self->searcher,
                              rail_search_request_new (question->words, RAIL_DESKTOP_SEARCH_MAX_HITS, g_get_real_time (), NULL, NULL),
                              NULL,
                              searched_cb,
                              g_object_ref (self));
}

/* What @asker asked before and nobody has looked at yet is not wanted any more; nor is, in a throng, what has waited longest. */
static void
make_room (RailDesktopSearch *self,
           const char *asker)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      const Question *question = g_task_get_task_data (link->data);

      if (g_str_equal (question->asker, asker))
        {
          g_autoptr (GTask) task = link->data;

          g_queue_delete_link (&self->waiting, link);
          answer_nothing (task);
          return;
        }
    }

  if (self->waiting.length >= MAX_WAITING)
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

      answer_nothing (task);
    }
}

void
rail_desktop_search_ask_async (RailDesktopSearch *self,
                               const char *asker,
                               const char *words,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Question *question;

  g_task_set_source_tag (task, rail_desktop_search_ask_async);
  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
  if (!rail_policy_get_desktop_search (self->policy))
    {
      answer_nothing (task);
      return;
    }

  make_room (self, asker);

  question = g_new0 (Question, 1);
  question->asker = g_strdup (asker);
  /* Cut to whole characters by the request; here only so that what waits is small. */
  question->words = g_strndup (words, RAIL_SEARCH_MAX_WORDS_BYTES);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  run_next (self);
}

GPtrArray *
rail_desktop_search_ask_finish (RailDesktopSearch *self,
                                GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* ---- what was found ---- */

static gboolean
split (const char *path,
       char **pack,
       char **aid)
{
  const char *slash = strrchr (path, '/');

  if (slash == NULL || slash == path || strlen (path) > RAIL_SEARCH_MAX_WORDS_BYTES || !rail_aid_is_id (slash + 1))
    return FALSE;

  *pack = g_strndup (path, slash - path);
  *aid = g_strdup (slash + 1);
  return TRUE;
}

static RailSearchHit *
dup_from_library (RailDesktopSearch *self,
                  const char *path)
{
  g_autofree char *pack_id = NULL;
  g_autofree char *aid_id = NULL;
  const RailPack *pack;
  const RailAid *aid;
  RailSearchHit *hit;

  if (!split (path, &pack_id, &aid_id))
    return NULL;

  pack = rail_library_get_pack (self->library, pack_id);
  aid = rail_library_get_aid (self->library, pack_id, aid_id);
  if (pack == NULL || aid == NULL)
    return NULL;

  hit = rail_search_hit_new (pack_id, aid_id);
  hit->title = g_strdup (aid->title);
  hit->task = g_strdup (aid->task);
  hit->pack_title = g_strdup (pack->title);
  hit->kind = aid->kind;
  hit->reviewed = aid->reviewed;
  hit->review_every = aid->review_every;
  return hit;
}

RailSearchHit *
rail_desktop_search_find (RailDesktopSearch *self,
                          const char *path)
{
  RailSearchHit *hit;

  if (!rail_policy_get_desktop_search (self->policy))
    return NULL;

  hit = g_hash_table_lookup (self->remembered, path);
  return hit != NULL ? g_object_ref (hit) : dup_from_library (self, path);
}

char *
rail_desktop_search_describe (const RailSearchHit *hit)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *line = g_strcmp0 (hit->task, hit->title) != 0 ? hit->task : hit->pack_title;

  if (rail_search_hit_get_days_overdue (hit, g_get_real_time (), zone) <= 0)
    return g_strdup (line != NULL ? line : "");

  /* Translators: below the title of an aid in the desktop's search; %s says what the aid is for. */
  return g_strdup_printf (_ ("Review overdue · %s"), line != NULL ? line : "");
}

const char *
rail_desktop_search_get_icon_name (RailAidKind kind)
{
  static const char *const names[] = {
    [RAIL_AID_CHECKLIST] = ICON ("checklist"),
    [RAIL_AID_DECISION] = ICON ("decision"),
    [RAIL_AID_PHRASES] = ICON ("phrases"),
    [RAIL_AID_WALKTHROUGH] = ICON ("walkthrough"),
    [RAIL_AID_VIDEO] = ICON ("video"),
    [RAIL_AID_NOTE] = ICON ("note"),
    [RAIL_AID_COACH] = ICON ("coach"),
  };

  return names[kind];
}

GVariant *
rail_desktop_search_build_target (const char *path)
{
  g_autofree char *pack = NULL;
  g_autofree char *aid = NULL;

  return split (path, &pack, &aid) ? g_variant_new ("(ss)", pack, aid) : NULL;
}

/* ---- the object ---- */

static void
library_changed_cb (RailDesktopSearch *self)
{
  g_hash_table_remove_all (self->remembered);
  run_next (self);
}

static void
rail_desktop_search_finalize (GObject *object)
{
  RailDesktopSearch *self = RAIL_DESKTOP_SEARCH (object);

  /* Questions hold a reference: none is open any more. */
  g_assert (self->running == NULL && g_queue_is_empty (&self->waiting));

  g_clear_handle_id (&self->close_id, g_source_remove);
  g_clear_object (&self->searcher);
  g_clear_object (&self->library);
  g_clear_object (&self->policy);
  g_clear_pointer (&self->remembered, g_hash_table_unref);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (rail_desktop_search_parent_class)->finalize (object);
}

static void
rail_desktop_search_class_init (RailDesktopSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rail_desktop_search_finalize;

  signals[SIGNAL_ASKED] = g_signal_new ("asked", RAIL_TYPE_DESKTOP_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rail_desktop_search_init (RailDesktopSearch *self)
{
  g_queue_init (&self->waiting);
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

RailDesktopSearch *
rail_desktop_search_new (const char *path,
                         RailLibrary *library,
                         RailPolicy *policy)
{
  RailDesktopSearch *self = g_object_new (RAIL_TYPE_DESKTOP_SEARCH, NULL);

  self->path = g_strdup (path);
  self->library = g_object_ref (library);
  self->policy = g_object_ref (policy);
  g_signal_connect_object (library, "changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
