#include "config.h"

#include "search/index-words.h"

/* The first two columns of the row, of which there is at most one; TRUE without texts where there is none. */
static gboolean
look_up (RailDatabase *database,
         const char *sql,
         gint64 rowid,
         char **texts,
         GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, rowid);
  if (rail_statement_step (statement, &local_error))
    {
      texts[0] = g_strdup (rail_statement_get_text (statement, 0));
      texts[1] = g_strdup (rail_statement_get_text (statement, 1));
      rail_statement_reset (statement);
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
run (RailDatabase *database,
     const char *sql,
     gint64 rowid,
     const char *const *texts,
     GError **error)
{
  RailStatement *statement = rail_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rail_statement_bind_int64 (statement, 1, rowid);
  for (int i = 0; texts != NULL && texts[i] != NULL; i++)
    rail_statement_bind_text (statement, 2 + i, texts[i]);
  return rail_statement_run (statement, error);
}

gboolean
rail_index_words_forget_titles (RailDatabase *database,
                                gint64 rowid,
                                GError **error)
{
  g_auto (GStrv) texts = g_new0 (char *, 3);

  return look_up (database, "SELECT title_tokens, keyword_tokens FROM aids WHERE rowid = ?", rowid, texts, error) &&
         (texts[0] == NULL ||
          run (database, "INSERT INTO title_index (title_index, rowid, title_tokens, keyword_tokens) VALUES ('delete', ?, ?, ?)", rowid, (const char *const *) texts, error));
}

gboolean
rail_index_words_forget_body (RailDatabase *database,
                              gint64 rowid,
                              GError **error)
{
  g_auto (GStrv) texts = g_new0 (char *, 3);

  return look_up (database, "SELECT body_tokens, NULL FROM bodies WHERE rowid = ?", rowid, texts, error) &&
         (texts[0] == NULL ||
          (run (database, "INSERT INTO body_index (body_index, rowid, body_tokens) VALUES ('delete', ?, ?)", rowid, (const char *const *) texts, error) &&
           run (database, "DELETE FROM bodies WHERE rowid = ?", rowid, NULL, error)));
}
