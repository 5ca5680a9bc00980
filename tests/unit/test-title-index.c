#include "config.h"

#include "rules/title-index.h"

#include <string.h>

static GPtrArray *
make_sets (const char *const *literals)
{
  GPtrArray *sets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (gsize i = 0; literals[i] != NULL; i++)
    {
      GPtrArray *set = g_ptr_array_new_with_free_func (g_free);
      g_auto (GStrv) alternatives = g_strsplit (literals[i], "|", -1);

      for (gsize j = 0; alternatives[j] != NULL; j++)
        g_ptr_array_add (set, g_strdup (alternatives[j]));
      g_ptr_array_add (sets, set);
    }

  return sets;
}

static gboolean
add (RailTitleIndex *index,
     guint slot,
     const char *first,
     const char *second)
{
  const char *const literals[] = { first, second, NULL };
  g_autoptr (GPtrArray) sets = make_sets (literals);

  return rail_title_index_add (index, slot, sets);
}

static void
found_cb (guint slot,
          const char *at,
          gpointer data)
{
  g_autofree char *here = g_strdup_printf ("%u:%.3s", slot, at);

  g_ptr_array_add (data, g_steal_pointer (&here));
}

static char *
scan (const RailTitleIndex *index,
      const char *text)
{
  static const char padding[RAIL_TITLE_INDEX_PADDING] = "";
  g_autoptr (GString) padded = g_string_new (NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  g_string_append_len (padded, padding, sizeof padding);
  g_string_append (padded, text);
  g_string_append_len (padded, padding, sizeof padding);
  rail_title_index_scan (index, padded->str + sizeof padding, strlen (text), found_cb, found);
  g_ptr_array_add (found, NULL);

  return g_strjoinv (" ", (char **) found->pdata);
}

static void
test_literals (void)
{
  static const struct
  {
    const char *text;
    const char *found;
  } cases[] = {
    { "", "" },
    { "r", "" },
    { "review", "1:rev" },
    { "a review, a review", "1:rev 1:rev" },
    { "revie", "" },
    { "eview", "" },
    { "performance review", "2:per 1:rev" },
    { "performance revie", "" },
    { "ormance review", "1:rev" },
    { "hr", "3:hr" },
    { "xhr?", "3:hr?" },
    { "log", "4:log" },
    { "a diary", "4:dia" },
    { "\xd0\xbe\xd0\xb1", "5:\xd0\xbe\xd0" },
  };
  g_autoptr (RailTitleIndex) index = rail_title_index_new ();

  g_assert_true (add (index, 1, "review", NULL));
  g_assert_true (add (index, 2, "performance review", NULL));
  g_assert_true (add (index, 3, "hr", NULL));
  g_assert_true (add (index, 4, "log|diary", NULL));
  g_assert_true (add (index, 5, "\xd0\xbe\xd0\xb1", NULL));
  rail_title_index_seal (index);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = scan (index, cases[i].text);

      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

static void
test_one_set_is_enough (void)
{
  g_autoptr (RailTitleIndex) index = rail_title_index_new ();
  g_autofree char *both = NULL;
  g_autofree char *common = NULL;

  for (guint i = 0; i < 10; i++)
    g_assert_true (add (index, 100 + i, "meeting", NULL));
  g_assert_true (add (index, 1, "meeting", "zephyr"));
  g_assert_true (add (index, 2, "a|b", "quartz"));
  rail_title_index_seal (index);

  both = scan (index, "zephyr quartz");
  common = scan (index, "meeting");
  g_assert_cmpstr (both, ==, "1:zep 2:qua");
  g_assert_null (strstr (common, "1:mee 2"));
  g_assert_false (g_str_has_suffix (common, " 1:mee"));
}

static void
test_too_short (void)
{
  g_autoptr (RailTitleIndex) index = rail_title_index_new ();
  g_autofree char *found = NULL;

  g_assert_false (add (index, 1, "a", NULL));
  g_assert_false (add (index, 2, "review|x", NULL));
  g_assert_false (add (index, 3, NULL, NULL));
  rail_title_index_seal (index);

  found = scan (index, "a review x");
  g_assert_cmpstr (found, ==, "");
}

static void
test_many (void)
{
  g_autoptr (RailTitleIndex) index = rail_title_index_new ();

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *literal = g_strdup_printf ("%c%u-case", 'a' + i % 26, i);

      g_assert_true (add (index, i, literal, NULL));
    }
  rail_title_index_seal (index);

  for (guint i = 0; i < 20000; i += 7)
    {
      g_autofree char *text = g_strdup_printf ("the %c%u-case here", 'a' + i % 26, i);
      g_autofree char *found = scan (index, text);
      g_autofree char *expected = g_strdup_printf ("%u:%.3s", i, text + 4);

      g_assert_cmpstr (found, ==, expected);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/title-index/literals-are-found-wherever-they-stand", test_literals);
  g_test_add_func ("/title-index/a-slot-is-found-by-its-rarest-set", test_one_set_is_enough);
  g_test_add_func ("/title-index/literals-of-one-byte-are-left-to-the-caller", test_too_short);
  g_test_add_func ("/title-index/each-of-very-many-is-found", test_many);

  return g_test_run ();
}
