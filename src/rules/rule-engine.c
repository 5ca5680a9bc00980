#include "config.h"

#include "rules/rule-engine.h"

#include "rules/evaluation.h"
#include "rules/leaf-states.h"
#include "rules/snapshot.h"

/* One trigger and one meeting, whichever calendars it stands in and wherever it moves. */
typedef struct
{
  RailOccurrence *occurrence; /* the one that holds, else the first */
  GArray *indices;            /* guint: the context's occurrences with this identity that the trigger's calendar leaves select */
  gboolean holds;
  gboolean fired;
  gint64 fired_start; /* the start it fired for */
} Pair;

typedef struct
{
  RailTrigger *trigger;
  char *path;
  guint index;      /* in rule order */
  gboolean is_new;  /* has not been evaluated yet */
  gboolean holds;   /* without any occurrence */
  GPtrArray *pairs; /* Pair, in the order of the occurrences; empty unless the trigger is bound */
} State;

struct _RailRuleStates
{
  RailRuleSet *rules;
  RailLeafStates *leaves;
  GPtrArray *states;   /* State, in rule order */
  GHashTable *by_path; /* path -> State */
};

struct _RailRuleEngine
{
  RailRuleStates *now;
  gboolean primed;
};

static void
free_pair (gpointer data)
{
  Pair *pair = data;

  rail_occurrence_unref (pair->occurrence);
  g_array_unref (pair->indices);
  g_free (pair);
}

static void
free_state (gpointer data)
{
  State *state = data;

  rail_trigger_unref (state->trigger);
  g_free (state->path);
  g_ptr_array_unref (state->pairs);
  g_free (state);
}

static guint
hash_identity (gconstpointer key)
{
  const RailOccurrence *occurrence = key;

  return g_str_hash (occurrence->uid) * 31 + (occurrence->recurrence_id != NULL ? g_str_hash (occurrence->recurrence_id) : 0);
}

static gboolean
equal_identity (gconstpointer a,
                gconstpointer b)
{
  return rail_occurrence_is_same (a, b);
}

RailFiring *
rail_firing_new (RailTrigger *trigger,
                 RailOccurrence *occurrence)
{
  RailFiring *self = g_new0 (RailFiring, 1);

  self->trigger = rail_trigger_ref (trigger);
  self->occurrence = occurrence != NULL ? rail_occurrence_ref (occurrence) : NULL;

  return self;
}

void
rail_firing_free (RailFiring *self)
{
  rail_trigger_unref (self->trigger);
  g_clear_pointer (&self->occurrence, rail_occurrence_unref);
  g_free (self);
}

static int
compare_priority (gconstpointer a,
                  gconstpointer b)
{
  const RailFiring *left = *(const RailFiring *const *) a;
  const RailFiring *right = *(const RailFiring *const *) b;

  return right->trigger->priority - left->trigger->priority;
}

static State *
new_state (RailTrigger *trigger,
           guint index)
{
  State *state = g_new0 (State, 1);

  state->trigger = rail_trigger_ref (trigger);
  state->path = rail_trigger_dup_path (trigger);
  state->index = index;
  state->is_new = TRUE;
  state->pairs = g_ptr_array_new_with_free_func (free_pair);

  return state;
}

RailRuleStates *
rail_rule_states_new (RailRuleSet *rules)
{
  RailRuleStates *self = g_new0 (RailRuleStates, 1);

  self->rules = rail_rule_set_ref (rules);
  self->leaves = rail_leaf_states_new (rules);
  self->states = g_ptr_array_new_with_free_func (free_state);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rail_rule_set_get_n_triggers (rules); i++)
    {
      State *state = new_state (rail_rule_set_get_trigger (rules, i), i);

      g_ptr_array_add (self->states, state);
      g_hash_table_insert (self->by_path, state->path, state);
    }

  return self;
}

void
rail_rule_states_free (RailRuleStates *self)
{
  g_hash_table_unref (self->by_path);
  g_ptr_array_unref (self->states);
  rail_leaf_states_free (self->leaves);
  rail_rule_set_unref (self->rules);
  g_free (self);
}

RailRuleEngine *
rail_rule_engine_new (void)
{
  RailRuleEngine *self = g_new0 (RailRuleEngine, 1);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (RailRuleSet) rules = rail_rule_set_new (nothing);

  self->now = rail_rule_states_new (rules);
  self->primed = TRUE;

  return self;
}

void
rail_rule_engine_free (RailRuleEngine *self)
{
  rail_rule_states_free (self->now);
  g_free (self);
}

void
rail_rule_engine_set_rules (RailRuleEngine *self,
                            RailRuleSet *rules)
{
  rail_rule_states_free (rail_rule_engine_exchange (self, rail_rule_states_new (rules)));
}

