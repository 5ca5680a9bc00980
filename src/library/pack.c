#include "config.h"

#include "library/pack.h"

#include <string.h>

#include "base/error.h"
#include "base/problem.h"
#include "library/aid-parser.h"
#include "library/pack-file.h"
#include "library/pack-manifest.h"

#define MANIFEST "pack.yaml"
#define AIDS "aids"
#define AID_SUFFIX ".md"
#define MANIFEST_MAX_BYTES (64 * 1024)

static RailPack *
pack_new (const char *folder)
{
  RailPack *self = g_new0 (RailPack, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->folder = g_strdup (folder);
  self->language = g_strdup ("");
  self->licence = g_strdup ("");
  self->owner = g_strdup ("");
  self->audience = g_new0 (char *, 1);
  self->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_contact_free);
  self->aids = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_aid_unref);

  return self;
}

RailPack *
rail_pack_ref (RailPack *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_pack_unref (RailPack *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->folder);
  g_free (self->id);
  g_free (self->title);
  g_free (self->language);
  g_free (self->licence);
  g_free (self->owner);
  g_free (self->digest);
  g_strfreev (self->audience);
  g_ptr_array_unref (self->contacts);
  g_ptr_array_unref (self->aids);
  g_free (self);
}

static void
add_unreadable (GPtrArray *problems,
                const char *file,
                const GError *error)
{
  const char *rule = "unreadable";
  const char *mend = "Check that the file is yours to read";

  if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE))
    {
      rule = "too-large";
      mend = "Shorten it: most of an aid belongs behind a link";
    }
  else if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_INVALID))
    {
      rule = "outside-pack";
      mend = "Put the file itself here";
    }

  rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 0, rule, mend, "The file cannot be used: %s", error->message);
}

/* pack.yaml; @checksum takes in its bytes. */
static RailPack *
open_manifest (const char *folder,
               const char *root,
               GChecksum *checksum,
               GPtrArray *problems)
{
  g_autoptr (RailPack) self = pack_new (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (folder, MANIFEST, NULL);
  g_autofree char *data = NULL;
  gsize length = 0;

  data = rail_pack_file_read (root, MANIFEST, MANIFEST_MAX_BYTES, &length, &error);
  if (data == NULL && g_error_matches (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND))
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 0, "no-pack", "Name the folder that holds pack.yaml, or write one", "There is no pack.yaml in this folder");
      return NULL;
    }
  if (data == NULL)
    {
      add_unreadable (problems, file, error);
      return NULL;
    }
  if (!rail_pack_manifest_read (self, data, length, file, problems))
    return NULL;

  g_checksum_update (checksum, (const guchar *) data, (gssize) length);
  return g_steal_pointer (&self);
}

static char *
dup_root (const char *folder,
          GPtrArray *problems)
{
  g_autoptr (GError) error = NULL;
  char *root = rail_pack_file_dup_root (folder, &error);

  if (root == NULL)
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, folder, 0, "no-pack", "Check its name, and that it is yours to read", "The folder cannot be read: %s", error->message);

  return root;
}

RailPack *
rail_pack_open (const char *folder,
                GPtrArray *problems)
{
  g_autofree char *root = dup_root (folder, problems);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  RailPack *self = root != NULL ? open_manifest (folder, root, checksum, problems) : NULL;

  if (self != NULL)
    self->digest = g_strdup (g_checksum_get_string (checksum));

  return self;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Editors leave their own files beside the ones they edit. */
static gboolean
is_scratch (const char *name)
{
  return name[0] == '.' || name[0] == '#' || g_str_has_suffix (name, "~");
}

/* The file names of aids/, sorted: the order of a directory is nobody's order. */
static GPtrArray *
list_aids (const char *folder,
           const char *root,
           GPtrArray *problems)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *file = g_build_filename (folder, AIDS, NULL);
  g_autofree char *path = g_build_filename (root, AIDS, NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      if (is_scratch (name))
        continue;
      if (names->len == RAIL_PACK_MAX_AIDS)
        {
          rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 0, "too-many-aids", "Split the pack", "The pack holds more than %d aids, and the rest is left out", RAIL_PACK_MAX_AIDS);
          break;
        }
      g_ptr_array_add (names, g_strdup (name));
    }

  if (names->len == 0)
    rail_problems_add (problems, RAIL_SEVERITY_WARNING, file, 0, "no-aids", "Write one aid a file into aids/", "The pack has no aids");

  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* A card must never show a picture from elsewhere on this computer; one that is merely missing shows its words. */
static void
check_media (RailAid *aid,
             const char *root,
             const char *file,
             GPtrArray *problems)
{
  for (guint i = aid->blocks->len; i > 0; i--)
    {
      const RailBlock *block = g_ptr_array_index (aid->blocks, i - 1);
      g_autoptr (GError) error = NULL;
      gboolean is_missing = FALSE;

      if (block->kind != RAIL_BLOCK_IMAGE || rail_pack_file_check (root, block->target, &error))
        continue;

      is_missing = g_error_matches (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND);
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         block->line,
                         is_missing ? "missing-media" : "outside-pack",
                         "Put the file itself into media/ of the pack",
                         "“%s” cannot be used: %s",
                         block->target,
                         error->message);
      if (!is_missing)
        g_ptr_array_remove_index (aid->blocks, i - 1);
    }
}

