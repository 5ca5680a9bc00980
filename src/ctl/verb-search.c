#include "config.h"

#include "base/problem.h"
#include "ctl/search-session.h"
#include "ctl/text-lines.h"
#include "ctl/verb.h"
#include "search/search-hit.h"

#define DEFAULT_LIMIT 20
#define MAX_LIMIT 200

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_verb_search = {
  "search",
  "[--pack DIR]... [--limit N] [--json] WORDS... | --queries FILE",
  "Find aids, the best first",
  run,
};

typedef struct
{
  RailSearchSession *session;
  guint limit;
  gboolean json;
  gboolean batch;
  gboolean found; /* anything so far */
} Search;

static const char *
match_to_string (RailSearchMatch match)
{
  switch (match)
    {
    case RAIL_SEARCH_BY_TITLE:
      return "title";
    case RAIL_SEARCH_BY_KEYWORD:
      return "keyword";
    case RAIL_SEARCH_BY_BODY:
      return "body";
    case RAIL_SEARCH_BY_TYPO:
    default:
      return "typo";
    }
}

static void
print_json (const Search *self,
            const char *words,
            const RailSearchResult *result)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  if (self->batch)
    {
      /* What was asked, even where the line is empty. */
      json_builder_set_member_name (builder, "query");
      json_builder_add_string_value (builder, words);
    }
  if (result->corrected != NULL)
    rail_verb_build_text (builder, "corrected", result->corrected);
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < result->hits->len; i++)
    {
      const RailSearchHit *hit = g_ptr_array_index (result->hits, i);

      json_builder_begin_object (builder);
      rail_verb_build_text (builder, "pack", hit->pack);
      rail_verb_build_text (builder, "aid", hit->aid);
      rail_verb_build_text (builder, "title", hit->title);
      rail_verb_build_text (builder, "kind", rail_aid_kind_to_string (hit->kind));
      rail_verb_build_text (builder, "match", match_to_string (hit->match));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

static void
print_people (const RailSearchResult *result)
{
  if (result->unknown != NULL)
    g_printerr ("handrailctl search: nothing has “%s”; showing “%s”\n", result->unknown, result->replaced);
  else if (result->corrected != NULL)
    g_printerr ("handrailctl search: showing results for “%s”\n", result->corrected);

  for (guint i = 0; i < result->hits->len; i++)
    {
      const RailSearchHit *hit = g_ptr_array_index (result->hits, i);

      g_print ("%s/%s: %s (%s)\n", hit->pack, hit->aid, hit->title, rail_aid_kind_to_string (hit->kind));
    }
}

/* Prints what was found. */
static gboolean
answer (Search *self,
        const char *words,
        GError **error)
{
  g_autoptr (RailSearchResult) result = rail_search_session_run (self->session, words, self->limit, error);

  if (result == NULL)
    return FALSE;

  if (self->json || self->batch)
    print_json (self, words, result);
  else
    print_people (result);
  self->found |= result->hits->len > 0;

  return TRUE;
}

static gboolean
answer_line (GString *line,
             gpointer user_data,
             GError **error)
{
  return answer (user_data, line->str, error);
}

/* A pack that is not quite right is said, and the rest is searched. */
static RailSearchSession *
open_session (const char *const *packs,
              GError **error)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  RailSearchSession *session = packs != NULL ? rail_search_session_new_for_folders (packs, problems, error)
                                             : rail_search_session_new_for_library (problems, error);

  rail_verb_print_problems (problems, stderr);

  return session;
}

static RailExit
search (const char *const *packs,
        guint limit,
        gboolean json,
        const char *words,
        const char *queries)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RailSearchSession) session = open_session (packs, &error);
  Search self = { .session = session, .limit = limit, .json = json, .batch = queries != NULL };

  if (session == NULL ||
      !(queries != NULL ? rail_text_lines_visit (queries, RAIL_SEARCH_MAX_WORDS_BYTES, answer_line, &self, &error) : answer (&self, words, &error)))
    return rail_verb_fail (&rail_verb_search, RAIL_EXIT_FAILED, "%s", error->message);

  return self.found ? RAIL_EXIT_FINE : RAIL_EXIT_FINDINGS;
}

static RailExit
run (int argc,
     char **argv)
{
  g_auto (GStrv) packs = NULL;
  g_autofree char *queries = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *words = NULL;
  gboolean json = FALSE;
  int limit = DEFAULT_LIMIT;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "pack", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &packs, "Search this pack, or folder of packs, instead of your library; may repeat", "DIR" },
    { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &limit, "So many aids at most (20)", "N" },
    { "queries", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &queries, "A query a line, a JSON object a line in return; - is standard input", "FILE" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_verb_search, entries, &argc, &argv, &exit_code))
    return exit_code;

  typed = g_strjoinv (" ", argv + 1);
  words = g_utf8_make_valid (typed, -1);
  g_strstrip (words);
  if (limit < 1 || limit > MAX_LIMIT)
    return rail_verb_fail (&rail_verb_search, RAIL_EXIT_USAGE, "--limit is 1 to %d", MAX_LIMIT);
  if (queries != NULL && argc > 1)
    return rail_verb_fail (&rail_verb_search, RAIL_EXIT_USAGE, "Name words or --queries, not both");
  if (queries == NULL && *words == '\0')
    return rail_verb_fail (&rail_verb_search, RAIL_EXIT_USAGE, "What is to be searched for?");

  return search ((const char *const *) packs, (guint) limit, json, words, queries);
}
