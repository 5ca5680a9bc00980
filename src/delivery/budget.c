#include "config.h"

#include "delivery/budget.h"

#include "base/iso-time.h"

struct _RailBudget
{
  GArray *interruptions;   /* gint64, ascending */
  GHashTable *by_trigger;  /* trigger path -> GArray of gint64, ascending */
  GHashTable *occurrences; /* "path\nkey" -> gint64 *start */
};

static char *
dup_path (const char *pack,
          const char *aid,
          const char *trigger)
{
  return g_strdup_printf ("%s/%s/%s", pack, aid, trigger);
}

/* The index of the first moment at or after @since. */
static guint
find_since (GArray *moments,
            gint64 since)
{
  guint low = 0, high = moments->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (moments, gint64, middle) < since)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
insert (GArray *moments,
        gint64 when)
{
  /* After a jump of the clock a new showing may lie before an old one. */
  g_array_insert_val (moments, find_since (moments, when), when);

  if (moments->len > 0)
    {
      gint64 oldest = g_array_index (moments, gint64, moments->len - 1) - RAIL_BUDGET_MEMORY;
      guint gone = find_since (moments, oldest);

      if (gone > 0)
        g_array_remove_range (moments, 0, gone);
    }
}

/* How many of @moments lie in [since, now]; later ones were written before the clock was set back. */
static guint
count (GArray *moments,
       gint64 since,
       gint64 now)
{
  guint end = find_since (moments, now + 1);

  return end - MIN (find_since (moments, since), end);
}

RailBudget *
rail_budget_new (void)
{
  RailBudget *self = g_new0 (RailBudget, 1);

  self->interruptions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->by_trigger = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->occurrences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
rail_budget_free (RailBudget *self)
{
  g_array_unref (self->interruptions);
  g_hash_table_unref (self->by_trigger);
  g_hash_table_unref (self->occurrences);
  g_free (self);
}

void
rail_budget_add (RailBudget *self,
                 const RailShowing *showing)
{
  g_autofree char *path = dup_path (showing->pack, showing->aid, showing->trigger);
  GArray *moments = g_hash_table_lookup (self->by_trigger, path);

  if (showing->shown != RAIL_SHOWN_BADGE)
    insert (self->interruptions, showing->when);

  if (showing->occurrence_key[0] != '\0')
    {
      char *key = g_strconcat (path, "\n", showing->occurrence_key, NULL);
      gint64 *start = g_new (gint64, 1);

      *start = showing->occurrence_start;
      g_hash_table_replace (self->occurrences, key, start);
    }

  if (moments == NULL)
    {
      moments = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (self->by_trigger, g_steal_pointer (&path), moments);
    }
  insert (moments, showing->when);
}

void
rail_budget_read (RailBudget *self,
                  const RailTrigger *trigger,
                  const char *occurrence_key,
                  gint64 now,
                  GTimeZone *zone,
                  RailHistory *history)
{
  g_autofree char *path = rail_trigger_dup_path (trigger);
  gint64 day = rail_iso_time_day_start (now, zone);
  GArray *moments = g_hash_table_lookup (self->by_trigger, path);
  guint first_of_hour = find_since (self->interruptions, now - RAIL_HOUR + 1);

  *history = (RailHistory){ .occurrence_start = G_MININT64 };

  if (moments != NULL && moments->len > 0)
    {
      history->last_shown = g_array_index (moments, gint64, moments->len - 1);
      history->shown_today = count (moments, day, now);
    }

  if (occurrence_key[0] != '\0')
    {
      g_autofree char *key = g_strconcat (path, "\n", occurrence_key, NULL);
      const gint64 *start = g_hash_table_lookup (self->occurrences, key);

      if (start != NULL)
        history->occurrence_start = *start;
    }

  history->total_last_hour = count (self->interruptions, now - RAIL_HOUR + 1, now);
  history->total_today = count (self->interruptions, day, now);
  if (history->total_last_hour > 0)
    history->hour_free_at = g_array_index (self->interruptions, gint64, first_of_hour) + RAIL_HOUR;

  /* 36 hours after midnight is the next day in every zone and season. */
  history->next_day = rail_iso_time_day_start (day + 36 * RAIL_HOUR, zone);
}

guint
rail_budget_count_today (RailBudget *self,
                         gint64 now,
                         GTimeZone *zone)
{
  return count (self->interruptions, rail_iso_time_day_start (now, zone), now);
}
