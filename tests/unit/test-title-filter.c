#include "config.h"

#include <string.h>

#include "base/text-fold.h"
#include "context/title-filter.h"

static const char *const apps[] = { "org.keepassxc.*", "*Bank?", "Tor Browser", "", NULL };
static const char *const titles[] = { "Private Browsing", "— InPrivate", "Straße", "", NULL };

static gboolean
hides (const char *const *app_patterns,
       const char *const *title_texts,
       const char *app_id,
       const char *title)
{
  const char *const app_ids[] = { "some-class", app_id, NULL };
  g_autoptr (RailTitleFilter) filter = rail_title_filter_new (app_patterns, title_texts);
  g_autoptr (RailWindow) window = rail_window_new (7, app_ids, title, "https://example.org/", TRUE);
  g_autoptr (RailWindow) filtered = rail_title_filter_apply (filter, window);

  /* What is let through is the very window. */
  g_assert_true (filtered->excluded || filtered == window);
  return filtered->excluded;
}

static void
test_apps (void)
{
  g_assert_true (hides (apps, NULL, "org.keepassxc.KeePassXC", "Passwords"));
  g_assert_true (hides (apps, NULL, "ORG.KeePassXC.KeePassXC", "Passwords"));
  g_assert_true (hides (apps, NULL, "org.keepassxc.", "Passwords"));
  g_assert_true (hides (apps, NULL, "myBANK1", "Account"));
  g_assert_true (hides (apps, NULL, "tor browser", "Page"));
  g_assert_true (hides (apps, NULL, "Tor Browser.desktop", "Page"));
  /* A glob covers the whole id. */
  g_assert_false (hides (apps, NULL, "my.org.keepassxc.KeePassXC", "Passwords"));
  g_assert_false (hides (apps, NULL, "mybank", "Account"));
  g_assert_false (hides (apps, NULL, "firefox", "Page"));
}

static void
test_titles (void)
{
  g_assert_true (hides (NULL, titles, "firefox", "News — Mozilla Firefox PRIVATE browsing"));
  g_assert_true (hides (NULL, titles, "firefox", "Private\u00a0Browsing"));
  g_assert_true (hides (NULL, titles, "edge", "News — InPrivate — Edge"));
  /* Full case folding: ß is ss. */
  g_assert_true (hides (NULL, titles, "maps", "HAUPTSTRASSE 7"));
  g_assert_false (hides (NULL, titles, "firefox", "Browsing in private"));
  g_assert_false (hides (NULL, titles, "firefox", "News"));
}

static void
test_empty_lists (void)
{
  static const char *const blanks[] = { "", "  ", NULL };

  g_assert_false (hides (NULL, NULL, "firefox", "Private Browsing"));
  g_assert_false (hides (blanks, blanks, "firefox", "Private Browsing"));
}

static void
test_what_is_left (void)
{
  const char *const app_ids[] = { "org.keepassxc.KeePassXC", NULL };
  g_autoptr (RailTitleFilter) filter = rail_title_filter_new (apps, titles);
  g_autoptr (RailWindow) window = rail_window_new (42, app_ids, "My bank: secret", "https://bank.example.org/", TRUE);
  g_autoptr (RailWindow) filtered = NULL;

  window->x = 1;
  window->y = 2;
  window->width = 300;
  window->height = 400;
  filtered = rail_title_filter_apply (filter, window);

  g_assert_true (filtered->excluded);
  g_assert_cmpuint (filtered->serial, ==, 42);
  g_assert_cmpint (filtered->x, ==, 1);
  g_assert_cmpint (filtered->y, ==, 2);
  g_assert_cmpint (filtered->width, ==, 300);
  g_assert_cmpint (filtered->height, ==, 400);
  g_assert_null (filtered->title);
  g_assert_null (filtered->url);
  g_assert_false (filtered->fullscreen);
  g_assert_null (filtered->app_ids[0]);
}

static void
test_hidden_stays_hidden (void)
{
  g_autoptr (RailTitleFilter) strict = rail_title_filter_new (apps, titles);
  g_autoptr (RailTitleFilter) open = rail_title_filter_new (NULL, NULL);
  const char *const app_ids[] = { "org.keepassxc.KeePassXC", NULL };
  g_autoptr (RailWindow) window = rail_window_new (1, app_ids, "Passwords", NULL, FALSE);
  g_autoptr (RailWindow) hidden = rail_title_filter_apply (strict, window);
  g_autoptr (RailWindow) again = rail_title_filter_apply (open, hidden);

  g_assert_true (again->excluded);
  g_assert_null (rail_title_filter_apply (strict, NULL));
}

static void
test_fails_closed (void)
{
  g_autoptr (RailTitleFilter) filter = rail_title_filter_new (NULL, NULL);
  const char *const app_ids[] = { "firefox", NULL };
  g_autoptr (RailWindow) unknown = rail_window_new (1, NULL, NULL, NULL, FALSE);
  g_autoptr (RailWindow) untitled = rail_window_new (2, app_ids, NULL, NULL, FALSE);
  g_autoptr (RailWindow) hidden = rail_title_filter_apply (filter, unknown);
  g_autoptr (RailWindow) shown = rail_title_filter_apply (filter, untitled);

  g_assert_true (hidden->excluded);
  g_assert_false (shown->excluded);
}

static void
test_cut_titles (void)
{
  g_autofree char *filler = g_strnfill (RAIL_TEXT_MAX_BYTES, 'x');
  g_autofree char *title = g_strconcat (filler, " — Private Browsing", NULL);

  /* The mark stood where the title was cut off. */
  g_assert_true (hides (NULL, titles, "firefox", title));
  g_assert_false (hides (apps, NULL, "firefox", title));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/title-filter/apps-by-glob-whatever-the-case", test_apps);
  g_test_add_func ("/title-filter/titles-by-what-they-contain", test_titles);
  g_test_add_func ("/title-filter/empty-lists-hide-nothing", test_empty_lists);
  g_test_add_func ("/title-filter/a-hidden-window-keeps-only-its-place", test_what_is_left);
  g_test_add_func ("/title-filter/a-hidden-window-stays-hidden", test_hidden_stays_hidden);
  g_test_add_func ("/title-filter/an-unknown-window-is-hidden", test_fails_closed);
  g_test_add_func ("/title-filter/a-title-that-was-cut-is-hidden", test_cut_titles);

  return g_test_run ();
}
