#include "config.h"

#include "search/answer-list.h"

#include <string.h>

#include "base/duration.h"

/*
 * All candidates in one go and in ascending order: neighbours are on the same page, and a statement that is run for each costs more than the row
 * (measured: half of a keystroke). CROSS JOIN keeps SQLite from turning it round.
 */
#define TITLES_QUERY                                                                                                   \
  "SELECT a.rowid, title_tokens, keyword_tokens, keywords, priority, reviewed + review_every, title, pack, aid, NULL " \
  "FROM json_each (?1) CROSS JOIN aids a ON a.rowid = value"
#define BODIES_QUERY                                                                                                          \
  "SELECT a.rowid, title_tokens, keyword_tokens, keywords, priority, reviewed + review_every, title, pack, aid, body_tokens " \
  "FROM json_each (?1) CROSS JOIN aids a ON a.rowid = value LEFT JOIN bodies b ON b.rowid = a.rowid"
#define HIT_QUERY                                                                                                        \
  "SELECT a.pack, a.aid, a.title, a.task, p.title, a.keywords, a.kind, a.reading, a.reviewed, a.review_every, a.stakes " \
  "FROM aids a LEFT JOIN packs p ON p.pack = a.pack WHERE a.rowid = ?1"

struct _RailAnswerList
{
  RailDatabase *database;
  const RailSearchRequest *request;
  gint64 today; /* Julian day */
  GArray *answers;
  GHashTable *places; /* rowid -> index among the answers */
  GStringChunk *texts;
  gboolean one_word;
  GString *path; /* of the aid being ranked: "pack/aid" */
};

