/*
 * Keys in a real keyring: GNOME Keyring on a private bus that starts nothing by itself, with a home of its own.
 */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "base/error.h"
#include "platform/secret-store.h"
#include "testlib/scratch-folder.h"
#include "testlib/wait-until.h"

#define LIMIT_SECONDS 30

#define SERVICE "org.freedesktop.secrets"
#define ORIGIN "https://models.example.org"
#define KEY "canary-4f1e-läßt-sich-lesen"

typedef struct
{
  ScratchFolder *folder;
  GSubprocess *daemon; /* NULL while there is no keyring */
  guint watch_id;
  gboolean owned;
} Keyring;

/* ---- the keyring ---- */

static void
appeared_cb (GDBusConnection *connection,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  ((Keyring *) user_data)->owned = TRUE;
}

static void
vanished_cb (GDBusConnection *connection,
             const char *name,
             gpointer user_data)
{
  ((Keyring *) user_data)->owned = FALSE;
}

static Keyring *
keyring_new (void)
{
  Keyring *self = g_new0 (Keyring, 1);

  self->folder = scratch_folder_new ();
  self->watch_id = g_bus_watch_name (G_BUS_TYPE_SESSION, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, self, NULL);
  return self;
}

static void
start (Keyring *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GOutputStream *password;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", self->folder, TRUE);
  /* What ends our programs at the first warning must not end other people's. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  self->daemon = g_subprocess_launcher_spawn (launcher,
                                              &error,
                                              "gnome-keyring-daemon",
                                              "--unlock",
                                              "--foreground",
                                              "--components=secrets",
                                              "--control-directory",
                                              self->folder,
                                              NULL);
  g_assert_no_error (error);

  password = g_subprocess_get_stdin_pipe (self->daemon);
  g_assert_true (g_output_stream_write_all (password, "open sesame", strlen ("open sesame"), NULL, NULL, &error));
  g_assert_true (g_output_stream_close (password, NULL, &error));
  wait_until (self->owned);
}

static void
kill_at_once (Keyring *self)
{
  g_subprocess_force_exit (self->daemon);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_clear_object (&self->daemon);
}

static void
keyring_free (Keyring *self)
{
  if (self->daemon != NULL)
    kill_at_once (self);
  wait_until (!self->owned);
  g_bus_unwatch_name (self->watch_id);
  scratch_folder_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keyring, keyring_free)

/* As somebody does who leaves the desk. */
static void
lock (Keyring *self)
{
  const char *const collections[] = { "/org/freedesktop/secrets/collection/login", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (bus,
                                                            SERVICE,
                                                            "/org/freedesktop/secrets",
                                                            "org.freedesktop.Secret.Service",
                                                            "Lock",
                                                            g_variant_new ("(^ao)", collections),
                                                            G_VARIANT_TYPE ("(aoo)"),
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1,
                                                            NULL,
                                                            &error);

  g_assert_no_error (error);
}

/* ---- asking ---- */

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
save (const char *origin,
      const char *key,
      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rail_secret_store_save_async (origin, key, NULL, answered_cb, &result);
  wait_until (result != NULL);
  return rail_secret_store_save_finish (result, error);
}

static char *
load (const char *origin,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rail_secret_store_load_async (origin, cancellable, answered_cb, &result);
  wait_until (result != NULL);
  return rail_secret_store_load_finish (result, error);
}

static gboolean
find (const char *origin,
      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rail_secret_store_find_async (origin, NULL, answered_cb, &result);
  wait_until (result != NULL);
  return rail_secret_store_find_finish (result, error);
}

static gboolean
forget (const char *origin,
        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rail_secret_store_forget_async (origin, NULL, answered_cb, &result);
  wait_until (result != NULL);
  return rail_secret_store_forget_finish (result, error);
}

static void
assert_key (const char *origin,
            const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = load (origin, NULL, &error);
  g_autofree char *same = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, expected);
  same = rail_secret_store_load (origin, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (same, ==, expected);
  g_assert_cmpint (find (origin, &error), ==, expected != NULL);
  g_assert_no_error (error);
}

static void
assert_saved (const char *origin,
              const char *key)
{
  g_autoptr (GError) error = NULL;
  gboolean saved = save (origin, key, &error);

  g_assert_no_error (error);
  g_assert_true (saved);
}

/* ---- tests ---- */

static void
test_kept (void)
{
  g_autoptr (Keyring) keyring = keyring_new ();
  g_autoptr (GError) error = NULL;

  start (keyring);
  assert_key (ORIGIN, NULL);
  assert_saved (ORIGIN, "first");
  assert_saved (ORIGIN, KEY);
  assert_saved (ORIGIN ":8443", "another");
  assert_key (ORIGIN, KEY);
  assert_key (ORIGIN ":8443", "another");
  assert_key ("http://models.example.org", NULL);
  assert_key (ORIGIN ".example.net", NULL);

  g_assert_true (forget (ORIGIN, &error));
  g_assert_no_error (error);
  assert_key (ORIGIN, NULL);
  assert_key (ORIGIN ":8443", "another");
  g_assert_true (forget (ORIGIN, &error));
  g_assert_no_error (error);
}

/* No file below this folder holds these bytes. */
static void
assert_unwritten (const char *folder,
                  const char *bytes)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_unwritten (path, bytes);
      else if (g_file_get_contents (path, &data, &length, NULL))
        g_assert_null (memmem (data, length, bytes, strlen (bytes)));
    }
}

