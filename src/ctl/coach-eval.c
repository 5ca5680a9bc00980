#include "config.h"

#include <string.h>

#include "base/problem.h"
#include "ctl/coach-citing.h"
#include "ctl/coach-guard.h"
#include "ctl/coach-models.h"
#include "ctl/coach-verb.h"
#include "ctl/golden-set.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_coach_verb_eval = {
  "coach eval",
  "[--pack DIR]... [--guard FILE] [--endpoint URL --model NAME [--key-file FILE]] [--json] FILE",
  "Test the coach on a golden set: what its guard misses or stops for nothing, and what a model does not cite",
  run,
};

/* How one language did, or one category in it. */
typedef struct
{
  char *language;
  char *category; /* NULL for the language as a whole */
  guint n;
  guint needed;  /* must-stop and must-caution */
  guint caught;  /* stop or caution of those */
  guint flagged; /* stop or caution of all */
  guint held;
} Tally;

typedef struct
{
  const RailGoldenCase *golden;
  RailGuardVerdict verdict;
  RailGuardCategory category;
  gboolean uncited; /* it came through, and the answer lacks the source */
} Miss;

typedef struct
{
  const char *file;
  const RailCoachGuard *guard;
  const RailCoachParts *parts; /* NULL where no model may be asked */
  GPtrArray *tallies;
  GArray *misses;
  guint n_cited;    /* of must-cite */
  guint n_tried;    /* those asked */
  guint n_untested; /* those that nobody could ask */
} Eval;

static void
tally_free (Tally *self)
{
  g_free (self->language);
  g_free (self->category);
  g_free (self);
}

static Tally *
get_tally (Eval *self,
           const char *language,
           const char *category)
{
  Tally *added = NULL;

  for (guint i = 0; i < self->tallies->len; i++)
    {
      Tally *tally = g_ptr_array_index (self->tallies, i);

      if (g_str_equal (tally->language, language) && g_strcmp0 (tally->category, category) == 0)
        return tally;
    }

  added = g_new0 (Tally, 1);
  added->language = g_strdup (language);
  added->category = g_strdup (category);
  g_ptr_array_add (self->tallies, added);

  return added;
}

static void
count (Tally *self,
       const RailGoldenCase *golden,
       RailGuardVerdict verdict)
{
  gboolean needed = golden->must == RAIL_GUARD_STOP || golden->must == RAIL_GUARD_CAUTION;
  gboolean flagged = verdict == RAIL_GUARD_STOP || verdict == RAIL_GUARD_CAUTION;

  self->n++;
  self->needed += needed ? 1 : 0;
  self->flagged += flagged ? 1 : 0;
  self->caught += needed && flagged ? 1 : 0;
  self->held += rail_golden_case_is_held (golden, verdict) ? 1 : 0;
}

static void
add_miss (Eval *self,
          const RailGoldenCase *golden,
          RailGuardVerdict verdict,
          RailGuardCategory category,
          gboolean uncited)
{
  const Miss miss = { golden, verdict, category, uncited };

  g_array_append_val (self->misses, miss);
}

static void
judge (Eval *self,
       const RailGoldenCase *golden)
{
  const RailPack *pack = rail_coach_guard_get_only_pack (self->guard);
  g_autoptr (RailGuardResult) result = rail_guard_check (self->guard->guard, golden->text, strlen (golden->text), NULL, RAIL_GUARD_QUESTION, pack != NULL ? pack->id : NULL);

  count (get_tally (self, golden->language, NULL), golden, result->verdict);
  count (get_tally (self, golden->language, golden->category), golden, result->verdict);
  if (!rail_golden_case_is_held (golden, result->verdict))
    add_miss (self, golden, result->verdict, result->category, FALSE);
}

