#include "config.h"

#include "coach/retrieval.h"

#include <string.h>

#include "coach/aid-ranker.h"
#include "coach/digest-cache.h"
#include "coach/index-counts.h"
#include "coach/passage-cutter.h"
#include "coach/passage-ranker.h"
#include "coach/word-stem.h"
#include "search/search-hit.h"
#include "search/stop-words.h"

#define MAX_HITS 30

/* Each costs some milliseconds among 100,000 aids when it is asked for first; what comes first in a question weighs most. */
#define MAX_SEARCH_WORDS 4

/* Of so many words those that are spelt right find the aid; to look among all words for what each of the others may have meant takes far longer than that. */
#define MIN_WORDS_AS_SPELT 3

#define MAX_QUESTION_BYTES (8 * 1024)

/* A library of so many aids is read as a whole, once: some tens of milliseconds, in the thread. A larger one is left to search. */
#define SMALL_LIBRARY 250

/* An aid that is rated less than this beside the best one is not shown. */
#define MIN_OF_BEST 0.4

struct _RailRetrieval
{
  RailSearcher *searcher;
  RailLibrary *library;
  RailDigestCache *cache;
};

/* An aid to read. */
typedef struct
{
  RailPack *pack;
  RailAid *aid;   /* as the library has it, often without body */
  RailAid *whole; /* once it was read; NULL */
  double rating;
  double covered;
  guint order;
} Source;

typedef struct
{
  RailLibrary *library; /* NULL once the thread runs: it may be the last to let go */
  RailDigestCache *cache;
  char *index; /* path of search's; NULL where the library is read as a whole */
  guint n_aids;
  char *question;
  char *pack;
  char *aid;
  guint max_passages;
  gsize max_bytes;
  gint64 now;
  GTimeZone *zone;

  RailAidRanker *ranker;
  GPtrArray *sources; /* Source, none twice */
  RailAid *at_hand;   /* among them; NULL where the conversation began without an aid, or by a coach aid */
  gboolean is_guided; /* by a coach aid: what other coach aids say in their conversations is out of place in this one */
  RailAid *coach;     /* in the end with its body, or NULL */
} Find;

static void
source_free (gpointer data)
{
  Source *self = data;

  rail_pack_unref (self->pack);
  rail_aid_unref (self->aid);
  g_clear_pointer (&self->whole, rail_aid_unref);
  g_free (self);
}

static void
find_free (gpointer data)
{
  Find *self = data;

  g_clear_object (&self->library);
  rail_digest_cache_unref (self->cache);
  g_free (self->index);
  g_free (self->question);
  g_free (self->pack);
  g_free (self->aid);
  g_time_zone_unref (self->zone);
  g_ptr_array_unref (self->sources);
  rail_aid_ranker_free (self->ranker);
  g_clear_pointer (&self->at_hand, rail_aid_unref);
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

/* ---- what may be read ---- */

/* Nothing overdue, and nothing twice. */
static void
add_source (Find *self,
            RailPack *pack,
            RailAid *aid)
{
  gboolean is_begin = is_at_hand (self, aid->pack, aid->id);
  Source *source;

  if (!is_in_date (self, aid) || (self->is_guided && (is_begin || aid->kind == RAIL_AID_COACH)))
    return;
  for (guint i = 0; i < self->sources->len; i++)
    {
      if (((Source *) g_ptr_array_index (self->sources, i))->aid == aid)
        return;
    }

  source = g_new0 (Source, 1);
  source->pack = rail_pack_ref (pack);
  source->aid = rail_aid_ref (aid);
  source->order = self->sources->len;
  g_ptr_array_add (self->sources, source);
  if (is_begin)
    self->at_hand = rail_aid_ref (aid);
}

static void
add_named (Find *self,
           const char *pack_id,
           const char *aid_id)
{
  RailPack *pack = rail_library_get_pack (self->library, pack_id);
  RailAid *aid = pack != NULL ? rail_pack_get_aid (pack, aid_id) : NULL;

  if (aid != NULL)
    add_source (self, pack, aid);
}

/* Of a coach aid those that it names instead. */
static void
add_aid_at_hand (Find *self)
{
  const RailAid *aid = self->pack != NULL && self->aid != NULL ? rail_library_get_aid (self->library, self->pack, self->aid) : NULL;

  if (aid == NULL)
    return;

  self->is_guided = aid->kind == RAIL_AID_COACH;
  add_named (self, self->pack, self->aid);
  for (guint i = 0; self->is_guided && aid->related[i] != NULL; i++)
    add_named (self, self->pack, aid->related[i]);
}

static guint
count_aids (RailLibrary *library)
{
  GPtrArray *packs = rail_library_get_packs (library);
  guint n = 0;

  for (guint i = 0; i < packs->len; i++)
    n += ((const RailPack *) g_ptr_array_index (packs, i))->aids->len;

  return n;
}

static void
add_all (Find *self)
{
  GPtrArray *packs = rail_library_get_packs (self->library);

  for (guint i = 0; i < packs->len; i++)
    {
      RailPack *pack = g_ptr_array_index (packs, i);

      for (guint j = 0; j < pack->aids->len; j++)
        add_source (self, pack, g_ptr_array_index (pack->aids, j));
    }
}

/* The file may say by now what the library does not know yet: that the aid is gone, or its review older. Transfer full. */
static RailAid *
load (const Find *self,
      const Source *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailAid) aid = NULL;

  if (source->whole != NULL)
    return rail_aid_ref (source->whole);
  if (source->aid->blocks->len > 0)
    return rail_aid_ref (source->aid);

  aid = rail_pack_load_aid (source->pack, source->aid->id, &error);
  if (aid == NULL || !is_in_date (self, aid))
    return NULL;

  return g_steal_pointer (&aid);
}

