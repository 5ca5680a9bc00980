/* What an X server and its windows tell of presence: on a desktop of its own, with a real window manager and real input. */

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <xcb/xcb.h>

#include "platform/presence-x11.h"

/* Long enough for a busy two-core machine; nothing waits this long when all is well. */
#define LIMIT_SECONDS 20

/* In milliseconds: as short as a test wants and the counter's steps allow. */
#define IDLE_AFTER 300

typedef struct
{
  xcb_connection_t *connection;
  RailPresenceBoard *board;
  RailPresenceX11 *x11;
} Fixture;

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  fixture->connection = xcb_connect (NULL, NULL);
  g_assert_cmpint (xcb_connection_has_error (fixture->connection), ==, 0);
  fixture->board = rail_presence_board_new ();
  fixture->x11 = rail_presence_x11_new (NULL, GPOINTER_TO_UINT (data), fixture->board);
  g_assert_nonnull (fixture->x11);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  rail_presence_x11_free (fixture->x11);
  g_object_unref (fixture->board);
  xcb_disconnect (fixture->connection);
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
  xcb_change_property (fixture->connection, XCB_PROP_MODE_REPLACE, window, intern (fixture, property), intern (fixture, type), 8, (guint32) length, text);
}

/* @classes: instance and class, each ended by a NUL, the last one by the compiler. */
static xcb_window_t
open_window (Fixture *fixture,
             const char *classes,
             gsize length,
             const char *title)
{
  xcb_window_t window = xcb_generate_id (fixture->connection);
  xcb_screen_t *screen = xcb_setup_roots_iterator (xcb_get_setup (fixture->connection)).data;

  xcb_create_window (fixture->connection, XCB_COPY_FROM_PARENT, window, screen->root, 10, 10, 300, 40, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, 0, NULL);
  set_text (fixture, window, "WM_CLASS", "STRING", classes, length);
  set_text (fixture, window, "_NET_WM_NAME", "UTF8_STRING", title, strlen (title));
  xcb_map_window (fixture->connection, window);
  xcb_flush (fixture->connection);

  return window;
}

static void
close_window (Fixture *fixture,
              xcb_window_t window)
{
  xcb_destroy_window (fixture->connection, window);
  xcb_flush (fixture->connection);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited %d s for %s", LIMIT_SECONDS, (const char *) user_data);

  return G_SOURCE_REMOVE;
}

static void
wait_for (Fixture *fixture,
          RailPresenceFact fact,
          RailPresenceState state)
{
  static const char *const words[] = { "unknown", "no", "yes" };
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) words[state]);

  while (rail_presence_board_get (fixture->board, fact) != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit_id);
}

static void
test_sharing (Fixture *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *classes;
    gsize length;
    const char *title;
  } signs[] = {
    { "zoom\0zoom", 10, "as_toolbar" },
    { "google-chrome\0Google-chrome", 28, "meet.google.com is sharing your screen." },
    { "microsoft-edge\0Microsoft-edge", 30, "teams.microsoft.com is sharing a window." },
  };
  g_autofree char *sentences = NULL;

  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_SHARING), ==, RAIL_PRESENCE_UNKNOWN);
  g_assert_cmpint (rail_presence_board_get_health (fixture->board, RAIL_PRESENCE_SHARING, &sentences), ==, RAIL_PROVIDER_LIMITED);
  g_assert_nonnull (strstr (sentences, "It is not known whether the screen is being shared."));

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      xcb_window_t window = open_window (fixture, signs[i].classes, signs[i].length, signs[i].title);

      wait_for (fixture, RAIL_PRESENCE_SHARING, RAIL_PRESENCE_YES);
      /* Its end does not say that nobody shares: others do so unseen. */
      close_window (fixture, window);
      wait_for (fixture, RAIL_PRESENCE_SHARING, RAIL_PRESENCE_UNKNOWN);
    }
}

/* The same words in another program's window, or another title in the same program's, are no sign: only the last one is. */
static void
test_not_sharing (Fixture *fixture,
                  gconstpointer data)
{
  xcb_window_t windows[4];

  windows[0] = open_window (fixture, "editor\0Editor", 14, "meet.google.com is sharing your screen.");
  windows[1] = open_window (fixture, "zoom\0zoom", 10, "Zoom Meeting");
  windows[2] = open_window (fixture, "google-chrome\0Google-chrome", 28, "How is sharing your screen. done?");
  windows[3] = open_window (fixture, "zoom\0zoom", 10, "cpt_frame_window");
  wait_for (fixture, RAIL_PRESENCE_SHARING, RAIL_PRESENCE_YES);
  close_window (fixture, windows[3]);
  wait_for (fixture, RAIL_PRESENCE_SHARING, RAIL_PRESENCE_UNKNOWN);
  for (guint i = 0; i < 3; i++)
    close_window (fixture, windows[i]);
}

static void
touch_key (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "key", "Shift_L", NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static void
test_idle (Fixture *fixture,
           gconstpointer data)
{
  g_autofree char *sentences = NULL;

  wait_for (fixture, RAIL_PRESENCE_IDLE, RAIL_PRESENCE_YES);
  g_assert_cmpint (rail_presence_board_get_health (fixture->board, RAIL_PRESENCE_IDLE, &sentences), ==, RAIL_PROVIDER_OK);
  touch_key ();
  wait_for (fixture, RAIL_PRESENCE_IDLE, RAIL_PRESENCE_NO);
  wait_for (fixture, RAIL_PRESENCE_IDLE, RAIL_PRESENCE_YES);
}

/* Where Wayland has the hands, X says nothing about them. */
static void
test_no_idle (Fixture *fixture,
              gconstpointer data)
{
  g_assert_cmpint (rail_presence_board_get (fixture->board, RAIL_PRESENCE_IDLE), ==, RAIL_PRESENCE_UNKNOWN);
}

static void
test_no_server (void)
{
  g_autoptr (RailPresenceBoard) board = rail_presence_board_new ();

  g_assert_null (rail_presence_x11_new (":987654", IDLE_AFTER, board));
  g_assert_cmpint (rail_presence_board_get (board, RAIL_PRESENCE_SHARING), ==, RAIL_PRESENCE_UNKNOWN);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/presence-x11/sharing/well-known-windows-show-it", Fixture, NULL, set_up, test_sharing, tear_down);
  g_test_add ("/presence-x11/sharing/similar-windows-do-not", Fixture, NULL, set_up, test_not_sharing, tear_down);
  g_test_add ("/presence-x11/idle/comes-and-goes", Fixture, GUINT_TO_POINTER (IDLE_AFTER), set_up, test_idle, tear_down);
  g_test_add ("/presence-x11/idle/on-wayland-is-not-asked", Fixture, NULL, set_up, test_no_idle, tear_down);
  g_test_add_func ("/presence-x11/no-server/leaves-all-unknown", test_no_server);

  return g_test_run ();
}
