#include "config.h"

#include "agent/rule-compiler.h"

#include "testlib/wait-until.h"
#include "unit/trigger-fixture.h"

/* Only a failure waits for it. */
#define LIMIT_SECONDS 60

typedef struct
{
  RailRuleEngine *engine;
  RailRuleCompiler *compiler;
  guint compiled;
} Fixture;

static RailRuleStates *
compiled_cb (RailRuleStates *states,
             gpointer user_data)
{
  Fixture *self = user_data;

  self->compiled++;
  return rail_rule_engine_exchange (self->engine, states);
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  self->engine = rail_rule_engine_new ();
  self->compiler = rail_rule_compiler_new (compiled_cb, self);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  g_clear_pointer (&self->compiler, rail_rule_compiler_free);
  rail_rule_engine_free (self->engine);
}

/* The first @n of triggers that hold whatever is in front. */
static GPtrArray *
make_triggers (guint n)
{
  GPtrArray *triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_trigger_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *yaml = g_strdup_printf ("{id: t%u, when: {not: {window: {title: \"nothing %u\"}}}}", i, i);

      g_ptr_array_add (triggers, make_trigger (yaml));
    }

  return triggers;
}

static guint
count_holding (Fixture *self)
{
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (RailContext) context = rail_context_new (0, zone, NULL, occurrences);
  g_autoptr (GPtrArray) firings = rail_rule_engine_update (self->engine, context, NULL);
  g_autoptr (GPtrArray) holding = rail_rule_engine_get_holding (self->engine);

  return holding->len;
}

static void
test_compiles (Fixture *self,
               gconstpointer data)
{
  rail_rule_compiler_compile (self->compiler, make_triggers (3));
  g_assert_cmpuint (self->compiled, ==, 0);
  wait_until (self->compiled == 1);
  g_assert_cmpuint (count_holding (self), ==, 3);

  rail_rule_compiler_compile (self->compiler, make_triggers (1));
  wait_until (self->compiled == 2);
  g_assert_cmpuint (count_holding (self), ==, 1);
}

static void
test_newest (Fixture *self,
             gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    rail_rule_compiler_compile (self->compiler, make_triggers (200 + i));
  rail_rule_compiler_compile (self->compiler, make_triggers (2));

  wait_until (self->compiled > 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (self->compiled, ==, 1);
  g_assert_cmpuint (count_holding (self), ==, 2);
}

static void
test_end (Fixture *self,
          gconstpointer data)
{
  rail_rule_compiler_compile (self->compiler, make_triggers (2000));
  g_clear_pointer (&self->compiler, rail_rule_compiler_free);

  /* Long enough for another one, which comes after it, to be told. */
  self->compiler = rail_rule_compiler_new (compiled_cb, self);
  rail_rule_compiler_compile (self->compiler, make_triggers (2));
  wait_until (self->compiled > 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (self->compiled, ==, 1);
  g_assert_cmpuint (count_holding (self), ==, 2);
}

#define ADD(path, test) g_test_add ("/rule-compiler/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("replaces-the-rules", test_compiles);
  ADD ("tells-of-the-newest-only", test_newest);
  ADD ("tells-nobody-after-its-end", test_end);

  return g_test_run ();
}