static RailAid *
load_aid (const RailPack *self,
          const char *root,
          const char *id,
          GChecksum *checksum,
          GPtrArray *problems,
          GError **error)
{
  g_autofree char *base = g_strconcat (id, AID_SUFFIX, NULL);
  g_autofree char *name = g_build_filename (AIDS, base, NULL);
  g_autofree char *file = g_build_filename (self->folder, name, NULL);
  g_autofree char *data = NULL;
  gsize length = 0;
  RailAid *aid = NULL;

  data = rail_pack_file_read (root, name, RAIL_AID_MAX_BYTES, &length, error);
  if (data == NULL)
    return NULL;

  if (checksum != NULL)
    {
      g_checksum_update (checksum, (const guchar *) id, (gssize) strlen (id) + 1);
      g_checksum_update (checksum, (const guchar *) data, (gssize) length);
    }
  aid = rail_aid_parse (self->id, id, file, data, length, problems);
  if (aid != NULL)
    check_media (aid, root, file, problems);

  return aid;
}

static void
load_named (RailPack *self,
            const char *root,
            const char *name,
            GChecksum *checksum,
            GPtrArray *problems)
{
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *file = g_build_filename (self->folder, AIDS, shown, NULL);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  RailAid *aid = NULL;

  if (!g_str_has_suffix (name, AID_SUFFIX))
    {
      rail_problems_add (problems, RAIL_SEVERITY_WARNING, file, 0, "stray-file", "Name it with “.md” at the end, or move it elsewhere", "This is not an aid");
      return;
    }

  id = g_strndup (name, strlen (name) - strlen (AID_SUFFIX));
  if (!rail_aid_is_id (id))
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 0, "aid-id", "Name the file with 1 to 64 of a-z, 0-9 and hyphens, and “.md”", "The name of the file cannot be the id of an aid");
      return;
    }

  aid = load_aid (self, root, id, checksum, problems, &error);
  if (aid != NULL)
    g_ptr_array_add (self->aids, aid);
  else if (error != NULL)
    add_unreadable (problems, file, error);
}

static int
compare_aids (gconstpointer a,
              gconstpointer b)
{
  const RailAid *left = *(const RailAid *const *) a;
  const RailAid *right = *(const RailAid *const *) b;

  return strcmp (left->id, right->id);
}

RailPack *
rail_pack_load (const char *folder,
                GPtrArray *problems)
{
  g_autofree char *root = dup_root (folder, problems);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (RailPack) self = root != NULL ? open_manifest (folder, root, checksum, problems) : NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (self == NULL)
    return NULL;

  names = list_aids (folder, root, problems);
  for (guint i = 0; i < names->len; i++)
    load_named (self, root, g_ptr_array_index (names, i), checksum, problems);

  /* "a.md" stands behind "a-b.md" among the files, "a" before "a-b" among the ids. */
  g_ptr_array_sort (self->aids, compare_aids);
  self->digest = g_strdup (g_checksum_get_string (checksum));

  return g_steal_pointer (&self);
}

RailAid *
rail_pack_load_aid (const RailPack *self,
                    const char *aid,
                    GError **error)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *root = NULL;
  RailAid *loaded = NULL;

  /* Ids come from other programs as well: never a path. */
  if (!rail_aid_is_id (aid))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND, "there is no aid “%s” in %s", aid, self->id);
      return NULL;
    }

  root = rail_pack_file_dup_root (self->folder, error);
  if (root == NULL)
    {
      g_prefix_error (error, "%s: ", self->folder);
      return NULL;
    }

  loaded = load_aid (self, root, aid, NULL, problems, &local_error);
  if (loaded != NULL)
    return loaded;

  if (local_error != NULL)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "%s/%s: ", self->id, aid);
      return NULL;
    }

  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *text = rail_problem_to_string (problem);

      if (problem->severity != RAIL_SEVERITY_ERROR)
        continue;
      g_set_error_literal (error, RAIL_ERROR, RAIL_ERROR_INVALID, text);
      return NULL;
    }

  g_return_val_if_reached (NULL);
}

const RailContact *
rail_pack_get_contact (const RailPack *self,
                       const char *key)
{
  for (guint i = 0; i < self->contacts->len; i++)
    {
      const RailContact *contact = g_ptr_array_index (self->contacts, i);

      if (g_str_equal (contact->key, key))
        return contact;
    }

  return NULL;
}

RailAid *
rail_pack_get_aid (const RailPack *self,
                   const char *id)
{
  guint low = 0;
  guint high = self->aids->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      RailAid *aid = g_ptr_array_index (self->aids, middle);
      int order = strcmp (id, aid->id);

      if (order == 0)
        return aid;
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return NULL;
}
