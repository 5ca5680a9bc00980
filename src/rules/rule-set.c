#include "config.h"

#include "rules/rule-set.h"

#include <string.h>

#include "rules/field-matcher.h"

/* In the order in which a window is looked at: what is cheap and often wrong first. */
typedef enum
{
  APP,
  URL,
  TITLE,
  N_FIELDS,
} Field;

/* What a leaf asks for besides the field that leads to it. */
typedef struct
{
  guint32 checks; /* where in checks the slots of its other fields begin */
  guint8 n_checked_fields;
  guint8 fullscreen; /* RailTristate */
} Leaf;

/* The leaves that a slot leads to, once the set is made: those from starts[slot] to starts[slot + 1]. */
typedef struct
{
  RailFieldMatcher *matcher;
  GArray *pairs; /* Pair, until the set is made */
  guint32 *starts;
  guint32 *leaves;
} Lead;

typedef struct
{
  guint32 slot;
  guint32 leaf;
} Pair;

struct _RailRuleSet
{
  gatomicrefcount ref_count;
  GPtrArray *triggers; /* RailTrigger */
  GHashTable *numbers; /* RailCondition, borrowed from the triggers -> its number */
  GArray *leaves;      /* Leaf */
  GArray *checks;      /* guint32: for each checked field the Field, how many slots, the slots */
  GArray *unled;       /* guint32: leaves without any pattern */
  Lead leads[N_FIELDS];
};

/* One window while it is looked at. */
typedef struct
{
  const RailRuleSet *rules;
  const RailWindow *window;
  Field field;
} Look;

static GPtrArray *
get_patterns (const RailWindowCondition *window,
              Field field)
{
  switch (field)
    {
    case APP:
      return window->app;
    case URL:
      return window->url;
    case TITLE:
      return window->title;
    case N_FIELDS:
    default:
      g_assert_not_reached ();
    }
}

/* A leaf is found by its title if it asks for one: applications have many rules each. */
static void
lead_to (RailRuleSet *self,
         Field field,
         GPtrArray *patterns,
         guint32 leaf)
{
  Lead *lead = &self->leads[field];

  for (guint i = 0; i < patterns->len; i++)
    {
      Pair pair = { rail_field_matcher_add (lead->matcher, g_ptr_array_index (patterns, i)), leaf };

      g_array_append_val (lead->pairs, pair);
    }
}

static void
add_check (RailRuleSet *self,
           Leaf *leaf,
           Field field,
           GPtrArray *patterns)
{
  const guint32 head[] = { field, patterns->len };

  g_array_append_vals (self->checks, head, G_N_ELEMENTS (head));
  for (guint i = 0; i < patterns->len; i++)
    {
      guint32 slot = rail_field_matcher_add (self->leads[field].matcher, g_ptr_array_index (patterns, i));

      g_array_append_val (self->checks, slot);
    }
  leaf->n_checked_fields++;
}

static void
add_leaf (RailRuleSet *self,
          const RailWindowCondition *window)
{
  Leaf leaf = { .checks = self->checks->len, .fullscreen = (guint8) window->fullscreen };
  guint32 number = self->leaves->len;
  gboolean led = FALSE;

  for (int field = N_FIELDS - 1; field >= 0; field--)
    {
      GPtrArray *patterns = get_patterns (window, (Field) field);

      if (patterns == NULL)
        continue;
      if (led)
        add_check (self, &leaf, (Field) field, patterns);
      else
        lead_to (self, (Field) field, patterns, number);
      led = TRUE;
    }

  if (!led)
    g_array_append_val (self->unled, number);
  g_array_append_val (self->leaves, leaf);
}

/* Depth first, so that the leaves of one trigger have neighbouring numbers in the order they are written. */
static void
add_leaves (RailRuleSet *self,
            RailCondition *condition)
{
  if (condition->kind == RAIL_CONDITION_WINDOW)
    {
      g_hash_table_insert (self->numbers, condition, GUINT_TO_POINTER (self->leaves->len));
      add_leaf (self, &condition->window);
    }

  for (guint i = 0; condition->children != NULL && i < condition->children->len; i++)
    add_leaves (self, g_ptr_array_index (condition->children, i));
}

/* Sorts the pairs by slot. */
static void
seal_lead (Lead *lead)
{
  guint n_slots = rail_field_matcher_get_n_slots (lead->matcher);
  g_autofree guint32 *next = NULL;

  rail_field_matcher_seal (lead->matcher);
  lead->starts = g_new0 (guint32, n_slots + 1);
  lead->leaves = g_new (guint32, lead->pairs->len);
  for (guint i = 0; i < lead->pairs->len; i++)
    lead->starts[g_array_index (lead->pairs, Pair, i).slot + 1]++;
  for (guint i = 0; i < n_slots; i++)
    lead->starts[i + 1] += lead->starts[i];

  next = g_memdup2 (lead->starts, (n_slots + 1) * sizeof (guint32));
  for (guint i = 0; i < lead->pairs->len; i++)
    {
      const Pair *pair = &g_array_index (lead->pairs, Pair, i);

      lead->leaves[next[pair->slot]++] = pair->leaf;
    }
  g_clear_pointer (&lead->pairs, g_array_unref);
}

