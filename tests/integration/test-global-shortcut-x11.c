/* The shortcut's key on a real X server with a real window manager, pressed by another program; no windows of ours. */

#include "config.h"

#include <gio/gio.h>
#include <xcb/xcb.h>

#include "platform/global-shortcut-x11.h"

/* Long enough for a busy two-core machine; nothing waits this long when all is well. */
#define LIMIT_SECONDS 20

#define CLASS "Ours"

/* Keys by their places. */
#define KEY_A 38
#define KEY_S 39
#define KEY_SPACE 65

typedef struct
{
  xcb_connection_t *connection; /* another program's */
  xcb_window_t root;
  RailGlobalShortcutX11 *shortcut;
  guint n_pressed;
  guint n_arrived;
  guint n_escaped;
  RailFocus focus; /* of the last press */
} Fixture;

static void
pressed_cb (Fixture *fixture,
            guint time,
            RailFocus focus)
{
  fixture->n_pressed++;
  fixture->focus = focus;
}

static void
arrived_cb (Fixture *fixture)
{
  fixture->n_arrived++;
}

static void
escaped_cb (Fixture *fixture)
{
  fixture->n_escaped++;
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited %d s for %s", LIMIT_SECONDS, (const char *) user_data);

  return G_SOURCE_REMOVE;
}

static void
wait_for (guint *counter,
          guint wanted,
          const char *what)
{
  guint limit_id = g_timeout_add_seconds (LIMIT_SECONDS, give_up_cb, (gpointer) what);

  while (*counter < wanted)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit_id);
  g_assert_cmpuint (*counter, ==, wanted);
}

static void
ended_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint *ended = user_data;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  (*ended)++;
}

/* Runs a program to its end while events are handled. */
static void
run (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) words, G_SUBPROCESS_FLAGS_NONE, &error);
  guint ended = 0;

  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, ended_cb, &ended);
  wait_for (&ended, 1, line);
}

static void
set (Fixture *fixture,
     const char *text)
{
  RailAccelerator accelerator;

  g_assert_true (rail_accelerator_parse (text, &accelerator, NULL));
  rail_global_shortcut_x11_set (fixture->shortcut, &accelerator);
}

static RailProviderState
get_state (Fixture *fixture)
{
  const char *detail;

  return rail_global_shortcut_x11_get_state (fixture->shortcut, &detail);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->connection = xcb_connect (NULL, NULL);
  g_assert_cmpint (xcb_connection_has_error (fixture->connection), ==, 0);
  fixture->root = xcb_setup_roots_iterator (xcb_get_setup (fixture->connection)).data->root;
  run ("setxkbmap us");
  fixture->shortcut = rail_global_shortcut_x11_new (NULL, CLASS, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->shortcut, "pressed", G_CALLBACK (pressed_cb), fixture);
  g_signal_connect_swapped (fixture->shortcut, "arrived", G_CALLBACK (arrived_cb), fixture);
  g_signal_connect_swapped (fixture->shortcut, "escaped", G_CALLBACK (escaped_cb), fixture);
  set (fixture, "<Control><Alt>space");
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_OK);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_object_unref (fixture->shortcut);
  xcb_disconnect (fixture->connection);
}

/* What another program gets when it wants a key: 0 or an X error. */
static guint8
try_key (Fixture *fixture,
         guint16 modifiers,
         xcb_keycode_t key)
{
  xcb_void_cookie_t cookie = xcb_grab_key_checked (fixture->connection, FALSE, fixture->root, modifiers, key, XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC);
  g_autofree xcb_generic_error_t *error = xcb_request_check (fixture->connection, cookie);

  return error != NULL ? error->error_code : 0;
}

static guint8
try_keyboard (Fixture *fixture)
{
  g_autofree xcb_grab_keyboard_reply_t *reply = NULL;

  reply = xcb_grab_keyboard_reply (fixture->connection,
                                   xcb_grab_keyboard (fixture->connection, FALSE, fixture->root, XCB_CURRENT_TIME, XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC),
                                   NULL);
  g_assert_nonnull (reply);

  return reply->status;
}

