#include "config.h"

#include "rules/calendar-index.h"

#include "rules/field-matcher.h"

struct _RailCalendarIndex
{
  RailFieldMatcher *titles;
  GPtrArray *by_slot; /* GArray of guint: the leaves that have this pattern */
  GArray *always;     /* guint: leaves that no pattern leads to */
  GArray *found;      /* guint: the last answer */
  GHashTable *seen;   /* leaves in @found that a pattern led to: one title may match several */
};

RailCalendarIndex *
rail_calendar_index_new (void)
{
  RailCalendarIndex *self = g_new0 (RailCalendarIndex, 1);

  self->titles = rail_field_matcher_new ();
  self->by_slot = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->always = g_array_new (FALSE, FALSE, sizeof (guint));
  self->found = g_array_new (FALSE, FALSE, sizeof (guint));
  self->seen = g_hash_table_new (NULL, NULL);

  return self;
}

void
rail_calendar_index_free (RailCalendarIndex *self)
{
  rail_field_matcher_free (self->titles);
  g_ptr_array_unref (self->by_slot);
  g_array_unref (self->always);
  g_array_unref (self->found);
  g_hash_table_unref (self->seen);
  g_free (self);
}

/* A regular expression may be switched off where it takes too long, so it is asked only where all the rest of its leaf holds. */
static gboolean
is_led_to (const RailCalendarCondition *condition)
{
  for (guint i = 0; condition->title != NULL && i < condition->title->len; i++)
    {
      if (rail_pattern_get_kind (g_ptr_array_index (condition->title, i)) == RAIL_PATTERN_REGEX)
        return FALSE;
    }

  return condition->title != NULL;
}

void
rail_calendar_index_add (RailCalendarIndex *self,
                         guint leaf,
                         const RailCalendarCondition *condition)
{
  if (!is_led_to (condition))
    {
      g_array_append_val (self->always, leaf);
      return;
    }

  for (guint i = 0; i < condition->title->len; i++)
    {
      guint slot = rail_field_matcher_add (self->titles, g_ptr_array_index (condition->title, i));

      while (self->by_slot->len <= slot)
        g_ptr_array_add (self->by_slot, g_array_new (FALSE, FALSE, sizeof (guint)));
      g_array_append_val ((GArray *) g_ptr_array_index (self->by_slot, slot), leaf);
    }
}

void
rail_calendar_index_seal (RailCalendarIndex *self)
{
  rail_field_matcher_seal (self->titles);
}

const GArray *
rail_calendar_index_find (RailCalendarIndex *self,
                          const char *title)
{
  g_autofree char *repaired = rail_text_repair (title);
  const GArray *hits;

  rail_field_matcher_clear (self->titles);
  rail_field_matcher_look_at (self->titles, repaired, NULL, NULL);
  hits = rail_field_matcher_get_hits (self->titles);

  g_hash_table_remove_all (self->seen);
  g_array_set_size (self->found, 0);
  if (self->always->len > 0)
    g_array_append_vals (self->found, self->always->data, self->always->len);
  for (guint i = 0; i < hits->len; i++)
    {
      const GArray *leaves = g_ptr_array_index (self->by_slot, g_array_index (hits, guint32, i));

      for (guint j = 0; j < leaves->len; j++)
        {
          guint leaf = g_array_index (leaves, guint, j);

          if (g_hash_table_add (self->seen, GUINT_TO_POINTER (leaf)))
            g_array_append_val (self->found, leaf);
        }
    }

  return self->found;
}
