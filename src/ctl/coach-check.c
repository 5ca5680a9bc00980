#include "config.h"

#include "base/problem.h"
#include "ctl/coach-guard.h"
#include "ctl/coach-verb.h"
#include "ctl/text-lines.h"

/* Longer than the guard looks at, so that it sees that there was more, even where the cut falls inside a character. */
#define LINE_MAX_BYTES (RAIL_GUARD_TEXT_MAX_BYTES + 8)

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_coach_verb_check = {
  "coach check",
  "[--pack DIR]... [--guard FILE] [--json] TEXT... | --file FILE",
  "Say whether the coach may answer a text, or a person should",
  run,
};

typedef struct
{
  RailCoachGuard *guard;
  gboolean json;
  gboolean stopped; /* something is not to be answered */
} Check;

static char *
dup_phrase (GString *text,
            const RailGuardSpan *span)
{
  g_autofree char *phrase = g_strndup (text->str + span->start, span->end - span->start);

  return g_utf8_make_valid (phrase, -1);
}

static void
build_phrases (JsonBuilder *builder,
               GString *text,
               const RailGuardResult *result)
{
  json_builder_set_member_name (builder, "phrases");
  json_builder_begin_array (builder);
  for (guint i = 0; i < result->spans->len; i++)
    {
      g_autofree char *phrase = dup_phrase (text, &g_array_index (result->spans, RailGuardSpan, i));

      json_builder_add_string_value (builder, phrase);
    }
  json_builder_end_array (builder);
}

static const RailContact *
find_contact (const Check *self,
              const RailGuardResult *result)
{
  const RailPack *pack = rail_coach_guard_get_only_pack (self->guard);

  if (result->person != NULL)
    return result->person;
  return result->contact_pack != NULL && pack != NULL ? rail_pack_get_contact (pack, result->contact) : NULL;
}

static void
print_json (const Check *self,
            GString *text,
            const RailGuardResult *result)
{
  const RailContact *contact = find_contact (self, result);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  rail_verb_build_text (builder, "verdict", rail_guard_verdict_get_name (result->verdict));
  rail_verb_build_text (builder, "category", rail_guard_category_get_name (result->category));
  rail_verb_build_text (builder, "contact", result->contact);
  rail_verb_build_text (builder, "reason", result->reason);
  rail_verb_build_text (builder, "name", contact != NULL ? contact->name : NULL);
  rail_verb_build_text (builder, "email", contact != NULL ? contact->email : NULL);
  build_phrases (builder, text, result);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

static void
print_people (const Check *self,
              GString *text,
              const RailGuardResult *result)
{
  const RailContact *contact = find_contact (self, result);

  g_print ("%s", rail_guard_verdict_get_name (result->verdict));
  if (result->category != RAIL_GUARD_NONE)
    g_print (" (%s)", rail_guard_category_get_name (result->category));
  g_print (": %s\n", result->reason);
  if (result->contact != NULL)
    g_print ("  contact: %s%s%s\n", result->contact, contact != NULL ? ", " : "", contact != NULL ? contact->name : "");
  for (guint i = 0; i < result->spans->len; i++)
    {
      g_autofree char *phrase = dup_phrase (text, &g_array_index (result->spans, RailGuardSpan, i));

      g_print ("  because of: %s\n", phrase);
    }
}

static void
check (Check *self,
       GString *text)
{
  const RailPack *pack = rail_coach_guard_get_only_pack (self->guard);
  g_autoptr (RailGuardResult) result = rail_guard_check (self->guard->guard, text->str, text->len, NULL, RAIL_GUARD_QUESTION, pack != NULL ? pack->id : NULL);

  if (self->json)
    print_json (self, text, result);
  else
    print_people (self, text, result);
  self->stopped |= result->verdict != RAIL_GUARD_OK;
}

static gboolean
check_line (GString *line,
            gpointer user_data,
            GError **error)
{
  check (user_data, line);

  return TRUE;
}

static RailExit
run (int argc,
     char **argv)
{
  g_auto (GStrv) packs = NULL;
  g_autofree char *rules = NULL;
  g_autofree char *file = NULL;
  g_autofree char *typed = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailCoachGuard) guard = NULL;
  g_autoptr (GError) error = NULL;
  gboolean json = FALSE;
  Check self;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "pack", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &packs, "Add the rules of this pack, or folder of packs; may repeat", "DIR" },
    { "guard", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &rules, "The organisation’s rules, instead of those of the settings", "FILE" },
    { "file", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &file, "A text a line, a JSON object a line in return; - is standard input", "FILE" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_coach_verb_check, entries, &argc, &argv, &exit_code))
    return exit_code;

  typed = g_strjoinv (" ", argv + 1);
  text = g_string_new (typed);
  if (file != NULL && argc > 1)
    return rail_verb_fail (&rail_coach_verb_check, RAIL_EXIT_USAGE, "Name a text or --file, not both");
  if (file == NULL && *g_strstrip (typed) == '\0')
    return rail_verb_fail (&rail_coach_verb_check, RAIL_EXIT_USAGE, "What is to be checked?");

  guard = rail_coach_guard_new ((const char *const *) packs, rules, problems, &error);
  rail_verb_print_problems (problems, stderr);
  if (guard == NULL)
    return rail_verb_fail (&rail_coach_verb_check, RAIL_EXIT_FAILED, "%s", error->message);

  self = (Check){ .guard = guard, .json = json || file != NULL };
  if (file == NULL)
    check (&self, text);
  else if (!rail_text_lines_visit (file, LINE_MAX_BYTES, check_line, &self, &error))
    return rail_verb_fail (&rail_coach_verb_check, RAIL_EXIT_FAILED, "%s", error->message);

  return self.stopped ? RAIL_EXIT_FINDINGS : RAIL_EXIT_FINE;
}