/* The server takes two connections' requests in any order: what one has let go of, the other gets in the end. */
static void
take_key (Fixture *fixture,
          guint16 modifiers,
          xcb_keycode_t key)
{
  gint64 limit = g_get_monotonic_time () + LIMIT_SECONDS * G_USEC_PER_SEC;

  while (try_key (fixture, modifiers, key) != 0)
    g_assert_cmpint (g_get_monotonic_time (), <, limit);
}

static void
take_keyboard (Fixture *fixture)
{
  gint64 limit = g_get_monotonic_time () + LIMIT_SECONDS * G_USEC_PER_SEC;

  while (try_keyboard (fixture) != XCB_GRAB_STATUS_SUCCESS)
    g_assert_cmpint (g_get_monotonic_time (), <, limit);
}

static void
wait_for_server (Fixture *fixture)
{
  free (xcb_get_input_focus_reply (fixture->connection, xcb_get_input_focus (fixture->connection), NULL));
}

/* Not the window manager's, which has a mind of its own about the focus. */
static xcb_window_t
make_window (Fixture *fixture)
{
  static const char classes[] = "ours\0" CLASS;
  const guint32 override_redirect = 1;
  xcb_window_t window = xcb_generate_id (fixture->connection);

  xcb_create_window (fixture->connection, XCB_COPY_FROM_PARENT, window, fixture->root, 10, 10, 300, 40, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, XCB_CW_OVERRIDE_REDIRECT, &override_redirect);
  xcb_change_property (fixture->connection, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8, sizeof classes, classes);
  wait_for_server (fixture);

  return window;
}

static void
show_window (Fixture *fixture,
             xcb_window_t window)
{
  xcb_map_window (fixture->connection, window);
  xcb_set_input_focus (fixture->connection, XCB_INPUT_FOCUS_PARENT, window, XCB_CURRENT_TIME);
  wait_for_server (fixture);
}

static void
close_window (Fixture *fixture,
              xcb_window_t window)
{
  xcb_destroy_window (fixture->connection, window);
  xcb_flush (fixture->connection);
}

static GArray *
open_and_take (Fixture *fixture,
               guint32 *held)
{
  xcb_window_t window = make_window (fixture);
  guint before = fixture->n_arrived;
  GArray *keys;

  rail_global_shortcut_x11_expect (fixture->shortcut, window);
  g_assert_cmpuint (fixture->n_arrived, ==, before);
  show_window (fixture, window);
  wait_for (&fixture->n_arrived, before + 1, "the focus");
  keys = rail_global_shortcut_x11_take (fixture->shortcut, held);
  g_assert_false (rail_global_shortcut_x11_is_holding (fixture->shortcut));
  close_window (fixture, window);

  return keys;
}

static void
test_hold (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GArray) keys = NULL;
  guint32 held = 1;

  run ("xdotool key --delay 0 ctrl+alt+space 38 39 shift+38 ctrl+39");
  wait_for (&fixture->n_pressed, 1, "the press");
  g_assert_cmpint (fixture->focus, ==, RAIL_FOCUS_ELSEWHERE);
  g_assert_true (rail_global_shortcut_x11_is_holding (fixture->shortcut));
  g_assert_cmpint (try_keyboard (fixture), ==, XCB_GRAB_STATUS_ALREADY_GRABBED);

  keys = open_and_take (fixture, &held);
  g_assert_nonnull (keys);
  g_assert_cmpuint (held, ==, 0);
  take_keyboard (fixture);

  /* Modifiers alone are keys, too; the letters keep their order and their modifiers. */
  for (guint i = 0, at = 0; at < 4; i++)
    {
      static const struct
      {
        guint32 keycode, state;
      } wanted[] = { { KEY_A, 0 }, { KEY_S, 0 }, { KEY_A, XCB_MOD_MASK_SHIFT }, { KEY_S, XCB_MOD_MASK_CONTROL } };
      const RailTypedKey *key;

      g_assert_cmpuint (i, <, keys->len);
      key = &g_array_index (keys, RailTypedKey, i);
      if (key->keycode != KEY_A && key->keycode != KEY_S)
        continue;
      g_assert_cmpuint (key->keycode, ==, wanted[at].keycode);
      g_assert_cmpuint (key->state, ==, wanted[at].state);
      at++;
    }
}

