/* A real X server and window manager (tests/testlib/with-desktop), and windows of our own. */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <xcb/xcb.h>

#include "base/duration.h"
#include "platform/window-watcher-x11.h"

/* Long enough for a busy two-core machine; nothing waits this long when all is well. */
#define LIMIT_SECONDS 20

typedef struct
{
  xcb_connection_t *connection;
  xcb_screen_t *screen;
  RailWindowWatcherX11 *watcher;
  guint changes;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->changes++;
}

static xcb_atom_t
intern (Fixture *fixture,
        const char *name)
{
  g_autofree xcb_intern_atom_reply_t *reply = NULL;

  reply = xcb_intern_atom_reply (fixture->connection,
                                 xcb_intern_atom (fixture->connection, FALSE, (guint16) strlen (name), name),
                                 NULL);
  return reply->atom;
}

static void
set_text (Fixture *fixture,
          xcb_window_t window,
          const char *property,
          const char *type,
          const char *text,
          gsize length)
{
  xcb_change_property (fixture->connection,
                       XCB_PROP_MODE_REPLACE,
                       window,
                       intern (fixture, property),
                       intern (fixture, type),
                       8,
                       (guint32) length,
                       text);
  xcb_flush (fixture->connection);
}

static xcb_window_t
open_window (Fixture *fixture,
             const char *instance,
             const char *class,
             const char *title)
{
  xcb_window_t window = xcb_generate_id (fixture->connection);
  g_autofree char *wm_class = g_strdup_printf ("%s%c%s", instance, '|', class);
  gsize length = strlen (wm_class) + 1;

  *strchr (wm_class, '|') = '\0';
  xcb_create_window (fixture->connection,
                     XCB_COPY_FROM_PARENT,
                     window,
                     fixture->screen->root,
                     120,
                     90,
                     300,
                     200,
                     0,
                     XCB_WINDOW_CLASS_INPUT_OUTPUT,
                     XCB_COPY_FROM_PARENT,
                     0,
                     NULL);
  set_text (fixture, window, "WM_CLASS", "STRING", wm_class, length);
  set_text (fixture, window, "_NET_WM_NAME", "UTF8_STRING", title, strlen (title));
  xcb_map_window (fixture->connection, window);
  xcb_flush (fixture->connection);

  return window;
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited %d s for %s", LIMIT_SECONDS, (const char *) user_data);

  return G_SOURCE_REMOVE;
}

/* Turns the main loop until the watcher's window has this title: "" for a window without one, NULL for no window. */
static void
wait_for_title (Fixture *fixture,
                const char *title)
{
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) (title != NULL ? title : "no window"));

  for (;;)
    {
      const RailWindow *window = rail_window_watcher_x11_get_window (fixture->watcher);
      const char *seen = window == NULL ? NULL : window->title != NULL ? window->title
                                                                       : "";

      if (g_strcmp0 (seen, title) == 0)
        break;
      g_main_context_iteration (NULL, TRUE);
    }

  g_source_remove (limit_id);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  static const char *const apps[] = { "secret*", NULL };
  static const char *const titles[] = { "Private Browsing", NULL };
  g_autoptr (GError) error = NULL;

  fixture->connection = xcb_connect (NULL, NULL);
  g_assert_cmpint (xcb_connection_has_error (fixture->connection), ==, 0);
  fixture->screen = xcb_setup_roots_iterator (xcb_get_setup (fixture->connection)).data;
  fixture->watcher = rail_window_watcher_x11_new (NULL, rail_title_filter_new (apps, titles), &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->watcher, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_object_unref (fixture->watcher);
  xcb_disconnect (fixture->connection);
}

