#include "config.h"

#include "search/candidates.h"

#include <string.h>

#include "search/match-expression.h"

/*
 * All stages together, besides what was named. With 200 the judged queries are answered no better (MRR of package descriptions .776, with 48 .756), and
 * the slowest keys take twice as long.
 */
#define MAX_BY_WORDS 96

/* A stage gives at most so many, so that a later one, which may know better, still finds room. */
#define MAX_OF_ALL_WORDS 64
#define MAX_OF_SOME_WORDS 24
#define MAX_OF_ONE_WORD 24

/* So many that hold what was asked for in the narrower sense leave no room for those that do it in the wider. */
#define ENOUGH 32

/* Where no aid has all words, so many of the rarest are tried alone. */
#define MAX_ALONE 4

/* Of more required words than that only the rarest are asked for at once: each costs a look at its rows. */
#define MAX_TOGETHER 8

/* A beginning as short as this stands in nearly every body: it is not asked for there beside other words. */
#define TELLS_NOTHING_CHARS 1

/* A power of two, several times the most there can be. */
#define N_SLOTS 1024

struct _RailCandidates
{
  RailDatabase *database;
  RailPostingHeads *heads;
  gint64 rowids[RAIL_CANDIDATES_MAX];
  guint n;
  guint room;            /* how many there may be */
  gint64 slots[N_SLOTS]; /* a set by open addressing; G_MININT64: free */
};

RailCandidates *
rail_candidates_new (RailDatabase *database,
                     RailPostingHeads *heads)
{
  RailCandidates *self = g_new0 (RailCandidates, 1);

  self->database = database;
  self->heads = heads;
  rail_candidates_clear (self);

  return self;
}

void
rail_candidates_free (RailCandidates *self)
{
  g_free (self);
}

void
rail_candidates_clear (RailCandidates *self)
{
  self->n = 0;
  self->room = RAIL_CANDIDATES_MAX;
  for (guint i = 0; i < N_SLOTS; i++)
    self->slots[i] = G_MININT64;
}

static void
add (RailCandidates *self,
     gint64 rowid)
{
  guint slot = ((guint64) rowid * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 54;

  if (self->n >= self->room)
    return;

  while (self->slots[slot] != G_MININT64 && self->slots[slot] != rowid)
    slot = (slot + 1) % N_SLOTS;
  if (self->slots[slot] == rowid)
    return;

  self->slots[slot] = rowid;
  self->rowids[self->n++] = rowid;
}

/* Adds what the rows of a bound statement say. */
static gboolean
add_rows (RailCandidates *self,
          RailStatement *statement,
          GError **error)
{
  g_autoptr (GError) local_error = NULL;

  while (rail_statement_step (statement, &local_error))
    add (self, rail_statement_get_int64 (statement, 0));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

gboolean
rail_candidates_add_named (RailCandidates *self,
                           const char *pack,
                           const char *aid,
                           GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, "SELECT rowid FROM aids WHERE pack = ?1 AND aid = ?2", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, pack);
  rail_statement_bind_text (statement, 2, aid);
  return add_rows (self, statement, error);
}

gboolean
rail_candidates_add_titled (RailCandidates *self,
                            const char *tokens,
                            GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, "SELECT rowid FROM aids WHERE title_tokens >= ?1 AND title_tokens < ?2 ORDER BY title_tokens LIMIT 20", error);
  g_autofree char *beginning = g_strndup (tokens, strlen (tokens) - 1);
  g_autofree char *end = g_strconcat (beginning, "\xf4\x8f\xbf\xbf", NULL);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, beginning);
  rail_statement_bind_text (statement, 2, end);
  return add_rows (self, statement, error);
}

/* ---- by words ---- */

/* What is asked for, in the order that the stages want it. */
typedef struct
{
  GPtrArray *required; /* RailQueryTerm */
  const RailQueryTerm *last;
  GCancellable *cancellable;
} Wish;

static gboolean
add_term (RailCandidates *self,
          RailPostingsField field,
          const Wish *wish,
          const RailQueryTerm *term,
          RailMatchWidth width,
          guint max,
          GError **error)
{
  g_autofree char *expression = rail_match_expression_of (term, term == wish->last, width);
  const RailPostingHead *head;

  if (g_cancellable_set_error_if_cancelled (wish->cancellable, error))
    return FALSE;

  head = rail_posting_heads_get (self->heads, field, expression, error);
  for (guint i = 0; head != NULL && i < MIN (head->n, max); i++)
    add (self, head->rowids[i]);

  return head != NULL;
}

/*
 * The term of which all rows are known: who holds all terms is among them, and the others hold some. NULL in @rarest where all of several terms are common.
 */