/* Most rules stand where they stood, a few further on: the hash table is for the rest. Sets @expected to where the next one should be. */
static State *
find_known (const RailRuleStates *old,
            const char *path,
            guint *expected)
{
  State *known = *expected < old->states->len ? g_ptr_array_index (old->states, *expected) : NULL;

  if (known == NULL || !g_str_equal (known->path, path))
    known = g_hash_table_lookup (old->by_path, path);
  if (known != NULL)
    *expected = known->index + 1;

  return known;
}

RailRuleStates *
rail_rule_engine_exchange (RailRuleEngine *self,
                           RailRuleStates *states)
{
  RailRuleStates *old = self->now;
  guint expected = 0;

  self->now = states;
  for (guint i = 0; i < states->states->len; i++)
    {
      State *state = g_ptr_array_index (states->states, i);
      State *known = find_known (old, state->path, &expected);
      GPtrArray *pairs = NULL;

      /* An author may change what a named trigger asks for: then its past says nothing about it. */
      if (known == NULL || known->is_new || g_strcmp0 (known->trigger->digest, state->trigger->digest) != 0)
        continue;

      state->is_new = FALSE;
      state->holds = known->holds;
      /* Not shared: somebody else will take the old states apart meanwhile. */
      pairs = state->pairs;
      state->pairs = known->pairs;
      known->pairs = pairs;
      rail_leaf_states_inherit (states->leaves, i, old->leaves, known->index);
    }

  return old;
}

void
rail_rule_engine_prime (RailRuleEngine *self)
{
  self->primed = TRUE;
}

static void
add_selected (GPtrArray *pairs,
              GHashTable *known,
              GArray *selected,
              GPtrArray *occurrences)
{
  for (guint i = 0; i < selected->len; i++)
    {
      guint index = g_array_index (selected, guint, i);
      RailOccurrence *occurrence = g_ptr_array_index (occurrences, index);
      Pair *pair = g_hash_table_lookup (known, occurrence);

      if (pair == NULL)
        {
          pair = g_new0 (Pair, 1);
          pair->occurrence = rail_occurrence_ref (occurrence);
          pair->indices = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (known, pair->occurrence, pair);
        }
      if (pair->indices->len == 0)
        g_ptr_array_add (pairs, pair);
      g_array_append_val (pair->indices, index);
    }
}

/* Only what stands outside "not" binds; occurrences that no such leaf selects need no pair. */
static void
add_pairs (RailRuleEngine *self,
           const RailCondition *condition,
           GPtrArray *pairs,
           GHashTable *known,
           GPtrArray *occurrences)
{
  if (condition->kind == RAIL_CONDITION_CALENDAR)
    add_selected (pairs, known, rail_leaf_states_get_selected (self->now->leaves, condition), occurrences);
  if (condition->kind != RAIL_CONDITION_ALL && condition->kind != RAIL_CONDITION_ANY)
    return;

  for (guint i = 0; i < condition->children->len; i++)
    add_pairs (self, g_ptr_array_index (condition->children, i), pairs, known, occurrences);
}

static gboolean
selects_any (RailRuleEngine *self,
             const RailCondition *condition)
{
  if (condition->kind == RAIL_CONDITION_CALENDAR)
    return rail_leaf_states_get_selected (self->now->leaves, condition)->len > 0;
  if (condition->kind != RAIL_CONDITION_ALL && condition->kind != RAIL_CONDITION_ANY)
    return FALSE;

  for (guint i = 0; i < condition->children->len; i++)
    if (selects_any (self, g_ptr_array_index (condition->children, i)))
      return TRUE;

  return FALSE;
}

/* Carries what is known about each meeting over to the new occurrences and forgets those that are gone. */
static void
rebuild_pairs (RailRuleEngine *self,
               State *state,
               GPtrArray *occurrences)
{
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GPtrArray) old = NULL;

  /* As it is with most triggers of a large library on most days. */
  if (state->pairs->len == 0 && !selects_any (self, state->trigger->when))
    return;

  known = g_hash_table_new (hash_identity, equal_identity);
  old = state->pairs;
  for (guint i = 0; i < old->len; i++)
    {
      Pair *pair = g_ptr_array_index (old, i);

      g_array_set_size (pair->indices, 0);
      g_hash_table_insert (known, pair->occurrence, pair);
    }

  state->pairs = g_ptr_array_new_with_free_func (free_pair);
  add_pairs (self, state->trigger->when, state->pairs, known, occurrences);

  /* What lives on belongs to the new array now. */
  g_ptr_array_set_free_func (old, NULL);
  for (guint i = 0; i < old->len; i++)
    {
      Pair *pair = g_ptr_array_index (old, i);

      if (pair->indices->len == 0)
        free_pair (pair);
    }
}

static void
set_occurrence (Pair *pair,
                RailOccurrence *occurrence)
{
  if (pair->occurrence == occurrence)
    return;

  rail_occurrence_unref (pair->occurrence);
  pair->occurrence = rail_occurrence_ref (occurrence);
}

