#include "config.h"

#include "library/pack-manifest.h"

#include <string.h>

#include "base/problem.h"
#include "base/yaml-tree.h"

#define FORMAT "1"
#define ID_MAX_LENGTH 64
#define LANGUAGE_MAX_LENGTH 35

static const char *const known_keys[] = {
  "format",
  "id",
  "title",
  "version",
  "language",
  "licence",
  "owner",
  "contacts",
  "audience",
  NULL,
};

typedef struct
{
  const RailYaml *root;
  const char *file;
  GPtrArray *problems;
} Reader;

void
rail_contact_free (RailContact *self)
{
  g_free (self->key);
  g_free (self->name);
  g_free (self->email);
  g_free (self->note);
  g_free (self);
}

gboolean
rail_pack_manifest_is_pack_id (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ".", -1);

  if (text[0] == '\0' || strlen (text) > ID_MAX_LENGTH)
    return FALSE;
  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (!rail_aid_is_id (words[i]))
        return FALSE;
    }

  return TRUE;
}

static const RailYaml *
require (const Reader *self,
         const char *key,
         const char *mend)
{
  const RailYaml *node = rail_yaml_get (self->root, key);

  if (node == NULL)
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, self->root->line, "missing-key", mend, "The key “%s” is missing", key);

  return node;
}

static char *
require_string (const Reader *self,
                const char *key,
                const char *mend)
{
  const RailYaml *node = require (self, key, mend);

  return node != NULL ? rail_yaml_dup_string (node, self->file, self->problems) : NULL;
}

static void
add_bad_value (const Reader *self,
               const RailYaml *node,
               const char *mend,
               const char *what)
{
  rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "bad-value", mend, "“%s” %s", node->key, what);
}

static gboolean
read_format (const Reader *self)
{
  const RailYaml *node = require (self, "format", "Write “format: 1”");

  if (node == NULL)
    return FALSE;
  if (node->kind == RAIL_YAML_SCALAR && g_str_equal (node->scalar, FORMAT))
    return TRUE;

  rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "pack-format", "Write “format: 1”, or use a newer Handrail", "The pack is in a format that this Handrail does not read");
  return FALSE;
}

static gboolean
read_id (const Reader *self,
         RailPack *pack)
{
  const char *mend = "Write a name of a-z, 0-9, hyphens and dots, such as org.example.managers";
  g_autofree char *text = require_string (self, "id", mend);

  if (text == NULL)
    return FALSE;
  if (!rail_pack_manifest_is_pack_id (text))
    {
      add_bad_value (self, rail_yaml_get (self->root, "id"), mend, "is not the id of a pack");
      return FALSE;
    }

  pack->id = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_version (const Reader *self,
              RailPack *pack)
{
  const RailYaml *node = require (self, "version", "Write a whole number that grows with each release, such as “version: 1”");
  gint64 version = 0;

  if (node == NULL || !rail_yaml_get_integer (node, self->file, 1, G_MAXINT64, &version, self->problems))
    return FALSE;

  pack->version = (guint64) version;
  return TRUE;
}

static void
replace_if_read (char **field,
                 char *text)
{
  if (text == NULL)
    return;

  g_free (*field);
  *field = text;
}

static void
read_language (const Reader *self,
               RailPack *pack)
{
  g_autofree char *text = require_string (self, "language", "Write the language of the aids, such as “language: en”");
  gsize length = text != NULL ? strlen (text) : 0;

  if (text == NULL)
    return;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && text[i] != '-')
        length = 0;
    }
  if (length >= 2 && length <= LANGUAGE_MAX_LENGTH)
    replace_if_read (&pack->language, g_steal_pointer (&text));
  else
    add_bad_value (self, rail_yaml_get (self->root, "language"), "Write it as en, de or pt-BR", "is not a language tag");
}

/* The address goes into a link that opens the mail program: one address and nothing else. */
static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  if (at == NULL || at == text || at[1] == '\0' || strchr (at + 1, '@') != NULL)
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (strchr ("?&%,;:<>()[]\\\"", *p) != NULL || g_unichar_isspace (g_utf8_get_char (p)))
        return FALSE;
    }

  return TRUE;
}

