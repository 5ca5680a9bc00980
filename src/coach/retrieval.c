#include "config.h"

#include "coach/retrieval.h"

#include <string.h>

#include "coach/passage-cutter.h"
#include "coach/passage-ranker.h"
#include "search/search-hit.h"

#define MAX_HITS 30

/* Each costs some milliseconds among 100,000 aids when it is asked for first; what comes first in a question weighs most. */
#define MAX_SEARCH_WORDS 8

#define MAX_QUESTION_BYTES (8 * 1024)

/* Of a question's telling words, a coach aid's front matter holds at least so many in a hundred. */
#define MIN_COACH_SHARE 20

struct _RailRetrieval
{
  RailSearcher *searcher;
  RailLibrary *library;
};

/* An aid to read. */
typedef struct
{
  RailPack *pack;
  RailAid *aid; /* as the library has it, often without body */
} Source;

typedef struct
{
  RailLibrary *library; /* NULL once the thread runs: it may be the last to let go */
  char *question;
  char *pack;
  char *aid;
  guint max_passages;
  gsize max_bytes;
  gint64 now;
  GTimeZone *zone;

  GPtrArray *sources; /* Source, the most promising first */
  gboolean begins;    /* the first of them is the aid at hand */
  gboolean is_guided; /* by a coach aid: what other coach aids say in their conversations is out of place in this one */
  RailAid *coach;     /* in the end with its body, or NULL */
} Find;

static void
source_free (gpointer data)
{
  Source *self = data;

  rail_pack_unref (self->pack);
  rail_aid_unref (self->aid);
  g_free (self);
}

static void
find_free (gpointer data)
{
  Find *self = data;

  g_clear_object (&self->library);
  g_free (self->question);
  g_free (self->pack);
  g_free (self->aid);
  g_time_zone_unref (self->zone);
  g_ptr_array_unref (self->sources);
  g_clear_pointer (&self->coach, rail_aid_unref);
  g_free (self);
}

static gboolean
is_in_date (const Find *self,
            const RailAid *aid)
{
  return rail_aid_get_days_overdue (aid, self->now, self->zone) <= 0;
}

static gboolean
is_at_hand (const Find *self,
            const char *pack,
            const char *aid)
{
  return g_strcmp0 (self->pack, pack) == 0 && g_strcmp0 (self->aid, aid) == 0;
}

/* Nothing overdue, and nothing twice. */
static void
add_source (Find *self,
            const char *pack_id,
            const char *aid_id)
{
  RailPack *pack = rail_library_get_pack (self->library, pack_id);
  RailAid *aid = pack != NULL ? rail_pack_get_aid (pack, aid_id) : NULL;
  Source *source;

  if (aid == NULL || !is_in_date (self, aid) || self->sources->len == RAIL_RETRIEVAL_MAX_AIDS)
    return;
  for (guint i = 0; i < self->sources->len; i++)
    {
      if (((Source *) g_ptr_array_index (self->sources, i))->aid == aid)
        return;
    }

  source = g_new0 (Source, 1);
  source->pack = rail_pack_ref (pack);
  source->aid = rail_aid_ref (aid);
  g_ptr_array_add (self->sources, source);
}

static void
add_aid_at_hand (Find *self)
{
  const RailAid *aid = self->pack != NULL && self->aid != NULL ? rail_library_get_aid (self->library, self->pack, self->aid) : NULL;

  if (aid == NULL)
    return;

  self->is_guided = aid->kind == RAIL_AID_COACH;
  if (!self->is_guided)
    {
      add_source (self, self->pack, self->aid);
      self->begins = self->sources->len > 0;
      return;
    }
  for (guint i = 0; aid->related[i] != NULL; i++)
    {
      if (!is_at_hand (self, self->pack, aid->related[i]))
        add_source (self, self->pack, aid->related[i]);
    }
}

/* Borrowed from the library; NULL if none is about the question. */
static RailAid *
find_coach (const Find *self,
            GPtrArray *hits)
{
  g_autoptr (RailPassageRanker) ranker = rail_passage_ranker_new (self->question);
  RailAid *coach = NULL;
  guint best = 0;

  for (guint i = 0; i < hits->len; i++)
    {
      const RailSearchHit *hit = g_ptr_array_index (hits, i);
      RailAid *aid = hit->kind == RAIL_AID_COACH ? rail_library_get_aid (self->library, hit->pack, hit->aid) : NULL;
      guint total = 0;
      guint n = aid != NULL ? rail_passage_ranker_count_words (ranker, aid, &total) : 0;

      if (n <= best || n * 100 < total * MIN_COACH_SHARE || !is_in_date (self, aid))
        continue;
      coach = aid;
      best = n;
    }

  return coach;
}

