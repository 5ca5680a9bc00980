#include "config.h"

#include "rules/rule-parser.h"

#include <string.h>

#include "base/duration.h"
#include "base/problem.h"
#include "rules/leaf-parser.h"

#define MAX_ID_LENGTH 64
#define DEFAULT_COOLDOWN (4 * RAIL_HOUR)
#define DEFAULT_MAX_PER_DAY 2

static const struct
{
  const char *key;
  RailConditionKind kind;
} kinds[] = {
  { "all", RAIL_CONDITION_ALL },
  { "any", RAIL_CONDITION_ANY },
  { "not", RAIL_CONDITION_NOT },
  { "window", RAIL_CONDITION_WINDOW },
  { "calendar", RAIL_CONDITION_CALENDAR },
  { "time", RAIL_CONDITION_TIME },
};

static RailCondition *parse_condition (const RailYaml *node,
                                       const char *file,
                                       char **canonical,
                                       GPtrArray *problems);

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* "name(a,b)" with the parts sorted. */
static char *
join (const char *name,
      GPtrArray *parts,
      const char *separator)
{
  g_autofree char *inner = NULL;

  g_ptr_array_sort (parts, compare_strings);
  g_ptr_array_add (parts, NULL);
  inner = g_strjoinv (separator, (char **) parts->pdata);

  return g_strconcat (name, "(", inner, ")", NULL);
}

static void
parse_list (RailCondition *self,
            const RailYaml *node,
            const char *file,
            GPtrArray *parts,
            GPtrArray *problems)
{
  if (node->kind != RAIL_YAML_SEQUENCE || node->children->len == 0)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         node->line,
                         "bad-condition",
                         "Write one condition a line, each with a dash before it",
                         "“%s” is not a list of conditions",
                         node->key);
      return;
    }

  for (guint i = 0; i < node->children->len; i++)
    {
      char *canonical = NULL;
      RailCondition *child = parse_condition (g_ptr_array_index (node->children, i), file, &canonical, problems);

      if (child == NULL)
        continue;
      g_ptr_array_add (self->children, child);
      g_ptr_array_add (parts, canonical);
    }
}

static void
parse_not (RailCondition *self,
           const RailYaml *node,
           const char *file,
           GPtrArray *parts,
           GPtrArray *problems)
{
  char *canonical = NULL;
  RailCondition *child = parse_condition (node, file, &canonical, problems);

  if (child == NULL)
    return;
  g_ptr_array_add (self->children, child);
  g_ptr_array_add (parts, canonical);
}

static void
parse_leaf (RailCondition *self,
            const RailYaml *node,
            const char *file,
            GPtrArray *parts,
            GPtrArray *problems)
{
  if (node->kind != RAIL_YAML_MAPPING)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         node->line,
                         "bad-condition",
                         "Write its parts with their names, such as window: {title: review}",
                         "“%s” does not say what it looks at",
                         node->key);
      return;
    }

  if (self->kind == RAIL_CONDITION_WINDOW)
    rail_leaf_parse_window (&self->window, node, file, parts, problems);
  else if (self->kind == RAIL_CONDITION_CALENDAR)
    rail_leaf_parse_calendar (&self->calendar, node, file, parts, problems);
  else
    rail_leaf_parse_time (&self->time, node, file, parts, problems);
}

/* The one node below a condition's mapping that says its kind, or NULL after adding an error. */
static const RailYaml *
find_kind (const RailYaml *node,
           const char *file,
           RailConditionKind *kind,
           GPtrArray *problems)
{
  static const char *const keys[] = { "all", "any", "not", "window", "calendar", "time", NULL };
  const RailYaml *only;

  if (node->kind != RAIL_YAML_MAPPING || node->children->len == 0)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         node->line,
                         "bad-condition",
                         "Write one of window, calendar, time, all, any and not",
                         "This is not a condition");
      return NULL;
    }

  if (node->children->len > 1)
    {
      rail_yaml_refuse_unknown_keys (node, file, keys, problems);
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         file,
                         node->line,
                         "bad-condition",
                         "Write all: (or any:) and below it one condition a line",
                         "Several conditions stand side by side, so it is not said whether all or any must hold");
      return NULL;
    }

  only = g_ptr_array_index (node->children, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (only->key, kinds[i].key))
        {
          *kind = kinds[i].kind;
          return only;
        }
    }

  rail_yaml_refuse_unknown_keys (node, file, keys, problems);
  return NULL;
}

