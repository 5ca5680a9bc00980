#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/problem.h"
#include "ctl/verb.h"
#include "library/pack-folder.h"
#include "library/pack.h"
#include "rules/rule-set.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_verb_match = {
  "match",
  "--rules DIR --titles FILE [--json]",
  "List the triggers whose window condition holds, a line for each line of titles",
  run,
};

typedef struct
{
  RailRuleSet *rules;
  guint8 *matches;  /* by window leaf */
  GPtrArray *paths; /* of the triggers, by index */
  gboolean json;
  guint *leaves; /* of each trigger that is one window leaf and no more, its number; else G_MAXUINT */
} Matching;

static void
load_pack (const char *folder,
           GPtrArray *triggers,
           GPtrArray *problems)
{
  g_autoptr (RailPack) pack = rail_pack_load (folder, problems);

  for (guint i = 0; pack != NULL && i < pack->aids->len; i++)
    {
      const RailAid *aid = g_ptr_array_index (pack->aids, i);

      for (guint j = 0; j < aid->triggers->len; j++)
        g_ptr_array_add (triggers, rail_trigger_ref (g_ptr_array_index (aid->triggers, j)));
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* @folder is a pack, or holds packs; NULL with @error when it cannot be read or there is no pack. */
static GPtrArray *
load_triggers (const char *folder,
               GPtrArray *problems,
               GError **error)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;

  if (rail_pack_folder_is_pack (folder))
    {
      load_pack (folder, triggers, problems);
      return g_steal_pointer (&triggers);
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (folder, name, NULL);

      if (rail_pack_folder_is_pack (inner))
        g_ptr_array_add (folders, g_steal_pointer (&inner));
    }
  if (folders->len == 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "There is no pack in “%s”", folder);
      return NULL;
    }

  g_ptr_array_sort (folders, compare_names);
  for (guint i = 0; i < folders->len; i++)
    load_pack (g_ptr_array_index (folders, i), triggers, problems);

  return g_steal_pointer (&triggers);
}

/*
 * Whether @condition can be @wanted in this window: calendar and time are taken to be as the trigger would like them, which is
 * true, or false below a "not".
 */
static gboolean
can_be (const Matching *self,
        const RailCondition *condition,
        gboolean wanted)
{
  gboolean each = (condition->kind == RAIL_CONDITION_ALL) == wanted;

  switch (condition->kind)
    {
    case RAIL_CONDITION_WINDOW:
      return (self->matches[rail_rule_set_get_leaf (self->rules, condition)] != 0) == wanted;
    case RAIL_CONDITION_NOT:
      return can_be (self, g_ptr_array_index (condition->children, 0), !wanted);
    case RAIL_CONDITION_ALL:
    case RAIL_CONDITION_ANY:
      /* "All" is true when each child is, "any" is false when each child is; else one child is enough. */
      for (guint i = 0; i < condition->children->len; i++)
        {
          if (can_be (self, g_ptr_array_index (condition->children, i), wanted) != each)
            return !each;
        }
      return each;
    case RAIL_CONDITION_CALENDAR:
    case RAIL_CONDITION_TIME:
    default:
      return TRUE;
    }
}

static void
print_json_line (GPtrArray *found)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (found, i));
  json_builder_end_array (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

static void
print_line (GPtrArray *found)
{
  for (guint i = 0; i < found->len; i++)
    {
      if (i > 0)
        putchar (' ');
      fputs (g_ptr_array_index (found, i), stdout);
    }
  putchar ('\n');
}

/* @line loses its tab. */
static gboolean
match_line (const Matching *self,
            char *line)
{
  char *tab = strchr (line, '\t');
  const char *const apps[] = { tab != NULL ? line : NULL, NULL };
  g_autoptr (RailWindow) window = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  if (tab != NULL)
    *tab = '\0';
  window = rail_window_new (1, apps, tab != NULL ? tab + 1 : line, NULL, FALSE);
  rail_rule_set_match_window (self->rules, window, self->matches);

  for (guint i = 0; i < rail_rule_set_get_n_triggers (self->rules); i++)
    {
      const RailTrigger *trigger = rail_rule_set_get_trigger (self->rules, i);

      /* Most triggers are a single leaf, and most leaves do not match: then there is nothing to look up. */
      if (self->leaves[i] != G_MAXUINT ? self->matches[self->leaves[i]] != 0 : trigger->has_window && can_be (self, trigger->when, TRUE))
        g_ptr_array_add (found, g_ptr_array_index (self->paths, i));
    }

  if (self->json)
    print_json_line (found);
  else
    print_line (found);

  return found->len > 0;
}

static gboolean
match_lines (const Matching *self,
             FILE *titles)
{
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  gboolean any = FALSE;

  while ((length = getline (&line, &size, titles)) >= 0)
    {
      while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        line[--length] = '\0';
      any |= match_line (self, line);
    }
  free (line);

  return any;
}

static RailExit
match (const char *rules,
       FILE *titles,
       gboolean json)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) triggers = load_triggers (rules, problems, &error);
  g_autoptr (RailRuleSet) set = NULL;
  g_autoptr (GPtrArray) paths = NULL;
  g_autofree guint8 *matches = NULL;
  g_autofree guint *leaves = NULL;
  gboolean any;

  rail_verb_print_problems (problems, stderr);
  if (triggers == NULL)
    return rail_verb_fail (&rail_verb_match, RAIL_EXIT_FAILED, "%s", error->message);

  set = rail_rule_set_new (triggers);
  matches = g_new0 (guint8, rail_rule_set_get_n_leaves (set));
  paths = g_ptr_array_new_with_free_func (g_free);
  leaves = g_new (guint, triggers->len);
  for (guint i = 0; i < triggers->len; i++)
    {
      const RailTrigger *trigger = g_ptr_array_index (triggers, i);

      g_ptr_array_add (paths, rail_trigger_dup_path (trigger));
      leaves[i] = rail_rule_set_get_leaf (set, trigger->when);
    }

  any = match_lines (&(Matching){ .rules = set, .matches = matches, .paths = paths, .json = json, .leaves = leaves }, titles);
  if (ferror (titles))
    return rail_verb_fail (&rail_verb_match, RAIL_EXIT_FAILED, "The titles cannot be read: %s", g_strerror (errno));

  return any ? RAIL_EXIT_FINE : RAIL_EXIT_FINDINGS;
}

static RailExit
run (int argc,
     char **argv)
{
  g_autofree char *rules = NULL;
  g_autofree char *titles = NULL;
  gboolean json = FALSE;
  RailExit exit_code;
  FILE *stream;
  const GOptionEntry entries[] = {
    { "rules", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &rules, "A pack folder, or a folder of them", "DIR" },
    { "titles", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &titles, "Lines of “app<TAB>title”; - is standard input", "FILE" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print a JSON list for each line", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_verb_match, entries, &argc, &argv, &exit_code))
    return exit_code;
  if (argc > 1)
    return rail_verb_fail (&rail_verb_match, RAIL_EXIT_USAGE, "“%s” is one word too many", argv[1]);
  if (rules == NULL || titles == NULL)
    return rail_verb_fail (&rail_verb_match, RAIL_EXIT_USAGE, "--rules and --titles are needed");

  if (g_str_equal (titles, "-"))
    return match (rules, stdin, json);

  stream = fopen (titles, "re");
  if (stream == NULL)
    return rail_verb_fail (&rail_verb_match, RAIL_EXIT_FAILED, "“%s” cannot be opened: %s", titles, g_strerror (errno));
  exit_code = match (rules, stream, json);
  fclose (stream);

  return exit_code;
}
