#include "config.h"

#include "coach/model-call.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

/* Of a whole request: some 6,000 tokens, which every model of today takes and no question of a manager needs. */
#define MAX_BODY_BYTES (24 * 1024)
#define MAX_ANSWER_TOKENS 600

typedef struct
{
  GPtrArray *endpoints;
  RailHttpClient *client;
  char *(*dup_key) (gpointer owner, const char *origin, GError **error);
  gpointer owner;
  char *question;
  GPtrArray *passages;
  GArray *turns; /* RailTurn, whose texts @texts owns */
  GPtrArray *texts;
  gboolean cautious;
  char *language;
  GPtrArray *sent;
  RailModelTextFunc func;
  gpointer func_data;

  guint current; /* endpoint */
  gboolean halved;
  GBytes *body;
  guint n_passages;
  RailModelCallEnd end;
  GError *first_error;
} Call;

static void ask (GTask *task);

static void
call_free (gpointer data)
{
  Call *self = data;

  g_ptr_array_unref (self->endpoints);
  rail_http_client_unref (self->client);
  g_free (self->question);
  g_ptr_array_unref (self->passages);
  g_array_unref (self->turns);
  g_ptr_array_unref (self->texts);
  g_free (self->language);
  g_ptr_array_unref (self->sent);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->first_error);
  g_free (self);
}

static gboolean
text_cb (const char *text,
         gpointer user_data)
{
  GTask *task = user_data;
  Call *self = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;

  self->end.spoke = TRUE;
  return self->func (text, self->n_passages, self->func_data);
}

/* @error is consumed. */
static void
try_next (GTask *task,
          GError *error)
{
  Call *self = g_task_get_task_data (task);

  if (self->first_error == NULL)
    self->first_error = error;
  else
    g_error_free (error);

  self->current++;
  self->halved = FALSE;
  ask (task);
}

static void
asked_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  RailEndpointEnd end = { 0 };
  gboolean fine = rail_endpoint_ask_finish (result, &end, NULL, &error);

  if (end.bytes_sent > 0)
    g_ptr_array_add (self->sent, g_bytes_ref (self->body));
  self->end.truncated = end.truncated;
  self->end.filtered = end.filtered;

  if (self->end.spoke || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (fine)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (g_error_matches (error, RAIL_ERROR, RAIL_ERROR_TOO_LARGE) && !self->halved)
    {
      self->halved = TRUE;
      ask (g_steal_pointer (&task));
    }
  else
    {
      if (fine)
        g_set_error_literal (&error, RAIL_ERROR, RAIL_ERROR_INVALID, end.filtered ? _ ("The model’s own filter kept its answer back") : _ ("The model said nothing"));
      try_next (g_steal_pointer (&task), g_steal_pointer (&error));
    }
}

/* NULL with @error. */
static char *
build_body (Call *self,
            const RailEndpoint *endpoint,
            GError **error)
{
  const RailPromptInput input = {
    .model = endpoint->model,
    .question = self->question,
    .passages = self->passages,
    .turns = (const RailTurn *) self->turns->data,
    .n_turns = self->turns->len,
    .cautious = self->cautious,
    .language = self->language,
    .max_answer_tokens = MAX_ANSWER_TOKENS,
    .max_bytes = self->halved ? g_bytes_get_size (self->body) / 2 : MAX_BODY_BYTES,
  };

  return rail_prompt_build (&input, &self->n_passages, error);
}

static char *
dup_key (Call *self,
         const RailEndpoint *endpoint,
         GError **error)
{
  g_autofree char *origin = rail_endpoint_dup_origin (endpoint, error);

  return origin != NULL && self->dup_key != NULL ? self->dup_key (self->owner, origin, error) : NULL;
}

/* Consumes @task. */
static void
ask (GTask *task)
{
  Call *self = g_task_get_task_data (task);
  const RailEndpoint *endpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  g_autofree char *key = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  if (self->current == self->endpoints->len)
    {
      g_task_return_error (task, g_steal_pointer (&self->first_error));
      g_object_unref (task);
      return;
    }

  endpoint = g_ptr_array_index (self->endpoints, self->current);
  body = build_body (self, endpoint, &error);
  if (error == NULL)
    key = dup_key (self, endpoint, &error);
  if (error != NULL)
    {
      try_next (task, g_steal_pointer (&error));
      return;
    }

  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_bytes_new (body, strlen (body));
  rail_endpoint_ask_async (endpoint, self->client, key, body, text_cb, task, g_task_get_cancellable (task), asked_cb, task);
}

static void
copy_turns (Call *self,
            const RailModelCall *call)
{
  self->turns = g_array_new (FALSE, FALSE, sizeof (RailTurn));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < call->n_turns; i++)
    {
      const RailTurn turn = { .role = call->turns[i].role, .text = g_strdup (call->turns[i].text) };

      g_ptr_array_add (self->texts, (char *) turn.text);
      g_array_append_val (self->turns, turn);
    }
}

void
rail_model_call_async (const RailModelCall *call,
                       RailModelTextFunc func,
                       gpointer func_data,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Call *self = g_new0 (Call, 1);

  g_return_if_fail (call->endpoints->len > 0);

  g_task_set_source_tag (task, rail_model_call_async);
  g_task_set_task_data (task, self, call_free);
  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) rail_endpoint_free);
  for (guint i = 0; i < call->endpoints->len; i++)
    g_ptr_array_add (self->endpoints, rail_endpoint_copy (g_ptr_array_index (call->endpoints, i)));
  self->client = rail_http_client_ref (call->client);
  self->dup_key = call->dup_key;
  self->owner = call->owner;
  self->question = g_strdup (call->question);
  self->passages = g_ptr_array_ref (call->passages);
  copy_turns (self, call);
  self->cautious = call->cautious;
  self->language = g_strdup (call->language);
  self->sent = g_ptr_array_ref (call->sent);
  self->func = func;
  self->func_data = func_data;

  ask (task);
}

gboolean
rail_model_call_finish (GAsyncResult *result,
                        RailModelCallEnd *end,
                        GError **error)
{
  Call *self = g_task_get_task_data (G_TASK (result));

  *end = self->end;
  return g_task_propagate_boolean (G_TASK (result), error);
}
