#include "config.h"

#include "context/window.h"

#include <string.h>

#include "base/text-fold.h"

static void
test_copies (void)
{
  const char *const apps[] = { "us.zoom.Zoom", "zoom", "us.zoom.Zoom", "", NULL };
  g_autoptr (RailWindow) window = rail_window_new (7, apps, "Title", "https://example.org", TRUE);

  g_assert_cmpuint (window->serial, ==, 7);
  g_assert_cmpuint (g_strv_length (window->app_ids), ==, 2);
  g_assert_cmpstr (window->app_ids[0], ==, "us.zoom.Zoom");
  g_assert_cmpstr (window->app_ids[1], ==, "zoom");
  g_assert_cmpstr (window->title, ==, "Title");
  g_assert_cmpstr (window->url, ==, "https://example.org");
  g_assert_true (window->fullscreen);
  g_assert_false (window->excluded);
}

static void
test_unknown (void)
{
  g_autoptr (RailWindow) window = rail_window_new (1, NULL, NULL, NULL, FALSE);

  g_assert_nonnull (window->app_ids);
  g_assert_cmpuint (g_strv_length (window->app_ids), ==, 0);
  g_assert_null (window->title);
  g_assert_null (window->url);
}

static void
test_repairs (void)
{
  g_autofree char *long_title = g_strnfill (3 * RAIL_TEXT_MAX_BYTES, 'x');
  g_autoptr (RailWindow) broken = rail_window_new (1, NULL, "a\xff", NULL, FALSE);
  g_autoptr (RailWindow) long_one = rail_window_new (1, NULL, long_title, NULL, FALSE);

  g_assert_cmpstr (broken->title, ==, "a\ufffd");
  g_assert_cmpuint (strlen (long_one->title), ==, RAIL_TEXT_MAX_BYTES);
}

static void
test_equality (void)
{
  const char *const apps[] = { "a", NULL };
  const char *const other_apps[] = { "b", NULL };
  g_autoptr (RailWindow) window = rail_window_new (1, apps, "t", NULL, FALSE);
  g_autoptr (RailWindow) same = rail_window_new (1, apps, "t", NULL, FALSE);
  RailWindow *others[] = {
    rail_window_new (2, apps, "t", NULL, FALSE),
    rail_window_new (1, other_apps, "t", NULL, FALSE),
    rail_window_new (1, apps, "u", NULL, FALSE),
    rail_window_new (1, apps, NULL, NULL, FALSE),
    rail_window_new (1, apps, "t", "x", FALSE),
    rail_window_new (1, apps, "t", NULL, TRUE),
    rail_window_new (1, apps, "t", NULL, FALSE),
    rail_window_new (1, apps, "t", NULL, FALSE),
  };

  others[6]->excluded = TRUE;
  others[7]->width = 5;

  g_assert_true (rail_window_equal (window, same));
  g_assert_true (rail_window_equal (NULL, NULL));
  g_assert_false (rail_window_equal (window, NULL));
  g_assert_false (rail_window_equal (NULL, window));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (rail_window_equal (window, others[i]));
      rail_window_unref (others[i]);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window/keeps-every-app-id-once", test_copies);
  g_test_add_func ("/window/what-is-not-known-stays-unknown", test_unknown);
  g_test_add_func ("/window/texts-are-repaired-and-capped", test_repairs);
  g_test_add_func ("/window/equality-looks-at-everything-a-card-could-care-about", test_equality);

  return g_test_run ();
}
