#include "config.h"

#include "coach/guard-rules.h"

#include <string.h>

#include "base/error.h"
#include "base/problem.h"
#include "base/yaml-tree.h"
#include "library/pack-file.h"
#include "library/pack-manifest.h"

typedef struct
{
  RailGuardRules *rules;
  RailGuardRulesKind kind;
  const char *file;
  GPtrArray *problems;
  GHashTable *lists;    /* name -> char ** */
  const RailPack *pack; /* whose contacts may be named; NULL = any key */
  guint n_phrases;
} Reader;

static void
escalation_free (RailGuardEscalation *self)
{
  g_free (self->contact);
  g_ptr_array_unref (self->patterns);
  g_ptr_array_unref (self->unless);
  g_free (self);
}

static void
domain_free (RailGuardDomain *self)
{
  g_free (self->id);
  g_ptr_array_unref (self->patterns);
  g_free (self);
}

gboolean
rail_guard_rules_is_confirmed (const RailGuardRules *self,
                               const char *confirmed)
{
  if (self->domains_digest == NULL || confirmed == NULL)
    return FALSE;

  return g_str_equal (confirmed, RAIL_GUARD_RULES_ANY_DOMAINS) || g_str_equal (confirmed, self->domains_digest);
}

const RailContact *
rail_guard_rules_get_person (const RailGuardRules *self,
                             const char *key)
{
  for (guint i = 0; i < self->people->len; i++)
    {
      const RailContact *person = g_ptr_array_index (self->people, i);

      if (g_str_equal (person->key, key))
        return person;
    }

  return NULL;
}

static GPtrArray *
make_patterns (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rail_guard_pattern_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardEscalation, escalation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardDomain, domain_free)

static void
add_error (const Reader *self,
           guint line,
           const char *rule,
           const char *mend,
           const char *message)
{
  rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, line, rule, mend, "%s", message);
}

static gboolean
expect (const Reader *self,
        const RailYaml *node,
        RailYamlKind kind,
        const char *mend)
{
  g_autofree char *message = NULL;

  if (node->kind == kind)
    return TRUE;

  message = g_strdup_printf ("“%s” is not written as it should be", node->key != NULL ? node->key : self->file);
  add_error (self, node->line, "bad-value", mend, message);
  return FALSE;
}

static void
read_phrase (Reader *self,
             const RailYaml *node,
             GPtrArray *patterns)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *phrase = rail_yaml_dup_string (node, self->file, self->problems);
  RailGuardPattern *pattern = NULL;

  if (phrase == NULL)
    return;
  if (++self->n_phrases > RAIL_GUARD_RULES_MAX_PHRASES)
    {
      if (self->n_phrases == RAIL_GUARD_RULES_MAX_PHRASES + 1)
        add_error (self, node->line, "too-many", "Join phrases by (a|b)", "The file has more than 4000 phrases");
      return;
    }

  pattern = rail_guard_pattern_new (phrase, self->lists, &error);
  if (pattern != NULL)
    g_ptr_array_add (patterns, pattern);
  else
    rail_problems_add (self->problems, RAIL_SEVERITY_ERROR, self->file, node->line, "bad-phrase", "Write words, (a|b), [maybe], <list>, .. and ... as handrail-guard(5) says", "The phrase “%s” cannot be used: %s", phrase, error->message);
}

/* One phrase or a list of them. */
static void
read_phrases (Reader *self,
              const RailYaml *node,
              GPtrArray *patterns)
{
  if (node == NULL)
    return;
  if (node->kind == RAIL_YAML_SCALAR)
    {
      read_phrase (self, node, patterns);
      return;
    }
  if (!expect (self, node, RAIL_YAML_SEQUENCE, "Write a list of phrases"))
    return;

  for (guint i = 0; i < node->children->len; i++)
    read_phrase (self, g_ptr_array_index (node->children, i), patterns);
}

static void
read_lists (Reader *self,
            const RailYaml *node)
{
  if (node == NULL || !expect (self, node, RAIL_YAML_MAPPING, "Write “person: [him, her]” below it"))
    return;

  for (guint i = 0; i < node->children->len; i++)
    {
      const RailYaml *list = g_ptr_array_index (node->children, i);
      char **words = rail_yaml_dup_strings (list, self->file, self->problems);

      if (words != NULL)
        g_hash_table_insert (self->lists, g_strdup (list->key), words);
    }
}