/* FALSE with @error where the model does not answer: half of the answers would say nothing about the rest. */
static gboolean
judge_citing (Eval *self,
              const RailGoldenCase *golden,
              GError **error)
{
  RailGuardVerdict verdict;
  RailCiting citing;

  if (self->parts == NULL)
    {
      self->n_untested++;
      return TRUE;
    }
  if (!rail_coach_citing_test (self->parts, golden->text, golden->category, &citing, &verdict, error))
    {
      g_prefix_error (error, "%s:%u: ", self->file, golden->line);
      return FALSE;
    }

  self->n_tried++;
  if (citing == RAIL_CITING_HELD)
    self->n_cited++;
  else
    add_miss (self, golden, verdict, RAIL_GUARD_NONE, citing == RAIL_CITING_UNCITED);
  return TRUE;
}

/* 1 where there was nothing to be missed or flagged. */
static double
share (guint part,
       guint whole)
{
  return whole > 0 ? (double) part / whole : 1;
}

static int
compare_tallies (gconstpointer a,
                 gconstpointer b)
{
  const Tally *one = *(const Tally *const *) a;
  const Tally *other = *(const Tally *const *) b;
  int order = strcmp (one->language, other->language);

  return order != 0 ? order : g_strcmp0 (one->category, other->category);
}

static void
build_string (JsonBuilder *builder,
              const char *name,
              const char *value)
{
  rail_verb_build_text (builder, name, g_strcmp0 (value, "-") != 0 ? value : NULL);
}

static void
build_count (JsonBuilder *builder,
             const char *name,
             guint value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
build_tally (JsonBuilder *builder,
             const Tally *tally)
{
  json_builder_begin_object (builder);
  build_string (builder, "language", tally->language);
  if (tally->category != NULL)
    build_string (builder, "category", tally->category);
  build_count (builder, "sentences", tally->n);
  build_count (builder, "held", tally->held);
  build_count (builder, "needed", tally->needed);
  build_count (builder, "caught", tally->caught);
  json_builder_set_member_name (builder, "recall");
  json_builder_add_double_value (builder, share (tally->caught, tally->needed));
  json_builder_set_member_name (builder, "precision");
  json_builder_add_double_value (builder, share (tally->caught, tally->flagged));
  json_builder_end_object (builder);
}

static void
build_tallies (JsonBuilder *builder,
               const Eval *self,
               const char *name,
               gboolean by_category)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->tallies->len; i++)
    {
      const Tally *tally = g_ptr_array_index (self->tallies, i);

      if ((tally->category != NULL) == by_category)
        build_tally (builder, tally);
    }
  json_builder_end_array (builder);
}