static void
test_restarted (void)
{
  g_autoptr (Keyring) keyring = keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;

  start (keyring);
  assert_saved (ORIGIN, KEY);
  kill_at_once (keyring);

  key = load (ORIGIN, NULL, &error);
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);
  g_assert_null (key);
  wait_until (!keyring->owned);

  start (keyring);
  assert_key (ORIGIN, KEY);
  assert_unwritten (keyring->folder, KEY);
}

/* Nobody is there to unlock it. */
static void
test_locked (void)
{
  g_autoptr (Keyring) keyring = keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;

  start (keyring);
  assert_saved (ORIGIN, KEY);
  lock (keyring);

  g_assert_true (find (ORIGIN, &error));
  g_assert_no_error (error);
  key = load (ORIGIN, NULL, &error);
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "unlock"));
  g_assert_null (key);

  g_clear_error (&error);
  g_assert_null (rail_secret_store_load (ORIGIN, NULL, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED);

  g_clear_error (&error);
  g_assert_false (save (ORIGIN, "new", &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_REFUSED);

  /* Where there is none, nobody is asked. */
  g_clear_error (&error);
  g_assert_null (load (ORIGIN ":8443", NULL, &error));
  g_assert_no_error (error);
}

static void
test_missing (void)
{
  g_autoptr (Keyring) keyring = keyring_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (save (ORIGIN, KEY, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "There is no keyring"));
  g_assert_null (strstr (error->message, KEY));

  g_clear_error (&error);
  g_assert_null (load (ORIGIN, NULL, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);

  g_clear_error (&error);
  g_assert_null (rail_secret_store_load (ORIGIN, NULL, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);

  g_clear_error (&error);
  g_assert_false (find (ORIGIN, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);

  g_clear_error (&error);
  g_assert_false (forget (ORIGIN, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);
  assert_unwritten (keyring->folder, KEY);
}

/* It died while it was asked, and came back. */
static void
test_killed_meanwhile (void)
{
  g_autoptr (Keyring) keyring = keyring_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start (keyring);
  assert_saved (ORIGIN, KEY);
  g_subprocess_send_signal (keyring->daemon, SIGSTOP);
  rail_secret_store_load_async (ORIGIN, NULL, answered_cb, &result);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (result);
  kill_at_once (keyring);
  wait_until (result != NULL);
  g_assert_null (rail_secret_store_load_finish (result, &error));
  g_assert_error (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE);
  wait_until (!keyring->owned);

  start (keyring);
  assert_key (ORIGIN, KEY);
}

/* Whoever closes the window does not wait for it. */
static void
test_cancelled (void)
{
  g_autoptr (Keyring) keyring = keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start (keyring);
  assert_saved (ORIGIN, KEY);
  g_subprocess_send_signal (keyring->daemon, SIGSTOP);
  rail_secret_store_load_async (ORIGIN, cancellable, answered_cb, &result);
  g_cancellable_cancel (cancellable);
  wait_until (result != NULL);
  g_assert_null (rail_secret_store_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc,
      char *argv[])
{
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  g_test_add_func ("/secret-store/key/is-kept-under-its-origin-alone", test_kept);
  g_test_add_func ("/secret-store/keyring/is-gone-and-comes-back", test_restarted);
  g_test_add_func ("/secret-store/keyring/is-locked-and-nobody-unlocks-it", test_locked);
  g_test_add_func ("/secret-store/keyring/is-missing-and-that-is-said", test_missing);
  g_test_add_func ("/secret-store/keyring/dies-while-it-is-asked", test_killed_meanwhile);
  g_test_add_func ("/secret-store/asking/can-be-given-up", test_cancelled);
  status = g_test_run ();

  /* libsecret keeps its connection until the end, so nobody waits for it. */
  g_test_dbus_stop (bus);
  return status;
}
