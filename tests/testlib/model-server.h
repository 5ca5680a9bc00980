/*
 * A real model behind a real server on this machine for one test (tests/llm/serve). The first test that needs it on a machine waits some ten
 * seconds, while llama.cpp is fetched.
 */

#pragma once

#include <gio/gio.h>

typedef struct
{
  GSubprocess *process;
  char *address; /* "http://127.0.0.1:PORT/v1" */
} ModelServer;

/* Once it answers. @key: the one it wants; @context: how many tokens it reads at once. */
ModelServer *model_server_start (const char *key,
                                 guint context);
void model_server_free (ModelServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelServer, model_server_free)
