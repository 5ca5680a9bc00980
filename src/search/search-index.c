#include "config.h"

#include "search/search-index.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "library/pack.h"
#include "search/index-bodies.h"
#include "search/index-lock.h"
#include "search/index-merge.h"
#include "search/index-schema.h"
#include "search/index-summary.h"
#include "search/index-titles.h"

#define FILE_NAME "library.db"
#define LOCK_NAME "library.lock"
#define NOTE_NAME "library.damaged"

/*
 * A key of 60,000 texts looks at more pages than the two megabytes hold that SQLite keeps unless told otherwise: a fifth of its time went into
 * reading them again. Kept only while somebody searches.
 */
#define READER_CACHE "PRAGMA cache_size = -16384"

struct _RailSearchIndex
{
  char *path;             /* NULL: in memory */
  RailIndexLock *lock;    /* NULL: in memory */
  RailDatabase *database; /* of a file only during a call */
};

char *
rail_search_index_dup_default_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "handrail", FILE_NAME, NULL);
}

/* ---- the file ---- */

/*
 * SQLite's locks are the system's, which keep programs apart but not two connections of one. A reader of this program that has opened the file just before
 * it is removed, and the log just behind that, would take the new file's shared memory for nobody's and empty it while it is written.
 */
static GMutex replacing;

/* The file first: a log without its file is thrown away by SQLite, the other way round it would miss what the log holds. */
static gboolean
remove_file (const char *path,
             GError **error)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&replacing);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      if (g_unlink (name) != 0 && errno != ENOENT)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s cannot be removed: %s", name, g_strerror (errno));
          return FALSE;
        }
    }

  return TRUE;
}

/* What making it anew would mend: damage, another version's file, and what SQLite has no better name for (a log cut short, pages that cannot be
 * read, a file that may not be written). Not a full disk. */
static gboolean
is_worthless (const GError *error)
{
  return g_error_matches (error, RAIL_ERROR, RAIL_ERROR_DAMAGED) ||
         g_error_matches (error, RAIL_ERROR, RAIL_ERROR_NEWER) ||
         g_error_matches (error, RAIL_ERROR, RAIL_ERROR_INVALID) ||
         g_error_matches (error, RAIL_ERROR, RAIL_ERROR_FAILED);
}

/* Whether there is room for a new one now; the index goes on without its file. Else @error stays what it was: why there is none. */
static gboolean
clear_away (RailSearchIndex *self,
            GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->path == NULL || !is_worthless (*error))
    return FALSE;

  g_clear_pointer (&self->database, rail_database_close);
  if (!remove_file (self->path, &local_error))
    {
      g_message ("The index of the aids cannot be made anew: %s", local_error->message);
      return FALSE;
    }

  g_message ("The index of the aids is made anew: %s", (*error)->message);
  g_clear_error (error);
  return TRUE;
}

static gboolean
open_database (RailSearchIndex *self,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->database != NULL)
    return TRUE;

  self->database = rail_index_schema_open (self->path, RAIL_DATABASE_READ_WRITE, &local_error);
  if (self->database == NULL && clear_away (self, &local_error))
    self->database = rail_index_schema_open (self->path, RAIL_DATABASE_READ_WRITE, &local_error);
  if (self->database != NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Readers keep theirs: the log is folded into the file as far as they let it, and cut back. */
static void
fold_log (RailSearchIndex *self)
{
  if (self->path != NULL)
    rail_database_execute (self->database, "PRAGMA busy_timeout = 100; PRAGMA wal_checkpoint (TRUNCATE)", NULL);
}

static void
close_database (RailSearchIndex *self)
{
  if (self->path == NULL || self->database == NULL)
    return;

  fold_log (self);
  g_clear_pointer (&self->database, rail_database_close);
}

/* SQLite goes on writing a file that nobody can find any more. */
static gboolean
finish (RailSearchIndex *self,
        GError **error)
{
  fold_log (self);
  if (!rail_database_has_moved (self->database))
    return TRUE;

  g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "%s: taken away while it was written", self->path);
  return FALSE;
}

RailSearchIndex *
rail_search_index_open (const char *path,
                        GError **error)
{
  g_autoptr (RailSearchIndex) self = g_new0 (RailSearchIndex, 1);

  self->path = g_strdup (path);
  if (path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (path);
      g_autofree char *lock = g_build_filename (folder, LOCK_NAME, NULL);

      self->lock = rail_index_lock_take (lock, error);
      if (self->lock == NULL)
        return NULL;
    }

  if (!open_database (self, error))
    return NULL;
  close_database (self);

  return g_steal_pointer (&self);
}

void
rail_search_index_close (RailSearchIndex *self)
{
  g_clear_pointer (&self->database, rail_database_close);
  g_clear_pointer (&self->lock, rail_index_lock_release);
  g_free (self->path);
  g_free (self);
}