static gboolean
find_rarest (RailCandidates *self,
             RailPostingsField field,
             const Wish *wish,
             GPtrArray *terms,
             RailMatchWidth width,
             const RailPostingHead **rarest,
             GError **error)
{
  *rarest = NULL;
  for (guint i = 0; i < terms->len; i++)
    {
      const RailQueryTerm *term = g_ptr_array_index (terms, i);
      g_autofree char *expression = rail_match_expression_of (term, term == wish->last, width);
      const RailPostingHead *head = rail_posting_heads_get (self->heads, field, expression, error);

      if (head == NULL)
        return FALSE;
      if ((head->n < RAIL_POSTING_HEAD_MAX || terms->len == 1) && (*rarest == NULL || head->n < (*rarest)->n))
        *rarest = head;
    }

  return TRUE;
}

static gboolean
tells_nothing (const Wish *wish,
               RailPostingsField field,
               GPtrArray *terms,
               const RailQueryTerm *term)
{
  return terms->len > 1 && field == RAIL_POSTINGS_OF_BODIES && term == wish->last && term->prefix &&
         g_utf8_strlen (rail_query_term_get_spelling (term), -1) <= TELLS_NOTHING_CHARS;
}

static gint
compare_rarity_cb (gconstpointer one,
                   gconstpointer other)
{
  const RailQueryTerm *a = *(const RailQueryTerm *const *) one;
  const RailQueryTerm *b = *(const RailQueryTerm *const *) other;

  return (a->weight < b->weight) - (a->weight > b->weight);
}

/*
 * The first that hold all of @terms; a full head where there may be more. FTS5 finds them by walking through the rows of all words; where one
 * word has few rows they are taken as they are, which costs nothing more, and ranking sees what else is in them. So it is with the rarest two, three,
 * ...: of a question's eight words, all at once cost two milliseconds, again and again. NULL with @error.
 */
static const RailPostingHead *
find_all_of (RailCandidates *self,
             RailPostingsField field,
             const Wish *wish,
             GPtrArray *terms,
             RailMatchWidth width,
             GError **error)
{
  g_autoptr (GPtrArray) telling = g_ptr_array_new ();
  g_autoptr (GPtrArray) rarest = g_ptr_array_new ();
  const RailPostingHead *head = NULL;

  if (g_cancellable_set_error_if_cancelled (wish->cancellable, error))
    return NULL;

  for (guint i = 0; i < terms->len; i++)
    if (!tells_nothing (wish, field, terms, g_ptr_array_index (terms, i)))
      g_ptr_array_add (telling, g_ptr_array_index (terms, i));

  if (!find_rarest (self, field, wish, telling, width, &head, error))
    return NULL;
  if (head != NULL)
    return head;

  g_ptr_array_sort (telling, compare_rarity_cb);
  g_ptr_array_add (rarest, g_ptr_array_index (telling, 0));
  for (guint i = 1; i < telling->len; i++)
    {
      g_autofree char *expression = NULL;

      g_ptr_array_add (rarest, g_ptr_array_index (telling, i));
      expression = rail_match_expression_all_of (rarest, wish->last, width);
      head = rail_posting_heads_get (self->heads, field, expression, error);
      if (head == NULL || head->n < RAIL_POSTING_HEAD_MAX)
        return head;
    }

  return head;
}

/* The wider meaning is asked for where the narrower leaves room. */
static gboolean
add_all_of (RailCandidates *self,
            RailPostingsField field,
            const Wish *wish,
            GPtrArray *terms,
            RailMatchWidth widest,
            guint max,
            GError **error)
{
  const RailMatchWidth widths[] = { terms->len == 1 ? RAIL_MATCH_WHOLE : RAIL_MATCH_TYPING, RAIL_MATCH_PREFIX, RAIL_MATCH_LOOSE };
  guint before = self->n;

  for (guint i = 0; i < G_N_ELEMENTS (widths) && widths[i] <= widest && self->n - before < MIN (max, ENOUGH); i++)
    {
      const RailPostingHead *head = find_all_of (self, field, wish, terms, widths[i], error);

      if (head == NULL)
        return FALSE;
      for (guint j = 0; j < head->n && self->n - before < max; j++)
        add (self, head->rowids[j]);
    }

  return TRUE;
}

static gboolean
add_some_of (RailCandidates *self,
             const Wish *wish,
             GPtrArray *terms,
             GError **error)
{
  return add_all_of (self, RAIL_POSTINGS_OF_TITLES, wish, terms, RAIL_MATCH_LOOSE, MAX_OF_SOME_WORDS, error) &&
         add_all_of (self, RAIL_POSTINGS_OF_BODIES, wish, terms, RAIL_MATCH_LOOSE, MAX_OF_SOME_WORDS, error);
}

