#include "config.h"

#include "base/problem.h"
#include "ctl/coach-session.h"
#include "ctl/coach-verb.h"
#include "ctl/text-lines.h"

#define DEFAULT_LIMIT 5
#define MAX_LIMIT 20
#define PASSAGES_MAX_BYTES (64 * 1024)

/* What a person writes to the coach, as a line. */
#define MAX_QUESTION_BYTES (8 * 1024)

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_coach_verb_find = {
  "coach find",
  "[--pack DIR]... [--limit N] [--json] QUESTION... | --questions FILE",
  "Show which reviewed passages the coach would rely on, without its guard",
  run,
};

typedef struct
{
  RailCoachSession *session;
  guint limit;
  gboolean json;
  gboolean batch;
  gboolean something; /* was found so far */
} Find;

typedef struct
{
  GPtrArray *passages; /* NULL until they are there */
  RailAid *coach;
  GError *error;
} Found;

static void
clear_found (Found *found)
{
  g_clear_pointer (&found->passages, g_ptr_array_unref);
  g_clear_pointer (&found->coach, rail_aid_unref);
  g_clear_error (&found->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, clear_found)

static void
build_aid (JsonBuilder *builder,
           const char *pack,
           const char *aid,
           const char *title)
{
  json_builder_begin_object (builder);
  rail_verb_build_text (builder, "pack", pack);
  rail_verb_build_text (builder, "aid", aid);
  rail_verb_build_text (builder, "title", title);
}

static void
print_json (const Find *self,
            const char *question,
            const Found *found)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  if (self->batch)
    {
      /* What was asked, even where the line is empty. */
      json_builder_set_member_name (builder, "question");
      json_builder_add_string_value (builder, question);
    }
  if (found->coach != NULL)
    {
      json_builder_set_member_name (builder, "coach");
      build_aid (builder, found->coach->pack, found->coach->id, found->coach->title);
      json_builder_end_object (builder);
    }
  json_builder_set_member_name (builder, "passages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < found->passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (found->passages, i);

      build_aid (builder, passage->pack, passage->aid, passage->title);
      rail_verb_build_text (builder, "heading", passage->heading);
      json_builder_set_member_name (builder, "line");
      json_builder_add_int_value (builder, passage->line);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

static void
print_people (const Found *found)
{
  if (found->coach != NULL)
    g_print ("%s/%s talks it through: %s\n", found->coach->pack, found->coach->id, found->coach->title);
  for (guint i = 0; i < found->passages->len; i++)
    {
      const RailPassage *passage = g_ptr_array_index (found->passages, i);

      g_print ("%s/%s:%u: %s%s%s\n", passage->pack, passage->aid, passage->line, passage->title, *passage->heading != '\0' ? ", " : "", passage->heading);
    }
}

static void
found_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  Found *found = user_data;
  RailAid *coach = rail_retrieval_get_coach (result);

  found->coach = coach != NULL ? rail_aid_ref (coach) : NULL;
  found->passages = rail_retrieval_find_finish (NULL, result, &found->error);
}

/* Prints what was found. */
static gboolean
answer (Find *self,
        const char *question,
        GError **error)
{
  const RailCoachParts *parts = rail_coach_session_get_parts (self->session);
  const RailRetrievalRequest request = {
    .question = question,
    .max_passages = self->limit,
    .max_bytes = PASSAGES_MAX_BYTES,
    .now = g_get_real_time (),
    .zone = parts->zone,
  };
  g_auto (Found) found = { NULL };

  rail_retrieval_find_async (parts->retrieval, &request, NULL, found_cb, &found);
  while (found.passages == NULL && found.error == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (found.error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&found.error));
      return FALSE;
    }

  if (self->json || self->batch)
    print_json (self, question, &found);
  else
    print_people (&found);
  self->something |= found.passages->len > 0;

  return TRUE;
}

static gboolean
answer_line (GString *line,
             gpointer user_data,
             GError **error)
{
  return answer (user_data, line->str, error);
}

static RailExit
find (const char *const *packs,
      guint limit,
      gboolean json,
      const char *question,
      const char *questions)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RailCoachSession) session = rail_coach_session_new (packs, NULL, problems, &error);
  Find self = { .session = session, .limit = limit, .json = json, .batch = questions != NULL };

  rail_verb_print_problems (problems, stderr);
  if (session == NULL ||
      !(questions != NULL ? rail_text_lines_visit (questions, MAX_QUESTION_BYTES, answer_line, &self, &error) : answer (&self, question, &error)))
    return rail_verb_fail (&rail_coach_verb_find, RAIL_EXIT_FAILED, "%s", error->message);

  return self.something ? RAIL_EXIT_FINE : RAIL_EXIT_FINDINGS;
}

static RailExit
run (int argc,
     char **argv)
{
  g_auto (GStrv) packs = NULL;
  g_autofree char *questions = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *question = NULL;
  gboolean json = FALSE;
  int limit = DEFAULT_LIMIT;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "pack", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &packs, "Look into this pack, or folder of packs, instead of your library; may repeat", "DIR" },
    { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &limit, "So many passages at most (5)", "N" },
    { "questions", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &questions, "A question a line, a JSON object a line in return; - is standard input", "FILE" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_coach_verb_find, entries, &argc, &argv, &exit_code))
    return exit_code;

  typed = g_strjoinv (" ", argv + 1);
  question = g_strstrip (g_utf8_make_valid (typed, -1));
  if (limit < 1 || limit > MAX_LIMIT)
    return rail_verb_fail (&rail_coach_verb_find, RAIL_EXIT_USAGE, "--limit is 1 to %d", MAX_LIMIT);
  if (questions != NULL && argc > 1)
    return rail_verb_fail (&rail_coach_verb_find, RAIL_EXIT_USAGE, "Name a question or --questions, not both");
  if (questions == NULL && *question == '\0')
    return rail_verb_fail (&rail_coach_verb_find, RAIL_EXIT_USAGE, "What is to be found?");

  return find ((const char *const *) packs, (guint) limit, json, question, questions);
}
