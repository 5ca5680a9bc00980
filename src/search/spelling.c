#include "config.h"

#include "search/spelling.h"

#include "search/vocabulary.h"

#define MAX_NEAR 4

/* With every key after it a word stays the same: then its neighbours are not looked for again. */
#define MAX_KEPT 256

/*
 * To say how many aids hold a word, SQLite counts through all its rows. Of bodies that is worth it only where they are few; in a large library
 * the titles and keywords alone know enough words.
 */
#define MAX_AIDS_FOR_BODIES 2000

typedef enum
{
  READING_TITLES,
  READING_BODIES,
  READY,
} Progress;

struct _RailSpelling
{
  RailDatabase *database;
  RailVocabulary *vocabulary;
  Progress progress;
  char *last_word;      /* read so far, of the field that is being read; NULL: none */
  GHashTable *found[2]; /* by whether it may be a beginning: word -> GPtrArray of char * */
};

RailSpelling *
rail_spelling_new (RailDatabase *database)
{
  RailSpelling *self = g_new0 (RailSpelling, 1);

  self->database = database;
  self->vocabulary = rail_vocabulary_new ();
  for (guint i = 0; i < G_N_ELEMENTS (self->found); i++)
    self->found[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  return self;
}

void
rail_spelling_free (RailSpelling *self)
{
  rail_vocabulary_unref (self->vocabulary);
  g_free (self->last_word);
  for (guint i = 0; i < G_N_ELEMENTS (self->found); i++)
    g_hash_table_unref (self->found[i]);
  g_free (self);
}

void
rail_spelling_reset (RailSpelling *self)
{
  rail_vocabulary_unref (self->vocabulary);
  self->vocabulary = rail_vocabulary_new ();
  self->progress = READING_TITLES;
  g_clear_pointer (&self->last_word, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->found); i++)
    g_hash_table_remove_all (self->found[i]);
}

static gboolean
is_small (RailSpelling *self,
          gboolean *small,
          GError **error)
{
  RailStatement *statement = rail_database_prepare (self->database, "SELECT count(*) FROM (SELECT 1 FROM aids LIMIT ?1)", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, MAX_AIDS_FOR_BODIES + 1);
  if (!rail_statement_step (statement, error))
    return FALSE;

  *small = rail_statement_get_int64 (statement, 0) <= MAX_AIDS_FOR_BODIES;
  rail_statement_reset (statement);

  return TRUE;
}

static gboolean
read_words (RailSpelling *self,
            const char *sql,
            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_text (statement, 1, self->last_word != NULL ? self->last_word : "");
  while (rail_statement_step (statement, &local_error))
    {
      const char *word = rail_statement_get_text (statement, 0);

      rail_vocabulary_add (self->vocabulary, word, (guint) rail_statement_get_int64 (statement, 1));
      g_free (self->last_word);
      self->last_word = g_strdup (word);
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  g_clear_pointer (&self->last_word, g_free);
  return TRUE;
}

static gboolean
read_vocabulary (RailSpelling *self,
                 GError **error)
{
  gboolean small = FALSE;

  if (self->progress == READING_TITLES)
    {
      if (!read_words (self, "SELECT term, doc FROM title_words WHERE term > ?1", error))
        return FALSE;
      self->progress = READING_BODIES;
    }

  if (self->progress == READING_BODIES)
    {
      if (!is_small (self, &small, error) || (small && !read_words (self, "SELECT term, doc FROM body_words WHERE term > ?1", error)))
        return FALSE;
      self->progress = READY;
    }

  return TRUE;
}

GPtrArray *
rail_spelling_find (RailSpelling *self,
                    const char *token,
                    gboolean prefix,
                    GCancellable *cancellable,
                    GError **error)
{
  GHashTable *found = self->found[prefix ? 1 : 0];
  GPtrArray *known = g_hash_table_lookup (found, token);
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GArray) near = NULL;

  if (known != NULL)
    return g_ptr_array_ref (known);
  if (!read_vocabulary (self, error))
    return NULL;

  near = rail_vocabulary_find_near (self->vocabulary, token, prefix, MAX_NEAR, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  words = g_ptr_array_new_with_free_func (g_free);
  /* One letter away is never beside two away: who wrote "recieve" did not mean "relieve". */
  for (guint i = 0; i < near->len && g_array_index (near, RailNearWord, i).distance == g_array_index (near, RailNearWord, 0).distance; i++)
    g_ptr_array_add (words, g_strdup (g_array_index (near, RailNearWord, i).word));

  if (g_hash_table_size (found) >= MAX_KEPT)
    g_hash_table_remove_all (found);
  g_hash_table_insert (found, g_strdup (token), g_ptr_array_ref (words));

  return g_steal_pointer (&words);
}
