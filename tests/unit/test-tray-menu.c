#include <string.h>

#include "platform/tray-menu.h"

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rail_tray_item_free);
}

/* Fills the menu with what the letters say: a, b, c public items, P a private one, N one not there for strangers, - a separator. */
static gboolean
fill (RailTrayMenu *menu,
      const char *letters)
{
  GPtrArray *items = new_items ();

  for (const char *letter = letters; *letter != '\0'; letter++)
    {
      const char key[] = { *letter, '\0' };
      g_autofree char *separator = g_strdup_printf ("-%d", (int) (letter - letters));

      if (*letter == '-')
        g_ptr_array_add (items, rail_tray_item_new_separator (separator));
      else if (*letter == 'P')
        g_ptr_array_add (items, rail_tray_item_new_private (key, "Review: Priya", "1 waits"));
      else if (*letter == 'N')
        g_ptr_array_add (items, rail_tray_item_new_private (key, "15:00 Sam", NULL));
      else
        g_ptr_array_add (items, rail_tray_item_new (key, key));
    }

  return rail_tray_menu_replace (menu, items);
}

/* The menu as one line: labels, "-" for separators. */
static char *
read_menu (RailTrayMenu *menu,
           gboolean trusted)
{
  g_autoptr (GVariant) layout = g_variant_ref_sink (rail_tray_menu_build_layout (menu, 0, -1, NULL, trusted));
  g_autoptr (GVariantIter) children = NULL;
  g_autoptr (GString) line = g_string_new (NULL);
  GVariant *child;

  g_variant_get (layout, "(i@a{sv}av)", NULL, NULL, &children);
  while (g_variant_iter_loop (children, "v", &child))
    {
      g_autoptr (GVariant) properties = g_variant_get_child_value (child, 1);
      const char *label = "-";

      g_variant_lookup (properties, "label", "&s", &label);
      g_string_append_printf (line, "%s%s", line->len > 0 ? "|" : "", label);
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
assert_reads (RailTrayMenu *menu,
              gboolean trusted,
              const char *expected)
{
  g_autofree char *line = read_menu (menu, trusted);

  g_assert_cmpstr (line, ==, expected);
}

static int
find_id (RailTrayMenu *menu,
         const char *key)
{
  for (int id = 1; id < 100; id++)
    {
      if (g_strcmp0 (rail_tray_menu_get_key (menu, id), key) == 0)
        return id;
    }

  return 0;
}

static void
ids_stay_with_their_items (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  int a, b, c;

  fill (menu, "abc");
  a = find_id (menu, "a");
  b = find_id (menu, "b");
  c = find_id (menu, "c");
  g_assert_cmpint (a, >, 0);

  fill (menu, "cda");
  g_assert_cmpint (find_id (menu, "a"), ==, a);
  g_assert_cmpint (find_id (menu, "c"), ==, c);
  g_assert_cmpint (find_id (menu, "b"), ==, 0);
  g_assert_null (rail_tray_menu_get_key (menu, b));

  fill (menu, "abc");
  g_assert_cmpint (find_id (menu, "b"), >, MAX (b, c));
}

static void
a_key_that_comes_twice_has_two_ids (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  g_autoptr (GVariant) all = NULL;
  int first, second;

  fill (menu, "a");
  fill (menu, "aa");
  all = g_variant_ref_sink (rail_tray_menu_build_properties (menu, NULL, 0, NULL, TRUE));
  g_assert_cmpuint (g_variant_n_children (all), ==, 3);
  g_variant_get_child (all, 1, "(i@a{sv})", &first, NULL);
  g_variant_get_child (all, 2, "(i@a{sv})", &second, NULL);
  g_assert_cmpint (first, !=, second);
}

static void
the_revision_moves_only_with_a_difference (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  GPtrArray *disabled = new_items ();
  RailTrayItem *item = rail_tray_item_new ("a", "a");
  guint revision;

  g_assert_true (fill (menu, "a-b"));
  revision = rail_tray_menu_get_revision (menu);
  g_assert_false (fill (menu, "a-b"));
  g_assert_cmpuint (rail_tray_menu_get_revision (menu), ==, revision);
  g_assert_true (fill (menu, "b-a"));
  g_assert_cmpuint (rail_tray_menu_get_revision (menu), >, revision);

  fill (menu, "a");
  revision = rail_tray_menu_get_revision (menu);
  item->enabled = FALSE;
  g_ptr_array_add (disabled, item);
  g_assert_true (rail_tray_menu_replace (menu, disabled));
  g_assert_cmpuint (rail_tray_menu_get_revision (menu), >, revision);
  g_assert_null (rail_tray_menu_get_key (menu, find_id (menu, "a")));
}

static void
strangers_read_public_labels_only (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  g_autoptr (GVariant) label = NULL;
  g_autoptr (GVariant) own = NULL;
  int private_id, hidden_id;

  fill (menu, "PN-a");
  assert_reads (menu, TRUE, "Review: Priya|15:00 Sam|-|a");
  assert_reads (menu, FALSE, "1 waits|-|a");

  private_id = find_id (menu, "P");
  hidden_id = find_id (menu, "N");
  label = g_variant_ref_sink (rail_tray_menu_build_property (menu, private_id, "label", FALSE));
  g_assert_cmpstr (g_variant_get_string (label, NULL), ==, "1 waits");
  own = g_variant_ref_sink (rail_tray_menu_build_property (menu, hidden_id, "label", TRUE));
  g_assert_cmpstr (g_variant_get_string (own, NULL), ==, "15:00 Sam");
  g_assert_null (rail_tray_menu_build_property (menu, hidden_id, "label", FALSE));
  g_assert_null (rail_tray_menu_build_layout (menu, hidden_id, -1, NULL, FALSE));
  g_assert_false (rail_tray_menu_has (menu, hidden_id, FALSE));
  g_assert_true (rail_tray_menu_has (menu, hidden_id, TRUE));
}

static void
asked_by_id_strangers_read_no_more (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  g_autoptr (GVariant) read = NULL;
  g_autofree char *text = NULL;
  int ids[102];

  fill (menu, "PN-a");
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = (int) i - 1;
  read = g_variant_ref_sink (rail_tray_menu_build_properties (menu, ids, G_N_ELEMENTS (ids), NULL, FALSE));
  text = g_variant_print (read, FALSE);
  g_assert_nonnull (strstr (text, "1 waits"));
  g_assert_null (strstr (text, "Priya"));
  g_assert_null (strstr (text, "Sam"));
}

static void
separators_stand_only_between_items (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();

  fill (menu, "--a--b-");
  assert_reads (menu, TRUE, "a|-|b");
  fill (menu, "N-N-a-N");
  assert_reads (menu, FALSE, "a");
  fill (menu, "---");
  assert_reads (menu, TRUE, "");
}

static void
underscores_of_titles_are_no_mnemonics (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  GPtrArray *items = new_items ();

  g_ptr_array_add (items, rail_tray_item_new ("a", "_Sam_W__"));
  rail_tray_menu_replace (menu, items);
  assert_reads (menu, TRUE, "__Sam__W____");
}

static void
only_the_properties_asked_for_come (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  const char *const names[] = { "enabled", "no-such-thing", NULL };
  g_autoptr (GVariant) layout = NULL;
  g_autoptr (GVariant) properties = NULL;
  g_autofree char *text = NULL;

  fill (menu, "a-b");
  layout = g_variant_ref_sink (rail_tray_menu_build_layout (menu, find_id (menu, "a"), -1, names, TRUE));
  properties = g_variant_get_child_value (layout, 1);
  text = g_variant_print (properties, FALSE);
  g_assert_cmpstr (text, ==, "{'enabled': <true>}");
  g_assert_null (rail_tray_menu_build_property (menu, find_id (menu, "a"), "no-such-thing", TRUE));
}

static void
depth_0_has_no_children (void)
{
  g_autoptr (RailTrayMenu) menu = rail_tray_menu_new ();
  g_autoptr (GVariant) layout = NULL;
  g_autoptr (GVariant) children = NULL;

  fill (menu, "ab");
  layout = g_variant_ref_sink (rail_tray_menu_build_layout (menu, 0, 0, NULL, TRUE));
  children = g_variant_get_child_value (layout, 2);
  g_assert_cmpuint (g_variant_n_children (children), ==, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tray-menu/ids-stay-with-their-items", ids_stay_with_their_items);
  g_test_add_func ("/tray-menu/a-key-that-comes-twice-has-two-ids", a_key_that_comes_twice_has_two_ids);
  g_test_add_func ("/tray-menu/the-revision-moves-only-with-a-difference", the_revision_moves_only_with_a_difference);
  g_test_add_func ("/tray-menu/strangers-read-public-labels-only", strangers_read_public_labels_only);
  g_test_add_func ("/tray-menu/asked-by-id-strangers-read-no-more", asked_by_id_strangers_read_no_more);
  g_test_add_func ("/tray-menu/separators-stand-only-between-items", separators_stand_only_between_items);
  g_test_add_func ("/tray-menu/underscores-of-titles-are-no-mnemonics", underscores_of_titles_are_no_mnemonics);
  g_test_add_func ("/tray-menu/only-the-properties-asked-for-come", only_the_properties_asked_for_come);
  g_test_add_func ("/tray-menu/depth-0-has-no-children", depth_0_has_no_children);

  return g_test_run ();
}
