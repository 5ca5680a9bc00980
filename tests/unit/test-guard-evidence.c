/* What is found in a text before anybody decides: phrases and who they are from, and the window that the model thinks worst of. */

#include <string.h>

#include <gio/gio.h>

#include "base/problem.h"
#include "coach/guard-evidence.h"

#define MODEL "/io/github/handrail/Handrail/guard/model.bin"
#define WINDOW_WORDS 32

typedef struct
{
  RailGuardModel *model;
  RailGuardLayers *layers;
} Fixture;

static RailGuardRules *
parse (const char *yaml)
{
  g_autoptr (GPtrArray) problems = rail_problems_new ();
  RailGuardRules *rules = rail_guard_rules_parse (yaml, strlen (yaml), "guard.yaml", RAIL_GUARD_RULES_TRUSTED, problems);

  g_assert_cmpuint (problems->len, ==, 0);
  return rules;
}

static void
use_policy (Fixture *self,
            const char *yaml)
{
  g_autoptr (RailGuardRules) policy = parse (yaml);

  rail_guard_layers_add_policy (self->layers, policy);
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  self->layers = rail_guard_layers_new (&error);
  g_assert_no_error (error);
  bytes = g_resources_lookup_data (MODEL, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  self->model = rail_guard_model_new (bytes, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  rail_guard_layers_free (self->layers);
  rail_guard_model_free (self->model);
}

static RailGuardEvidence *
gather (Fixture *self,
        const char *text)
{
  return rail_guard_evidence_new (self->layers, self->model, text, strlen (text), NULL, RAIL_GUARD_QUESTION);
}

static void
test_nothing (Fixture *self,
              gconstpointer data)
{
  g_autoptr (RailGuardEvidence) evidence = gather (self, "");

  g_assert_null (evidence->escalation);
  g_assert_cmpuint (evidence->spans->len, ==, 0);
  g_assert_cmpuint (evidence->first, ==, evidence->end);
  g_assert_cmpfloat (evidence->flagged, ==, 0);
  g_assert_cmpfloat (evidence->off_topic, ==, 1);
  g_assert_false (evidence->look_alike);
}

static void
test_whose_phrase (Fixture *self,
                   gconstpointer data)
{
  static const char text[] = "She has asked for a raise after project nightjar";
  g_autoptr (RailGuardEvidence) floor = gather (self, text);
  g_autoptr (RailGuardEvidence) added = NULL;

  g_assert_nonnull (floor->escalation);
  g_assert_cmpint (floor->escalation->category, ==, RAIL_GUARD_PAY);
  g_assert_false (floor->added);

  /* A stop outweighs the caution of the floor. */
  use_policy (self, "format: 1\nescalations:\n  - {category: compliance, level: stop, phrases: [project nightjar]}\n");
  added = gather (self, text);
  g_assert_cmpint (added->escalation->category, ==, RAIL_GUARD_COMPLIANCE);
  g_assert_true (added->added);
  g_assert_null (added->escalation_pack);
  g_assert_cmpuint (added->spans->len, ==, floor->spans->len + 1);
}

static void
test_window (Fixture *self,
             gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RailGuardEvidence) quiet = NULL;
  g_autoptr (RailGuardEvidence) evidence = NULL;
  const RailGuardWord *first = NULL;
  const RailGuardWord *last = NULL;
  gsize threat = 0;

  for (guint i = 0; i < 20; i++)
    g_string_append (text, "we plan the agenda and ");
  threat = text->len;
  for (guint i = 0; i < 20; i++)
    g_string_append (text, "we plan the agenda and ");
  quiet = gather (self, text->str);
  g_string_insert (text, (gssize) threat, "he said he will stab his boss with a knife and ");
  evidence = gather (self, text->str);

  g_assert_cmpfloat (evidence->flagged, >, quiet->flagged);
  g_assert_cmpuint (evidence->end - evidence->first, >, 0);
  g_assert_cmpuint (evidence->end - evidence->first, <=, WINDOW_WORDS);
  first = &g_array_index (evidence->text->words, RailGuardWord, evidence->first);
  last = &g_array_index (evidence->text->words, RailGuardWord, evidence->end - 1);
  g_assert_cmpuint (first->start, <=, threat + strlen ("he said he will "));
  g_assert_cmpuint (last->end, >=, threat + strlen ("he said he will stab"));
}

static void
test_look_alike (Fixture *self,
                 gconstpointer data)
{
  g_autoptr (RailGuardEvidence) excused = gather (self, "How do I terminate the process on the server?");
  g_autoptr (RailGuardEvidence) meant = gather (self, "How do I terminate his contract tomorrow?");

  g_assert_true (excused->look_alike);
  g_assert_null (excused->escalation);
  g_assert_false (meant->look_alike);
  g_assert_nonnull (meant->escalation);
}

static void
test_spans_are_bounded (Fixture *self,
                        gconstpointer data)
{
  g_autoptr (GString) yaml = g_string_new ("format: 1\nescalations:\n");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RailGuardEvidence) evidence = NULL;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *word = g_strdup_printf ("nightjar%c%c", 'a' + i / 20, 'a' + i % 20);

      g_string_append_printf (yaml, "  - {category: compliance, level: stop, phrases: [%s]}\n", word);
      g_string_append_printf (text, "%s ", word);
    }
  use_policy (self, yaml->str);
  evidence = gather (self, text->str);

  g_assert_cmpuint (evidence->spans->len, ==, 16);
  rail_guard_evidence_add_words (evidence, self->model, RAIL_GUARD_COMPLIANCE, RAIL_GUARD_STOP);
  g_assert_cmpuint (evidence->spans->len, ==, 16);
}

static void
test_words (Fixture *self,
            gconstpointer data)
{
  static const char text[] = "He threatened to stab his boss";
  g_autoptr (RailGuardEvidence) evidence = gather (self, text);

  g_array_set_size (evidence->spans, 0);
  rail_guard_evidence_add_words (evidence, self->model, RAIL_GUARD_VIOLENCE, RAIL_GUARD_STOP);
  g_assert_cmpuint (evidence->spans->len, >, 0);
  for (guint i = 0; i < evidence->spans->len; i++)
    {
      const RailGuardSpan *span = &g_array_index (evidence->spans, RailGuardSpan, i);

      g_assert_cmpuint (span->start, <, span->end);
      g_assert_cmpuint (span->end, <=, strlen (text));
    }
}

#define ADD(path, function) g_test_add ("/guard-evidence/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing-said-is-no-evidence", test_nothing);
  ADD ("a-stop-outweighs-and-says-whose-it-is", test_whose_phrase);
  ADD ("a-long-sentence-is-read-in-windows", test_window);
  ADD ("look-alikes-are-noted", test_look_alike);
  ADD ("spans-are-bounded", test_spans_are_bounded);
  ADD ("words-that-weigh-are-found", test_words);

  return g_test_run ();
}
