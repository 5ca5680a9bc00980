#include "config.h"

#include "ctl/verb.h"

#include "base/iso-time.h"
#include "base/problem.h"

gboolean
rail_verb_parse (const RailVerb *verb,
                 const GOptionEntry *entries,
                 int *argc,
                 char ***argv,
                 RailExit *exit_code)
{
  g_autoptr (GOptionContext) context = g_option_context_new (verb->arguments);
  g_autoptr (GError) error = NULL;
  gboolean help = FALSE;
  const GOptionEntry help_entries[] = {
    { "help", 'h', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &help, "Show this help", NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, verb->summary);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, help_entries, NULL);

  if (!g_option_context_parse (context, argc, argv, &error))
    {
      *exit_code = rail_verb_fail (verb, RAIL_EXIT_USAGE, "%s", error->message);
      return FALSE;
    }

  if (help)
    {
      g_autofree char *program = g_strdup_printf ("handrailctl %s", verb->name);
      g_autofree char *text = NULL;

      g_set_prgname (program);
      text = g_option_context_get_help (context, TRUE, NULL);
      g_print ("%s", text);
      *exit_code = RAIL_EXIT_FINE;
      return FALSE;
    }

  return TRUE;
}

RailExit
rail_verb_fail (const RailVerb *verb,
                RailExit exit_code,
                const char *format,
                ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_printerr ("handrailctl %s: %s\n", verb->name, message);
  if (exit_code == RAIL_EXIT_USAGE)
    g_printerr ("usage: handrailctl %s %s\n", verb->name, verb->arguments);

  return exit_code;
}

gboolean
rail_verb_parse_moment (const char *text,
                        gint64 *moment,
                        GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  if (text == NULL)
    {
      *moment = g_get_real_time ();
      return TRUE;
    }

  return rail_iso_time_parse (text, zone, moment, error);
}

void
rail_verb_print_json (JsonNode *root)
{
  g_autoptr (JsonNode) owned = root;
  g_autofree char *text = json_to_string (owned, FALSE);

  g_print ("%s\n", text);
}

void
rail_verb_build_text (JsonBuilder *builder,
                      const char *name,
                      const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL && *value != '\0')
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
rail_verb_print_problems (GPtrArray *problems,
                          FILE *stream)
{
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = rail_problem_to_string (g_ptr_array_index (problems, i));

      fprintf (stream, "%s\n", text);
    }
}

void
rail_verb_build_problems (JsonBuilder *builder,
                          GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const RailProblem *problem = g_ptr_array_index (problems, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "severity");
      json_builder_add_string_value (builder, problem->severity == RAIL_SEVERITY_ERROR ? "error" : "warning");
      json_builder_set_member_name (builder, "file");
      json_builder_add_string_value (builder, problem->file);
      json_builder_set_member_name (builder, "line");
      json_builder_add_int_value (builder, problem->line);
      json_builder_set_member_name (builder, "rule");
      json_builder_add_string_value (builder, problem->rule);
      json_builder_set_member_name (builder, "message");
      json_builder_add_string_value (builder, problem->message);
      json_builder_set_member_name (builder, "mend");
      json_builder_add_string_value (builder, problem->mend != NULL ? problem->mend : "");
      json_builder_end_object (builder);
    }
}