/* A place is kept for the coach aid, which seldom is among the first hits. */
static void
add_hits (Find *self,
          GPtrArray *hits)
{
  RailAid *coach = self->aid == NULL ? find_coach (self, hits) : NULL;

  for (guint i = 0; i < hits->len && self->sources->len + (coach != NULL) < RAIL_RETRIEVAL_MAX_AIDS; i++)
    {
      const RailSearchHit *hit = g_ptr_array_index (hits, i);

      if (!is_at_hand (self, hit->pack, hit->aid) && !(self->is_guided && hit->kind == RAIL_AID_COACH))
        add_source (self, hit->pack, hit->aid);
    }
  if (coach == NULL)
    return;

  add_source (self, coach->pack, coach->id);
  self->coach = rail_aid_ref (coach);
}

/* The file may say by now what the library does not know yet: that the aid is gone, or its review older. Transfer full. */
static RailAid *
load (const Find *self,
      const Source *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailAid) aid = NULL;

  if (source->aid->blocks->len > 0)
    return rail_aid_ref (source->aid);

  aid = rail_pack_load_aid (source->pack, source->aid->id, &error);
  if (aid == NULL || !is_in_date (self, aid))
    return NULL;

  return g_steal_pointer (&aid);
}

static GPtrArray *
number (GPtrArray *passages)
{
  GPtrArray *numbered = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_passage_unref);

  for (guint i = 0; i < passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (passages, i);

      g_ptr_array_add (numbered, rail_passage_new (i + 1, passage->pack, passage->aid, passage->title, passage->heading, passage->text, passage->line));
    }

  return numbered;
}

static void
read_in_thread (GTask *task,
                gpointer source_object,
                gpointer data,
                GCancellable *cancellable)
{
  Find *self = data;
  g_autoptr (RailPassageRanker) ranker = rail_passage_ranker_new (self->question);
  g_autoptr (RailAid) coach = g_steal_pointer (&self->coach);
  g_autoptr (GPtrArray) chosen = NULL;

  for (guint i = 0; i < self->sources->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const Source *source = g_ptr_array_index (self->sources, i);
      g_autoptr (RailAid) aid = load (self, source);
      g_autoptr (GPtrArray) passages = NULL;

      if (aid == NULL)
        continue;
      if (source->aid == coach)
        self->coach = rail_aid_ref (aid);
      passages = rail_passage_cut (aid);
      rail_passage_ranker_add (ranker, aid, passages, self->begins && i == 0);
    }

  chosen = rail_passage_ranker_choose (ranker, self->max_passages, self->max_bytes);
  g_task_return_pointer (task, number (chosen), (GDestroyNotify) g_ptr_array_unref);
}

static void
found_cb (GObject *source_object,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Find *find = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchResult) found = rail_searcher_search_finish (RAIL_SEARCHER (source_object), result, &error);

  if (found == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  add_hits (find, found->hits);
  g_clear_object (&find->library);
  g_task_run_in_thread (task, read_in_thread);
}

RailRetrieval *
rail_retrieval_new (RailSearcher *searcher,
                    RailLibrary *library)
{
  RailRetrieval *self = g_new0 (RailRetrieval, 1);

  self->searcher = g_object_ref (searcher);
  self->library = g_object_ref (library);

  return self;
}

void
rail_retrieval_free (RailRetrieval *self)
{
  g_object_unref (self->searcher);
  g_object_unref (self->library);
  g_free (self);
}

/* Valid UTF-8 of bounded length. */
static char *
dup_question (const char *question)
{
  g_autofree char *cut = g_strndup (question, MAX_QUESTION_BYTES);

  return g_utf8_make_valid (cut, -1);
}

void
rail_retrieval_find_async (RailRetrieval *self,
                           const RailRetrievalRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Find *find = g_new0 (Find, 1);
  g_autofree char *words = NULL;

  find->library = g_object_ref (self->library);
  find->question = dup_question (request->question);
  find->pack = g_strdup (request->pack);
  find->aid = g_strdup (request->aid);
  find->max_passages = request->max_passages;
  find->max_bytes = request->max_bytes;
  find->now = request->now;
  find->zone = g_time_zone_ref (request->zone);
  find->sources = g_ptr_array_new_with_free_func (source_free);
  g_task_set_source_tag (task, rail_retrieval_find_async);
  g_task_set_task_data (task, find, find_free);
  add_aid_at_hand (find);

  words = rail_passage_ranker_dup_telling (find->question, MAX_SEARCH_WORDS);
  rail_searcher_search_async (self->searcher, rail_search_request_new (words, MAX_HITS, request->now, NULL, NULL), cancellable, found_cb, g_steal_pointer (&task));
}

GPtrArray *
rail_retrieval_find_finish (RailRetrieval *self,
                            GAsyncResult *result,
                            GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

RailAid *
rail_retrieval_get_coach (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return ((Find *) g_task_get_task_data (G_TASK (result)))->coach;
}