/* ---- which aids are about it ---- */

static RailAid *
load_cb (guint i,
         gpointer user_data)
{
  const Find *self = user_data;

  return load (self, g_ptr_array_index (self->sources, i));
}

static guint
count_cb (const char *token,
          gpointer user_data)
{
  return rail_index_counts_get (user_data, token);
}

static void
learn_counts (Find *self)
{
  g_autoptr (RailIndexCounts) counts = rail_index_counts_open (self->index);

  if (counts != NULL)
    rail_aid_ranker_learn_counts (self->ranker, self->n_aids, count_cb, counts);
}

static int
compare_sources (gconstpointer a,
                 gconstpointer b)
{
  const Source *first = *(const Source *const *) a;
  const Source *second = *(const Source *const *) b;

  if (first->rating != second->rating)
    return first->rating < second->rating ? 1 : -1;
  return first->order < second->order ? -1 : first->order > second->order;
}

/* @digests: RailAidDigest, one for each source. Sorts the sources. */
static void
rate (Find *self,
      GPtrArray *digests)
{
  for (guint i = 0; i < digests->len; i++)
    {
      Source *source = g_ptr_array_index (self->sources, i);

      source->rating = rail_aid_ranker_rate (self->ranker, g_ptr_array_index (digests, i), &source->covered);
    }
  g_ptr_array_sort (self->sources, compare_sources);
}

/* What search has found: by front matter first, to choose what to read; then as a whole. */
static void
rate_found (Find *self)
{
  g_autoptr (GPtrArray) fronts = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_digest_unref);
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_digest_unref);

  learn_counts (self);
  for (guint i = 0; i < self->sources->len; i++)
    g_ptr_array_add (fronts, rail_aid_digest_new (((Source *) g_ptr_array_index (self->sources, i))->aid));
  rail_aid_ranker_learn_lengths (self->ranker, fronts);
  rate (self, fronts);

  if (self->sources->len > RAIL_RETRIEVAL_MAX_AIDS)
    g_ptr_array_set_size (self->sources, RAIL_RETRIEVAL_MAX_AIDS);
  for (guint i = 0; i < self->sources->len; i++)
    {
      Source *source = g_ptr_array_index (self->sources, i);

      source->whole = load (self, source);
      g_ptr_array_add (digests, rail_aid_digest_new (source->whole != NULL ? source->whole : source->aid));
    }
  rail_aid_ranker_learn_lengths (self->ranker, digests);
  rate (self, digests);
}

static void
rate_library (Find *self)
{
  g_autoptr (GPtrArray) aids = g_ptr_array_new ();
  g_autoptr (GPtrArray) digests = NULL;

  for (guint i = 0; i < self->sources->len; i++)
    g_ptr_array_add (aids, ((Source *) g_ptr_array_index (self->sources, i))->aid);
  digests = rail_digest_cache_dup_all (self->cache, aids, load_cb, self);
  rail_aid_ranker_learn_lengths (self->ranker, digests);
  rail_aid_ranker_learn_rarity (self->ranker, digests);
  rate (self, digests);
}

/* The best aid of all, where it is about the question at all; NULL where none is. */
static const Source *
get_best (const Find *self)
{
  const Source *best = self->sources->len > 0 ? g_ptr_array_index (self->sources, 0) : NULL;

  return best != NULL && rail_aid_ranker_is_enough (self->ranker, best->covered) ? best : NULL;
}

/* ---- a coach aid ---- */

static gboolean
names_as_related (const RailAid *coach,
                  const RailAid *aid)
{
  return coach->kind == RAIL_AID_COACH && g_str_equal (coach->pack, aid->pack) && g_strv_contains ((const char *const *) coach->related, aid->id);
}

/* What a coach aid says in its conversation may be about anything. */
static gboolean
is_about_it (const Find *self,
             const RailAid *coach)
{
  g_autoptr (RailAid) front = rail_aid_copy_without_body (coach);
  g_autoptr (RailAidDigest) digest = rail_aid_digest_new (front);
  double covered = 0;

  rail_aid_ranker_rate (self->ranker, digest, &covered);
  return rail_aid_ranker_is_enough (self->ranker, covered);
}

