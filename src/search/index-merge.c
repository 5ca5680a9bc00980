#include "config.h"

#include "search/index-merge.h"

/*
 * A change of one aid adds a segment; merging all for each would write the whole index anew. With 16 segments of 60,000 texts a key took 1.78 ms
 * (p99), with one 1.26 ms.
 */
#define MAX_SEGMENTS 4

typedef struct
{
  const char *count;
  const char *begin; /* marks all segments for merging, and takes the first step */
  const char *step;
} Words;

/* FTS5 says by the count of its changes whether anything was left to do. */
static gboolean
take_steps (RailDatabase *database,
            const Words *words,
            GCancellable *cancellable,
            GError **error)
{
  const char *step = words->begin;
  gint64 before;
  gint64 after;

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!rail_database_read_int64 (database, "SELECT total_changes ()", &before, error) || !rail_database_execute (database, step, error) || !rail_database_read_int64 (database, "SELECT total_changes ()", &after, error))
        return FALSE;
      step = words->step;
    }
  while (after - before >= 2);

  return TRUE;
}

gboolean
rail_index_merge (RailDatabase *database,
                  GCancellable *cancellable,
                  GError **error)
{
  static const Words both[] = {
    {
        "SELECT count(DISTINCT segid) FROM title_index_idx",
        "INSERT INTO title_index (title_index, rank) VALUES ('merge', -500)",
        "INSERT INTO title_index (title_index, rank) VALUES ('merge', 500)",
    },
    {
        "SELECT count(DISTINCT segid) FROM body_index_idx",
        "INSERT INTO body_index (body_index, rank) VALUES ('merge', -500)",
        "INSERT INTO body_index (body_index, rank) VALUES ('merge', 500)",
    },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      gint64 n_segments = 0;

      if (!rail_database_read_int64 (database, both[i].count, &n_segments, error))
        return FALSE;
      if (n_segments > MAX_SEGMENTS && !take_steps (database, &both[i], cancellable, error))
        return FALSE;
    }

  return TRUE;
}