RailRuleSet *
rail_rule_set_new (GPtrArray *triggers)
{
  RailRuleSet *self = g_new0 (RailRuleSet, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->triggers = g_ptr_array_new_full (triggers->len, (GDestroyNotify) rail_trigger_unref);
  self->numbers = g_hash_table_new (NULL, NULL);
  self->leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  self->checks = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unled = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < N_FIELDS; i++)
    {
      self->leads[i].matcher = rail_field_matcher_new ();
      self->leads[i].pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
    }

  for (guint i = 0; i < triggers->len; i++)
    {
      RailTrigger *trigger = g_ptr_array_index (triggers, i);

      g_ptr_array_add (self->triggers, rail_trigger_ref (trigger));
      add_leaves (self, trigger->when);
    }
  for (guint i = 0; i < N_FIELDS; i++)
    seal_lead (&self->leads[i]);

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

  for (guint i = 0; i < N_FIELDS; i++)
    {
      rail_field_matcher_free (self->leads[i].matcher);
      g_free (self->leads[i].starts);
      g_free (self->leads[i].leaves);
    }
  g_hash_table_unref (self->numbers);
  g_array_unref (self->leaves);
  g_array_unref (self->checks);
  g_array_unref (self->unled);
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

/* Everything a leaf asks for but the field that leads to it. */
static gboolean
rest_holds (const RailRuleSet *self,
            const RailWindow *window,
            guint32 number)
{
  const Leaf *leaf = &g_array_index (self->leaves, Leaf, number);
  const guint32 *at;

  if (leaf->fullscreen != RAIL_TRISTATE_ANY && (window->fullscreen != FALSE) != (leaf->fullscreen == RAIL_TRISTATE_YES))
    return FALSE;
  if (leaf->n_checked_fields == 0)
    return TRUE;

  at = &g_array_index (self->checks, guint32, leaf->checks);
  for (guint i = 0; i < leaf->n_checked_fields; i++)
    {
      const RailFieldMatcher *matcher = self->leads[at[0]].matcher;
      guint32 n_slots = at[1];
      gboolean any = FALSE;

      for (guint32 j = 0; j < n_slots && !any; j++)
        any = rail_field_matcher_has_hit (matcher, at[2 + j]);
      if (!any)
        return FALSE;
      at += 2 + n_slots;
    }

  return TRUE;
}

/*
 * A regular expression that leads to a leaf is asked only where the rest holds, as it would be by somebody who tries one rule after the other:
 * else a window that has nothing to do with the rule could switch it off. Where it is one of the rest it is always asked.
 */
static gboolean
regex_wanted_cb (guint slot,
                 gpointer data)
{
  const Look *look = data;
  const Lead *lead = &look->rules->leads[look->field];
  gboolean leads = lead->starts[slot] < lead->starts[slot + 1];

  return !leads || rest_holds (look->rules, look->window, lead->leaves[lead->starts[slot]]);
}

static void
match_field (RailRuleSet *self,
             const RailWindow *window,
             Field field)
{
  RailFieldMatcher *matcher = self->leads[field].matcher;
  Look look = { self, window, field };

  rail_field_matcher_clear (matcher);
  if (field == APP)
    {
      for (gsize i = 0; window->app_ids[i] != NULL; i++)
        rail_field_matcher_look_at (matcher, window->app_ids[i], regex_wanted_cb, &look);
    }
  else
    {
      const char *text = field == TITLE ? window->title : window->url;

      if (text != NULL)
        rail_field_matcher_look_at (matcher, text, regex_wanted_cb, &look);
    }
}

static void
mark_leaves (const RailRuleSet *self,
             const RailWindow *window,
             const Lead *lead,
             guint8 *matches)
{
  const GArray *hits = rail_field_matcher_get_hits (lead->matcher);

  for (guint i = 0; i < hits->len; i++)
    {
      guint32 slot = g_array_index (hits, guint32, i);

      for (guint32 j = lead->starts[slot]; j < lead->starts[slot + 1]; j++)
        {
          guint32 leaf = lead->leaves[j];

          if (!matches[leaf] && rest_holds (self, window, leaf))
            matches[leaf] = TRUE;
        }
    }
}

void
rail_rule_set_match_window (RailRuleSet *self,
                            const RailWindow *window,
                            guint8 *matches)
{
  if (self->leaves->len == 0)
    return;

  memset (matches, 0, self->leaves->len);
  if (window == NULL || window->excluded)
    return;

  for (guint i = 0; i < N_FIELDS; i++)
    {
      match_field (self, window, (Field) i);
      mark_leaves (self, window, &self->leads[i], matches);
    }
  for (guint i = 0; i < self->unled->len; i++)
    {
      guint32 leaf = g_array_index (self->unled, guint32, i);

      matches[leaf] = rest_holds (self, window, leaf);
    }
}