/* Without the commonest, without the two commonest, ... and without the rarest, which may be the one word that is beside the point. */
static gboolean
collect_fewer_words (RailCandidates *self,
                     const Wish *wish,
                     GPtrArray *by_rarity,
                     GError **error)
{
  g_autoptr (GPtrArray) rest = g_ptr_array_copy (by_rarity, NULL, NULL);

  for (guint n = MIN (by_rarity->len - 1, MAX_TOGETHER); n >= 2; n--)
    {
      g_ptr_array_set_size (rest, (gint) n);
      if (!add_some_of (self, wish, rest, error))
        return FALSE;
    }

  if (by_rarity->len < 3)
    return TRUE;

  g_ptr_array_set_size (rest, 0);
  for (guint i = 1; i < MIN (by_rarity->len, MAX_TOGETHER); i++)
    g_ptr_array_add (rest, g_ptr_array_index (by_rarity, i));

  return add_some_of (self, wish, rest, error);
}

static gboolean
collect_single_words (RailCandidates *self,
                      const Wish *wish,
                      GPtrArray *by_rarity,
                      GError **error)
{
  for (guint i = 0; i < MIN (by_rarity->len, MAX_ALONE); i++)
    {
      const RailQueryTerm *term = g_ptr_array_index (by_rarity, i);

      if (!add_term (self, RAIL_POSTINGS_OF_TITLES, wish, term, RAIL_MATCH_WHOLE, MAX_OF_ONE_WORD, error) ||
          !add_term (self, RAIL_POSTINGS_OF_BODIES, wish, term, RAIL_MATCH_WHOLE, MAX_OF_ONE_WORD, error) ||
          !add_term (self, RAIL_POSTINGS_OF_TITLES, wish, term, RAIL_MATCH_LOOSE, MAX_OF_ONE_WORD, error))
        return FALSE;
    }

  return TRUE;
}

static void
init_wish (Wish *wish,
           GPtrArray *terms,
           GCancellable *cancellable)
{
  wish->required = g_ptr_array_new ();
  wish->last = g_ptr_array_index (terms, terms->len - 1);
  wish->cancellable = cancellable;

  for (guint i = 0; i < terms->len; i++)
    if (!((RailQueryTerm *) g_ptr_array_index (terms, i))->optional)
      g_ptr_array_add (wish->required, g_ptr_array_index (terms, i));
}

static void
clear_wish (Wish *wish)
{
  g_ptr_array_unref (wish->required);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, clear_wish)

gboolean
rail_candidates_collect_titles (RailCandidates *self,
                                GPtrArray *terms,
                                GCancellable *cancellable,
                                GError **error)
{
  g_auto (Wish) wish = { NULL };

  self->room = MIN (self->n + MAX_BY_WORDS, RAIL_CANDIDATES_MAX);
  init_wish (&wish, terms, cancellable);
  return add_all_of (self, RAIL_POSTINGS_OF_TITLES, &wish, wish.required, RAIL_MATCH_PREFIX, MAX_OF_ALL_WORDS, error);
}

gboolean
rail_candidates_collect_others (RailCandidates *self,
                                GPtrArray *terms,
                                GCancellable *cancellable,
                                GError **error)
{
  g_auto (Wish) wish = { NULL };
  g_autoptr (GPtrArray) by_rarity = NULL;

  init_wish (&wish, terms, cancellable);
  if (!add_all_of (self, RAIL_POSTINGS_OF_BODIES, &wish, wish.required, RAIL_MATCH_PREFIX, MAX_OF_ALL_WORDS, error) ||
      !add_all_of (self, RAIL_POSTINGS_OF_TITLES, &wish, wish.required, RAIL_MATCH_LOOSE, MAX_OF_SOME_WORDS, error) ||
      !add_all_of (self, RAIL_POSTINGS_OF_BODIES, &wish, wish.required, RAIL_MATCH_LOOSE, MAX_OF_SOME_WORDS, error))
    return FALSE;
  if (wish.required->len < 2)
    return TRUE;

  by_rarity = g_ptr_array_copy (wish.required, NULL, NULL);
  g_ptr_array_sort (by_rarity, compare_rarity_cb);
  return collect_fewer_words (self, &wish, by_rarity, error) && collect_single_words (self, &wish, by_rarity, error);
}

const gint64 *
rail_candidates_get (const RailCandidates *self,
                     guint *n)
{
  *n = self->n;
  return self->rowids;
}
