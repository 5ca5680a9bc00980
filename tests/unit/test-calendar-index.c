#include "config.h"

#include "rules/calendar-condition.h"
#include "rules/calendar-index.h"

static const char *const patterns[] = {
  "review",
  "view",
  "performance review",
  "*review*",
  "?eview",
  "one-to-one",
  "1:1",
  "İstanbul",
  "straße",
  "会议",
  "*",
  "/^review$/",
  "/./",
  "[a",
  "büro"
};

static const char *const titles[] = {
  "",
  "Review",
  "Performance  REVIEW: Priya",
  "Preview",
  "the 1:1",
  "ISTANBUL",
  "istanbul",
  "İSTANBUL",
  "STRASSE 5",
  "strasse",
  "周会议记录",
  "view",
  "\xff review",
  "[A]",
  "bu\xcc\x88ro",
  "Büro"
};

static RailCalendarCondition
make_condition (guint number)
{
  RailCalendarCondition condition = { 0 };

  if (number % 7 == 0)
    return condition;

  condition.title = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_pattern_unref);
  for (guint i = 0; i <= number % 3; i++)
    g_ptr_array_add (condition.title, rail_pattern_new (patterns[(number + i * 5) % G_N_ELEMENTS (patterns)], NULL));
  return condition;
}

static guint
count_in (const GArray *leaves,
          guint leaf)
{
  guint count = 0;

  for (guint i = 0; i < leaves->len; i++)
    count += g_array_index (leaves, guint, i) == leaf;
  return count;
}

/* Whatever the leaf itself would select must be found, and once. */
static void
test_finds_all (void)
{
  RailCalendarCondition conditions[60];
  g_autoptr (RailCalendarIndex) index = rail_calendar_index_new ();
  guint n_selected = 0, n_left_out = 0;

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      conditions[i] = make_condition (i);
      rail_calendar_index_add (index, i, &conditions[i]);
    }
  rail_calendar_index_seal (index);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (RailOccurrence) occurrence = rail_occurrence_new ();
      g_autoptr (RailOccurrenceTexts) texts = NULL;
      const GArray *leaves;

      g_free (occurrence->title);
      occurrence->title = g_strdup (titles[i]);
      texts = rail_occurrence_texts_new (occurrence);
      leaves = rail_calendar_index_find (index, titles[i]);
      for (guint j = 0; j < G_N_ELEMENTS (conditions); j++)
        {
          guint count = count_in (leaves, j);

          g_assert_cmpuint (count, <=, 1);
          n_left_out += count == 0;
          if (!rail_calendar_condition_selects (&conditions[j], texts))
            continue;
          n_selected++;
          g_assert_cmpuint (count, ==, 1);
        }
    }
  g_assert_cmpuint (n_selected, >, 50);
  g_assert_cmpuint (n_left_out, >, 50);

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    g_clear_pointer (&conditions[i].title, g_ptr_array_unref);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar-index/finds-what-each-leaf-selects", test_finds_all);

  return g_test_run ();
}