static RailCondition *
parse_condition (const RailYaml *node,
                 const char *file,
                 char **canonical,
                 GPtrArray *problems)
{
  RailConditionKind kind = RAIL_CONDITION_ALL;
  const RailYaml *inner = find_kind (node, file, &kind, problems);
  g_autoptr (GPtrArray) parts = NULL;
  RailCondition *self;

  if (inner == NULL)
    return NULL;

  parts = g_ptr_array_new_with_free_func (g_free);
  self = g_new0 (RailCondition, 1);
  self->kind = kind;
  self->line = inner->key_line;
  if (kind == RAIL_CONDITION_ALL || kind == RAIL_CONDITION_ANY || kind == RAIL_CONDITION_NOT)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_condition_free);

  if (kind == RAIL_CONDITION_NOT)
    parse_not (self, inner, file, parts, problems);
  else if (self->children != NULL)
    parse_list (self, inner, file, parts, problems);
  else
    parse_leaf (self, inner, file, parts, problems);

  *canonical = join (inner->key, parts, self->children != NULL ? "," : ";");
  return self;
}

static void
survey (RailTrigger *self,
        const RailCondition *condition,
        gboolean inside_not)
{
  self->has_window |= condition->kind == RAIL_CONDITION_WINDOW;
  self->has_calendar |= condition->kind == RAIL_CONDITION_CALENDAR;
  self->is_bound |= condition->kind == RAIL_CONDITION_CALENDAR && !inside_not;

  for (guint i = 0; condition->children != NULL && i < condition->children->len; i++)
    survey (self, g_ptr_array_index (condition->children, i), inside_not || condition->kind == RAIL_CONDITION_NOT);
}

static gboolean
is_id (const char *text)
{
  gsize length = strlen (text);

  return length >= 1 && length <= MAX_ID_LENGTH && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static void
read_id (RailTrigger *self,
         const RailYaml *node,
         const char *file,
         GPtrArray *problems)
{
  if (node == NULL)
    {
      self->id = g_strdup_printf ("%s-%.8s", self->aid, self->digest);
      return;
    }

  self->id = rail_yaml_dup_string (node, file, problems);
  if (self->id != NULL && !is_id (self->id))
    rail_problems_add (problems,
                       RAIL_SEVERITY_ERROR,
                       file,
                       node->line,
                       "bad-id",
                       "Use small letters a to z, digits and dashes, 64 at most",
                       "“%s” is not an id",
                       self->id);
}

static void
read_show (RailTrigger *self,
           const RailYaml *node,
           const char *file,
           GPtrArray *problems)
{
  static const char *const words[] = { "card", "notification", "badge" };
  g_autofree char *word = node != NULL ? rail_yaml_dup_string (node, file, problems) : NULL;

  self->show = RAIL_SHOW_CARD;
  if (word == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_str_equal (word, words[i]))
        {
          self->show = (RailShow) i;
          return;
        }
    }

  rail_problems_add (problems,
                     RAIL_SEVERITY_ERROR,
                     file,
                     node->line,
                     "bad-value",
                     "Write card, notification or badge",
                     "“show: %s” is none of the ways to show an aid",
                     word);
}

