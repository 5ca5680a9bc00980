#include "config.h"

#include "search/answer-list.h"

#include <string.h>

#include "base/duration.h"

struct _RailAnswerList
{
  RailAidRows *rows;
  const RailSearchRequest *request;
  gint64 today; /* Julian day */
  GArray *answers;
  GHashTable *places; /* rowid -> index among the answers */
  gboolean one_word;
  gboolean mended_last;
  GString *path; /* of the aid being ranked: "pack/aid" */
};

typedef struct
{
  gint64 rowid;
  RailRank rank;
  const RailAidRow *row; /* tells equals apart */
} Answer;

static gint64
get_today (gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / RAIL_SECOND);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  GDate today;

  if (local == NULL)
    return 0;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today,
                  (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));

  return g_date_get_julian (&today);
}

RailAnswerList *
rail_answer_list_new (RailAidRows *rows,
                      const RailSearchRequest *request)
{
  RailAnswerList *self = g_new0 (RailAnswerList, 1);

  self->rows = rows;
  self->request = request;
  self->today = get_today (request->now);
  self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  self->places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->path = g_string_new (NULL);

  return self;
}

void
rail_answer_list_free (RailAnswerList *self)
{
  g_array_unref (self->answers);
  g_hash_table_unref (self->places);
  g_string_free (self->path, TRUE);
  g_free (self);
}

/* ---- ranking ---- */

static gint64
get_unused_for (const RailAnswerList *self)
{
  const gint64 *used = self->request->recent != NULL ? g_hash_table_lookup (self->request->recent, self->path->str) : NULL;

  return used != NULL ? MAX (self->request->now - *used, 0) : -1;
}

static void
describe (RailAnswerList *self,
          const RailAidRow *row,
          gboolean bodies,
          RailRankedAid *aid)
{
  if (self->request->recent != NULL || self->request->fitting != NULL)
    {
      g_string_assign (self->path, row->pack);
      g_string_append_c (self->path, '/');
      g_string_append (self->path, row->aid);
    }

  aid->title_tokens = row->title_tokens;
  aid->keyword_tokens = row->keyword_tokens;
  aid->keywords = row->keywords;
  aid->priority = (int) CLAMP (row->priority, 0, 100);
  aid->days_overdue = (int) CLAMP (self->today - row->reviewed - row->review_every, -G_MAXINT, G_MAXINT);
  aid->unused_for = get_unused_for (self);
  aid->fits_now = self->request->fitting != NULL && g_hash_table_contains (self->request->fitting, self->path->str);
  aid->body_tokens = bodies ? row->body_tokens : NULL;
}

/* NULL where it has not answered. */
static Answer *
find_answer (const RailAnswerList *self,
             gint64 rowid)
{
  gpointer place;

  if (!g_hash_table_lookup_extended (self->places, &rowid, NULL, &place))
    return NULL;

  return &g_array_index (self->answers, Answer, GPOINTER_TO_UINT (place));
}

/* The better of what it was and what it is by another understanding of the query. */
static void
note_rank (RailAnswerList *self,
           const RailRank *rank,
           gint64 rowid,
           const RailAidRow *row)
{
  Answer *known = find_answer (self, rowid);
  Answer answer = { .rowid = rowid, .rank = *rank, .row = row };

  if (known != NULL)
    {
      if (rank->score > known->rank.score)
        known->rank = *rank;
      return;
    }

  g_hash_table_insert (self->places, g_memdup2 (&rowid, sizeof rowid), GUINT_TO_POINTER (self->answers->len));
  g_array_append_val (self->answers, answer);
}

static gboolean
is_settled (const RailAnswerList *self,
            gint64 rowid)
{
  const Answer *answer = find_answer (self, rowid);

  return answer != NULL && answer->rank.faithful;
}

gboolean
rail_answer_list_rank (RailAnswerList *self,
                       const RailRankedQuery *query,
                       const gint64 *rowids,
                       guint n_rowids,
                       gboolean bodies,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (gint64));

  self->one_word = query->terms->len == 1;
  for (guint i = 0; i < n_rowids; i++)
    if (!is_settled (self, rowids[i]))
      g_array_append_val (fresh, rowids[i]);

  if (!rail_aid_rows_read (self->rows, fresh, bodies, error))
    return FALSE;

  for (guint i = 0; i < fresh->len; i++)
    {
      gint64 rowid = g_array_index (fresh, gint64, i);
      const RailAidRow *row = rail_aid_rows_get (self->rows, rowid);
      RailRankedAid aid;
      RailRank rank;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (row == NULL)
        continue;

      describe (self, row, bodies, &aid);
      if (rail_search_rank (query, &aid, &rank) && (bodies || rank.complete))
        note_rank (self, &rank, rowid, row);
    }

  return TRUE;
}