static void
test_follow (Fixture *fixture,
             gconstpointer data)
{
  xcb_window_t first = open_window (fixture, "zoom", "Zoom Meeting", "Zoom");
  const RailWindow *window;
  guint64 serial;
  int x, y, width, height;

  wait_for_title (fixture, "Zoom");
  window = rail_window_watcher_x11_get_window (fixture->watcher);
  serial = window->serial;
  g_assert_true (g_strv_contains ((const char *const *) window->app_ids, "zoom"));
  g_assert_true (g_strv_contains ((const char *const *) window->app_ids, "Zoom Meeting"));
  g_assert_false (window->fullscreen);
  g_assert_true (rail_window_watcher_x11_get_geometry (fixture->watcher, &x, &y, &width, &height));
  g_assert_cmpint (width, ==, 300);
  g_assert_cmpint (height, ==, 200);
  g_assert_cmpint (rail_window_watcher_x11_get_state (fixture->watcher, NULL), ==, RAIL_PROVIDER_OK);

  set_text (fixture, first, "_NET_WM_NAME", "UTF8_STRING", "Performance review", 18);
  wait_for_title (fixture, "Performance review");
  g_assert_cmpuint (rail_window_watcher_x11_get_window (fixture->watcher)->serial, ==, serial);

  open_window (fixture, "editor", "Editor", "Notes");
  wait_for_title (fixture, "Notes");
  g_assert_cmpuint (rail_window_watcher_x11_get_window (fixture->watcher)->serial, !=, serial);
}

static void
test_old_title (Fixture *fixture,
                gconstpointer data)
{
  xcb_window_t window = open_window (fixture, "old", "Old", "x");

  wait_for_title (fixture, "x");
  xcb_delete_property (fixture->connection, window, intern (fixture, "_NET_WM_NAME"));
  set_text (fixture, window, "WM_NAME", "STRING", "Caf\xe9", 4);
  wait_for_title (fixture, "Café");

  /* Bytes that are no UTF-8 are repaired, never believed. */
  set_text (fixture, window, "_NET_WM_NAME", "UTF8_STRING", "a\xff"
                                                            "b",
            3);
  wait_for_title (fixture, "a\xef\xbf\xbd"
                           "b");
}

static void
test_filter (Fixture *fixture,
             gconstpointer data)
{
  xcb_window_t window = open_window (fixture, "browser", "Browser", "News");
  const RailWindow *seen;

  wait_for_title (fixture, "News");
  set_text (fixture, window, "_NET_WM_NAME", "UTF8_STRING", "Bank — Private Browsing", strlen ("Bank — Private Browsing"));
  wait_for_title (fixture, "");
  seen = rail_window_watcher_x11_get_window (fixture->watcher);
  g_assert_true (seen->excluded);
  g_assert_null (seen->title);
  g_assert_null (seen->app_ids[0]);

  open_window (fixture, "secrets", "Secrets", "My passwords");
  open_window (fixture, "editor", "Editor", "After");
  wait_for_title (fixture, "After");
}

/* Looking at a card is not leaving the window it came for; that window is followed all the while. */
static void
test_own (Fixture *fixture,
          gconstpointer data)
{
  xcb_window_t window = open_window (fixture, "zoom", "Zoom", "Review");
  guint64 serial;

  wait_for_title (fixture, "Review");
  serial = rail_window_watcher_x11_get_window (fixture->watcher)->serial;
  open_window (fixture, RAIL_APP_ID, RAIL_APP_ID, "Handrail");
  set_text (fixture, window, "_NET_WM_NAME", "UTF8_STRING", "Review, part two", 16);
  wait_for_title (fixture, "Review, part two");
  g_assert_cmpuint (rail_window_watcher_x11_get_window (fixture->watcher)->serial, ==, serial);
  g_assert_cmpuint (fixture->changes, ==, 2);
}

static void
test_gone (Fixture *fixture,
           gconstpointer data)
{
  xcb_window_t window = open_window (fixture, "short", "Short", "Brief");

  wait_for_title (fixture, "Brief");
  xcb_destroy_window (fixture->connection, window);
  xcb_flush (fixture->connection);
  wait_for_title (fixture, NULL);
}

