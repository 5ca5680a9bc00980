#include "config.h"

#include "rules/leaf-states.h"

#include "rules/calendar-condition.h"
#include "rules/calendar-index.h"
#include "rules/time-condition.h"

/* In WindowLeaf.since: the dwell is over, whatever the clock does from here on. */
#define DWELLED G_MININT64

typedef struct
{
  const RailCondition *leaf;
  gboolean matches;
  gint64 since; /* when it began to match in this window, or DWELLED */
} WindowLeaf;

typedef struct
{
  const RailCondition *leaf;
  GArray *selected; /* guint */
} CalendarLeaf;

typedef struct
{
  const RailCondition *leaf;
  gboolean holds;
  gint64 from, until; /* @holds is true to the leaf in [from, until) */
} TimeLeaf;

struct _RailLeafStates
{
  RailRuleSet *rules;
  GArray *window_leaves;   /* WindowLeaf, by the rule set's numbers */
  guint *first_leaves;     /* by trigger: the first of its window leaves, which follow each other; one more at the end */
  GArray *calendar_leaves; /* CalendarLeaf */
  RailCalendarIndex *by_title;
  GArray *time_leaves; /* TimeLeaf */
  GHashTable *numbers; /* RailCondition -> index into the array of its kind */
  guint8 *matches;     /* room for the rule set's answer */

  gint64 now;
  RailWindow *window;
  GTimeZone *zone;
  GPtrArray *occurrences;
  gint64 phases_from, phases_until; /* no phase begins or ends in between */
};

static void
clear_calendar_leaf (gpointer data)
{
  CalendarLeaf *state = data;

  g_array_unref (state->selected);
}

static void
add_leaves (RailLeafStates *self,
            const RailCondition *condition)
{
  if (condition->kind == RAIL_CONDITION_WINDOW)
    {
      WindowLeaf state = { .leaf = condition };

      g_hash_table_insert (self->numbers, (gpointer) condition, GUINT_TO_POINTER (self->window_leaves->len));
      g_array_append_val (self->window_leaves, state);
    }
  else if (condition->kind == RAIL_CONDITION_CALENDAR)
    {
      CalendarLeaf state = { .leaf = condition, .selected = g_array_new (FALSE, FALSE, sizeof (guint)) };

      g_hash_table_insert (self->numbers, (gpointer) condition, GUINT_TO_POINTER (self->calendar_leaves->len));
      rail_calendar_index_add (self->by_title, self->calendar_leaves->len, &condition->calendar);
      g_array_append_val (self->calendar_leaves, state);
    }
  else if (condition->kind == RAIL_CONDITION_TIME)
    {
      TimeLeaf state = { .leaf = condition };

      g_hash_table_insert (self->numbers, (gpointer) condition, GUINT_TO_POINTER (self->time_leaves->len));
      g_array_append_val (self->time_leaves, state);
    }

  for (guint i = 0; condition->children != NULL && i < condition->children->len; i++)
    add_leaves (self, g_ptr_array_index (condition->children, i));
}

static guint
get_number (const RailLeafStates *self,
            const RailCondition *leaf)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, leaf));
}

RailLeafStates *
rail_leaf_states_new (RailRuleSet *rules)
{
  RailLeafStates *self = g_new0 (RailLeafStates, 1);
  guint n_triggers = rail_rule_set_get_n_triggers (rules);

  self->rules = rail_rule_set_ref (rules);
  self->window_leaves = g_array_new (FALSE, FALSE, sizeof (WindowLeaf));
  self->calendar_leaves = g_array_new (FALSE, FALSE, sizeof (CalendarLeaf));
  g_array_set_clear_func (self->calendar_leaves, clear_calendar_leaf);
  self->by_title = rail_calendar_index_new ();
  self->time_leaves = g_array_new (FALSE, FALSE, sizeof (TimeLeaf));
  self->numbers = g_hash_table_new (NULL, NULL);
  self->matches = g_new0 (guint8, rail_rule_set_get_n_leaves (rules));

  self->first_leaves = g_new (guint, n_triggers + 1);
  for (guint i = 0; i < n_triggers; i++)
    {
      self->first_leaves[i] = self->window_leaves->len;
      add_leaves (self, rail_rule_set_get_trigger (rules, i)->when);
    }
  self->first_leaves[n_triggers] = self->window_leaves->len;
  rail_calendar_index_seal (self->by_title);

  return self;
}

