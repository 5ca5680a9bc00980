#include "config.h"

#include "search/index-rowids.h"

/*
 * A priority is a band of shelves, one for each length of title. Rowids that lie close together cost the index one byte each, so that a shelf
 * is no longer than it must be; when it is full, the next one takes what is too much.
 */
#define SHELF_SLOTS (1 << 14)
#define SHELVES (1 << 6)
#define MAX_PRIORITY 100

struct _RailIndexRowids
{
  RailDatabase *database;
  GHashTable *next; /* shelf (gint64 *) -> gint64 *, its next free rowid */
};

RailIndexRowids *
rail_index_rowids_new (RailDatabase *database)
{
  RailIndexRowids *self = g_new0 (RailIndexRowids, 1);

  self->database = database;
  self->next = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  return self;
}

void
rail_index_rowids_free (RailIndexRowids *self)
{
  g_hash_table_unref (self->next);
  g_free (self);
}

static gint64
get_shelf (const RailAid *aid)
{
  gint64 band = MAX_PRIORITY - CLAMP (aid->priority, 0, MAX_PRIORITY);

  return band * SHELVES + MIN (g_utf8_strlen (aid->title, -1), SHELVES - 1);
}

/* 0 is left free: it stands for none. */
static gint64
get_start (gint64 shelf)
{
  return shelf * SHELF_SLOTS + 1;
}

/* Borrowed; NULL with @error. */
static gint64 *
look_up (RailIndexRowids *self,
         gint64 shelf,
         GError **error)
{
  gint64 *next = g_hash_table_lookup (self->next, &shelf);
  RailStatement *statement = NULL;

  if (next != NULL)
    return next;

  statement = rail_database_prepare (self->database, "SELECT coalesce (max (rowid) + 1, ?1) FROM aids WHERE rowid >= ?1 AND rowid < ?2", error);
  if (statement == NULL)
    return NULL;
  rail_statement_bind_int64 (statement, 1, get_start (shelf));
  rail_statement_bind_int64 (statement, 2, get_start (shelf + 1));
  if (!rail_statement_step (statement, error))
    return NULL;

  next = g_new (gint64, 1);
  *next = rail_statement_get_int64 (statement, 0);
  rail_statement_reset (statement);
  g_hash_table_insert (self->next, g_memdup2 (&shelf, sizeof shelf), next);

  return next;
}

gboolean
rail_index_rowids_allot (RailIndexRowids *self,
                         const RailAid *aid,
                         gint64 current,
                         gint64 *rowid,
                         GError **error)
{
  gint64 shelf = get_shelf (aid);
  gint64 band = shelf - shelf % SHELVES;
  gint64 *next = NULL;

  /* A move takes all words of the aid along: a priority is worth that, some letters of a title are not. */
  if (current >= get_start (band) && current < get_start (band + SHELVES))
    {
      *rowid = current;
      return TRUE;
    }

  do
    {
      next = look_up (self, shelf, error);
      if (next == NULL)
        return FALSE;
      shelf++;
    }
  while (*next >= get_start (shelf));

  *rowid = (*next)++;
  return TRUE;
}

gint
rail_index_rowids_compare (gconstpointer one,
                           gconstpointer other)
{
  gint64 a = *(const gint64 *) one;
  gint64 b = *(const gint64 *) other;

  return (a > b) - (a < b);
}
