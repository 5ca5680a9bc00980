#include "config.h"

#include "testlib/model-server.h"

ModelServer *
model_server_start (const char *key,
                    guint context)
{
  ModelServer *self = g_new0 (ModelServer, 1);
  g_autofree char *program = g_test_build_filename (G_TEST_DIST, "llm", "serve", NULL);
  g_autofree char *tokens = g_strdup_printf ("%u", context);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--key", key, "--context", tokens, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->address = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);
  return self;
}

/* It ends with its standard input. */
void
model_server_free (ModelServer *self)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (self->process, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (self->process);
  g_free (self->address);
  g_free (self);
}