static gboolean
read_category (const Reader *self,
               const RailYaml *mapping,
               RailGuardCategory *category)
{
  const RailYaml *node = rail_yaml_get (mapping, "category");

  if (node != NULL && node->kind == RAIL_YAML_SCALAR && rail_guard_category_parse (node->scalar, category))
    return TRUE;

  add_error (self, node != NULL ? node->line : mapping->line, "bad-value", "Write legal, compliance, safety, termination, harassment, discrimination, health, pay, discipline, self-harm or violence", "The escalation names no category that there is");
  return FALSE;
}

static gboolean
read_level (const Reader *self,
            const RailYaml *mapping,
            RailGuardVerdict *level)
{
  const RailYaml *node = rail_yaml_get (mapping, "level");
  const char *text = node != NULL && node->kind == RAIL_YAML_SCALAR ? node->scalar : "";

  if (g_str_equal (text, "stop"))
    *level = RAIL_GUARD_STOP;
  else if (g_str_equal (text, "caution"))
    *level = RAIL_GUARD_CAUTION;
  else
    {
      add_error (self, node != NULL ? node->line : mapping->line, "bad-value", "Write “level: stop” or “level: caution”", "The escalation has no level");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_sides (const Reader *self,
            const RailYaml *mapping,
            RailGuardSide *sides)
{
  const RailYaml *node = rail_yaml_get (mapping, "side");
  const char *text = node == NULL ? "both" : node->kind == RAIL_YAML_SCALAR ? node->scalar
                                                                            : "";

  if (g_str_equal (text, "both"))
    *sides = RAIL_GUARD_QUESTION | RAIL_GUARD_ANSWER;
  else if (g_str_equal (text, "question"))
    *sides = RAIL_GUARD_QUESTION;
  else if (g_str_equal (text, "answer"))
    *sides = RAIL_GUARD_ANSWER;
  else
    {
      add_error (self, node->line, "bad-value", "Write question, answer or both", "“side” is none that there is");
      return FALSE;
    }

  return TRUE;
}

/* NULL where there is none, or none such in the pack. */
static char *
read_contact (const Reader *self,
              const RailYaml *node)
{
  g_autofree char *key = node != NULL ? rail_yaml_dup_string (node, self->file, self->problems) : NULL;

  if (key == NULL)
    return NULL;
  if (!rail_aid_is_id (key) || (self->pack != NULL && rail_pack_get_contact (self->pack, key) == NULL))
    {
      add_error (self, node->line, "unknown-contact", "Add it to “contacts” in pack.yaml, or correct the key", "There is no such contact");
      return NULL;
    }

  return g_steal_pointer (&key);
}

static void
read_escalation (Reader *self,
                 const RailYaml *node)
{
  static const char *const known[] = { "category", "level", "side", "contact", "phrases", "unless", NULL };
  g_autoptr (RailGuardEscalation) escalation = g_new0 (RailGuardEscalation, 1);
  gboolean fine = TRUE;

  escalation->patterns = make_patterns ();
  escalation->unless = make_patterns ();
  if (!expect (self, node, RAIL_YAML_MAPPING, "Write “- {category: legal, level: stop, phrases: [...]}”"))
    return;

  rail_yaml_refuse_unknown_keys (node, self->file, known, self->problems);
  fine &= read_category (self, node, &escalation->category);
  fine &= read_level (self, node, &escalation->level);
  fine &= read_sides (self, node, &escalation->sides);
  escalation->contact = read_contact (self, rail_yaml_get (node, "contact"));
  read_phrases (self, rail_yaml_get (node, "phrases"), escalation->patterns);
  read_phrases (self, rail_yaml_get (node, "unless"), escalation->unless);
  if (rail_yaml_get (node, "phrases") == NULL)
    add_error (self, node->line, "missing-key", "Write “phrases: [...]”", "The escalation has no phrases");
  else if (fine)
    g_ptr_array_add (self->rules->escalations, g_steal_pointer (&escalation));
}

static void
read_escalations (Reader *self,
                  const RailYaml *node)
{
  if (node == NULL || !expect (self, node, RAIL_YAML_SEQUENCE, "Write a list of escalations"))
    return;

  for (guint i = 0; i < node->children->len; i++)
    read_escalation (self, g_ptr_array_index (node->children, i));
}

static void
read_domain (Reader *self,
             const RailYaml *node)
{
  static const char *const known[] = { "id", "phrases", NULL };
  g_autoptr (RailGuardDomain) domain = g_new0 (RailGuardDomain, 1);
  const RailYaml *id = node;

  domain->patterns = make_patterns ();
  if (node->kind == RAIL_YAML_MAPPING)
    {
      rail_yaml_refuse_unknown_keys (node, self->file, known, self->problems);
      id = rail_yaml_get (node, "id");
      read_phrases (self, rail_yaml_get (node, "phrases"), domain->patterns);
    }

  if (id == NULL || id->kind != RAIL_YAML_SCALAR || !rail_aid_is_id (id->scalar))
    add_error (self, node->line, "bad-value", "Write “managing”, or {id: expenses, phrases: [...]}", "The domain has no id of a-z, 0-9 and hyphens");
  else if (domain->patterns->len == 0 && !g_str_equal (id->scalar, RAIL_GUARD_DOMAIN_MANAGING))
    add_error (self, node->line, "bad-value", "Write {id: expenses, phrases: [...]}", "Only “managing” is known without phrases");
  else
    {
      domain->id = g_strdup (id->scalar);
      g_ptr_array_add (self->rules->domains, g_steal_pointer (&domain));
    }
}

/* As it is written, scalar by scalar with what is around each of them. */
static void
digest_domain (GChecksum *digest,
               const RailYaml *node)
{
  const char *text = node->kind == RAIL_YAML_SCALAR ? node->scalar : node->kind == RAIL_YAML_MAPPING ? "{"
                                                                                                     : "[";

  if (node->key != NULL)
    g_checksum_update (digest, (const guchar *) node->key, (gssize) strlen (node->key) + 1);
  g_checksum_update (digest, (const guchar *) text, (gssize) strlen (text) + 1);
  for (guint i = 0; node->kind != RAIL_YAML_SCALAR && i < node->children->len; i++)
    digest_domain (digest, g_ptr_array_index (node->children, i));
  if (node->kind != RAIL_YAML_SCALAR)
    g_checksum_update (digest, (const guchar *) "]", 2);
}

static void
read_domains (Reader *self,
              const RailYaml *node)
{
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);

  if (node == NULL || !expect (self, node, RAIL_YAML_SEQUENCE, "Write a list of domains"))
    return;

  for (guint i = 0; i < node->children->len; i++)
    {
      read_domain (self, g_ptr_array_index (node->children, i));
      digest_domain (digest, g_ptr_array_index (node->children, i));
    }
  if (self->rules->domains->len > 0)
    self->rules->domains_digest = g_strdup (g_checksum_get_string (digest));
}

static void
read_contacts (const Reader *self,
               const RailYaml *node)
{
  if (node == NULL || !expect (self, node, RAIL_YAML_MAPPING, "Write “default: hr” below it"))
    return;

  for (guint i = 0; i < node->children->len; i++)
    {
      const RailYaml *child = g_ptr_array_index (node->children, i);
      RailGuardCategory category = RAIL_GUARD_NONE;

      if (g_str_equal (child->key, "default") || rail_guard_category_parse (child->key, &category))
        {
          g_free (self->rules->contacts[category]);
          self->rules->contacts[category] = read_contact (self, child);
        }
      else
        {
          add_error (self, child->key_line, "unknown-key", "Write a category, or “default”", "The contact stands under no category");
        }
    }
}

static void
read_look_alikes (Reader *self,
                  const RailYaml *node)
{
  if (node == NULL)
    return;
  if (self->kind != RAIL_GUARD_RULES_TRUSTED)
    {
      add_error (self, node->key_line, "not-allowed", "Use “unless” of the pack’s own escalations", "A pack cannot make the built-in rules look away");
      return;
    }

  read_phrases (self, node, self->rules->look_alikes);
}

static void
read_people (Reader *self,
             const RailYaml *node)
{
  if (node == NULL)
    return;
  if (self->kind == RAIL_GUARD_RULES_PACK)
    {
      add_error (self, node->key_line, "not-allowed", "Write them as “contacts” in pack.yaml", "The people of a pack stand in its pack.yaml");
      return;
    }

  rail_contacts_read (node, self->file, self->rules->people, self->problems);
}

static gboolean
check_format (const Reader *self,
              const RailYaml *root)
{
  const RailYaml *format = rail_yaml_get (root, "format");

  if (format != NULL && format->kind == RAIL_YAML_SCALAR && g_str_equal (format->scalar, "1"))
    return TRUE;

  add_error (self, format != NULL ? format->line : root->line, "guard-format", "Write “format: 1”, or use a newer Handrail", "The rules are in a format that this Handrail does not read");
  return FALSE;
}

RailGuardRules *
rail_guard_rules_new (void)
{
  RailGuardRules *self = g_new0 (RailGuardRules, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->escalations = g_ptr_array_new_with_free_func ((GDestroyNotify) escalation_free);
  self->look_alikes = make_patterns ();
  self->domains = g_ptr_array_new_with_free_func ((GDestroyNotify) domain_free);
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_contact_free);

  return self;
}

static RailGuardRules *
parse (const char *data,
       gsize length,
       const char *file,
       RailGuardRulesKind kind,
       const RailPack *pack,
       GPtrArray *problems)
{
  static const char *const known[] = { "format", "lists", "escalations", "look-alikes", "domains", "contacts", "people", NULL };
  g_autoptr (RailYaml) root = rail_yaml_parse (data, length, file, 1, problems);
  g_autoptr (GHashTable) lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  g_autoptr (RailGuardRules) rules = rail_guard_rules_new ();
  Reader self = { .rules = rules, .kind = kind, .file = file, .problems = problems, .lists = lists, .pack = pack };

  if (root == NULL || !expect (&self, root, RAIL_YAML_MAPPING, "Write “format: 1” and the other keys, one a line") || !check_format (&self, root))
    return NULL;

  rail_yaml_refuse_unknown_keys (root, file, known, problems);
  read_lists (&self, rail_yaml_get (root, "lists"));
  read_escalations (&self, rail_yaml_get (root, "escalations"));
  read_look_alikes (&self, rail_yaml_get (root, "look-alikes"));
  read_domains (&self, rail_yaml_get (root, "domains"));
  read_contacts (&self, rail_yaml_get (root, "contacts"));
  read_people (&self, rail_yaml_get (root, "people"));

  return g_steal_pointer (&rules);
}

RailGuardRules *
rail_guard_rules_parse (const char *data,
                        gsize length,
                        const char *file,
                        RailGuardRulesKind kind,
                        GPtrArray *problems)
{
  return parse (data, length, file, kind, NULL, problems);
}

RailGuardRules *
rail_guard_rules_load (const RailPack *pack,
                       GPtrArray *problems)
{
  g_autofree char *file = g_build_filename (pack->folder, RAIL_GUARD_RULES_FILE, NULL);
  g_autofree char *root = NULL;
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  root = rail_pack_file_dup_root (pack->folder, &error);
  if (root != NULL)
    data = rail_pack_file_read (root, RAIL_GUARD_RULES_FILE, RAIL_YAML_MAX_BYTES, &length, &error);
  if (data != NULL)
    return parse (data, length, file, RAIL_GUARD_RULES_PACK, pack, problems);

  if (!g_error_matches (error, RAIL_ERROR, RAIL_ERROR_NOT_FOUND))
    rail_problems_add (problems, RAIL_SEVERITY_ERROR, file, 0, "unreadable", NULL, "The guard’s rules cannot be read: %s", error->message);
  return NULL;
}

RailGuardRules *
rail_guard_rules_ref (RailGuardRules *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_guard_rules_unref (RailGuardRules *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->escalations);
  g_ptr_array_unref (self->look_alikes);
  g_ptr_array_unref (self->domains);
  g_ptr_array_unref (self->people);
  g_free (self->domains_digest);
  for (guint i = 0; i < RAIL_GUARD_N_CATEGORIES; i++)
    g_free (self->contacts[i]);
  g_free (self);
}