static char *
read_optional (const Reader *self,
               const RailYaml *contact,
               const char *key)
{
  const RailYaml *node = rail_yaml_get (contact, key);
  char *text = NULL;

  if (node != NULL && !(node->kind == RAIL_YAML_SCALAR && node->scalar[0] == '\0'))
    text = rail_yaml_dup_string (node, self->file, self->problems);

  return text != NULL ? text : g_strdup ("");
}

static RailContact *
read_contact (const Reader *self,
              const RailYaml *node)
{
  static const char *const known[] = { "name", "email", "note", NULL };
  const RailYaml *name = rail_yaml_get (node, "name");
  g_autofree char *name_text = NULL;
  RailContact *contact = NULL;

  rail_yaml_refuse_unknown_keys (node, self->file, known, self->problems);
  if (!rail_aid_is_id (node->key))
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->key_line, "bad-value", "Use a-z, 0-9 and hyphens, such as hr", "“%s” is not a key for a contact", node->key);
      return NULL;
    }
  if (name == NULL)
    {
      rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->key_line, "missing-key", "Write {name: \"People team\", email: people@example.org}", "The contact “%s” has no name", node->key);
      return NULL;
    }
  name_text = rail_yaml_dup_string (name, self->file, self->problems);
  if (name_text == NULL)
    return NULL;

  contact = g_new0 (RailContact, 1);
  contact->key = g_strdup (node->key);
  contact->name = g_steal_pointer (&name_text);
  contact->email = read_optional (self, node, "email");
  contact->note = read_optional (self, node, "note");
  if (contact->email[0] != '\0' && !is_email (contact->email))
    {
      add_bad_value (self, rail_yaml_get (node, "email"), "Write one address, such as people@example.org", "is not a mail address");
      contact->email[0] = '\0';
    }

  return contact;
}

void
rail_contacts_read (const RailYaml *node,
                    const char *file,
                    GPtrArray *contacts,
                    GPtrArray *problems)
{
  const Reader self = { .root = node, .file = file, .problems = problems };

  if (node->kind != RAIL_YAML_MAPPING)
    {
      add_bad_value (&self, node, "Write “hr: {name: \"People team\", email: people@example.org}” below it", "does not hold contacts by their keys");
      return;
    }

  for (guint i = 0; i < node->children->len; i++)
    {
      RailContact *contact = read_contact (&self, g_ptr_array_index (node->children, i));

      if (contact != NULL)
        g_ptr_array_add (contacts, contact);
    }
}

static void
read_contacts (const Reader *self,
               RailPack *pack)
{
  const RailYaml *node = rail_yaml_get (self->root, "contacts");

  if (node != NULL)
    rail_contacts_read (node, self->file, pack->contacts, self->problems);
}

static void
read_audience (const Reader *self,
               RailPack *pack)
{
  const RailYaml *node = rail_yaml_get (self->root, "audience");
  char **audience = node != NULL ? rail_yaml_dup_strings (node, self->file, self->problems) : NULL;

  if (audience == NULL)
    return;

  g_strfreev (pack->audience);
  pack->audience = audience;
}

gboolean
rail_pack_manifest_read (RailPack *pack,
                         const char *data,
                         gsize length,
                         const char *file,
                         GPtrArray *problems)
{
  g_autoptr (RailYaml) root = rail_yaml_parse (data, length, file, 1, problems);
  const Reader self = { .root = root, .file = file, .problems = problems };
  gboolean has_format = FALSE;
  gboolean has_id = FALSE;
  gboolean has_version = FALSE;

  if (root == NULL)
    return FALSE;
  if (root->kind != RAIL_YAML_MAPPING)
    {
      rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, root->line, "bad-value", "Write “format: 1” and the other keys, one a line", "The file holds no keys");
      return FALSE;
    }

  rail_yaml_refuse_unknown_keys (root, file, known_keys, problems);
  has_format = read_format (&self);
  has_id = read_id (&self, pack);
  has_version = read_version (&self, pack);
  pack->title = require_string (&self, "title", "Write what the pack is called, such as “title: For managers”");
  read_language (&self, pack);
  replace_if_read (&pack->licence, require_string (&self, "licence", "Write the licence of the texts, such as “licence: CC-BY-SA-4.0”"));
  replace_if_read (&pack->owner, require_string (&self, "owner", "Write who answers for the pack, such as “owner: people-team@example.org”"));
  read_contacts (&self, pack);
  read_audience (&self, pack);

  return has_format && has_id && has_version && pack->title != NULL;
}
