#include "config.h"

#include "ctl/verb.h"

#include <unistd.h>

#include "journal/journal.h"

static RailExit run_journal (int argc,
                             char **argv);

const RailVerb rail_verb_journal = {
  "journal",
  "[--file PATH] export|delete [--yes]",
  "print or delete what Handrail remembers about you",
  run_journal,
};

static RailExit export(const char *path,
                       gboolean compact)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *pretty = NULL;
  g_autofree char *text = rail_journal_export_file (path, &error);

  if (text == NULL)
    return rail_verb_fail (&rail_verb_journal, RAIL_EXIT_FAILED, "%s", error->message);

  if (compact)
    {
      g_print ("%s\n", text);
      return RAIL_EXIT_FINE;
    }

  root = json_from_string (text, &error);
  if (root == NULL)
    return rail_verb_fail (&rail_verb_journal, RAIL_EXIT_FAILED, "%s", error->message);

  pretty = json_to_string (root, TRUE);
  g_print ("%s\n", pretty);
  return RAIL_EXIT_FINE;
}

static void
print_outcome (const char *path,
               gboolean deleted,
               gboolean json)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!json)
    {
      g_print (deleted ? "The history is deleted. What you have muted stays muted.\n" : "Nothing was deleted.\n");
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, path);
  json_builder_set_member_name (builder, "deleted");
  json_builder_add_boolean_value (builder, deleted);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

/* The question goes to standard error, so that standard output stays data. */
static gboolean
confirm (const char *path)
{
  char answer[16] = "";

  g_printerr ("Delete all checklist runs, the record of what was shown, closed, opened and sent, your next steps, and the list of what was missing in %s? [y/N] ", path);

  return fgets (answer, sizeof answer, stdin) != NULL && (g_ascii_strcasecmp (g_strstrip (answer), "y") == 0 || g_ascii_strcasecmp (answer, "yes") == 0);
}

static RailExit
delete_history (const char *path,
                gboolean yes,
                gboolean json)
{
  g_autoptr (RailJournal) journal = NULL;
  g_autoptr (GError) error = NULL;

  if (!yes && !isatty (STDIN_FILENO))
    return rail_verb_fail (&rail_verb_journal, RAIL_EXIT_USAGE, "nobody is here to be asked: say --yes to delete without a question");

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (!yes && !confirm (path))
        {
          print_outcome (path, FALSE, json);
          return RAIL_EXIT_FINDINGS;
        }

      journal = rail_journal_open (path, NULL, &error);
      if (journal == NULL || !rail_journal_delete_history (journal, &error))
        return rail_verb_fail (&rail_verb_journal, RAIL_EXIT_FAILED, "%s", error->message);
    }

  print_outcome (path, TRUE, json);
  return RAIL_EXIT_FINE;
}

static RailExit
run_journal (int argc,
             char **argv)
{
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  gboolean yes = FALSE;
  gboolean json = FALSE;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "file", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &file, "The journal, where it is not the user's own", "PATH" },
    { "yes", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &yes, "Delete without asking", NULL },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print JSON on one line", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_verb_journal, entries, &argc, &argv, &exit_code))
    return exit_code;

  if (argc != 2)
    return rail_verb_fail (&rail_verb_journal, RAIL_EXIT_USAGE, "say either export or delete");

  path = file != NULL ? g_strdup (file) : rail_journal_dup_default_path ();
  if (g_str_equal (argv[1], "export"))
    return export(path, json);
  if (g_str_equal (argv[1], "delete"))
    return delete_history (path, yes, json);

  return rail_verb_fail (&rail_verb_journal, RAIL_EXIT_USAGE, "“%s” is neither export nor delete", argv[1]);
}