void
rail_leaf_states_free (RailLeafStates *self)
{
  rail_rule_set_unref (self->rules);
  g_array_unref (self->window_leaves);
  g_free (self->first_leaves);
  g_array_unref (self->calendar_leaves);
  rail_calendar_index_free (self->by_title);
  g_array_unref (self->time_leaves);
  g_hash_table_unref (self->numbers);
  g_free (self->matches);
  g_clear_pointer (&self->window, rail_window_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->occurrences, g_ptr_array_unref);
  g_free (self);
}

void
rail_leaf_states_inherit (RailLeafStates *self,
                          guint index,
                          const RailLeafStates *old,
                          guint old_index)
{
  guint first = self->first_leaves[index];
  guint old_first = old->first_leaves[old_index];
  guint n = MIN (self->first_leaves[index + 1] - first, old->first_leaves[old_index + 1] - old_first);

  for (guint i = 0; i < n; i++)
    {
      WindowLeaf *state = &g_array_index (self->window_leaves, WindowLeaf, first + i);
      const WindowLeaf *old_state = &g_array_index (old->window_leaves, WindowLeaf, old_first + i);

      state->matches = old_state->matches;
      state->since = old_state->since;
    }

  /* The matches above were seen in this window; the rules are new, so it will be looked at again all the same. */
  if (self->window == NULL && old->window != NULL)
    self->window = rail_window_ref (old->window);
}

static void
update_windows (RailLeafStates *self,
                RailWindow *window,
                gint64 now,
                gboolean look_again)
{
  gboolean same_window = self->window != NULL && window != NULL && self->window->serial == window->serial;

  if (look_again || !rail_window_equal (self->window, window))
    rail_rule_set_match_window (self->rules, window, self->matches);

  for (guint i = 0; i < self->window_leaves->len; i++)
    {
      WindowLeaf *state = &g_array_index (self->window_leaves, WindowLeaf, i);
      gboolean goes_on = same_window && state->matches;

      state->matches = self->matches[i];
      if (!state->matches)
        continue;

      /* The wall clock may have been set back: then the dwell begins anew. */
      if (!goes_on || state->since > now)
        state->since = now;
      if (state->since != DWELLED && now - state->since >= state->leaf->window.dwell)
        state->since = DWELLED;
    }

  if (self->window != window)
    {
      g_clear_pointer (&self->window, rail_window_unref);
      self->window = window != NULL ? rail_window_ref (window) : NULL;
    }
}

static void
select_occurrence (RailLeafStates *self,
                   guint number)
{
  const RailOccurrence *occurrence = g_ptr_array_index (self->occurrences, number);
  const GArray *leaves = rail_calendar_index_find (self->by_title, occurrence->title);
  g_autoptr (RailOccurrenceTexts) texts = leaves->len > 0 ? rail_occurrence_texts_new (occurrence) : NULL;

  for (guint i = 0; i < leaves->len; i++)
    {
      CalendarLeaf *state = &g_array_index (self->calendar_leaves, CalendarLeaf, g_array_index (leaves, guint, i));

      if (rail_calendar_condition_selects (&state->leaf->calendar, texts))
        g_array_append_val (state->selected, number);
    }
}

static gboolean
update_occurrences (RailLeafStates *self,
                    GPtrArray *occurrences)
{
  if (self->occurrences == occurrences)
    return FALSE;

  g_clear_pointer (&self->occurrences, g_ptr_array_unref);
  self->occurrences = g_ptr_array_ref (occurrences);

  for (guint i = 0; i < self->calendar_leaves->len; i++)
    g_array_set_size (g_array_index (self->calendar_leaves, CalendarLeaf, i).selected, 0);
  for (guint i = 0; self->calendar_leaves->len > 0 && i < occurrences->len; i++)
    select_occurrence (self, i);

  return TRUE;
}

