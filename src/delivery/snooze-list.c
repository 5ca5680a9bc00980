#include "config.h"

#include "delivery/snooze-list.h"

typedef struct
{
  RailFiring *firing;
  gint64 until;
} Snooze;

struct _RailSnoozeList
{
  GPtrArray *snoozes; /* Snooze */
};

static void
free_snooze (gpointer data)
{
  Snooze *snooze = data;

  g_clear_pointer (&snooze->firing, rail_firing_free);
  g_free (snooze);
}

RailSnoozeList *
rail_snooze_list_new (void)
{
  RailSnoozeList *self = g_new0 (RailSnoozeList, 1);

  self->snoozes = g_ptr_array_new_with_free_func (free_snooze);

  return self;
}

void
rail_snooze_list_free (RailSnoozeList *self)
{
  g_ptr_array_unref (self->snoozes);
  g_free (self);
}

void
rail_snooze_list_add (RailSnoozeList *self,
                      RailTrigger *trigger,
                      RailOccurrence *occurrence,
                      gint64 until)
{
  Snooze *snooze = g_new0 (Snooze, 1);

  snooze->firing = rail_firing_new (trigger, occurrence);
  snooze->until = until;
  g_ptr_array_add (self->snoozes, snooze);
}

GPtrArray *
rail_snooze_list_take_due (RailSnoozeList *self,
                           gint64 now)
{
  GPtrArray *due = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_firing_free);

  for (guint i = 0; i < self->snoozes->len;)
    {
      Snooze *snooze = g_ptr_array_index (self->snoozes, i);

      if (snooze->until > now)
        {
          i++;
          continue;
        }
      g_ptr_array_add (due, g_steal_pointer (&snooze->firing));
      g_ptr_array_remove_index (self->snoozes, i);
    }

  return due;
}

gint64
rail_snooze_list_get_next (RailSnoozeList *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->snoozes->len; i++)
    {
      const Snooze *snooze = g_ptr_array_index (self->snoozes, i);

      next = MIN (next, snooze->until);
    }

  return next;
}
