#include "config.h"

#include "search/spelling.h"

#include "search/vocabulary.h"

#define MAX_NEAR 4

/* With every key after it a word stays the same: then its neighbours are not looked for again. */
#define MAX_KEPT 256

struct _RailSpelling
{
  RailDatabase *database;
  RailVocabulary *vocabulary;
  gint64 generation;    /* that its words are of; -1: none */
  gint64 next_slice;    /* to be read; G_MAXINT64: it is whole */
  GHashTable *found[2]; /* by whether it may be a beginning: word -> GArray of RailNearWord */
};

RailSpelling *
rail_spelling_new (RailDatabase *database)
{
  RailSpelling *self = g_new0 (RailSpelling, 1);

  self->database = database;
  self->vocabulary = rail_vocabulary_new ();
  self->generation = -1;
  for (guint i = 0; i < G_N_ELEMENTS (self->found); i++)
    self->found[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  return self;
}

void
rail_spelling_free (RailSpelling *self)
{
  rail_vocabulary_unref (self->vocabulary);
  for (guint i = 0; i < G_N_ELEMENTS (self->found); i++)
    g_hash_table_unref (self->found[i]);
  g_free (self);
}

static void
forget (RailSpelling *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->found); i++)
    g_hash_table_remove_all (self->found[i]);
  rail_vocabulary_unref (self->vocabulary);
  self->vocabulary = rail_vocabulary_new ();
  self->next_slice = 0;
}

/* While an index is written its words are those of the generation before, or none: they are written down last. */
static gboolean
notice_generation (RailSpelling *self,
                   GError **error)
{
  gint64 generation;

  if (!rail_database_read_int64 (self->database, "SELECT words_generation FROM meta", &generation, error))
    return FALSE;
  if (generation != self->generation)
    forget (self);
  self->generation = generation;

  return TRUE;
}

static gboolean
read_vocabulary (RailSpelling *self,
                 GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (self->database, "SELECT slice, words FROM vocabulary WHERE slice >= ?1 ORDER BY slice", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, self->next_slice);
  while (rail_statement_step (statement, &local_error))
    {
      const char *words = rail_statement_get_text (statement, 1);

      if (words != NULL)
        rail_vocabulary_add_words (self->vocabulary, words);
      self->next_slice = rail_statement_get_int64 (statement, 0) + 1;
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  self->next_slice = G_MAXINT64;
  return TRUE;
}

static gboolean
know_words (RailSpelling *self,
            GError **error)
{
  return notice_generation (self, error) && (self->next_slice == G_MAXINT64 || read_vocabulary (self, error));
}

gboolean
rail_spelling_count (RailSpelling *self,
                     const char *token,
                     guint *n,
                     GError **error)
{
  if (!know_words (self, error))
    return FALSE;

  *n = rail_vocabulary_count (self->vocabulary, token);
  return TRUE;
}

/* Borrowed; NULL when cancelled. */
static const GArray *
find_near (RailSpelling *self,
           const char *token,
           gboolean prefix,
           GCancellable *cancellable,
           GError **error)
{
  GHashTable *found = self->found[prefix ? 1 : 0];
  GArray *near = g_hash_table_lookup (found, token);

  if (near != NULL)
    return near;

  near = rail_vocabulary_find_near (self->vocabulary, token, prefix, MAX_NEAR, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_array_unref (near);
      return NULL;
    }

  if (g_hash_table_size (found) >= MAX_KEPT)
    g_hash_table_remove_all (found);
  g_hash_table_insert (found, g_strdup (token), near);

  return near;
}

GPtrArray *
rail_spelling_find (RailSpelling *self,
                    const char *token,
                    gboolean prefix,
                    guint at_least,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const GArray *near = know_words (self, error) ? find_near (self, token, prefix, cancellable, error) : NULL;

  if (near == NULL)
    return NULL;

  for (guint i = 0; i < near->len; i++)
    {
      const RailNearWord *word = &g_array_index (near, RailNearWord, i);

      /* One letter away is never beside two away: who wrote "recieve" did not mean "relieve". */
      if (word->distance == g_array_index (near, RailNearWord, 0).distance && word->weight >= at_least)
        g_ptr_array_add (words, g_strdup (word->word));
    }

  return g_steal_pointer (&words);
}
