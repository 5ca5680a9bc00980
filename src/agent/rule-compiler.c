#include "config.h"

#include "agent/rule-compiler.h"

#include <gio/gio.h>

#include "base/discard.h"

struct _RailRuleCompiler
{
  RailRuleCompilerFunc compiled;
  gpointer user_data;
  GCancellable *newest; /* of what is under way; NULL: nothing is */
};

static void
compile_in_thread (GTask *task,
                   gpointer source,
                   gpointer data,
                   GCancellable *cancellable)
{
  g_autoptr (RailRuleSet) rules = rail_rule_set_new (data);

  /* Otherwise they would be let go in the main loop. */
  g_task_set_task_data (task, NULL, NULL);
  g_task_return_pointer (task, rail_rule_states_new (rules), (GDestroyNotify) rail_rule_states_free);
}

static void
compiled_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  RailRuleStates *states = g_task_propagate_pointer (G_TASK (result), NULL);
  RailRuleCompiler *self = user_data;

  /* Cancelled by a newer one or by the end: then @user_data is not to be touched. */
  if (states == NULL)
    return;

  g_clear_object (&self->newest);
  rail_discard (self->compiled (states, self->user_data), (GDestroyNotify) rail_rule_states_free);
}

RailRuleCompiler *
rail_rule_compiler_new (RailRuleCompilerFunc compiled,
                        gpointer user_data)
{
  RailRuleCompiler *self = g_new0 (RailRuleCompiler, 1);

  self->compiled = compiled;
  self->user_data = user_data;

  return self;
}

static void
cancel (RailRuleCompiler *self)
{
  if (self->newest != NULL)
    g_cancellable_cancel (self->newest);
  g_clear_object (&self->newest);
}

void
rail_rule_compiler_free (RailRuleCompiler *self)
{
  cancel (self);
  g_free (self);
}

void
rail_rule_compiler_compile (RailRuleCompiler *self,
                            GPtrArray *triggers)
{
  g_autoptr (GTask) task = NULL;

  cancel (self);
  self->newest = g_cancellable_new ();
  task = g_task_new (NULL, self->newest, compiled_cb, self);
  g_task_set_source_tag (task, rail_rule_compiler_compile);
  g_task_set_task_data (task, triggers, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, compile_in_thread);
}
