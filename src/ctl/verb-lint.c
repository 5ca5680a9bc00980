#include "config.h"

#include "base/problem.h"
#include "coach/guard-rules.h"
#include "ctl/verb.h"
#include "library/lint.h"
#include "library/pack.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_verb_lint = {
  "lint",
  "[--at DATE] [--json] DIR...",
  "Check packs: everything an author should mend",
  run,
};

/* Loading and lint find things in different orders; an author mends a file from top to bottom. */
static void
lint_folder (const char *folder,
             gint64 now,
             GTimeZone *zone,
             GPtrArray *problems)
{
  g_autoptr (GPtrArray) found = rail_problems_new ();
  g_autoptr (RailPack) pack = rail_pack_load (folder, found);
  g_autoptr (RailGuardRules) rules = pack != NULL ? rail_guard_rules_load (pack, found) : NULL;

  if (pack != NULL)
    rail_lint_pack (pack, now, zone, found);

  rail_problems_sort (found);
  g_ptr_array_extend_and_steal (problems, g_steal_pointer (&found));
}

static void
print_json (GPtrArray *problems)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  rail_verb_build_problems (builder, problems);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

static gboolean
can_list (const char *folder,
          GError **error)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, error);

  return directory != NULL;
}

static RailExit
run (int argc,
     char **argv)
{
  g_autofree char *at = NULL;
  gboolean json = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  RailExit exit_code = RAIL_EXIT_FINE;
  gint64 now = 0;
  const GOptionEntry entries[] = {
    { "at", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &at, "Judge review dates as of this day", "DATE" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_verb_lint, entries, &argc, &argv, &exit_code))
    return exit_code;
  if (argc < 2)
    return rail_verb_fail (&rail_verb_lint, RAIL_EXIT_USAGE, "name the folder of a pack");
  if (!rail_verb_parse_moment (at, &now, &error))
    return rail_verb_fail (&rail_verb_lint, RAIL_EXIT_USAGE, "%s", error->message);

  for (int i = 1; i < argc; i++)
    {
      if (!can_list (argv[i], &error))
        return rail_verb_fail (&rail_verb_lint, RAIL_EXIT_FAILED, "%s", error->message);
      lint_folder (argv[i], now, zone, problems);
    }

  if (json)
    print_json (problems);
  else
    rail_verb_print_problems (problems, stdout);

  return problems->len > 0 ? RAIL_EXIT_FINDINGS : RAIL_EXIT_FINE;
}