/* Fingers leave the shortcut later than the next letter is pressed, and the shortcut's own key repeats itself. */
/* Pressed twice: the second is a press, not a letter, and what was typed before it is forgotten. */
static void
test_again (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (GArray) keys = NULL;
  guint32 held = 0;

  run ("xdotool key --delay 0 ctrl+alt+space 38 ctrl+alt+space 39");
  wait_for (&fixture->n_pressed, 2, "both presses");
  g_assert_cmpint (fixture->focus, ==, RAIL_FOCUS_OURS);
  keys = open_and_take (fixture, &held);
  for (guint i = 0; i < keys->len; i++)
    {
      g_assert_cmpuint (g_array_index (keys, RailTypedKey, i).keycode, !=, KEY_A);
      g_assert_cmpuint (g_array_index (keys, RailTypedKey, i).keycode, !=, KEY_SPACE);
    }
  g_assert_cmpuint (keys->len, >=, 1);
  g_assert_cmpuint (g_array_index (keys, RailTypedKey, keys->len - 1).keycode, ==, 39);
}

static void
test_overlap (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (GArray) keys = NULL;
  guint32 held = 0;
  guint n_letters = 0;

  run ("xdotool keydown ctrl keydown alt keydown space key 38 keyup alt keyup ctrl key 38 keydown ctrl key 38 keyup ctrl");
  wait_for (&fixture->n_pressed, 1, "the press");
  keys = open_and_take (fixture, &held);
  g_assert_cmpuint (held, ==, KEY_SPACE);
  for (guint i = 0; i < keys->len; i++)
    {
      const RailTypedKey *key = &g_array_index (keys, RailTypedKey, i);

      g_assert_cmpuint (key->keycode, !=, KEY_SPACE);
      if (key->keycode == KEY_A)
        g_assert_cmpuint (key->state, ==, ++n_letters == 3 ? XCB_MOD_MASK_CONTROL : 0);
    }
  g_assert_cmpuint (n_letters, ==, 3);
  run ("xdotool keyup space");
}

static void
test_escape (Fixture *fixture,
             gconstpointer data)
{
  run ("xdotool key --delay 0 ctrl+alt+space 38 Escape");
  wait_for (&fixture->n_escaped, 1, "the Escape");
  g_assert_false (rail_global_shortcut_x11_is_holding (fixture->shortcut));
  take_keyboard (fixture);
}

/* What was typed before a drop and is read after it is no press of the shortcut. */
static void
test_drop (Fixture *fixture,
           gconstpointer data)
{
  run ("xdotool key --delay 0 ctrl+alt+space");
  wait_for (&fixture->n_pressed, 1, "the press");
  g_assert_true (g_spawn_command_line_sync ("xdotool key --delay 0 38 39 38", NULL, NULL, NULL, NULL));
  rail_global_shortcut_x11_drop (fixture->shortcut);
  run ("xdotool key --delay 0 38");
  g_assert_cmpuint (fixture->n_pressed, ==, 1);
  take_keyboard (fixture);
}

static void
test_windows (Fixture *fixture,
              gconstpointer data)
{
  xcb_window_t window;

  run ("xdotool key --delay 0 ctrl+alt+space");
  wait_for (&fixture->n_pressed, 1, "the press");
  window = make_window (fixture);
  show_window (fixture, window);
  /* It has the focus already. */
  rail_global_shortcut_x11_expect (fixture->shortcut, window);
  wait_for (&fixture->n_arrived, 1, "the focus");
  rail_global_shortcut_x11_drop (fixture->shortcut);

  run ("xdotool key --delay 0 ctrl+alt+space");
  wait_for (&fixture->n_pressed, 2, "the press in the window");
  g_assert_cmpint (fixture->focus, ==, RAIL_FOCUS_AWAITED);
  rail_global_shortcut_x11_drop (fixture->shortcut);

  /* One that goes away while it is waited for is not waited for. */
  run ("xdotool key --delay 0 ctrl+alt+space");
  wait_for (&fixture->n_pressed, 3, "the last press");
  close_window (fixture, window);
  window = make_window (fixture);
  rail_global_shortcut_x11_expect (fixture->shortcut, window);
  close_window (fixture, window);
  wait_for (&fixture->n_escaped, 1, "the end of the window");
}