/*
 * The one that talks through what the best aid is about, or is the best aid; only where that is far ahead of whatever is about something else. On
 * judged questions most coach aids that were offered for their own words alone were the wrong ones.
 */
static const Source *
choose_coach (const Find *self,
              const Source *best)
{
  const Source *coach = best->aid->kind == RAIL_AID_COACH && is_about_it (self, best->aid) ? best : NULL;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = g_ptr_array_index (self->sources, i);

      if (source == best)
        continue;
      if (names_as_related (source->aid, best->aid))
        coach = coach != NULL ? coach : source;
      else if (!names_as_related (best->aid, source->aid) && source->rating * RAIL_PASSAGES_FAR_AHEAD > best->rating)
        return NULL;
    }

  return coach;
}

/* ---- what they say about it ---- */

static void
add_passages (const Find *self,
              RailPassageRanker *ranker,
              const Source *source,
              double rating)
{
  g_autoptr (RailAid) aid = load (self, source);
  g_autoptr (GPtrArray) passages = aid != NULL ? rail_passage_cut (aid) : NULL;

  if (passages != NULL)
    rail_passage_ranker_add (ranker, passages, rating, source->aid == self->at_hand);
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

static GPtrArray *
choose_passages (const Find *self,
                 const Source *best)
{
  g_autoptr (RailPassageRanker) ranker = rail_passage_ranker_new (self->ranker);
  g_autoptr (GPtrArray) chosen = NULL;
  guint n = 0;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = g_ptr_array_index (self->sources, i);
      gboolean fits = best != NULL && n < RAIL_RETRIEVAL_MAX_AIDS && source->rating >= best->rating * MIN_OF_BEST;

      n += fits;
      if (fits || source->aid == self->at_hand)
        add_passages (self, ranker, source, source->rating);
    }
  chosen = rail_passage_ranker_choose (ranker, self->max_passages, self->max_bytes);

  return number (chosen);
}

static void
read_in_thread (GTask *task,
                gpointer source_object,
                gpointer data,
                GCancellable *cancellable)
{
  Find *self = data;
  const Source *best = NULL;
  const Source *coach = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->index == NULL)
    rate_library (self);
  else
    rate_found (self);
  best = get_best (self);
  coach = best != NULL && self->aid == NULL ? choose_coach (self, best) : NULL;
  self->coach = coach != NULL ? load (self, coach) : NULL;
  g_task_return_pointer (task, choose_passages (self, best), (GDestroyNotify) g_ptr_array_unref);
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

  for (guint i = 0; i < found->hits->len; i++)
    {
      const RailSearchHit *hit = g_ptr_array_index (found->hits, i);

      add_named (find, hit->pack, hit->aid);
    }
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
  self->cache = rail_digest_cache_new ();

  return self;
}

void
rail_retrieval_free (RailRetrieval *self)
{
  g_object_unref (self->searcher);
  g_object_unref (self->library);
  rail_digest_cache_unref (self->cache);
  g_free (self);
}

/* Valid UTF-8 of bounded length. */
static char *
dup_question (const char *question)
{
  g_autofree char *cut = g_strndup (question, MAX_QUESTION_BYTES);

  return g_utf8_make_valid (cut, -1);
}

typedef struct
{
  GString *words; /* with a space behind each */
  guint n_words;
} Telling;

static void
tell_cb (const char *stem,
         const char *token,
         gpointer user_data)
{
  Telling *self = user_data;

  if (self->n_words == MAX_SEARCH_WORDS || rail_stop_words_contain (token))
    return;

  g_string_append_printf (self->words, "%s ", token);
  self->n_words++;
}

/* By the words that tell something; by all where none does. */
static RailSearchRequest *
make_request (const char *question,
              gint64 now)
{
  g_autoptr (GString) words = g_string_new (NULL);
  Telling telling = { words, 0 };
  RailSearchRequest *request = NULL;

  rail_word_stem_visit (question, tell_cb, &telling);
  request = rail_search_request_new (words->len > 0 ? words->str : question, MAX_HITS, now, NULL, NULL);
  request->as_spelt = telling.n_words >= MIN_WORDS_AS_SPELT;

  return request;
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

  find->library = g_object_ref (self->library);
  find->cache = rail_digest_cache_ref (self->cache);
  find->n_aids = count_aids (self->library);
  find->question = dup_question (request->question);
  find->ranker = rail_aid_ranker_new (find->question);
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

  if (find->n_aids <= SMALL_LIBRARY)
    {
      add_all (find);
      g_clear_object (&find->library);
      g_task_run_in_thread (task, read_in_thread);
      return;
    }

  find->index = g_strdup (rail_searcher_get_path (self->searcher));
  rail_searcher_search_async (self->searcher, make_request (find->question, request->now), cancellable, found_cb, g_steal_pointer (&task));
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
