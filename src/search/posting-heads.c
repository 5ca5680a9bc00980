#include "config.h"

#include "search/posting-heads.h"

#include <string.h>

#include "search/index-summary.h"

#define MAX_KEPT 1024
#define WEIGHT_OF_A_HALVING 16

struct _RailPostingHeads
{
  RailDatabase *database;
  GHashTable *heads[2]; /* by field: expression -> RailPostingHead * */
  GArray *steps;        /* gint64: every RAIL_INDEX_STEP-th rowid, ascending: rowids have gaps */
  gint64 n_aids;
};

static const char *const queries[] = {
  [RAIL_POSTINGS_OF_TITLES] = "SELECT rowid FROM title_index WHERE title_index MATCH ?1 ORDER BY rowid LIMIT 64",
  [RAIL_POSTINGS_OF_BODIES] = "SELECT rowid FROM body_index WHERE body_index MATCH ?1 ORDER BY rowid LIMIT 64",
};

RailPostingHeads *
rail_posting_heads_new (RailDatabase *database)
{
  RailPostingHeads *self = g_new0 (RailPostingHeads, 1);

  self->database = database;
  for (guint i = 0; i < G_N_ELEMENTS (self->heads); i++)
    self->heads[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->steps = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

void
rail_posting_heads_free (RailPostingHeads *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->heads); i++)
    g_hash_table_unref (self->heads[i]);
  g_array_unref (self->steps);
  g_free (self);
}

/* ---- the aids ---- */

static gboolean
read_steps (RailPostingHeads *self,
            GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, "SELECT aid FROM steps ORDER BY aid", error);
  g_autoptr (GError) local_error = NULL;

  g_array_set_size (self->steps, 0);
  if (statement == NULL)
    return FALSE;

  while (rail_statement_step (statement, &local_error))
    {
      gint64 rowid = rail_statement_get_int64 (statement, 0);

      g_array_append_val (self->steps, rowid);
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
rail_posting_heads_reset (RailPostingHeads *self,
                          GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->heads); i++)
    g_hash_table_remove_all (self->heads[i]);

  return rail_database_read_int64 (self->database, "SELECT n_aids FROM meta", &self->n_aids, error) && read_steps (self, error);
}

/* ---- heads ---- */

void
rail_posting_heads_trim (RailPostingHeads *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->heads); i++)
    if (g_hash_table_size (self->heads[i]) > MAX_KEPT)
      g_hash_table_remove_all (self->heads[i]);
}

static RailPostingHead *
read_head (RailPostingHeads *self,
           RailPostingsField field,
           const char *expression,
           GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, queries[field], error);
  g_autoptr (GError) local_error = NULL;
  gint64 rowids[RAIL_POSTING_HEAD_MAX];
  RailPostingHead *head;
  guint n = 0;

  if (statement == NULL)
    return NULL;

  rail_statement_bind_text (statement, 1, expression);
  while (rail_statement_step (statement, &local_error))
    rowids[n++] = rail_statement_get_int64 (statement, 0);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  head = g_malloc (sizeof *head + n * sizeof *rowids);
  head->n = n;
  memcpy (head->rowids, rowids, n * sizeof *rowids);

  return head;
}

const RailPostingHead *
rail_posting_heads_get (RailPostingHeads *self,
                        RailPostingsField field,
                        const char *expression,
                        GError **error)
{
  RailPostingHead *head = g_hash_table_lookup (self->heads[field], expression);

  if (head != NULL)
    return head;

  head = read_head (self, field, expression, error);
  if (head != NULL)
    g_hash_table_insert (self->heads[field], g_strdup (expression), head);

  return head;
}

/* The part of all aids that a full head comes from holds as many of the word as the head; so will the rest. */
static gint64
estimate_count (const RailPostingHeads *self,
                const RailPostingHead *head)
{
  guint low = 0;
  guint high = self->steps->len;

  if (head->n < RAIL_POSTING_HEAD_MAX)
    return head->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->steps, gint64, middle) <= head->rowids[head->n - 1])
        low = middle + 1;
      else
        high = middle;
    }

  return CLAMP (head->n * self->n_aids / MAX ((gint64) low * RAIL_INDEX_STEP, 1), head->n, MAX (self->n_aids, head->n));
}

guint
rail_posting_heads_get_weight (const RailPostingHeads *self,
                               const RailPostingHead *head)
{
  guint64 rarity = 16 * (guint64) MAX (self->n_aids, 1) / (guint64) MAX (estimate_count (self, head), 1);
  guint weight = WEIGHT_OF_A_HALVING;

  /* The logarithm in sixteenths, by halving: whole numbers are the same everywhere. */
  for (; rarity >= 32; rarity /= 2)
    weight += WEIGHT_OF_A_HALVING;

  return weight + (rarity > 16 ? (guint) (rarity - 16) : 0);
}
