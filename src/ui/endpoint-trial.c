#include "config.h"

#include "ui/endpoint-trial.h"

#include <json-glib/json-glib.h>

#include "base/duration.h"
#include "base/error.h"
#include "platform/secret-store.h"

/* Enough for a word, and for a model that thinks aloud first to show that it lives. */
#define MAX_TOKENS 16

/* Somebody sits there and waits. */
#define PATIENCE (30 * RAIL_SECOND)

typedef struct
{
  RailEndpoint *endpoint;
  RailHttpClient *client;
  gint64 began;
} Trial;

static void
trial_free (Trial *self)
{
  rail_endpoint_free (self->endpoint);
  rail_http_client_unref (self->client);
  g_free (self);
}

const char *
rail_endpoint_trial_get_question (void)
{
  /* Not translated: models of all languages know it, and everybody sends the same bytes. */
  return "Please answer with the word ready.";
}

/* Azure's address says which model it is. */
static char *
build_body (const char *model)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  if (*model != '\0')
    {
      json_builder_set_member_name (builder, "model");
      json_builder_add_string_value (builder, model);
    }
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "role");
  json_builder_add_string_value (builder, "user");
  json_builder_set_member_name (builder, "content");
  json_builder_add_string_value (builder, rail_endpoint_trial_get_question ());
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "max_tokens");
  json_builder_add_int_value (builder, MAX_TOKENS);
  json_builder_set_member_name (builder, "stream");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gboolean
text_cb (const char *text,
         gpointer user_data)
{
  return TRUE;
}

static void
asked_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Trial *trial = g_task_get_task_data (task);
  GError *error = NULL;

  if (rail_endpoint_ask_finish (result, NULL, NULL, &error))
    g_task_return_int (task, g_get_monotonic_time () - trial->began);
  else
    g_task_return_error (task, error);
}

static void
ask (GTask *task,
     const char *key)
{
  Trial *trial = g_task_get_task_data (task);
  g_autofree char *body = build_body (trial->endpoint->model);

  trial->began = g_get_monotonic_time ();
  rail_endpoint_ask_async (trial->endpoint, trial->client, key, body, text_cb, NULL, g_task_get_cancellable (task), asked_cb, g_object_ref (task));
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = rail_secret_store_load_finish (result, &error);

  /* Without a keyring there is no key, and many models want none. */
  if (error == NULL || g_error_matches (error, RAIL_ERROR, RAIL_ERROR_UNREACHABLE))
    ask (task, key);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
rail_endpoint_trial_run_async (const RailEndpoint *endpoint,
                               const char *key,
                               RailHttpClient *client,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Trial *trial = g_new0 (Trial, 1);
  g_autofree char *origin = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, rail_endpoint_trial_run_async);
  trial->endpoint = rail_endpoint_copy (endpoint);
  trial->endpoint->patience = PATIENCE;
  trial->client = rail_http_client_ref (client);
  g_task_set_task_data (task, trial, (GDestroyNotify) trial_free);

  origin = rail_endpoint_dup_origin (endpoint, &error);
  if (origin == NULL)
    g_task_return_error (task, error);
  else if (key != NULL && *key != '\0')
    ask (task, key);
  else
    rail_secret_store_load_async (origin, cancellable, loaded_cb, g_object_ref (task));
}

gint64
rail_endpoint_trial_run_finish (GAsyncResult *result,
                                GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
