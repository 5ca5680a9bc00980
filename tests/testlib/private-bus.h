/*
 * A message bus for one test. GTestDBus would do, but for one thing: its daemon outlives a test that fails, and whoever reads the test's output waits for
 * the daemon's end. This one goes with the test, whatever becomes of it.
 */

#pragma once

#include <signal.h>
#include <sys/prctl.h>

#include <gio/gio.h>

typedef struct
{
  GSubprocess *daemon;
  char *address;
} PrivateBus;

static inline void
private_bus_die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static inline PrivateBus *
private_bus_start (void)
{
  PrivateBus *self = g_new0 (PrivateBus, 1);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, private_bus_die_with_parent, NULL, NULL);
  self->daemon = g_subprocess_launcher_spawn (launcher, &error, "dbus-daemon", "--session", "--nofork", "--print-address", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->daemon));
  self->address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);

  return self;
}

static inline void
private_bus_stop (PrivateBus *self)
{
  g_subprocess_send_signal (self->daemon, SIGTERM);
  g_assert_true (g_subprocess_wait (self->daemon, NULL, NULL));
  g_object_unref (self->daemon);
  g_free (self->address);
  g_free (self);
}