static void
update_phases (RailLeafStates *self,
               gint64 now)
{
  self->phases_from = now;
  self->phases_until = G_MAXINT64;

  for (guint i = 0; i < self->calendar_leaves->len; i++)
    {
      const CalendarLeaf *state = &g_array_index (self->calendar_leaves, CalendarLeaf, i);

      for (guint j = 0; j < state->selected->len; j++)
        {
          const RailOccurrence *occurrence = g_ptr_array_index (self->occurrences, g_array_index (state->selected, guint, j));
          gint64 from, to;

          rail_calendar_condition_get_phase (&state->leaf->calendar, occurrence, &from, &to);
          if (from > now)
            self->phases_until = MIN (self->phases_until, from);
          if (to > now)
            self->phases_until = MIN (self->phases_until, to);
        }
    }
}

static void
update_times (RailLeafStates *self,
              gint64 now,
              GTimeZone *zone)
{
  gboolean same_zone = self->zone == zone ||
                       (self->zone != NULL && g_str_equal (g_time_zone_get_identifier (self->zone), g_time_zone_get_identifier (zone)));

  for (guint i = 0; i < self->time_leaves->len; i++)
    {
      TimeLeaf *state = &g_array_index (self->time_leaves, TimeLeaf, i);

      if (same_zone && now >= state->from && now < state->until)
        continue;
      state->holds = rail_time_condition_evaluate (&state->leaf->time, now, zone, &state->until);
      state->from = now;
    }

  if (self->zone != zone)
    {
      g_clear_pointer (&self->zone, g_time_zone_unref);
      self->zone = g_time_zone_ref (zone);
    }
}

gboolean
rail_leaf_states_update (RailLeafStates *self,
                         RailContext *context)
{
  gboolean first = self->occurrences == NULL;
  gboolean others = update_occurrences (self, context->occurrences);

  update_windows (self, context->window, context->now, first);
  update_times (self, context->now, context->zone);
  if (others || context->now < self->phases_from || context->now >= self->phases_until)
    update_phases (self, context->now);
  self->now = context->now;

  return others;
}

void
rail_leaf_states_settle (RailLeafStates *self,
                         guint index)
{
  for (guint i = self->first_leaves[index]; i < self->first_leaves[index + 1]; i++)
    g_array_index (self->window_leaves, WindowLeaf, i).since = DWELLED;
}

GArray *
rail_leaf_states_get_selected (const RailLeafStates *self,
                               const RailCondition *leaf)
{
  return g_array_index (self->calendar_leaves, CalendarLeaf, get_number (self, leaf)).selected;
}

static int
compare_indices (gconstpointer a,
                 gconstpointer b)
{
  guint left = *(const guint *) a;
  guint right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

gboolean
rail_leaf_states_holds (const RailCondition *leaf,
                        guint occurrence,
                        gpointer data)
{
  const RailLeafStates *self = data;
  guint number = get_number (self, leaf);

  if (leaf->kind == RAIL_CONDITION_WINDOW)
    {
      const WindowLeaf *state = &g_array_index (self->window_leaves, WindowLeaf, number);

      return state->matches && state->since == DWELLED;
    }

  if (leaf->kind == RAIL_CONDITION_CALENDAR)
    {
      const CalendarLeaf *state = &g_array_index (self->calendar_leaves, CalendarLeaf, number);

      return rail_calendar_condition_in_phase (&leaf->calendar, g_ptr_array_index (self->occurrences, occurrence), self->now) &&
             g_array_binary_search (state->selected, &occurrence, compare_indices, NULL);
    }

  return g_array_index (self->time_leaves, TimeLeaf, number).holds;
}

gint64
rail_leaf_states_get_next_change (const RailLeafStates *self)
{
  gint64 next = self->phases_until;

  for (guint i = 0; i < self->time_leaves->len; i++)
    next = MIN (next, g_array_index (self->time_leaves, TimeLeaf, i).until);

  for (guint i = 0; i < self->window_leaves->len; i++)
    {
      const WindowLeaf *state = &g_array_index (self->window_leaves, WindowLeaf, i);

      if (state->matches && state->since != DWELLED)
        next = MIN (next, state->since + state->leaf->window.dwell);
    }

  return next;
}
