#include "config.h"

#include "context/occurrence-index.h"

/* Small enough that looking through one costs nothing, large enough that 20,000 occurrences make a few hundred. */
#define BLOCK 64

struct _RailOccurrenceIndex
{
  gatomicrefcount ref_count;
  GPtrArray *occurrences;
  GArray *latest_ends; /* gint64, of each block: one that is over is passed over, although a long event may lie before it */
};

static RailOccurrence *
get (const RailOccurrenceIndex *self,
     guint position)
{
  return g_ptr_array_index (self->occurrences, position);
}

RailOccurrenceIndex *
rail_occurrence_index_new (GPtrArray *occurrences)
{
  RailOccurrenceIndex *self = g_new0 (RailOccurrenceIndex, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->occurrences = g_ptr_array_ref (occurrences);
  self->latest_ends = g_array_sized_new (FALSE, FALSE, sizeof (gint64), occurrences->len / BLOCK + 1);
  for (guint first = 0; first < occurrences->len; first += BLOCK)
    {
      gint64 latest = G_MININT64;

      for (guint i = first; i < MIN (first + BLOCK, occurrences->len); i++)
        latest = MAX (latest, get (self, i)->end);
      g_array_append_val (self->latest_ends, latest);
    }
  return self;
}

RailOccurrenceIndex *
rail_occurrence_index_ref (RailOccurrenceIndex *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rail_occurrence_index_unref (RailOccurrenceIndex *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->occurrences);
  g_array_unref (self->latest_ends);
  g_free (self);
}

GPtrArray *
rail_occurrence_index_get_occurrences (const RailOccurrenceIndex *self)
{
  return self->occurrences;
}

/* The first that starts at @to or later. */
static guint
find_end (const RailOccurrenceIndex *self,
          gint64 to)
{
  guint low = 0;
  guint high = self->occurrences->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get (self, middle)->start < to)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

GPtrArray *
rail_occurrence_index_find (const RailOccurrenceIndex *self,
                            gint64 from,
                            gint64 to)
{
  GPtrArray *found = g_ptr_array_new ();
  guint end = find_end (self, to);

  for (guint first = 0; first < end; first += BLOCK)
    {
      /* One of no length ends where it starts, so "earlier" and not "at the latest". */
      if (g_array_index (self->latest_ends, gint64, first / BLOCK) < from)
        continue;

      for (guint i = first; i < MIN (first + BLOCK, end); i++)
        {
          RailOccurrence *occurrence = get (self, i);

          if (occurrence->end > from || (occurrence->start == from && occurrence->end == from))
            g_ptr_array_add (found, occurrence);
        }
    }
  return found;
}
