#include "config.h"

#include "rules/rule-set.h"

#include "rules/window-condition.h"

struct _RailRuleSet
{
  gatomicrefcount ref_count;
  GPtrArray *triggers; /* RailTrigger */
  GPtrArray *leaves;   /* RailCondition, borrowed from the triggers; the index is the leaf's number */
  GHashTable *numbers; /* RailCondition -> its number */
};

/* Depth first, so that the leaves of one trigger have neighbouring numbers in the order they are written. */
static void
number_leaves (RailRuleSet *self,
               RailCondition *condition)
{
  if (condition->kind == RAIL_CONDITION_WINDOW)
    {
      g_hash_table_insert (self->numbers, condition, GUINT_TO_POINTER (self->leaves->len));
      g_ptr_array_add (self->leaves, condition);
    }

  for (guint i = 0; condition->children != NULL && i < condition->children->len; i++)
    number_leaves (self, g_ptr_array_index (condition->children, i));
}

RailRuleSet *
rail_rule_set_new (GPtrArray *triggers)
{
  RailRuleSet *self = g_new0 (RailRuleSet, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->triggers = g_ptr_array_new_full (triggers->len, (GDestroyNotify) rail_trigger_unref);
  self->leaves = g_ptr_array_new ();
  self->numbers = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < triggers->len; i++)
    {
      RailTrigger *trigger = g_ptr_array_index (triggers, i);

      g_ptr_array_add (self->triggers, rail_trigger_ref (trigger));
      number_leaves (self, trigger->when);
    }

  return self;
}

RailRuleSet *
rail_rule_set_ref (RailRuleSet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_rule_set_unref (RailRuleSet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->leaves);
  g_ptr_array_unref (self->triggers);
  g_free (self);
}

guint
rail_rule_set_get_n_triggers (const RailRuleSet *self)
{
  return self->triggers->len;
}

RailTrigger *
rail_rule_set_get_trigger (const RailRuleSet *self,
                           guint index)
{
  g_return_val_if_fail (index < self->triggers->len, NULL);

  return g_ptr_array_index (self->triggers, index);
}

guint
rail_rule_set_get_n_leaves (const RailRuleSet *self)
{
  return self->leaves->len;
}

guint
rail_rule_set_get_leaf (const RailRuleSet *self,
                        const RailCondition *leaf)
{
  gpointer number;

  return g_hash_table_lookup_extended (self->numbers, leaf, NULL, &number) ? GPOINTER_TO_UINT (number) : G_MAXUINT;
}

void
rail_rule_set_match_window (RailRuleSet *self,
                            const RailWindow *window,
                            guint8 *matches)
{
  g_autoptr (RailWindowTexts) texts = rail_window_texts_new (window);

  for (guint i = 0; i < self->leaves->len; i++)
    {
      const RailCondition *leaf = g_ptr_array_index (self->leaves, i);

      matches[i] = rail_window_condition_holds (&leaf->window, texts);
    }
}
