#include "config.h"

#include "context/occurrence-index.h"

#define COUNT 3000

static GPtrArray *
new_occurrences (GRand *random)
{
  GPtrArray *occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_occurrence_unref);

  for (guint i = 0; i < COUNT; i++)
    {
      RailOccurrence *occurrence = rail_occurrence_new ();

      occurrence->start = g_rand_int_range (random, 0, 2000);
      occurrence->end = occurrence->start + g_rand_int_range (random, 0, i % 500 == 0 ? 1500 : 5);
      g_ptr_array_add (occurrences, occurrence);
    }
  g_ptr_array_sort (occurrences, rail_occurrence_compare);
  return occurrences;
}

/* As a glance at every one of them says. */
static void
test_agrees (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261001);
  g_autoptr (GPtrArray) occurrences = new_occurrences (random);
  g_autoptr (RailOccurrenceIndex) index = rail_occurrence_index_new (occurrences);
  guint total = 0;

  for (guint round = 0; round < 2000; round++)
    {
      gint64 from = g_rand_int_range (random, -10, 2010);
      gint64 to = from + g_rand_int_range (random, 0, 50);
      g_autoptr (GPtrArray) found = rail_occurrence_index_find (index, from, to);
      guint seen = 0;

      for (guint i = 0; i < occurrences->len; i++)
        {
          RailOccurrence *occurrence = g_ptr_array_index (occurrences, i);

          if (occurrence->start < to && (occurrence->end > from || (occurrence->start == from && occurrence->end == from)))
            {
              g_assert_cmpuint (seen, <, found->len);
              g_assert_true (g_ptr_array_index (found, seen) == occurrence);
              seen++;
            }
        }
      g_assert_cmpuint (seen, ==, found->len);
      total += seen;
    }
  g_assert_cmpuint (total, >, 2000);
}

static void
test_empty (void)
{
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new ();
  g_autoptr (RailOccurrenceIndex) index = rail_occurrence_index_new (occurrences);
  g_autoptr (GPtrArray) found = rail_occurrence_index_find (index, G_MININT64, G_MAXINT64);

  g_assert_cmpuint (found->len, ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/occurrence-index/agrees-with-a-look-at-every-one", test_agrees);
  g_test_add_func ("/occurrence-index/none-at-all", test_empty);

  return g_test_run ();
}