/* The texts tell equals apart. */
typedef struct
{
  gint64 rowid;
  RailRank rank;
  glong title_length;
  const char *title;
  const char *pack;
  const char *aid;
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
rail_answer_list_new (RailDatabase *database,
                      const RailSearchRequest *request)
{
  RailAnswerList *self = g_new0 (RailAnswerList, 1);

  self->database = database;
  self->request = request;
  self->today = get_today (request->now);
  self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  self->places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->texts = g_string_chunk_new (4096);
  self->path = g_string_new (NULL);

  return self;
}

void
rail_answer_list_free (RailAnswerList *self)
{
  g_array_unref (self->answers);
  g_hash_table_unref (self->places);
  g_string_chunk_free (self->texts);
  g_string_free (self->path, TRUE);
  g_free (self);
}

/* ---- ranking ---- */

/* Rows of a file that somebody has tampered with may lack what the schema demands. */
static const char *
get_text (RailStatement *row,
          int column)
{
  const char *text = rail_statement_get_text (row, column);

  return text != NULL ? text : "";
}

static gint64
get_unused_for (const RailAnswerList *self)
{
  const gint64 *used = self->request->recent != NULL ? g_hash_table_lookup (self->request->recent, self->path->str) : NULL;

  return used != NULL ? MAX (self->request->now - *used, 0) : -1;
}

static void
describe (RailAnswerList *self,
          RailStatement *row,
          RailRankedAid *aid)
{
  g_string_assign (self->path, get_text (row, 7));
  g_string_append_c (self->path, '/');
  g_string_append (self->path, get_text (row, 8));

  aid->title_tokens = get_text (row, 1);
  aid->keyword_tokens = get_text (row, 2);
  aid->keywords = get_text (row, 3);
  aid->priority = (int) CLAMP (rail_statement_get_int64 (row, 4), 0, 100);
  aid->days_overdue = (int) CLAMP (self->today - rail_statement_get_int64 (row, 5), -G_MAXINT, G_MAXINT);
  aid->unused_for = get_unused_for (self);
  aid->fits_now = self->request->fitting != NULL && g_hash_table_contains (self->request->fitting, self->path->str);
  aid->body_tokens = rail_statement_get_text (row, 9);
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

static void
add_answer (RailAnswerList *self,
            const RailRank *rank,
            RailStatement *row)
{
  gint64 rowid = rail_statement_get_int64 (row, 0);
  const char *title = get_text (row, 6);
  Answer answer = {
    .rowid = rowid,
    .rank = *rank,
    .title_length = g_utf8_strlen (title, -1),
    .title = g_string_chunk_insert (self->texts, title),
    .pack = g_string_chunk_insert (self->texts, get_text (row, 7)),
    .aid = g_string_chunk_insert (self->texts, get_text (row, 8)),
  };

  g_hash_table_insert (self->places, g_memdup2 (&rowid, sizeof rowid), GUINT_TO_POINTER (self->answers->len));
  g_array_append_val (self->answers, answer);
}

/* The better of what it was and what it is by another understanding of the query. */
static void
note_rank (RailAnswerList *self,
           const RailRank *rank,
           RailStatement *row)
{
  Answer *answer = find_answer (self, rail_statement_get_int64 (row, 0));

  if (answer == NULL)
    add_answer (self, rank, row);
  else if (rank->score > answer->rank.score)
    answer->rank = *rank;
}

static gboolean
is_settled (const RailAnswerList *self,
            gint64 rowid)
{
  const Answer *answer = find_answer (self, rowid);

  return answer != NULL && answer->rank.faithful;
}

static gint
compare_rowids_cb (gconstpointer one,
                   gconstpointer other)
{
  gint64 a = *(const gint64 *) one;
  gint64 b = *(const gint64 *) other;

  return (a > b) - (a < b);
}

static char *
format_list (GArray *rowids)
{
  GString *list = g_string_sized_new (24 * (rowids->len + 1));

  g_array_sort (rowids, compare_rowids_cb);
  g_string_append_c (list, '[');
  for (guint i = 0; i < rowids->len; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (rowids, gint64, i));
  g_string_append_c (list, ']');

  return g_string_free (list, FALSE);
}

static gboolean
rank_rows (RailAnswerList *self,
           const RailRankedQuery *query,
           RailStatement *row,
           gboolean bodies,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;

  while (rail_statement_step (row, &local_error))
    {
      RailRankedAid aid;
      RailRank rank;

      if (g_cancellable_set_error_if_cancelled (cancellable, &local_error))
        {
          rail_statement_reset (row);
          break;
        }

      describe (self, row, &aid);
      if (rail_search_rank (query, &aid, &rank) && (bodies || rank.complete))
        note_rank (self, &rank, row);
    }

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
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
  g_autofree char *list = NULL;
  RailStatement *row = rail_database_prepare (self->database, bodies ? BODIES_QUERY : TITLES_QUERY, error);

  if (row == NULL)
    return FALSE;

  for (guint i = 0; i < n_rowids; i++)
    if (!is_settled (self, rowids[i]))
      g_array_append_val (fresh, rowids[i]);

  list = format_list (fresh);
  rail_statement_bind_text (row, 1, list);

  return rank_rows (self, query, row, bodies, cancellable, error);
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

gboolean
rail_answer_list_has_mended (const RailAnswerList *self)
{
  for (guint i = 0; i < self->answers->len; i++)
    if (g_array_index (self->answers, Answer, i).rank.match == RAIL_SEARCH_BY_TYPO)
      return TRUE;

  return FALSE;
}

/* ---- hits ---- */

/*
 * Whoever holds everything as it was typed stands before what was perhaps meant. Of one word also before its other forms; among several words one
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
  int order;

  if (a->rank.faithful != b->rank.faithful && (self->one_word || a->rank.match == RAIL_SEARCH_BY_TYPO || b->rank.match == RAIL_SEARCH_BY_TYPO))
    return a->rank.faithful ? -1 : 1;
  if (a->rank.score != b->rank.score)
    return a->rank.score > b->rank.score ? -1 : 1;
  if (a->title_length != b->title_length)
    return a->title_length < b->title_length ? -1 : 1;

  order = strcmp (a->title, b->title);
  if (order == 0)
    order = strcmp (a->pack, b->pack);

  return order != 0 ? order : strcmp (a->aid, b->aid);
}

static RailSearchHit *
make_hit (const RailRankedQuery *query,
          const Answer *answer,
          RailStatement *row)
{
  RailSearchHit *hit = rail_search_hit_new (get_text (row, 0), get_text (row, 1));
  gint64 reviewed = rail_statement_get_int64 (row, 8);

  hit->title = g_strdup (get_text (row, 2));
  hit->task = g_strdup (get_text (row, 3));
  hit->pack_title = g_strdup (get_text (row, 4));
  if (answer->rank.match == RAIL_SEARCH_BY_KEYWORD)
    hit->keyword = rail_search_rank_dup_keyword (query, get_text (row, 5));
  hit->kind = (RailAidKind) CLAMP (rail_statement_get_int64 (row, 6), RAIL_AID_CHECKLIST, RAIL_AID_COACH);
  hit->match = answer->rank.match;
  hit->reading_seconds = (guint) CLAMP (rail_statement_get_int64 (row, 7), 0, G_MAXINT);
  g_date_set_julian (&hit->reviewed, (guint32) CLAMP (reviewed, 1, G_MAXINT));
  hit->review_every = (guint) CLAMP (rail_statement_get_int64 (row, 9), 0, G_MAXINT);
  hit->high_stakes = rail_statement_get_int64 (row, 10) != 0;
  hit->score = answer->rank.score;

  return hit;
}

gboolean
rail_answer_list_make_hits (RailAnswerList *self,
                            const RailRankedQuery *query,
                            GPtrArray *hits,
                            GError **error)
{
  RailStatement *row = rail_database_prepare (self->database, HIT_QUERY, error);

  if (row == NULL)
    return FALSE;

  self->one_word = query->terms->len == 1;
  g_array_sort_with_data (self->answers, compare_answers_cb, self);
  for (guint i = 0; i < MIN (self->answers->len, self->request->limit); i++)
    {
      const Answer *answer = &g_array_index (self->answers, Answer, i);
      g_autoptr (GError) local_error = NULL;

      rail_statement_bind_int64 (row, 1, answer->rowid);
      if (rail_statement_step (row, &local_error))
        g_ptr_array_add (hits, make_hit (query, answer, row));
      rail_statement_reset (row);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }

  return TRUE;
}