static RailTruth
evaluate (RailRuleEngine *self,
          const State *state,
          guint occurrence,
          GPtrArray *occurrences)
{
  return rail_condition_evaluate (state->trigger->when, occurrences->len, occurrence, rail_leaf_states_holds, self->now->leaves);
}

static void
update_pair (RailRuleEngine *self,
             State *state,
             Pair *pair,
             GPtrArray *occurrences,
             GPtrArray *firings)
{
  gboolean held = pair->holds;

  pair->holds = FALSE;
  for (guint i = 0; i < pair->indices->len && !pair->holds; i++)
    {
      guint index = g_array_index (pair->indices, guint, i);

      pair->holds = evaluate (self, state, index, occurrences) == RAIL_TRUTH_BOUND;
      if (pair->holds || i == 0)
        set_occurrence (pair, g_ptr_array_index (occurrences, index));
    }

  /* After a pause or a night's sleep a phase that is still open is news again; what was shown before is the gate's to know. */
  if (self->primed)
    held = pair->fired = FALSE;

  if (!pair->holds || held || (pair->fired && pair->occurrence->start <= pair->fired_start))
    return;

  pair->fired = TRUE;
  pair->fired_start = pair->occurrence->start;
  g_ptr_array_add (firings, rail_firing_new (state->trigger, pair->occurrence));
}

static void
update_state (RailRuleEngine *self,
              State *state,
              GPtrArray *occurrences,
              GPtrArray *firings)
{
  gboolean silent = self->primed || state->is_new;
  gboolean held = state->holds;

  state->holds = evaluate (self, state, RAIL_NO_OCCURRENCE, occurrences) != RAIL_TRUTH_FALSE;
  if (state->holds && !held && !silent)
    g_ptr_array_add (firings, rail_firing_new (state->trigger, NULL));

  for (guint i = 0; i < state->pairs->len; i++)
    update_pair (self, state, g_ptr_array_index (state->pairs, i), occurrences, firings);

  state->is_new = FALSE;
}

GPtrArray *
rail_rule_engine_update (RailRuleEngine *self,
                         RailContext *context,
                         gint64 *next_change)
{
  GPtrArray *firings = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_firing_free);
  gboolean other_occurrences = rail_leaf_states_update (self->now->leaves, context);

  for (guint i = 0; i < self->now->states->len; i++)
    {
      State *state = g_ptr_array_index (self->now->states, i);

      /* A window that was in front before we looked has dwelled; else its aid would come two seconds after every login. */
      if (self->primed || state->is_new)
        rail_leaf_states_settle (self->now->leaves, i);
      if (other_occurrences && state->trigger->is_bound)
        rebuild_pairs (self, state, context->occurrences);
      update_state (self, state, context->occurrences, firings);
    }
  self->primed = FALSE;

  g_ptr_array_sort (firings, compare_priority);
  if (next_change != NULL)
    *next_change = rail_leaf_states_get_next_change (self->now->leaves);

  return firings;
}

gboolean
rail_rule_engine_holds (RailRuleEngine *self,
                        const RailTrigger *trigger,
                        const RailOccurrence *occurrence)
{
  g_autofree char *path = rail_trigger_dup_path (trigger);
  const State *state = g_hash_table_lookup (self->now->by_path, path);

  if (state == NULL)
    return FALSE;
  if (occurrence == NULL)
    return state->holds;

  for (guint i = 0; i < state->pairs->len; i++)
    {
      const Pair *pair = g_ptr_array_index (state->pairs, i);

      if (rail_occurrence_is_same (pair->occurrence, occurrence))
        return pair->holds;
    }

  return FALSE;
}

GPtrArray *
rail_rule_engine_get_holding (RailRuleEngine *self)
{
  GPtrArray *holding = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_firing_free);

  for (guint i = 0; i < self->now->states->len; i++)
    {
      const State *state = g_ptr_array_index (self->now->states, i);

      if (state->holds)
        g_ptr_array_add (holding, rail_firing_new (state->trigger, NULL));
      for (guint j = 0; j < state->pairs->len; j++)
        {
          const Pair *pair = g_ptr_array_index (state->pairs, j);

          if (pair->holds)
            g_ptr_array_add (holding, rail_firing_new (state->trigger, pair->occurrence));
        }
    }
  g_ptr_array_sort (holding, compare_priority);

  return holding;
}

gboolean
rail_rule_evaluate (const RailTrigger *trigger,
                    RailContext *context,
                    const RailOccurrence *occurrence)
{
  g_autoptr (RailSnapshot) snapshot = rail_snapshot_new (context, occurrence);
  RailTruth truth = rail_snapshot_evaluate (snapshot, trigger->when, snapshot->occurrence);

  return trigger->is_bound && occurrence != NULL ? truth == RAIL_TRUTH_BOUND : truth != RAIL_TRUTH_FALSE;
}