guint
rail_answer_list_count_faithful (const RailAnswerList *self)
{
  guint n = 0;

  for (guint i = 0; i < self->answers->len; i++)
    n += g_array_index (self->answers, Answer, i).rank.faithful;

  return n;
}

guint
rail_answer_list_count_upright (const RailAnswerList *self,
                                guint term)
{
  guint n = 0;

  for (guint i = 0; i < self->answers->len; i++)
    n += (g_array_index (self->answers, Answer, i).rank.upright >> term) & 1;

  return n;
}

/* ---- the order ---- */

/*
 * Of one word whoever holds it as it was typed stands before who has another form of it; among several words one
 * more in the title may be worth more than the right ending (judged: .782 against .763 on package descriptions). Equals are told apart by what
 * everybody sees.
 */
static gint
compare_answers_cb (gconstpointer one,
                    gconstpointer other,
                    gpointer data)
{
  const RailAnswerList *self = data;
  const Answer *a = one;
  const Answer *b = other;
  gboolean a_mended = a->rank.match == RAIL_SEARCH_BY_TYPO;
  gboolean b_mended = b->rank.match == RAIL_SEARCH_BY_TYPO;
  int order;

  if (self->mended_last && a_mended != b_mended)
    return a_mended ? 1 : -1;
  if (self->one_word && a->rank.faithful != b->rank.faithful)
    return a->rank.faithful ? -1 : 1;
  if (a->rank.score != b->rank.score)
    return a->rank.score > b->rank.score ? -1 : 1;
  if (a->row->title_length != b->row->title_length)
    return a->row->title_length < b->row->title_length ? -1 : 1;

  order = strcmp (a->row->title, b->row->title);
  if (order == 0)
    order = strcmp (a->row->pack, b->row->pack);

  return order != 0 ? order : strcmp (a->row->aid, b->row->aid);
}

/*
 * Where somebody holds everything as it was typed, answers to other words come last of all. Where nobody does, one of them may be the first, which is
 * said; if none is, they are last, too: among the others nobody would know them.
 */
static void
sort (RailAnswerList *self)
{
  self->mended_last = rail_answer_list_count_faithful (self) > 0;
  g_array_sort_with_data (self->answers, compare_answers_cb, self);
  if (self->mended_last || self->answers->len == 0 || g_array_index (self->answers, Answer, 0).rank.match == RAIL_SEARCH_BY_TYPO)
    return;

  self->mended_last = TRUE;
  g_array_sort_with_data (self->answers, compare_answers_cb, self);
}

const RailAidRow *
rail_answer_list_find_mended_lead (RailAnswerList *self)
{
  const Answer *lead;

  sort (self);
  lead = self->answers->len > 0 ? &g_array_index (self->answers, Answer, 0) : NULL;

  return lead != NULL && lead->rank.match == RAIL_SEARCH_BY_TYPO ? lead->row : NULL;
}

/* ---- hits ---- */

static RailSearchHit *
make_hit (const RailRankedQuery *query,
          const Answer *answer)
{
  const RailAidRow *row = answer->row;
  RailSearchHit *hit = rail_search_hit_new (row->pack, row->aid);

  hit->title = g_strdup (row->title);
  hit->task = g_strdup (row->task);
  hit->pack_title = g_strdup (row->pack_title);
  if (answer->rank.match == RAIL_SEARCH_BY_KEYWORD)
    hit->keyword = rail_search_rank_dup_keyword (query, row->keywords);
  hit->kind = (RailAidKind) CLAMP (row->kind, RAIL_AID_CHECKLIST, RAIL_AID_COACH);
  hit->match = answer->rank.match;
  hit->reading_seconds = (guint) CLAMP (row->reading, 0, G_MAXINT);
  g_date_set_julian (&hit->reviewed, (guint32) CLAMP (row->reviewed, 1, G_MAXINT));
  hit->review_every = (guint) CLAMP (row->review_every, 0, G_MAXINT);
  hit->high_stakes = row->stakes != 0;
  hit->score = answer->rank.score;

  return hit;
}

/*
 * How many that do not hold everything as it was typed may be shown. Where those that do are few, they all are, whatever stands before them: of a
 * rare word all aids are wanted. Where they are many the list is long enough anyway.
 */
static guint
count_room_for_others (const RailAnswerList *self)
{
  guint n = rail_answer_list_count_faithful (self);

  return n <= self->request->limit ? self->request->limit - n : self->request->limit;
}

void
rail_answer_list_make_hits (RailAnswerList *self,
                            const RailRankedQuery *query,
                            GPtrArray *hits)
{
  guint room = count_room_for_others (self);

  sort (self);
  for (guint i = 0; i < self->answers->len && hits->len < self->request->limit; i++)
    {
      const Answer *answer = &g_array_index (self->answers, Answer, i);

      if (!answer->rank.faithful && room == 0)
        continue;
      room -= answer->rank.faithful ? 0 : 1;
      g_ptr_array_add (hits, make_hit (query, answer));
    }
}
