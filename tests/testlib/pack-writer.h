/*
 * Packs written into a scratch folder aid by aid, and what an index holds of them as one text, to be compared.
 */

#pragma once

#include "base/database.h"
#include "base/problem.h"
#include "library/pack.h"
#include "testlib/scratch-folder.h"

static inline void
pack_writer_begin (const ScratchFolder *folder,
                   const char *pack,
                   guint version)
{
  g_autofree char *manifest = g_strdup_printf ("format: 1\nid: %s\ntitle: The %s\nversion: %u\nlanguage: en\nlicence: x\nowner: x\n", pack, pack, version);
  g_autofree char *name = g_build_filename (pack, "pack.yaml", NULL);

  scratch_folder_write (folder, name, manifest);
}

static inline void
pack_writer_add (const ScratchFolder *folder,
                 const char *pack,
                 const char *aid,
                 const char *title,
                 const char *keyword,
                 int priority,
                 const char *body)
{
  g_autofree char *text = g_strdup_printf ("---\ntitle: %s\nkind: note\ntask: Do it\nowner: somebody\nreviewed: 2026-10-01\nkeywords: [%s]\npriority: %d\n---\n%s\n", title, keyword, priority, body);
  g_autofree char *base = g_strconcat (aid, ".md", NULL);
  g_autofree char *path = g_build_filename (folder, pack, "aids", base, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  /* GLib waits for the disk where it replaces a file, as scratch_folder_write() does, and not where there is none: tests write thousands of them. */
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_unlink (path);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

static inline RailPack *
pack_writer_load (const ScratchFolder *folder,
                  const char *pack)
{
  g_autofree char *path = g_build_filename (folder, pack, NULL);
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  RailPack *loaded = rail_pack_load (path, problems);

  g_assert_nonnull (loaded);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (problems->len, ==, 0);
  return loaded;
}

/* An array of @pack alone; NULL: empty. */
static inline GPtrArray *
pack_writer_list (RailPack *pack)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pack_unref);

  if (pack != NULL)
    g_ptr_array_add (packs, rail_pack_ref (pack));
  return packs;
}

static inline gint64
index_number (RailDatabase *database,
              const char *sql)
{
  g_autoptr (GError) error = NULL;
  RailStatement *statement = rail_database_prepare (database, sql, &error);
  gint64 number;

  g_assert_no_error (error);
  g_assert_true (rail_statement_step (statement, &error));
  number = rail_statement_get_int64 (statement, 0);
  rail_statement_reset (statement);

  return number;
}

static inline gboolean
index_append_rows (RailDatabase *database,
                   const char *sql,
                   GString *dump)
{
  g_autoptr (GError) error = NULL;
  RailStatement *statement = rail_database_prepare (database, sql, &error);

  while (statement != NULL && rail_statement_step (statement, &error))
    g_string_append_printf (dump, "%s\n", rail_statement_get_text (statement, 0));
  if (error != NULL)
    g_test_message ("%s", error->message);

  return error == NULL;
}

/* Everything but rowids and generation, which depend on the way; NULL where it cannot be read. */
static inline char *
index_try_dump (RailDatabase *database)
{
  static const char *const questions[] = {
    "SELECT pack || '|' || title || '|' || version || '|' || digest || '|' || folder || '|' || bodies_done FROM packs ORDER BY pack",
    "SELECT pack || '|' || aid || '|' || title || '|' || kind || '|' || task || '|' || keywords || '|' || reading || '|' || reviewed || '|' || review_every || '|' ||"
    " priority || '|' || stakes || '|' || title_tokens || '|' || keyword_tokens || '|' || coalesce (body_tokens, 'no body')"
    " FROM aids LEFT JOIN bodies ON bodies.rowid = aids.rowid ORDER BY pack, aid",
    "SELECT term || '|' || doc FROM title_words ORDER BY term",
    "SELECT term || '|' || doc FROM body_words ORDER BY term",
    "SELECT 'bodies ' || count(*) FROM bodies",
    "SELECT 'pending ' || count(*) FROM pending",
  };
  g_autoptr (GString) dump = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      if (!index_append_rows (database, questions[i], dump))
        return NULL;
    }

  return g_strdup (dump->str);
}

static inline char *
index_dump (RailDatabase *database)
{
  char *dump = index_try_dump (database);

  g_assert_nonnull (dump);
  return dump;
}
