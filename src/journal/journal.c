#define G_LOG_DOMAIN "handrail-journal"

#include "config.h"

#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>

#include "base/duration.h"
#include "base/error.h"
#include "journal/journal-private.h"
#include "journal/journal-schema.h"

#define SEAT_KEY_BYTES 32
#define KEY_DIGITS 32
#define DAMAGED_SUFFIX ".damaged-"

struct _RailJournal
{
  GObject parent_instance;

  char *path;
  RailDatabase *reader;
  RailJournalWriter *writer;
  guint8 seat_key[SEAT_KEY_BYTES];
};

G_DEFINE_FINAL_TYPE (RailJournal, rail_journal, G_TYPE_OBJECT)

enum
{
  WRITE_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

char *
rail_journal_dup_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "handrail", "journal.db", NULL);
}

/* ---- a damaged file ---- */

static char *
choose_damaged_name (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s" DAMAGED_SUFFIX "%s", path, stamp);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s" DAMAGED_SUFFIX "%s-%u", path, stamp, i);
    }

  return g_steal_pointer (&name);
}

/* The main file goes last: whoever found it without its log first would take the log for a stranger's and delete it. */
static gboolean
rename_with_companions (const char *path,
                        const char *name,
                        GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (name, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "%s: damaged, and it cannot be moved out of the way: %s", from, g_strerror (errno));
          return FALSE;
        }
    }

  return TRUE;
}

/*
 * Several programs may find the damage at the same moment, at login for instance. The first to hold the lock moves the file; the others look
 * again under the lock and find a sound one or none. *@moved_to stays NULL for them.
 */
static gboolean
set_damaged_aside (const char *path,
                   char **moved_to,
                   GError **error)
{
  g_autoptr (RailDatabase) probe = NULL;
  g_autoptr (GError) probe_error = NULL;
  g_autofree char *name = NULL;
  gboolean moved = TRUE;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    return TRUE;

  while (flock (fd, LOCK_EX) != 0 && errno == EINTR)
    ;

  probe = rail_journal_schema_open (path, RAIL_DATABASE_READ_WRITE, &probe_error);
  g_clear_pointer (&probe, rail_database_close);
  if (g_error_matches (probe_error, RAIL_ERROR, RAIL_ERROR_DAMAGED))
    {
      name = choose_damaged_name (path);
      moved = rename_with_companions (path, name, error);
      if (moved)
        *moved_to = g_steal_pointer (&name);
    }

  g_close (fd, NULL);
  return moved;
}

static RailDatabase *
open_database (const char *path,
               char **set_aside,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *moved_to = NULL;
  RailDatabase *database = rail_journal_schema_open (path, RAIL_DATABASE_READ_WRITE, &local_error);

  if (database != NULL)
    return database;

  if (!g_error_matches (local_error, RAIL_ERROR, RAIL_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (!set_damaged_aside (path, &moved_to, error))
    return NULL;

  if (moved_to != NULL)
    g_message ("the journal was damaged (%s) and has been set aside", local_error->message);
  database = rail_journal_schema_open (path, RAIL_DATABASE_READ_WRITE, error);
  if (set_aside != NULL)
    *set_aside = g_steal_pointer (&moved_to);

  return database;
}

/* ---- the seat key ---- */

/* Whoever comes first sets it; everybody reads back what stands there. */
static gboolean
offer_seat_key (RailDatabase *database,
                GError **error)
{
  guint8 bytes[SEAT_KEY_BYTES];
  GString *digits;
  g_autofree char *text = NULL;
  RailStatement *statement = rail_database_prepare (database, "INSERT INTO meta (key, value) VALUES ('seat-key', ?1) ON CONFLICT DO NOTHING", error);

  if (statement == NULL)
    return FALSE;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "no random numbers for the seat key: %s", g_strerror (errno));
      return FALSE;
    }

  digits = g_string_sized_new (2 * SEAT_KEY_BYTES);
  for (gsize i = 0; i < G_N_ELEMENTS (bytes); i++)
    g_string_append_printf (digits, "%02x", bytes[i]);
  text = g_string_free (digits, FALSE);

  rail_statement_bind_text (statement, 1, text);
  return rail_statement_run (statement, error);
}

static gboolean
read_seat_key (RailDatabase *database,
               guint8 *bytes,
               gboolean *found,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;
  RailStatement *statement = rail_database_prepare (database, "SELECT value FROM meta WHERE key = 'seat-key' AND length (value) = 64 AND value NOT GLOB '*[^0-9a-f]*'", error);

  if (statement == NULL)
    return FALSE;

  *found = rail_statement_step (statement, &local_error);
  if (*found)
    {
      const char *text = rail_statement_get_text (statement, 0);

      for (gsize i = 0; i < SEAT_KEY_BYTES; i++)
        bytes[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]));
    }
  rail_statement_reset (statement);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return *found || local_error == NULL;
}