static void
test_locks (Fixture *fixture,
            gconstpointer data)
{
  static const char *const toggles[] = { "Caps_Lock", "Num_Lock", "Caps_Lock", "Num_Lock" };

  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      g_autofree char *line = g_strdup_printf ("xdotool key --delay 0 %s ctrl+alt+space", toggles[i]);

      run (line);
      wait_for (&fixture->n_pressed, i + 1, line);
      rail_global_shortcut_x11_drop (fixture->shortcut);
    }
}

static void
test_taken (Fixture *fixture,
            gconstpointer data)
{
  const guint16 modifiers = XCB_MOD_MASK_CONTROL | XCB_MOD_MASK_1;
  const char *detail;

  g_assert_cmpint (try_key (fixture, modifiers, KEY_SPACE), ==, 10 /* BadAccess */);

  /* Only with Num Lock: then it would fail now and then, so it is left whole. */
  take_key (fixture, modifiers | XCB_MOD_MASK_2, KEY_A);
  set (fixture, "<Control><Alt>a");
  g_assert_cmpint (rail_global_shortcut_x11_get_state (fixture->shortcut, &detail), ==, RAIL_PROVIDER_FAILED);
  g_assert_nonnull (strstr (detail, "Ctrl+Alt+A"));
  take_key (fixture, modifiers, KEY_A);

  /* The old one was let go of; the other program lets go, too. */
  take_key (fixture, modifiers, KEY_SPACE);
  xcb_ungrab_key (fixture->connection, XCB_GRAB_ANY, fixture->root, XCB_MOD_MASK_ANY);
  wait_for_server (fixture);
  set (fixture, "<Control><Alt>a");
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_OK);
  set (fixture, "");
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_OFF);
  take_key (fixture, modifiers, KEY_A);
}

static void
count_cb (guint *counter)
{
  (*counter)++;
}

/* The letter's key moves with the layout, and the shortcut with it. */
static void
test_layout (Fixture *fixture,
             gconstpointer data)
{
  guint n_changes = 0;

  set (fixture, "<Control><Alt>a");
  g_signal_connect_swapped (fixture->shortcut, "state-changed", G_CALLBACK (count_cb), &n_changes);
  run ("setxkbmap ru");
  wait_for (&n_changes, 1, "a keyboard without the letter");
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_FAILED);
  run ("setxkbmap fr");
  wait_for (&n_changes, 2, "a keyboard with the letter");
  g_assert_cmpint (get_state (fixture), ==, RAIL_PROVIDER_OK);
  run ("xdotool key --delay 0 ctrl+alt+24");
  wait_for (&fixture->n_pressed, 1, "the press where it is now");
  rail_global_shortcut_x11_drop (fixture->shortcut);
  g_signal_handlers_disconnect_by_data (fixture->shortcut, &n_changes);
  run ("setxkbmap us");
}

static void
test_no_server (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rail_global_shortcut_x11_new (":4711", CLASS, &error));
  g_assert_nonnull (error);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/global-shortcut/hold/keeps-the-keys-until-the-window-has-the-focus", Fixture, NULL, set_up, test_hold, tear_down);
  g_test_add ("/global-shortcut/hold/forgives-fingers-that-overlap", Fixture, NULL, set_up, test_overlap, tear_down);
  g_test_add ("/global-shortcut/hold/begins-anew-with-the-shortcut", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/global-shortcut/hold/ends-with-escape", Fixture, NULL, set_up, test_escape, tear_down);
  g_test_add ("/global-shortcut/hold/is-dropped-with-all-its-keys", Fixture, NULL, set_up, test_drop, tear_down);
  g_test_add ("/global-shortcut/press/tells-whose-window-has-the-focus", Fixture, NULL, set_up, test_windows, tear_down);
  g_test_add ("/global-shortcut/press/comes-with-any-lock-on", Fixture, NULL, set_up, test_locks, tear_down);
  g_test_add ("/global-shortcut/key/is-left-to-who-has-it", Fixture, NULL, set_up, test_taken, tear_down);
  g_test_add ("/global-shortcut/key/follows-the-layout", Fixture, NULL, set_up, test_layout, tear_down);
  g_test_add_func ("/global-shortcut/server/may-be-missing", test_no_server);

  return g_test_run ();
}