/* Restraint is the default only where no calendar limits how often a trigger can come (design: per trigger). */
static void
read_restraint (RailTrigger *self,
                const RailYaml *node,
                const char *file,
                GPtrArray *problems)
{
  const RailYaml *cooldown = rail_yaml_get (node, "cooldown");
  const RailYaml *max_per_day = rail_yaml_get (node, "max-per-day");
  const RailYaml *priority = rail_yaml_get (node, "priority");
  gint64 number = 0;

  self->cooldown = self->has_calendar ? 0 : DEFAULT_COOLDOWN;
  if (cooldown != NULL && cooldown->kind == RAIL_YAML_SCALAR && g_str_equal (cooldown->scalar, "0"))
    self->cooldown = 0;
  else if (cooldown != NULL)
    rail_yaml_get_span (cooldown, file, &self->cooldown, problems);

  self->max_per_day = self->has_calendar ? 0 : DEFAULT_MAX_PER_DAY;
  if (max_per_day != NULL && rail_yaml_get_integer (max_per_day, file, 0, 1000, &number, problems))
    self->max_per_day = (guint) number;

  if (priority != NULL && rail_yaml_get_integer (priority, file, 0, 100, &number, problems))
    self->priority = (int) number;
}

static gboolean
have_error_from (GPtrArray *problems,
                 guint first)
{
  for (guint i = first; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity == RAIL_SEVERITY_ERROR)
        return TRUE;
    }

  return FALSE;
}

RailTrigger *
rail_rule_parse (const RailYaml *node,
                 const RailRuleSource *source,
                 GPtrArray *problems)
{
  static const char *const keys[] = { "when", "id", "show", "cooldown", "max-per-day", "priority", NULL };
  const RailYaml *when = node->kind == RAIL_YAML_MAPPING ? rail_yaml_get (node, "when") : NULL;
  g_autoptr (RailTrigger) self = NULL;
  g_autofree char *canonical = NULL;
  guint first_problem = problems->len;

  if (node->kind == RAIL_YAML_MAPPING)
    rail_yaml_refuse_unknown_keys (node, source->file, keys, problems);
  if (when == NULL)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         source->file,
                         node->line,
                         "bad-trigger",
                         "Write when: and below it a condition, such as window: {title: review}",
                         "A trigger does not say when");
      return NULL;
    }

  self = g_new0 (RailTrigger, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->pack = g_strdup (source->pack);
  self->aid = g_strdup (source->aid);
  self->priority = source->default_priority;
  self->line = node->line;

  self->when = parse_condition (when, source->file, &canonical, problems);
  if (self->when == NULL)
    return NULL;
  self->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);
  survey (self, self->when, FALSE);

  read_id (self, rail_yaml_get (node, "id"), source->file, problems);
  read_show (self, rail_yaml_get (node, "show"), source->file, problems);
  read_restraint (self, node, source->file, problems);

  return have_error_from (problems, first_problem) ? NULL : g_steal_pointer (&self);
}

GPtrArray *
rail_rule_parse_list (const RailYaml *node,
                      const RailRuleSource *source,
                      GPtrArray *problems)
{
  GPtrArray *triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (node->kind != RAIL_YAML_SEQUENCE)
    {
      rail_problems_add (problems,
                         RAIL_SEVERITY_ERROR,
                         source->file,
                         node->line,
                         "bad-trigger",
                         "Write one trigger a line, each with a dash before it",
                         "“triggers” is not a list");
      return triggers;
    }

  for (guint i = 0; i < node->children->len; i++)
    {
      g_autoptr (RailTrigger) trigger = rail_rule_parse (g_ptr_array_index (node->children, i), source, problems);

      if (trigger == NULL)
        continue;
      if (g_hash_table_contains (seen, trigger->id))
        {
          rail_problems_add (problems,
                             RAIL_SEVERITY_ERROR,
                             source->file,
                             trigger->line,
                             "duplicate-trigger",
                             "Give it another id, or take it out",
                             "A trigger above has the id “%s” too",
                             trigger->id);
          continue;
        }
      g_hash_table_add (seen, trigger->id);
      g_ptr_array_add (triggers, g_steal_pointer (&trigger));
    }

  return triggers;
}
