#include "config.h"

#include "search/index-bodies.h"

#include "library/pack.h"
#include "search/index-words.h"
#include "search/search-text.h"

/*
 * Each slice leaves a segment in the word index, which is merged with others again and again: of 10,000 bodies in slices of 200 that was four fifths of
 * the time. What is lost where a run is cut short is some tenths of a second.
 */
#define SLICE_AIDS 2000

/* Aids may have 64 KiB each; a slice of such ends earlier. */
#define SLICE_BYTES (4 * 1024 * 1024)

typedef struct
{
  gint64 rowid;
  char *pack;
  char *aid;
  char *tokens; /* NULL until read */
} Body;

static void
body_free (Body *self)
{
  g_free (self->pack);
  g_free (self->aid);
  g_free (self->tokens);
  g_free (self);
}

/* The next ones to be read, by rowid; NULL with @error. */
static GPtrArray *
find_pending (RailDatabase *database,
              GError **error)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) body_free);
  g_autoptr (GError) local_error = NULL;
  RailStatement *row = rail_database_prepare (database,
                                              "SELECT pending.rowid, pack, aid FROM pending JOIN aids ON aids.rowid = pending.rowid ORDER BY pending.rowid LIMIT " G_STRINGIFY (SLICE_AIDS),
                                              error);

  if (row == NULL)
    return NULL;

  while (rail_statement_step (row, &local_error))
    {
      Body *body = g_new0 (Body, 1);

      body->rowid = rail_statement_get_int64 (row, 0);
      body->pack = g_strdup (rail_statement_get_text (row, 1));
      body->aid = g_strdup (rail_statement_get_text (row, 2));
      g_ptr_array_add (bodies, body);
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&bodies);
}

/* The task is a sentence about the aid, as its body is: not what somebody calls it by. */
static char *
dup_tokens (const RailAid *aid)
{
  GString *tokens = g_string_new (NULL);

  rail_search_text_append_tokens (tokens, aid->task);
  for (guint i = 0; i < aid->blocks->len; i++)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i);

      rail_search_text_append_tokens (tokens, block->text);
    }

  return g_string_free (tokens, FALSE);
}

static char *
read_tokens (const Body *body,
             GHashTable *packs,
             gboolean in_memory)
{
  const RailPack *pack = g_hash_table_lookup (packs, body->pack);
  g_autoptr (RailAid) loaded = NULL;
  const RailAid *aid = NULL;

  if (pack != NULL)
    aid = in_memory ? rail_pack_get_aid (pack, body->aid) : (loaded = rail_pack_load_aid (pack, body->aid, NULL));

  return aid != NULL ? dup_tokens (aid) : g_strdup ("");
}

/* Before the transaction begins: it holds nobody up then. Whatever is too much for a slice is left for the next. */
static gboolean
read_bodies (GPtrArray *bodies,
             GHashTable *packs,
             gboolean in_memory,
             GCancellable *cancellable,
             GError **error)
{
  gsize bytes = 0;

  for (guint i = 0; i < bodies->len; i++)
    {
      Body *body = g_ptr_array_index (bodies, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (bytes > SLICE_BYTES)
        {
          g_ptr_array_set_size (bodies, (int) i);
          break;
        }
      body->tokens = read_tokens (body, packs, in_memory);
      bytes += strlen (body->tokens);
    }

  return TRUE;
}

static gboolean
run_for (RailDatabase *database,
         const char *sql,
         gint64 rowid,
         const char *tokens,
         GError **error)
{
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, rowid);
  if (tokens != NULL)
    rail_statement_bind_text (statement, 2, tokens);
  return rail_statement_run (statement, error);
}

static gboolean
holds (RailDatabase *database,
       const Body *body,
       gboolean *result,
       GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (database, "SELECT body_tokens FROM bodies WHERE rowid = ?", error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, body->rowid);
  *result = rail_statement_step (statement, &local_error) && g_strcmp0 (rail_statement_get_text (statement, 0), body->tokens) == 0;
  rail_statement_reset (statement);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Most aids of a pack that has changed are as they were: those cost a comparison. */
static gboolean
write_body (RailDatabase *database,
            const Body *body,
            GError **error)
{
  gboolean same = FALSE;

  if (!holds (database, body, &same, error))
    return FALSE;

  if (!same && (!rail_index_words_forget_body (database, body->rowid, error) ||
                !run_for (database, "INSERT INTO bodies VALUES (?, ?)", body->rowid, body->tokens, error) ||
                !run_for (database, "INSERT INTO body_index (rowid, body_tokens) VALUES (?, ?)", body->rowid, body->tokens, error)))
    return FALSE;

  return run_for (database, "DELETE FROM pending WHERE rowid = ?", body->rowid, NULL, error);
}

static gboolean
write_slice (RailDatabase *database,
             GPtrArray *bodies,
             GError **error)
{
  if (!rail_database_begin (database, error))
    return FALSE;

  for (guint i = 0; i < bodies->len; i++)
    {
      if (!write_body (database, g_ptr_array_index (bodies, i), error))
        {
          rail_database_rollback (database);
          return FALSE;
        }
    }

  return rail_database_commit (database, error);
}

/* Whether a run before this one, or this one's titles, left anything to be said. */
static gboolean
is_unfinished (RailDatabase *database,
               gboolean *result,
               GError **error)
{
  gint64 exists;

  if (!rail_database_read_int64 (database, "SELECT EXISTS (SELECT 1 FROM packs WHERE NOT bodies_done)", &exists, error))
    return FALSE;

  *result = exists != 0;
  return TRUE;
}

static gboolean
finish (RailDatabase *database,
        GError **error)
{
  if (!rail_database_begin (database, error))
    return FALSE;

  if (!rail_database_execute (database, "UPDATE packs SET bodies_done = 1 WHERE NOT bodies_done; UPDATE meta SET generation = generation + 1", error))
    {
      rail_database_rollback (database);
      return FALSE;
    }

  return rail_database_commit (database, error);
}

gboolean
rail_index_bodies_refresh (RailDatabase *database,
                           GHashTable *packs,
                           gboolean in_memory,
                           GCancellable *cancellable,
                           gboolean *changed,
                           GError **error)
{
  gboolean unfinished = FALSE;

  if (!is_unfinished (database, &unfinished, error))
    return FALSE;
  if (!unfinished)
    return TRUE;

  while (TRUE)
    {
      g_autoptr (GPtrArray) bodies = find_pending (database, error);

      if (bodies == NULL)
        return FALSE;
      if (bodies->len == 0)
        break;
      if (!read_bodies (bodies, packs, in_memory, cancellable, error) || !write_slice (database, bodies, error))
        return FALSE;
      *changed = TRUE;
    }

  *changed = TRUE;
  return finish (database, error);
}