RailDatabase *
rail_search_index_get_database (RailSearchIndex *self)
{
  g_return_val_if_fail (self->path == NULL, NULL);

  return self->database;
}

/* ---- filling it ---- */

/* Of two packs of one id the first counts. */
static GHashTable *
map_packs (GPtrArray *packs)
{
  GHashTable *map = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < packs->len; i++)
    {
      RailPack *pack = g_ptr_array_index (packs, i);

      if (!g_hash_table_contains (map, pack->id))
        g_hash_table_insert (map, pack->id, pack);
    }

  return map;
}

static gboolean
refresh (RailSearchIndex *self,
         GPtrArray *packs,
         gboolean in_memory,
         GCancellable *cancellable,
         gboolean *changed,
         GError **error)
{
  g_autoptr (GHashTable) map = map_packs (packs);
  g_autoptr (GError) local_error = NULL;
  gboolean dummy = FALSE;

  changed = changed != NULL ? changed : &dummy;
  *changed = FALSE;

  for (gboolean again = TRUE; TRUE; again = FALSE)
    {
      gboolean done = open_database (self, &local_error) &&
                      rail_index_titles_refresh (self->database, map, cancellable, changed, &local_error) &&
                      rail_index_bodies_refresh (self->database, map, in_memory, cancellable, changed, &local_error) &&
                      rail_index_merge (self->database, cancellable, &local_error) &&
                      rail_index_summary_write_words (self->database, cancellable, &local_error) &&
                      finish (self, &local_error);

      close_database (self);
      if (done)
        return TRUE;
      if (!again || !clear_away (self, &local_error))
        break;
    }

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
rail_search_index_refresh (RailSearchIndex *self,
                           GPtrArray *packs,
                           GCancellable *cancellable,
                           gboolean *changed,
                           GError **error)
{
  return refresh (self, packs, FALSE, cancellable, changed, error);
}

gboolean
rail_search_index_refresh_from_memory (RailSearchIndex *self,
                                       GPtrArray *packs,
                                       GCancellable *cancellable,
                                       gboolean *changed,
                                       GError **error)
{
  return refresh (self, packs, TRUE, cancellable, changed, error);
}

static gboolean
check_words (RailDatabase *database,
             GError **error)
{
  return rail_database_execute (database,
                                "INSERT INTO title_index (title_index, rank) VALUES ('integrity-check', 1);"
                                "INSERT INTO body_index (body_index, rank) VALUES ('integrity-check', 1)",
                                error);
}

gboolean
rail_search_index_verify (RailSearchIndex *self,
                          GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!open_database (self, error))
    return FALSE;

  if (!check_words (self->database, &local_error) && clear_away (self, &local_error))
    open_database (self, &local_error);
  close_database (self);

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* ---- reading it ---- */

static gboolean
is_filled (RailDatabase *database,
           const char *path,
           GError **error)
{
  gint64 generation;

  if (!rail_database_read_int64 (database, "SELECT generation FROM meta", &generation, error))
    return FALSE;
  if (generation <= 0)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "%s: nothing is in it yet", path);

  return generation > 0;
}

RailDatabase *
rail_search_index_open_reader (const char *path,
                               GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&replacing);
  g_autoptr (RailDatabase) database = rail_index_schema_open (path, RAIL_DATABASE_READ_ONLY, error);

  if (database == NULL || !is_filled (database, path, error) || !rail_database_execute (database, READER_CACHE, error))
    return NULL;

  return g_steal_pointer (&database);
}

/* ---- damage ---- */

gboolean
rail_search_index_check (const char *path,
                         GError **error)
{
  g_autoptr (RailDatabase) reader = rail_search_index_open_reader (path, error);
  RailStatement *statement = reader != NULL ? rail_database_prepare (reader, "PRAGMA quick_check (1)", error) : NULL;
  gboolean sound;

  if (statement == NULL || !rail_statement_step (statement, error))
    return FALSE;

  sound = g_str_equal (rail_statement_get_text (statement, 0), "ok");
  if (!sound)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "%s: damaged: %s", path, rail_statement_get_text (statement, 0));
  rail_statement_reset (statement);

  return sound;
}

char *
rail_search_index_dup_note_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_build_filename (folder, NOTE_NAME, NULL);
}

/* Where it cannot be written, the titles go on answering. */
void
rail_search_index_report_damage (const char *path)
{
  g_autofree char *note = rail_search_index_dup_note_path (path);

  g_file_set_contents_full (note, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

gboolean
rail_search_index_take_damage_report (const char *path)
{
  g_autofree char *note = rail_search_index_dup_note_path (path);

  return g_unlink (note) == 0;
}