/* A thousand changes at once cost as many looks as the main loop has turns, and the last one counts. */
static void
test_storm (Fixture *fixture,
            gconstpointer data)
{
  xcb_window_t window = open_window (fixture, "busy", "Busy", "start");
  xcb_atom_t name = intern (fixture, "_NET_WM_NAME");
  xcb_atom_t utf8 = intern (fixture, "UTF8_STRING");
  guint before;

  wait_for_title (fixture, "start");
  before = fixture->changes;
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *title = g_strdup_printf ("%u %%", i);

      xcb_change_property (fixture->connection, XCB_PROP_MODE_REPLACE, window, name, utf8, 8, (guint32) strlen (title), title);
    }
  set_text (fixture, window, "_NET_WM_NAME", "UTF8_STRING", "end", 3);
  wait_for_title (fixture, "end");
  g_assert_cmpuint (fixture->changes - before, <, 200);
}

/* ---- a second of a title that never rests ---- */

#define STORM_MS 1000

typedef struct
{
  Fixture *fixture;
  xcb_window_t window;
  xcb_atom_t name;
  xcb_atom_t utf8;
  gint64 end;
  guint sent;
} Storm;

/* Another process's hand: its own connection to the server, a title each millisecond, the one that matters last. */
static gpointer
storm_thread (gpointer user_data)
{
  Storm *storm = user_data;
  xcb_connection_t *connection = xcb_connect (NULL, NULL);

  while (g_get_monotonic_time () < storm->end)
    {
      g_autofree char *title = g_strdup_printf ("Frame %u", storm->sent++);

      xcb_change_property (connection, XCB_PROP_MODE_REPLACE, storm->window, storm->name, storm->utf8, 8, (guint32) strlen (title), title);
      xcb_flush (connection);
      g_usleep (1000);
    }
  xcb_change_property (connection, XCB_PROP_MODE_REPLACE, storm->window, storm->name, storm->utf8, 8, 18, "Performance review");
  /* A server forgets what a client that hung up had still to say. */
  free (xcb_get_input_focus_reply (connection, xcb_get_input_focus (connection), NULL));
  xcb_disconnect (connection);

  return NULL;
}

/* The first change is seen at once, the last one for certain, and in between the looks are as many as the time allows, not as the changes. */
static void
test_lasting_storm (Fixture *fixture,
                    gconstpointer data)
{
  Storm storm = { .fixture = fixture, .window = open_window (fixture, "busy", "Busy", "start") };
  gint64 begin;
  gint64 spent;
  guint before;
  GThread *thread;

  wait_for_title (fixture, "start");
  storm.name = intern (fixture, "_NET_WM_NAME");
  storm.utf8 = intern (fixture, "UTF8_STRING");
  before = fixture->changes;
  begin = g_get_monotonic_time ();
  storm.end = begin + STORM_MS * 1000;
  thread = g_thread_new ("storm", storm_thread, &storm);
  wait_for_title (fixture, "Performance review");
  spent = (g_get_monotonic_time () - begin) / 1000;
  g_thread_join (thread);

  /* One in 25 ms, and the burst before it was taken for a storm; a pause in a busy machine may let another burst through. */
  g_test_message ("%u titles, %u looks, %d ms", storm.sent, fixture->changes - before, (int) spent);
  g_assert_cmpuint (fixture->changes - before, <=, (guint) spent / 25 * 2 + 10);
}

static void
test_no_server (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (rail_window_watcher_x11_new (":987654", rail_title_filter_new (none, none), &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, !=, "");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/window-watcher-x11/focus-and-titles/are-followed", Fixture, NULL, set_up, test_follow, tear_down);
  g_test_add ("/window-watcher-x11/old-and-broken-titles/are-read", Fixture, NULL, set_up, test_old_title, tear_down);
  g_test_add ("/window-watcher-x11/private-windows/never-get-through", Fixture, NULL, set_up, test_filter, tear_down);
  g_test_add ("/window-watcher-x11/own-windows/leave-the-last-one-in-front", Fixture, NULL, set_up, test_own, tear_down);
  g_test_add ("/window-watcher-x11/closed-window/leaves-none", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/window-watcher-x11/title-storm/is-read-once-a-turn", Fixture, NULL, set_up, test_storm, tear_down);
  g_test_add ("/window-watcher-x11/title-storm/for-a-second-is-bounded-and-ends-with-the-last", Fixture, NULL, set_up, test_lasting_storm, tear_down);
  g_test_add_func ("/window-watcher-x11/no-server/says-so", test_no_server);

  return g_test_run ();
}