static void
print_json (const Eval *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  build_tallies (builder, self, "results", FALSE);
  build_tallies (builder, self, "categories", TRUE);
  json_builder_set_member_name (builder, "missed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->misses->len; i++)
    {
      const Miss *miss = &g_array_index (self->misses, Miss, i);

      json_builder_begin_object (builder);
      build_count (builder, "line", miss->golden->line);
      build_string (builder, "expected", rail_golden_case_get_must (miss->golden));
      build_string (builder, "category", miss->golden->category);
      build_string (builder, "language", miss->golden->language);
      build_string (builder, "text", miss->golden->text);
      build_string (builder, "verdict", rail_guard_verdict_get_name (miss->verdict));
      build_string (builder, "verdict_category", rail_guard_category_get_name (miss->category));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  build_count (builder, "cited", self->n_cited);
  build_count (builder, "asked", self->n_tried);
  build_count (builder, "untested", self->n_untested);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
}

static void
print_miss (const Eval *self,
            const Miss *miss)
{
  const char *category = rail_guard_category_get_name (miss->category);

  g_print ("%s:%u: %s (%s), but ", self->file, miss->golden->line, rail_golden_case_get_must (miss->golden), miss->golden->category);
  if (miss->uncited)
    g_print ("the answer does not name it");
  else
    g_print ("it is %s%s%s", rail_guard_verdict_get_name (miss->verdict), *category != '\0' ? ", " : "", category);
  g_print (": %s\n", miss->golden->text);
}

static void
print_people (const Eval *self)
{
  for (guint i = 0; i < self->tallies->len; i++)
    {
      const Tally *tally = g_ptr_array_index (self->tallies, i);

      if (tally->category == NULL)
        g_print ("%s: %u of %u as they must be; recall %.3f (%u of %u), precision %.3f\n", tally->language, tally->held, tally->n, share (tally->caught, tally->needed), tally->caught, tally->needed, share (tally->caught, tally->flagged));
      else
        g_print ("  %-15s %u of %u\n", tally->category, tally->held, tally->n);
    }

  if (self->n_tried > 0)
    g_print ("must-cite: %u of %u answers name the source they must\n", self->n_cited, self->n_tried);
  for (guint i = 0; i < self->misses->len; i++)
    print_miss (self, &g_array_index (self->misses, Miss, i));
}

static RailExit
eval (Eval *self,
      gboolean json)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cases = rail_golden_set_read (self->file, problems, &error);
  g_autoptr (GPtrArray) tallies = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_free);
  g_autoptr (GArray) misses = g_array_new (FALSE, FALSE, sizeof (Miss));

  rail_verb_print_problems (problems, stderr);
  if (cases == NULL)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "%s", error->message);
  /* A figure about half a set would be believed. */
  if (rail_problems_have_error (problems) || cases->len == 0)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "“%s” is no golden set as it stands", self->file);

  self->tallies = tallies;
  self->misses = misses;
  for (guint i = 0; i < cases->len; i++)
    {
      const RailGoldenCase *golden = g_ptr_array_index (cases, i);

      if (!golden->must_cite)
        judge (self, golden);
      else if (!judge_citing (self, golden, &error))
        return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "%s", error->message);
    }
  g_ptr_array_sort (tallies, compare_tallies);

  if (self->n_untested == cases->len)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "“%s” holds only must-cite, which needs a model: name one by --endpoint", self->file);
  if (self->n_untested > 0)
    g_printerr ("handrailctl coach eval: %u must-cite not tested, for that needs a model: name one by --endpoint\n", self->n_untested);
  if (json)
    print_json (self);
  else
    print_people (self);

  return misses->len > 0 ? RAIL_EXIT_FINDINGS : RAIL_EXIT_FINE;
}

static RailExit
run (int argc,
     char **argv)
{
  g_auto (GStrv) packs = NULL;
  g_autofree char *rules = NULL;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_auto (RailCoachModelWords) models = { 0 };
  g_autoptr (RailCoachGuard) guard = NULL;
  g_autoptr (RailWayOut) way_out = NULL;
  g_autoptr (RailCoachSession) session = NULL;
  g_autoptr (GError) error = NULL;
  Eval self = { 0 };
  gboolean json = FALSE;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "pack", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &packs, "Add the rules of this pack, or folder of packs; may repeat", "DIR" },
    { "guard", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &rules, "The organisation’s rules, instead of those of the settings", "FILE" },
    { "endpoint", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &models.endpoint, "Ask this chat API what must be cited; its key is in HANDRAIL_COACH_KEY or --key-file", "URL" },
    { "model", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &models.model, "The model’s name there", "NAME" },
    { "key-file", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &models.key_file, "A file with the key in it", "FILE" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_coach_verb_eval, entries, &argc, &argv, &exit_code))
    return exit_code;
  if (argc != 2)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_USAGE, "Name one golden set");

  if (rail_coach_model_words_find_slip (&models) != NULL)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_USAGE, "%s", rail_coach_model_words_find_slip (&models));

  guard = rail_coach_guard_new ((const char *const *) packs, rules, problems, &error);
  /* A set of hundreds goes to a model only where one is named, never to those of the preferences. */
  if (guard != NULL && models.endpoint != NULL)
    session = rail_coach_session_new ((const char *const *) packs, rules, problems, &error);
  if (session != NULL)
    rail_coach_models_add (session, &models, &way_out, problems, &error);
  rail_verb_print_problems (problems, stderr);
  if (error != NULL)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "%s", error->message);

  self.file = argv[1];
  self.guard = guard;
  self.parts = session != NULL ? rail_coach_session_get_parts (session) : NULL;
  return eval (&self, json);
}