static gboolean
ensure_seat_key (RailDatabase *database,
                 guint8 *bytes,
                 GError **error)
{
  gboolean found;

  if (!read_seat_key (database, bytes, &found, error))
    return FALSE;
  if (found)
    return TRUE;

  if (!offer_seat_key (database, error) || !read_seat_key (database, bytes, &found, error))
    return FALSE;
  if (!found)
    g_set_error (error, RAIL_ERROR, RAIL_ERROR_DAMAGED, "the journal's seat key is unreadable");

  return found;
}

char *
rail_journal_dup_key (RailJournal *self,
                      const char *identity)
{
  g_autofree char *digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->seat_key, SEAT_KEY_BYTES, identity, -1);

  return g_strndup (digest, KEY_DIGITS);
}

/* ---- writing and reading, for the other units ---- */

static void
write_done_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  RailJournal *self = RAIL_JOURNAL (source);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return;

  g_message ("a write was lost: %s", error->message);
  g_signal_emit (self, signals[WRITE_FAILED], 0, error);
}

void
rail_journal_write (RailJournal *self,
                    RailJournalWrite write,
                    gpointer data,
                    GDestroyNotify destroy)
{
  GTask *task = g_task_new (self, NULL, write_done_cb, NULL);

  g_task_set_source_tag (task, rail_journal_write);
  rail_journal_write_for (self, write, data, destroy, task);
}

void
rail_journal_write_for (RailJournal *self,
                        RailJournalWrite write,
                        gpointer data,
                        GDestroyNotify destroy,
                        GTask *task)
{
  g_assert (self->writer != NULL);

  rail_journal_writer_push (self->writer, write, data, destroy, task);
}

gboolean
rail_journal_write_and_wait (RailJournal *self,
                             RailJournalWrite write,
                             gconstpointer data,
                             GError **error)
{
  g_assert (self->writer != NULL);

  return rail_journal_writer_run (self->writer, write, data, error);
}

RailDatabase *
rail_journal_get_reader (RailJournal *self)
{
  g_assert (self->writer != NULL);

  rail_journal_writer_flush (self->writer);
  return self->reader;
}

gint64
rail_journal_cut_to_minute (gint64 moment)
{
  gint64 beyond = moment % RAIL_MINUTE;

  return moment - beyond - (beyond < 0 ? RAIL_MINUTE : 0);
}

/* Only names that this journal gives: "<name>.v12" from a migration (database.h), "<name>.damaged-..." from above. */
static gboolean
is_copy (const char *name,
         const char *of)
{
  if (!g_str_has_prefix (name, of))
    return FALSE;

  name += strlen (of);
  return g_str_has_prefix (name, DAMAGED_SUFFIX) || g_regex_match_simple ("^\\.v[0-9]+(\\.part)?$", name, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
}

gboolean
rail_journal_remove_copies (RailJournal *self,
                            GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *own_name = g_path_get_basename (self->path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *copy = g_build_filename (folder, name, NULL);

      if (is_copy (name, own_name) && g_unlink (copy) != 0 && errno != ENOENT)
        {
          g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "%s: cannot be deleted: %s", copy, g_strerror (errno));
          return FALSE;
        }
    }

  return TRUE;
}

char *
rail_journal_export (RailJournal *self,
                     GError **error)
{
  return rail_journal_export_database (rail_journal_get_reader (self), error);
}

/* ---- the object ---- */

const char *
rail_journal_get_path (RailJournal *self)
{
  return self->path;
}

void
rail_journal_close (RailJournal *self)
{
  g_return_if_fail (RAIL_IS_JOURNAL (self));

  g_clear_pointer (&self->writer, rail_journal_writer_free);
  g_clear_pointer (&self->reader, rail_database_close);
}

static void
rail_journal_dispose (GObject *object)
{
  rail_journal_close (RAIL_JOURNAL (object));

  G_OBJECT_CLASS (rail_journal_parent_class)->dispose (object);
}

static void
rail_journal_finalize (GObject *object)
{
  g_free (RAIL_JOURNAL (object)->path);

  G_OBJECT_CLASS (rail_journal_parent_class)->finalize (object);
}

static void
rail_journal_class_init (RailJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rail_journal_dispose;
  object_class->finalize = rail_journal_finalize;

  signals[WRITE_FAILED] = g_signal_new ("write-failed", RAIL_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
rail_journal_init (RailJournal *self)
{
}

RailJournal *
rail_journal_open (const char *path,
                   char **set_aside,
                   GError **error)
{
  g_autoptr (RailJournal) self = g_object_new (RAIL_TYPE_JOURNAL, NULL);
  g_autoptr (RailDatabase) writing = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  writing = open_database (path, set_aside, error);
  if (writing == NULL || !ensure_seat_key (writing, self->seat_key, error))
    return NULL;

  self->reader = rail_journal_schema_open (path, RAIL_DATABASE_READ_WRITE, error);
  if (self->reader == NULL)
    return NULL;

  self->writer = rail_journal_writer_new (g_steal_pointer (&writing));
  return g_steal_pointer (&self);
}
