#include "config.h"

#include <string.h>

#include "base/problem.h"
#include "ctl/coach-guard.h"
#include "ctl/coach-verb.h"
#include "ctl/golden-set.h"

static RailExit run (int argc,
                     char **argv);

const RailVerb rail_coach_verb_eval = {
  "coach eval",
  "[--pack DIR]... [--json] FILE",
  "Test the guard on a golden set: what it misses, and what it stops for nothing",
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
  RailGuardResult *result;
} Miss;

typedef struct
{
  const char *file;
  GPtrArray *tallies;
  GArray *misses;
} Eval;

static void
tally_free (Tally *self)
{
  g_free (self->language);
  g_free (self->category);
  g_free (self);
}

static void
clear_miss (gpointer data)
{
  Miss *miss = data;

  rail_guard_result_free (miss->result);
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
judge (Eval *self,
       const RailCoachGuard *guard,
       const RailGoldenCase *golden)
{
  const RailPack *pack = rail_coach_guard_get_only_pack (guard);
  g_autoptr (RailGuardResult) result = rail_guard_check (guard->guard, golden->text, strlen (golden->text), NULL, RAIL_GUARD_QUESTION, pack != NULL ? pack->id : NULL);

  count (get_tally (self, golden->language, NULL), golden, result->verdict);
  count (get_tally (self, golden->language, golden->category), golden, result->verdict);
  if (!rail_golden_case_is_held (golden, result->verdict))
    {
      Miss miss = { .golden = golden, .result = g_steal_pointer (&result) };

      g_array_append_val (self->misses, miss);
    }
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
  json_builder_set_member_name (builder, name);
  if (value != NULL && *value != '\0' && strcmp (value, "-") != 0)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
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
      build_string (builder, "verdict", rail_guard_verdict_get_name (miss->result->verdict));
      build_string (builder, "verdict_category", rail_guard_category_get_name (miss->result->category));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  rail_verb_print_json (json_builder_get_root (builder));
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

  for (guint i = 0; i < self->misses->len; i++)
    {
      const Miss *miss = &g_array_index (self->misses, Miss, i);
      const char *category = rail_guard_category_get_name (miss->result->category);

      g_print ("%s:%u: %s (%s), but it is %s%s%s: %s\n", self->file, miss->golden->line, rail_golden_case_get_must (miss->golden), miss->golden->category, rail_guard_verdict_get_name (miss->result->verdict), *category != '\0' ? ", " : "", category, miss->golden->text);
    }
}

static RailExit
eval (const char *file,
      const RailCoachGuard *guard,
      gboolean json)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cases = rail_golden_set_read (file, problems, &error);
  g_autoptr (GPtrArray) tallies = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_free);
  g_autoptr (GArray) misses = g_array_new (FALSE, FALSE, sizeof (Miss));
  Eval self = { .file = file, .tallies = tallies, .misses = misses };

  g_array_set_clear_func (misses, clear_miss);
  rail_verb_print_problems (problems, stderr);
  if (cases == NULL)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "%s", error->message);
  /* A figure about half a set would be believed. */
  if (rail_problems_have_error (problems) || cases->len == 0)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "“%s” is no golden set as it stands", file);

  for (guint i = 0; i < cases->len; i++)
    judge (&self, guard, g_ptr_array_index (cases, i));
  g_ptr_array_sort (tallies, compare_tallies);

  if (json)
    print_json (&self);
  else
    print_people (&self);

  return misses->len > 0 ? RAIL_EXIT_FINDINGS : RAIL_EXIT_FINE;
}

static RailExit
run (int argc,
     char **argv)
{
  g_auto (GStrv) packs = NULL;
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  g_autoptr (RailCoachGuard) guard = NULL;
  g_autoptr (GError) error = NULL;
  gboolean json = FALSE;
  RailExit exit_code;
  const GOptionEntry entries[] = {
    { "pack", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &packs, "Add the rules of this pack, or folder of packs; may repeat", "DIR" },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!rail_verb_parse (&rail_coach_verb_eval, entries, &argc, &argv, &exit_code))
    return exit_code;
  if (argc != 2)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_USAGE, "Name one golden set");

  guard = rail_coach_guard_new ((const char *const *) packs, problems, &error);
  rail_verb_print_problems (problems, stderr);
  if (guard == NULL)
    return rail_verb_fail (&rail_coach_verb_eval, RAIL_EXIT_FAILED, "%s", error->message);

  return eval (argv[1], guard, json);
}
